"""The training loop: the document's loss, optimizer, batch size and epochs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from nodegraph_app.code import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    BinaryOperation,
    Call,
    Docstring,
    Expression,
    For,
    FormattedString,
    Function,
    Literal,
    Name,
    Parameter,
    TupleOf,
    call,
    dotted,
    literal,
)
from nodegraph_app.document.records import PortRef, Training
from nodegraph_app.exchange.model_code import MODULE_NAMES, TENSOR, together
from nodegraph_app.exchange.names import variable
from nodegraph_app.exchange.network import Network
from nodegraph_app.exchange.targets import Target

LOOP_NAMES = frozenset(
    {
        *("batch_size", "criterion", "epoch", "epochs", "inputs", "learning_rate", "loader"),
        *("loss", "model", "optimizer", "prediction", "targets", "total", "x", "y"),
        *MODULE_NAMES,
    }
)


@dataclass(frozen=True)
class DataNames:
    """What a training function calls a data port: all of its samples, and one batch of them."""

    samples: Mapping[PortRef, str]
    batch: Mapping[PortRef, str]


def train_function(
    class_name: str,
    network: Network,
    training: Training,
    target: Target,
    node_names: Mapping[str, str],
) -> Function:
    """`train(model, inputs, targets, epochs, batch_size, learning_rate)`.

    node_names: node id to node name.
    """
    data = _data_names(network, node_names)
    criteria = _criteria(network)
    parameters = (
        Parameter("model", Name(class_name)),
        *(Parameter(name, TENSOR) for name in data.samples.values()),
        Parameter("epochs", Name("int"), Literal(training.epochs)),
        Parameter("batch_size", Name("int"), Literal(training.batch_size)),
        Parameter("learning_rate", Name("float"), Literal(training.lr)),
    )
    dataset = Call(Name("TensorDataset"), tuple(map(Name, data.samples.values())))
    batches = call("DataLoader", dataset, batch_size=Name("batch_size"), shuffle=True)
    one_batch = TupleOf(tuple(map(Name, data.batch.values())))
    report = FormattedString(
        (
            "epoch ",
            (BinaryOperation(Name("epoch"), "+", Literal(1)), ""),
            ": loss ",
            (BinaryOperation(Name("total"), "/", call("len", Name("loader"))), ".4g"),
        )
    )
    epoch = (
        Assign(Name("total"), Literal(0.0)),
        For(one_batch, Name("loader"), tuple(_batch_step(network, data, criteria, node_names))),
        Expression(call("print", report)),
    )
    body: tuple[AnyStatement, ...] = (
        Docstring("Train as the canvas does; the samples are drawn in a new order every epoch."),
        *(
            Assign(Name(name), loss.type.code(target.name, loss.state.parameters))
            for name, loss in zip(criteria, network.losses, strict=True)
        ),
        Assign(Name("optimizer"), _optimizer(training)),
        Assign(Name("loader"), batches),
        Expression(call("model.train")),
        For(Name("epoch"), call("range", Name("epochs")), epoch),
        Expression(call("model.eval")),
    )
    return Function("train", parameters, body, Literal(None))


def _batch_step(
    network: Network, data: DataNames, criteria: Sequence[str], node_names: Mapping[str, str]
) -> Iterator[AnyStatement]:
    """Predict, compare, differentiate, update."""
    prediction = Call(Name("model"), tuple(Name(data.batch[port]) for port in network.inputs))
    values: dict[PortRef, AnyExpression] = {port: Name(name) for port, name in data.batch.items()}
    if len(network.returned) == 1 and len(network.losses) == 1:
        values[network.returned[0]] = prediction
    else:
        results: list[str] = []
        for port in network.returned:
            taken = {*LOOP_NAMES, *criteria, *results, *data.batch.values()}
            results.append(variable(node_names[port.node], taken))
        yield Assign(together(map(Name, results)), prediction)
        values.update(zip(network.returned, map(Name, results), strict=True))
    losses: list[AnyExpression] = [
        Call(Name(name), tuple(values[port] for port in loss.operands))
        for name, loss in zip(criteria, network.losses, strict=True)
    ]
    yield Assign(Name("loss"), reduce(lambda a, b: BinaryOperation(a, "+", b), losses))
    yield Expression(call("optimizer.zero_grad"))
    yield Expression(call("loss.backward"))
    yield Expression(call("optimizer.step"))
    yield Assign(Name("total"), call("loss.item"), "+")


def _optimizer(training: Training) -> AnyExpression:
    settings: dict[str, object] = {"lr": Name("learning_rate")}
    if training.optimizer == "SGD" and training.momentum:
        settings["momentum"] = training.momentum
    if training.weight_decay:
        settings["weight_decay"] = training.weight_decay
    weights = Call(Attribute(Name("model"), "parameters"))
    keywords = tuple((name, literal(value)) for name, value in settings.items())
    return Call(dotted(f"optim.{training.optimizer}"), (weights,), keywords)


def _criteria(network: Network) -> list[str]:
    if len(network.losses) == 1:
        return ["criterion"]
    names: list[str] = []
    for loss in network.losses:
        names.append(variable(loss.node.name, {*LOOP_NAMES, *names}))
    return names


def _data_names(network: Network, node_names: Mapping[str, str]) -> DataNames:
    """One input and its target are `inputs`, `targets` and `x`, `y`; more are told apart."""
    if len(network.inputs) == 1 and len(network.targets) <= 1:
        ports = (*network.inputs, *network.targets)
        return DataNames(
            dict(zip(ports, ("inputs", "targets"), strict=False)),
            dict(zip(ports, ("x", "y"), strict=False)),
        )
    samples: dict[PortRef, str] = {}
    batch: dict[PortRef, str] = {}
    for letter, ports in (("x", network.inputs), ("y", network.targets)):
        for number, port in enumerate(ports, 1):
            samples[port] = variable(
                f"{node_names[port.node]}_{port.port}", {*LOOP_NAMES, *samples.values()}
            )
            batch[port] = f"{letter}{number}" if len(ports) > 1 else letter
    return DataNames(samples, batch)
