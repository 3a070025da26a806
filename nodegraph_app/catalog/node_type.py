"""A node type: one declaration that the palette, the form, the checks, the compiler, the code
writers, the help and the tests all read."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any, Literal, TypeAlias

from pydantic import JsonValue

from nodegraph_app.catalog.parameter import Parameter, ParameterProblem, Values
from nodegraph_app.catalog.port import INPUT, OUTPUT, Port, Role, Shapes
from nodegraph_app.catalog.source import DataSource
from nodegraph_app.code import AnyExpression, call
from nodegraph_app.text import Text

Ports: TypeAlias = tuple[Port, ...]
Target: TypeAlias = Literal["pytorch", "engine"]


@dataclass(frozen=True)
class Sample:
    """A small case that tests run: inputs and output with their batch axis."""

    parameters: Values
    inputs: tuple[tuple[int, ...], ...]
    output: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class NodeType:
    """What a kind of node is.

    A type is one of three things: a layer (`module` names the engine.nn class, and every parameter
    is one of its keywords), a function of its inputs (`function`, with `expression` for its code),
    or a source of samples (`data`).
    """

    name: str
    family: str
    help: Text
    icon: str = ""
    synonyms: tuple[str, ...] = ()
    inputs: Ports | Callable[[Values], Ports] = (INPUT,)
    outputs: Ports = (OUTPUT,)
    parameters: tuple[Parameter, ...] = ()
    rules: Callable[[Values, Shapes], Sequence[ParameterProblem]] = lambda values, shapes: ()
    """What parameters may not be together; limits of a single one stand on the parameter."""
    module: str | None = None
    function: Callable[..., Any] | None = None
    expression: Callable[[Target, Values, Sequence[AnyExpression]], AnyExpression] | None = None
    data: DataSource | None = None
    is_loss: bool = False
    face: Callable[[Any], str] = lambda p: ""
    """The line under the node's title, from its parameters as attributes."""
    needs: Text | None = None
    """What to say when a value of the wrong role arrives."""
    adapters: Mapping[Role, str] = field(default_factory=dict)
    """The node type that turns a value of that role into one this type takes."""
    follows: Mapping[Role, int] = field(default_factory=dict)
    """How likely (0 to 9) this type comes after a value of that role."""
    views: tuple[str, ...] = ("grid", "histogram", "formula")
    """The views that show its values best, by their file's name in widgets/views."""
    samples: tuple[Sample, ...] = ()
    replaces: tuple[str, ...] = ()

    # ---- ports

    def input_ports(self, values: Values) -> Ports:
        """The input ports that a node with these parameters has."""
        return self.inputs(self.complete(values)) if callable(self.inputs) else self.inputs

    def output_ports(self, values: Values) -> Ports:
        """The output ports that a node with these parameters has."""
        return self.outputs

    # ---- parameters

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((p for p in self.parameters if p.name == name), None)

    def defaults(self) -> dict[str, JsonValue]:
        """The parameters of a new node."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    def complete(self, values: Values) -> dict[str, JsonValue]:
        """The declared parameters, with the default where `values` has none."""
        return {p.name: values.get(p.name, p.default) for p in self.parameters}

    def resolve(self, values: Values, shapes: Shapes) -> dict[str, JsonValue]:
        """The declared parameters, with what comes from the wires filled in.

        A parameter whose wire is missing, or has no such axis, stays None.
        """
        resolved = self.complete(values)
        for parameter in self.parameters:
            if parameter.infer is not None and resolved[parameter.name] is None:
                resolved[parameter.name] = _inferred(parameter.infer, shapes)
        return resolved

    def problems(self, values: Values, shapes: Shapes | None = None) -> list[ParameterProblem]:
        """What is wrong with these parameters, given the shapes that are known."""
        shapes = shapes or {}
        resolved = self.resolve(values, shapes)
        of_kind = [p.kind_problem(resolved) for p in self.parameters]
        if any(of_kind):
            return [problem for problem in of_kind if problem]
        of_limit = [p.limit_problem(resolved, shapes) for p in self.parameters]
        return [problem for problem in of_limit if problem] or list(self.rules(resolved, shapes))

    def summary(self, values: Values) -> str:
        """The line under the title: "1→32 · 3×3 · pad 1"."""
        return self.face(SimpleNamespace(**self.complete(values)))

    # ---- what it computes, and its code

    def build(self, values: Values, shapes: Shapes) -> Callable[..., Any]:
        """The engine module or function of a node, called with the inputs in port order.

        Raises engine.errors.ShapeError when a parameter that comes from the wire is not known.
        """
        resolved = self.resolve(values, shapes)
        if self.function is not None:
            return partial(self.function, **_arguments(resolved))
        from engine import errors, nn

        for parameter in self.parameters:
            if resolved[parameter.name] is None:
                raise errors.ShapeError(
                    "{parameter} of {type} comes from the wire, and no fitting wire arrives",
                    parameter=parameter.name,
                    type=self.name,
                    mend="Wire the input, or type a number",
                )
        layer: Callable[..., Any] = getattr(nn, str(self.module))(**_arguments(resolved))
        return layer

    def code(
        self, target: Target, values: Values, operands: Sequence[AnyExpression] = ()
    ) -> AnyExpression:
        """The expression for a node with these resolved parameters.

        A layer gives the call that makes it, `nn.Conv2d(1, 32, 3, padding=1)`: arguments that equal
        the signature's default are left out. A function gives its value for the `operands`.
        """
        if self.expression is not None:
            return self.expression(target, self.complete(values), operands)
        from engine import nn

        positional: list[object] = []
        keywords: dict[str, object] = {}
        signature = inspect.signature(getattr(nn, str(self.module)))
        arguments = _arguments(self.complete(values))
        for parameter in self.parameters:
            name, value = parameter.name, arguments[parameter.name]
            default = arguments.get(parameter.same_as, signature.parameters[name].default)
            if default is inspect.Parameter.empty and not keywords:
                positional.append(value)
            elif value != default:
                keywords[name] = value
        return call(f"nn.{self.module}", *positional, **keywords)


def _inferred(infer: Callable[[Shapes], object], shapes: Shapes) -> int | None:
    """What the wires say, or None when they are missing, too short or say no fixed number."""
    try:
        size = infer(shapes)
    except (KeyError, IndexError):
        return None
    return size if isinstance(size, int) else None


def _arguments(values: Values) -> dict[str, object]:
    """Parameters as Python arguments: a pair of equal sides is one number, others a tuple."""

    def argument(value: JsonValue) -> object:
        if isinstance(value, list):
            return value[0] if len(set(map(str, value))) == 1 else tuple(value)
        return value

    return {name: argument(value) for name, value in values.items()}
