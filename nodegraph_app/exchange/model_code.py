"""The model class: its layers in __init__, and the forward pass with the shape of every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nodegraph_app.catalog.port import Role
from nodegraph_app.code import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    Call,
    Class,
    Docstring,
    Expression,
    Function,
    Literal,
    Name,
    Parameter,
    Return,
    Subscript,
    TupleOf,
    call,
    dotted,
)
from nodegraph_app.compiler.state import PortState
from nodegraph_app.document.records import PortRef
from nodegraph_app.exchange.names import attribute, variable
from nodegraph_app.exchange.network import Network, Part
from nodegraph_app.exchange.targets import Target

FLOW = "x"
"""The variable of a chain: each layer takes it and gives it back."""
MODULE_NAMES = frozenset(
    {
        *("CHECK", "DataLoader", "Path", "Tensor", "TensorDataset", "WEIGHTS", "engine"),
        *("largest_difference", "load", "load_file", "main", "nn", "optim", "torch", "train"),
    }
)
"""What every exported module calls its own."""
LOCAL_NAMES = frozenset({"check", "difference", "model", "self", FLOW})
TENSOR = Name("Tensor")
PLURALS = {Role.IMAGE: "images", Role.FEATURES: "features", Role.SEQUENCE: "sequences"}


@dataclass(frozen=True)
class ModelNames:
    """What everything in the model is called in its code."""

    layers: Mapping[str, str]
    """Node id to attribute; the start of its weights' names."""
    values: Mapping[PortRef, str]
    """Output port to variable in the forward pass."""


def model_names(network: Network, states: Mapping[PortRef, PortState]) -> ModelNames:
    """Names for layers and values.

    A value that the next line alone reads is `x`, so a chain reads x = self.conv1(x). One that is
    read later, or twice, is called like its node.
    """
    own: dict[str, str] = {}
    for part in network.parts:
        own[part.node.id] = variable(part.node.name, {*MODULE_NAMES, *LOCAL_NAMES, *own.values()})
    last_reader = _last_readers(network)
    values: dict[PortRef, str] = {}
    for port in network.inputs:
        if len(network.inputs) == 1 and last_reader[port] == 0:
            values[port] = FLOW
        else:
            taken = {*MODULE_NAMES, *LOCAL_NAMES, *own.values(), *values.values()}
            values[port] = variable(PLURALS.get(states[port].role, "inputs"), taken)
    for index, part in enumerate(network.parts):
        is_one_of_several = len(network.returned) > 1 and part.output in network.returned
        flows = last_reader[part.output] == index + 1 and not is_one_of_several
        values[part.output] = FLOW if flows else own[part.node.id]
    layers: dict[str, str] = {}
    for part in network.parts:
        if part.is_layer:
            layers[part.node.id] = attribute(part.node.name, layers.values())
    return ModelNames(layers, values)


def model_class(
    name: str,
    network: Network,
    names: ModelNames,
    states: Mapping[PortRef, PortState],
    target: Target,
) -> Class:
    """The class, an nn.Module."""
    takes = _shapes(network.inputs, states)
    gives = _shapes(network.returned, states)
    docstring = Docstring(f"A network that turns {takes} into {gives}.")
    layers = tuple(part for part in network.parts if part.is_layer)
    methods = (*_constructor(layers, names, target), _forward(network, names, states, target))
    return Class(name, (dotted("nn.Module"),), (docstring, *methods))


def _constructor(layers: Iterable[Part], names: ModelNames, target: Target) -> Iterable[Function]:
    made = [
        Assign(
            Attribute(Name("self"), names.layers[part.node.id]),
            part.type.code(target.name, part.state.parameters),
        )
        for part in layers
    ]
    if not made:
        return ()
    start = Expression(Call(Attribute(call("super"), "__init__")))
    return (Function("__init__", (Parameter("self"),), (start, *made), Literal(None)),)


def _forward(
    network: Network, names: ModelNames, states: Mapping[PortRef, PortState], target: Target
) -> Function:
    body: list[AnyStatement] = []
    for part in network.parts:
        operands = [Name(names.values[port]) for port in part.operands]
        value: AnyExpression
        if part.is_layer:
            layer = Attribute(Name("self"), names.layers[part.node.id])
            value = Call(layer, tuple(operands))
        else:
            value = part.type.code(target.name, part.state.parameters, operands)
        shape = states[part.output].label()
        body.append(Assign(Name(names.values[part.output]), value, comment=shape))
    last = body[-1]
    if isinstance(last, Assign) and network.returned == (network.parts[-1].output,):
        body[-1] = Return(last.value, comment=last.comment)
    else:
        body.append(Return(together(Name(names.values[port]) for port in network.returned)))
    parameters = [Parameter(names.values[port], TENSOR) for port in network.inputs]
    count = len(network.returned)
    returns = TENSOR if count == 1 else Subscript(Name("tuple"), TupleOf((TENSOR,) * count))
    return Function("forward", (Parameter("self"), *parameters), tuple(body), returns)


def together(items: Iterable[AnyExpression]) -> AnyExpression:
    """One expression as it is, several as a tuple."""
    listed = tuple(items)
    return listed[0] if len(listed) == 1 else TupleOf(listed)


def _shapes(ports: Iterable[PortRef], states: Mapping[PortRef, PortState]) -> str:
    """The shapes in words: "N×1×8×8", "N×3 and N×5"."""
    return " and ".join(states[port].label() for port in ports)


def _last_readers(network: Network) -> dict[PortRef, int]:
    """For every value, the index of the last part that reads it; of the return, the last."""
    readers: dict[PortRef, int] = {}
    for index, part in enumerate(network.parts):
        readers.update(dict.fromkeys(part.operands, index))
    readers.update(dict.fromkeys(network.returned, len(network.parts)))
    return readers
