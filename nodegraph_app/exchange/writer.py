"""The exported source file, as a code model: docstring, imports, class, load, train, main."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nodegraph_app.code import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    BinaryOperation,
    BlankLine,
    Call,
    Docstring,
    Expression,
    FormattedString,
    Function,
    If,
    ImportFrom,
    Literal,
    Module,
    Name,
    Parameter,
    Return,
    Subscript,
    With,
    call,
)
from nodegraph_app.compiler.state import PortState
from nodegraph_app.document.document import Document
from nodegraph_app.document.records import PortRef
from nodegraph_app.exchange.model_code import TENSOR, ModelNames, model_class, together
from nodegraph_app.exchange.names import class_name
from nodegraph_app.exchange.network import Network
from nodegraph_app.exchange.targets import Target
from nodegraph_app.exchange.training_code import train_function

WIDTH = 88


@dataclass(frozen=True)
class Files:
    """The names of the files that belong together."""

    stem: str

    @property
    def code(self) -> str:
        """The Python file."""
        return f"{self.stem}.py"

    @property
    def weights(self) -> str:
        """The model's parameters and buffers."""
        return f"{self.stem}.safetensors"

    @property
    def check(self) -> str:
        """Sample inputs and what the canvas computes for them."""
        return f"{self.stem}-check.safetensors"

    @property
    def manifest(self) -> str:
        """What was written, so that a later export knows its own files."""
        return f"{self.stem}-export.json"


def model_module(
    document: Document,
    network: Network,
    names: ModelNames,
    states: Mapping[PortRef, PortState],
    target: Target,
    files: Files,
) -> Module:
    """The whole source file."""
    model = class_name(document.name)
    has_weights = network.has_weights
    trains = bool(network.losses and network.parameter_count)
    body: list[AnyStatement] = [
        Docstring(_introduction(document, network, states, target)),
        ImportFrom("pathlib", ("Path",)),
        BlankLine(),
        *(target.training_imports if trains else target.imports),
        BlankLine(),
        *([Assign(Name("WEIGHTS"), _beside(files.weights))] if has_weights else []),
        Assign(Name("CHECK"), _beside(files.check)),
        model_class(model, network, names, states, target),
    ]
    if has_weights:
        body.append(_load_function(model))
    if trains:
        node_names = {key: node.name for key, node in document.nodes.items()}
        body.append(train_function(model, network, document.training, target, node_names))
    if len(network.outputs) > 1:
        body.append(_difference_function())
    body.append(_main_function(model, network, names, target, has_weights))
    is_main = BinaryOperation(Name("__name__"), "==", Literal("__main__"))
    body.append(If(is_main, (Expression(call("main")),)))
    return Module(tuple(body))


def check_keys(network: Network, names: ModelNames) -> dict[PortRef, str]:
    """What every input and every prediction is called in the check file."""
    keys = {port: names.values[port] for port in network.inputs}
    for port in network.outputs:
        several = len(network.outputs) > 1
        keys[port] = f"expected_{names.values[port]}" if several else "expected"
    return keys


def _introduction(
    document: Document, network: Network, states: Mapping[PortRef, PortState], target: Target
) -> str:
    """The module's docstring: what the network is, where it comes from, what is missing."""
    title = _one_line(document.name) or "A network"
    takes = " and ".join(states[port].label() for port in network.inputs)
    gives = " and ".join(states[port].label() for port in network.outputs)
    facts = f"Takes {takes}, gives {gives}; {network.parameter_count:,} parameters."
    paragraphs = [f"{title} in {target.title}."]
    paragraphs += [_one_line(text) for text in document.description.split("\n\n")]
    paragraphs.append(facts)
    if network.left_out:
        missing = ", ".join(node.name for node in network.left_out)
        paragraphs.append(f"Left out, because no prediction needs it: {missing}.")
    paragraphs.append(
        "Exported by Nodegraph. Run this file to compare its predictions with the canvas."
    )
    wrapped = (textwrap.fill(text, WIDTH, break_long_words=False) for text in paragraphs if text)
    return "\n\n".join(wrapped)


def _one_line(text: str) -> str:
    """Text that a user typed, without line ends and control characters."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return re.sub(r"\s+", " ", printable).strip()


def _beside(name: str) -> AnyExpression:
    return call(Attribute(call("Path", Name("__file__")), "with_name"), name)


def _load_function(model: str) -> Function:
    body = (
        Docstring("The model with the weights in `path`, ready to predict."),
        Assign(Name("model"), call(model)),
        Expression(call("model.load_state_dict", call("load_file", Name("path")))),
        Expression(call("model.eval")),
        Return(Name("model")),
    )
    return Function("load", (Parameter("path", Name("Path"), Name("WEIGHTS")),), body, Name(model))


def _main_function(
    model: str, network: Network, names: ModelNames, target: Target, has_weights: bool
) -> Function:
    return Function(
        "main",
        (),
        tuple(_check_statements(model, network, names, target, has_weights)),
        Literal(None),
    )


def _difference_function() -> Function:
    """For several predictions: how far one is from what is expected."""
    return Function(
        "largest_difference",
        (Parameter("result", TENSOR), Parameter("expected", TENSOR)),
        (
            Docstring("How far two tensors are apart, at most."),
            Return(_difference(Name("result"), Name("expected"))),
        ),
        Name("float"),
    )


def _difference(result: AnyExpression, expected: AnyExpression) -> AnyExpression:
    away = BinaryOperation(result, "-", expected)
    largest = Call(Attribute(Call(Attribute(away, "abs")), "amax"))
    return Call(Attribute(largest, "item"))


def _check_statements(
    model: str, network: Network, names: ModelNames, target: Target, has_weights: bool
) -> Iterator[AnyStatement]:
    """Load the model, run the stored sample, print how far it is from the canvas."""
    keys = check_keys(network, names)
    results = ["prediction"]
    if len(network.returned) > 1:
        results = [names.values[port] for port in network.outputs]
        results += [f"_{names.values[port]}" for port in network.references]

    def stored(port: PortRef) -> AnyExpression:
        return target.tensor(Subscript(Name("check"), Literal(keys[port])))

    yield Docstring("Compare the model with what the canvas computed for the check sample.")
    yield Assign(Name("model"), call("load") if has_weights else call(model))
    if not has_weights:
        yield Expression(call("model.eval"))
    yield Assign(Name("check"), call("load_file", Name("CHECK")))
    predict = Call(Name("model"), tuple(stored(port) for port in network.inputs))
    without_gradients = call(f"{target.package}.no_grad")
    yield With(without_gradients, (Assign(together(map(Name, results)), predict),))
    pairs = [
        (Name(result), stored(port)) for port, result in zip(network.outputs, results, strict=False)
    ]
    if len(pairs) == 1:
        yield Assign(Name("difference"), _difference(*pairs[0]))
    else:
        each = (Call(Name("largest_difference"), pair) for pair in pairs)
        yield Assign(Name("difference"), Call(Name("max"), tuple(each)))
    text = FormattedString(("largest difference from the canvas: ", (Name("difference"), ".1e")))
    yield Expression(call("print", text))
