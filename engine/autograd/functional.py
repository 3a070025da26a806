"""Jacobians, Hessians and their products with vectors, of plain functions of tensors.

Source for products forward from two backward passes: J. Townsend, "A new trick for calculating
Jacobian vector products", 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import engine.tensors
from engine.autograd.backward import grad
from engine.autograd.modes import enable_grad
from engine.errors import GradientError, ShapeError
from engine.guard import guard

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

Tensors = Any  # a Tensor, or a tuple of them, as the caller gave or the function returned


def vjp(
    func: Callable[..., Tensors],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensors, Tensors]:
    """(outputs, vᵀ·J): one backward pass. v: of the outputs' shapes; 1 for a single number."""
    with enable_grad():
        leaves, outputs, one_in, one_out = _run(func, inputs, create_graph)
        seeds = _vectors(v, outputs, "v")
        products = _gradients(outputs, leaves, seeds, create_graph, strict)
    return _packed(_off(outputs, create_graph), one_out), _packed(
        _off(products, create_graph), one_in
    )


def jvp(
    func: Callable[..., Tensors],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensors, Tensors]:
    """(outputs, J·v): the derivative along v, which has the inputs' shapes."""
    with enable_grad():
        leaves, outputs, _, one_out = _run(func, inputs, create_graph)
        directions = _vectors(v, leaves, "v")
        seeds = [engine.zeros_like(o).requires_grad_() for o in outputs]
        backward = _gradients(outputs, leaves, seeds, True, strict)
        live = [(b, d) for b, d in zip(backward, directions, strict=True) if b.requires_grad]
        products = (
            _gradients([b for b, _ in live], seeds, [d for _, d in live], create_graph, False)
            if live
            else [engine.zeros_like(o) for o in outputs]
        )
    return _packed(_off(outputs, create_graph), one_out), _packed(
        _off(products, create_graph), one_out
    )


def jacobian(
    func: Callable[..., Tensors],
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
) -> Tensors:
    """d(output)/d(input) for each pair: shape (*output, *input), one backward pass an element.

    Tuples of outputs and inputs give a tuple (outputs) of tuples (inputs).
    """
    with enable_grad():
        leaves, outputs, one_in, one_out = _run(func, inputs, create_graph)
        rows = []
        for output in outputs:
            blocks: list[list[Tensor]] = [[] for _ in leaves]
            flat = output.reshape(-1)
            for index in range(flat.shape[0]):
                found = _gradients([flat[index]], leaves, [None], create_graph, strict, keep=True)
                for block, gradient in zip(blocks, found, strict=True):
                    block.append(gradient)
            row = [
                (engine.stack(block) if block else engine.zeros(0, dtype=leaf.dtype)).reshape(
                    (*output.shape, *leaf.shape)
                )
                for block, leaf in zip(blocks, leaves, strict=True)
            ]
            rows.append(_packed(_off(row, create_graph), one_in))
    return rows[0] if one_out else tuple(rows)


def hessian(
    func: Callable[..., Tensor],
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
) -> Tensors:
    """The second derivatives of a function with one number as output.

    Shape (*input, *input); for a tuple of inputs, a tuple of tuples of them.
    """

    def first(*leaves: Tensor) -> Tensors:
        value = _number(func(*leaves))
        found = _gradients([value], list(leaves), [None], True, strict)
        return found[0] if one_in else tuple(found)

    one_in = isinstance(inputs, engine.tensors.Tensor)
    return jacobian(first, inputs, create_graph, strict)


def vhp(
    func: Callable[..., Tensor],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensor, Tensors]:
    """(output, vᵀ·H) for a function with one number as output. v: of the inputs' shapes."""
    with enable_grad():
        leaves, outputs, one_in, _ = _run(func, inputs, create_graph)
        directions = _vectors(v, leaves, "v")
        first = _gradients([_number(outputs[0])], leaves, [None], True, strict)
        live = [(f, d) for f, d in zip(first, directions, strict=True) if f.requires_grad]
        products = (
            _gradients([f for f, _ in live], leaves, [d for _, d in live], create_graph, strict)
            if live
            else [engine.zeros_like(leaf) for leaf in leaves]
        )
    return _off(outputs, create_graph)[0], _packed(_off(products, create_graph), one_in)


def hvp(
    func: Callable[..., Tensor],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensor, Tensors]:
    """(output, H·v): the same as `vhp`, because H is symmetric."""
    return vhp(func, inputs, v, create_graph, strict)


# ---- what they share


def _run(
    func: Callable[..., Tensors], inputs: Tensors, create_graph: bool
) -> tuple[list[Tensor], list[Tensor], bool, bool]:
    """The leaves, the outputs, and whether there is one of each by itself."""
    one_in = isinstance(inputs, engine.tensors.Tensor)
    given = [inputs] if one_in else list(inputs)
    leaves = [
        x.clone() if create_graph and x.requires_grad else x.detach().requires_grad_()
        for x in given
    ]
    made = func(*leaves)
    one_out = isinstance(made, engine.tensors.Tensor)
    return leaves, [made] if one_out else list(made), one_in, one_out


def _gradients(
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    create_graph: bool,
    strict: bool,
    keep: bool | None = None,
) -> list[Tensor]:
    """One gradient for each input; zeros where it has no part, an error where `strict`."""
    live = [(o, s) for o, s in zip(outputs, seeds, strict=True) if o.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(inputs)
    if live:
        found = grad(
            [o for o, _ in live], inputs, [s for _, s in live],
            retain_graph=keep, create_graph=create_graph, allow_unused=True,
        )  # fmt: skip
    missing = [place for place, gradient in enumerate(found) if gradient is None]
    if missing and strict:
        raise GradientError(
            "The outputs do not depend on an input",
            actual=f"input {missing[0]}",
            mend="Leave it out, or pass strict=False",
        )
    return [engine.zeros_like(x) if g is None else g for x, g in zip(inputs, found, strict=True)]


def _vectors(v: Tensors, beside: Sequence[Tensor], name: str) -> list[Tensor]:
    if v is None:
        if len(beside) != 1 or beside[0].numel() != 1:
            raise GradientError(
                "{name} is needed where there is more than one number", name=name,
                expected=", ".join(str(t.shape) for t in beside),
            )  # fmt: skip
        return [engine.ones_like(beside[0])]
    vectors = [v] if isinstance(v, engine.tensors.Tensor) else list(v)
    if [x.shape for x in vectors] != [t.shape for t in beside]:
        raise ShapeError(
            "{name} has other shapes than what it is multiplied with",
            name=name,
            expected=", ".join(str(t.shape) for t in beside),
            actual=", ".join(str(x.shape) for x in vectors),
        )
    return vectors


def _number(value: Tensor) -> Tensor:
    if not isinstance(value, engine.tensors.Tensor) or value.numel() != 1:
        raise ShapeError(
            "Second derivatives are taken of a function with one number as output",
            expected="one element",
            actual=getattr(value, "shape", type(value).__name__),
        )
    return value.reshape(())


def _off(tensors: Sequence[Tensor], create_graph: bool) -> list[Tensor]:
    return list(tensors) if create_graph else [t.detach() for t in tensors]


def _packed(tensors: Sequence[Tensor], one: bool) -> Tensors:
    return tensors[0] if one else tuple(tensors)


guard(globals())
