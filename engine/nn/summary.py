"""What a network is made of: every module's output, parameters and multiply-adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import engine
from engine import scope
from engine.backend import CPU, DType, float32
from engine.errors import ShapeError
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.program.trace import trace
from engine.tensors import Tensor

__all__ = ["Summary", "SummaryRow", "summary"]

Spec = tuple[tuple[int, ...], DType]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One module: its path ("" for the whole), kind, output shapes (of its last call), its own
    parameters and those below it, and the multiply-adds of all its calls."""

    path: str
    kind: str
    outputs: tuple[tuple[int, ...], ...]
    own_parameters: int
    parameters: int
    multiply_adds: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The table of a network; `str` gives it as text.

    parameters, trainable: numbers in all parameters, and in those that are learned; a shared one
    counts once. multiply_adds: of one forward pass with the given inputs.
    """

    rows: tuple[SummaryRow, ...]
    parameters: int
    trainable: int
    multiply_adds: int

    def __str__(self) -> str:
        head = ("Module", "Output", "Parameters", "Multiply-adds")
        cells = [
            (
                "  " * row.path.count(".")
                + ("  " if row.path else "")
                + (f"{row.path.rpartition('.')[2]}: " if row.path else "")
                + row.kind,
                ", ".join("×".join(map(str, shape)) or "1" for shape in row.outputs),
                f"{row.own_parameters:,}" if row.own_parameters else "",
                f"{row.multiply_adds:,}" if row.multiply_adds else "",
            )
            for row in self.rows
        ]
        total = ("Total", "", f"{self.parameters:,}", f"{self.multiply_adds:,}")
        widths = [max(len(line[n]) for line in (head, *cells, total)) for n in range(4)]
        lines = [
            "  ".join((line[0].ljust(widths[0]), line[1].ljust(widths[1]),
                       line[2].rjust(widths[2]), line[3].rjust(widths[3]))).rstrip()
            for line in (head, *cells, total)
        ]  # fmt: skip
        rule = "─" * (sum(widths) + 6)
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def summary(module: Module, *inputs: Any) -> Summary:
    """The table of a module for these inputs; nothing is computed but shapes.

    inputs: what the module is called with: shapes (then float32), or tensors, whose shape and
    dtype are taken. Evaluation mode, so that running statistics stay as they are.
    Multiply-adds are those of convolutions and products of matrices, as is usual.
    """
    specs = {f"input{number}": _spec(given) for number, given in enumerate(inputs)}
    outputs: dict[str, tuple[tuple[int, ...], ...]] = {}
    modes = [(inner, inner.training) for inner in module.modules()]
    watches = [
        inner.register_forward_hook(_watch(path, outputs)) for path, inner in module.named_modules()
    ]
    try:
        module.eval()
        with scope.at(()):
            graph = trace(lambda **fed: _named(module(*fed.values())), specs, device=CPU)
    finally:
        for watch in watches:
            watch.remove()
        for inner, training in modes:
            inner.training = training
    work: Counter[str] = Counter()
    for step in graph.steps:
        count = step.primitive.multiply_adds
        if count is None:
            continue
        shapes = [None if value is None else graph.values[value].shape for value in step.inputs]
        products = int(count(*shapes, **step.attributes))
        for depth in range(len(step.scope) + 1):
            work[".".join(step.scope[:depth])] += products
    rows = tuple(
        SummaryRow(
            path,
            type(inner).__name__,
            outputs.get(path, ()),
            _count(inner.parameters(recurse=False)),
            _count(inner.parameters()),
            work[path],
        )
        for path, inner in module.named_modules()
    )
    learned = [p for p in module.parameters() if p.requires_grad]
    return Summary(rows, _count(module.parameters()), _count(learned), work[""])


def _spec(given: Any) -> Spec:
    if isinstance(given, Tensor):
        return tuple(given.shape), given.dtype
    if not isinstance(given, Sequence) or not all(isinstance(size, int) for size in given):
        raise ShapeError(
            "A summary is made for inputs of known shape",
            expected="tuples of sizes, or tensors",
            actual=given,
        )
    return tuple(given), float32


def _count(parameters: Any) -> int:
    counted: list[Parameter] = list(parameters)
    return sum(int(parameter.numel()) for parameter in counted)


def _tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        return [tensor for item in value.values() for tensor in _tensors(item)]
    if isinstance(value, tuple | list):
        return [tensor for item in value for tensor in _tensors(item)]
    return []


def _named(value: Any) -> dict[str, engine.Tensor]:
    return {str(number): tensor for number, tensor in enumerate(_tensors(value))}


def _watch(path: str, outputs: dict[str, tuple[tuple[int, ...], ...]]) -> Any:
    def note(module: Module, args: Any, output: Any) -> None:
        outputs[path] = tuple(tensor.shape for tensor in _tensors(output))

    return note
