"""Tensors of random numbers, with PyTorch's names and arguments.

generator: draws come from it; else from the engine's own, which `engine.manual_seed` sets. Within a
traced program they are drawn anew by every run. The streams are the engine's, not PyTorch's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine import backend, ops, tensors
from engine.backend import Generator
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.functions.filling import like, place, sizes
from engine.ops.primitive import Primitive
from engine.ops.rules import broadcast_shapes

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "bernoulli", "multinomial", "normal", "rand", "rand_like", "randint", "randint_like", "randn",
    "randn_like", "randperm",
]  # fmt: skip


def rand(
    *size: Any,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn evenly from [0, 1)."""
    return _drawn(ops.draw_uniform, size, generator, dtype, device, requires_grad)


def randn(
    *size: Any,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn from the normal distribution with mean 0 and variance 1."""
    return _drawn(ops.draw_normal, size, generator, dtype, device, requires_grad)


def randint(
    low: Any = 0,
    high: Any = None,
    size: Any = None,
    *,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Integers drawn evenly from [low, high); `randint(high, size=...)` starts at 0."""
    if isinstance(high, tuple | list) or high is None:
        low, high, size = 0, low, high if size is None else size
    if size is None:
        raise ShapeError("randint needs a size", expected="randint(low, high, size)")
    if high <= low:
        raise ValueRangeError("randint draws below `high`", expected=f"high > {low}", actual=high)
    wanted = backend.int64 if dtype is None else dtype
    return _drawn(
        ops.draw_integers, (size,), generator, wanted, device, requires_grad,
        low=int(low), high=int(high),
    )  # fmt: skip


def randperm(
    n: int,
    *,
    generator: Generator | None = None,
    dtype: Any = backend.int64,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """0 … n−1 in random order."""
    sizes((n,))
    attributes = {"n": n, "dtype": backend.as_dtype(dtype)}
    return _run(ops.draw_permutation, generator, place(device), attributes, requires_grad)


# ---- like another


def rand_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`rand` with the shape, dtype and device of `input`."""
    given = like(input, dtype, device)
    return rand(input.shape, generator=generator, **given, requires_grad=requires_grad)


def randn_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`randn` with the shape, dtype and device of `input`."""
    given = like(input, dtype, device)
    return randn(input.shape, generator=generator, **given, requires_grad=requires_grad)


def randint_like(
    input: Tensor,
    low: Any = 0,
    high: Any = None,
    *,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`randint` with the shape, dtype and device of `input`; `randint_like(x, high)` from 0."""
    low, high = (0, low) if high is None else (low, high)
    given = like(input, dtype, device)
    return randint(
        low, high, input.shape, generator=generator, **given, requires_grad=requires_grad
    )


# ---- distributions


def normal(
    mean: Any,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn from normal distributions; no gradient flows to `mean` and `std`.

    mean, std: tensors that broadcast to the shape, or numbers with `size`. ValueRangeError where a
    standard deviation is a negative number, ShapeError without a size.
    """
    given = [x.detach() for x in (mean, std) if isinstance(x, tensors.Tensor)]
    if not given and size is None:
        raise ShapeError(
            "The normal distribution of two numbers needs a size",
            expected="normal(mean, std, size)",
        )
    if not isinstance(std, tensors.Tensor) and std < 0:
        raise ValueRangeError(
            "A standard deviation is not negative", expected="0 or more", actual=std
        )
    shape = broadcast_shapes(*(x.shape for x in given)) if given else sizes((size,))
    if given:
        dtype = backend.promote(*(x.dtype for x in given)) if dtype is None else dtype
        device = given[0].device if device is None else device
    drawn = randn(shape, generator=generator, dtype=dtype, device=device)
    centre, spread = (x.detach() if isinstance(x, tensors.Tensor) else x for x in (mean, std))
    result = drawn * spread + centre
    return result.requires_grad_() if requires_grad else result


def bernoulli(input: Tensor, p: Any = None, *, generator: Generator | None = None) -> Tensor:
    """1 with the probability that stands in each place of `input`, else 0; no gradient flows.

    p: these probabilities instead, a number or a tensor. ValueRangeError outside [0, 1].
    """
    if p is None and not backend.is_floating(input.dtype):
        raise DTypeError(
            "Probabilities are floating-point numbers", expected="float32", actual=input.dtype
        )
    chances = input
    if p is not None:
        chances = (input * 0).type(backend.get_default_dtype()) + p
    drawn = _with(ops.bernoulli, generator, chances.detach())
    return drawn.type(input.dtype)


def multinomial(
    input: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """Places drawn with the weights in `input`, a row of them or several: int64.

    replacement: a place may be drawn again. ValueRangeError for negative or infinite weights, and
    where a row has fewer weights above 0 than are to be drawn.
    """
    return _with(
        ops.multinomial, generator, input.detach(), num_samples=num_samples, replacement=replacement
    )


# ---- draws in the shape of a tensor: what `uniform_`, `normal_`, … write


def uniform(
    input: Tensor, low: float = 0.0, high: float = 1.0, *, generator: Generator | None = None
) -> Tensor:
    """Numbers drawn evenly from [low, high), in the shape and dtype of `input`."""
    if not low <= high:
        raise ValueRangeError("uniform draws below `high`", expected=f"at least {low}", actual=high)
    given = like(input, None, None)
    return _drawn(
        ops.draw_uniform, (input.shape,), generator, **given, low=float(low), high=float(high)
    )


def normals(
    input: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None
) -> Tensor:
    """Numbers drawn from one normal distribution, in the shape and dtype of `input`."""
    given = like(input, None, None)
    return normal(mean, std, input.shape, generator=generator, **given)


def exponential(input: Tensor, lambd: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Numbers drawn from the exponential distribution of that rate, as `input` is."""
    if not lambd > 0:
        raise ValueRangeError("A rate is above 0", expected="above 0", actual=lambd)
    given = like(input, None, None)
    return _drawn(ops.draw_exponential, (input.shape,), generator, **given, rate=float(lambd))


def log_normal(
    input: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Generator | None = None
) -> Tensor:
    """Numbers whose logarithms are drawn from a normal distribution, as `input` is."""
    return ops.exp(normals(input, mean, std, generator=generator))


# ---- how all of them are drawn


def _drawn(
    primitive: Primitive,
    size: tuple[Any, ...],
    generator: Generator | None,
    dtype: Any,
    device: Any,
    requires_grad: bool = False,
    **attributes: Any,
) -> Tensor:
    wanted = backend.as_dtype(dtype if dtype is not None else backend.get_default_dtype())
    attributes = {"shape": sizes(size), "dtype": wanted, **attributes}
    return _run(primitive, generator, place(device), attributes, requires_grad)


def _run(
    primitive: Primitive,
    generator: Generator | None,
    where: backend.Device,
    attributes: dict[str, Any],
    requires_grad: bool,
) -> Tensor:
    """A draw from nothing, on a device."""
    if where.type == "meta":
        shape, dtype = primitive.result_types((), (), attributes)[0][0]
        drawn = tensors.Tensor(None, shape=shape, dtype=dtype)
    else:
        with where:
            drawn = _with(primitive, generator, **attributes)
    return drawn.requires_grad_() if requires_grad else drawn


def _with(
    primitive: Primitive, generator: Generator | None, *operands: Tensor, **attributes: Any
) -> Tensor:
    """Applied with the engine's generator, or once and for all with one that is given."""
    if generator is None or any(x.is_meta for x in operands):
        return primitive(*operands, **attributes)
    primitive.result_types([x.shape for x in operands], [x.dtype for x in operands], attributes)
    xp = backend.array_module(operands[0].device if operands else backend.default_device())
    arrays = [x.array for x in operands]
    with np.errstate(all="ignore"):
        array = primitive.forward(xp, *arrays, **attributes, generator=generator)
    drawn = tensors.Tensor(xp.asarray(array))
    trace = tensors.active_trace.get()
    if trace is not None:
        trace.constant(drawn)
    return drawn
