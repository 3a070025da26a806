"""Where a derivative is not plain: kinks, ties, zeros, infinities, NaN. PyTorch decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine

torch = pytest.importorskip("torch")

NAN, INF = float("nan"), float("inf")
KINKS = [-INF, -2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 1.5, 2.0, INF, NAN]
TIES = [1.0, 3.0, 3.0, -1.0, 3.0, -1.0]
ZEROS = [2.0, 0.0, 3.0, 0.0, 5.0]
ONE_ZERO = [2.0, 0.0, 3.0, 4.0]

Call = Callable[[Any, Any], Any]

UNARY = [
    "abs", "sign", "sqrt", "rsqrt", "log", "log1p", "exp", "expm1", "square", "reciprocal",
    "sigmoid", "tanh", "floor", "ceil", "round", "trunc", "frac", "sinc", "asin", "acos", "atan",
    "atanh", "nan_to_num", "erf", "erfinv", "logit", "neg", "deg2rad", "lgamma",
]  # fmt: skip
BINARY = [
    "maximum", "minimum", "fmax", "fmin", "atan2", "copysign", "remainder", "fmod", "div",
    "hypot", "mul", "sub",
]  # fmt: skip

CASES: list[tuple[str, Call, list[list[float]]]] = [
    *((name, lambda lib, x, name=name: getattr(lib, name)(x), [KINKS]) for name in UNARY),
    ("clamp", lambda lib, x: lib.clamp(x, -1.0, 1.5), [KINKS]),
    ("clamp crossed", lambda lib, x: lib.clamp(x, 1.0, -0.5), [KINKS[:-1]]),
    ("clamp_min", lambda lib, x: lib.clamp_min(x, 0.0), [KINKS]),
    ("clamp tensors", lambda lib, x, a, b: lib.clamp(x, a, b),
     [[-1.0, 0.0, 1.0, 2.0, 3.0], [0.0, 0.0, 0.0, 2.5, 1.0], [2.0, 2.0, 1.0, 1.5, 2.0]]),
    ("x ** 0", lambda lib, x: x**0, [KINKS]),
    ("x ** 2", lambda lib, x: x**2, [KINKS]),
    ("x ** 0.5", lambda lib, x: x**0.5, [[0.0, 1.0, 4.0, INF]]),
    ("2 ** x", lambda lib, x: 2**x, [[-1.0, 0.0, 3.0]]),
    ("pow", lambda lib, x, e: lib.pow(x, e),
     [[0.0, 0.0, 2.0, 3.0, 1.0], [0.0, 2.0, 0.0, -1.0, 5.0]]),
    ("xlogy", lambda lib, x, y: lib.xlogy(x, y), [[0.0, 0.0, 1.0, 2.0], [0.0, 2.0, 3.0, 1.0]]),
    ("where untaken NaN", lambda lib, x: lib.where(x > 0, lib.log(x), x), [[-1.0, 0.5, 2.0]]),
    ("where untaken infinity", lambda lib, x: lib.where(x > 0, lib.sqrt(x), 0.0), [[1.0, 4.0]]),
    *((f"{name} of ties", lambda lib, x, name=name: getattr(lib, name)(x), [TIES])
      for name in ("amax", "amin", "max", "min", "median", "nanmedian")),
    *((f"{name} of ties along", lambda lib, x, name=name: getattr(lib, name)(x, dim=0), [TIES])
      for name in ("amax", "amin")),
    *((f"{name} by place", lambda lib, x, name=name: getattr(lib, name)(x, dim=0)[0], [TIES])
      for name in ("max", "min", "cummax", "cummin")),
    *((f"{name} of zeros {len(zeros)}", lambda lib, x, name=name: getattr(lib, name)(x, 0), [zeros])
      for name in ("prod", "cumprod") for zeros in (ZEROS, ONE_ZERO, [0.0])),
    ("prod of everything", lambda lib, x: lib.prod(x), [ONE_ZERO]),
    ("std of equals", lambda lib, x: lib.std(x), [[2.0, 2.0, 2.0]]),
    ("var of equals", lambda lib, x: lib.var(x, correction=0), [[2.0, 2.0, 2.0]]),
    ("nansum", lambda lib, x: lib.nansum(x), [[1.0, NAN, 2.0]]),
    ("nanmean", lambda lib, x: lib.nanmean(x), [[1.0, NAN, 2.0]]),
    ("logsumexp", lambda lib, x: lib.logsumexp(x, 0), [[1.0, -INF, 1000.0]]),
    ("logcumsumexp", lambda lib, x: lib.logcumsumexp(x, 0), [[1.0, -1000.0, 1000.0]]),
    ("logaddexp", lambda lib, a, b: lib.logaddexp(a, b), [[1e3, -1e3, 2.0], [0.0, 5.0, 2.0]]),
    *((name, lambda lib, a, b, name=name: getattr(lib, name)(a, b),
       [[1.0, 2.0, 0.0, -3.0, 3.0, -0.5], [1.0, -2.0, 2.0, -3.0, 2.0, 4.0]]) for name in BINARY),
]  # fmt: skip


def _derivatives(library: Any, call: Call, numbers: list[list[float]]) -> list[Any]:
    """The result, its gradients, and the gradients of those; zeros where there are none."""
    leaves = [library.tensor(row, dtype=library.float64, requires_grad=True) for row in numbers]
    result = call(library, *leaves)  # type: ignore[call-arg]
    firsts = _gradients(library, result, leaves)
    seconds = [
        second for first in firsts if first.requires_grad
        for second in _gradients(library, first, leaves)
    ]  # fmt: skip
    return [[_array(x) for x in made] for made in ((result, *firsts), seconds)]


def _array(tensor: Any) -> Any:
    """Its numbers; PyTorch has zeros without memory, which a sum has."""
    return (tensor.detach() + 0).numpy()


def _gradients(library: Any, output: Any, leaves: list[Any]) -> list[Any]:
    weights = library.tensor(np.linspace(0.5, 1.5, max(1, output.numel())).reshape(output.shape))
    found = library.autograd.grad([output], leaves, [weights], create_graph=True, allow_unused=True)
    return [
        library.zeros_like(leaf) if gradient is None else gradient
        for leaf, gradient in zip(leaves, found, strict=True)
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("call", "numbers"), [pytest.param(c, n, id=i) for i, c, n in CASES])
def test_results_and_gradients_at_special_points_are_pytorchs(
    call: Call, numbers: list[list[float]]
) -> None:
    ours, our_seconds = _derivatives(engine, call, numbers)
    theirs, their_seconds = _derivatives(torch, call, numbers)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12)
    if len(our_seconds) == len(their_seconds):
        for mine, other in zip(our_seconds, their_seconds, strict=True):
            known = np.abs(other) < 1e15  # where PyTorch's formula has no 0 · ∞, and no pole
            np.testing.assert_allclose(mine[known], other[known], rtol=1e-9, atol=1e-10)


def test_the_second_derivative_of_sinc_at_zero_is_its_limit() -> None:
    x = engine.tensor(0.0, dtype=engine.float64, requires_grad=True)
    (slope,) = engine.autograd.grad(engine.sinc(x), x, create_graph=True)
    (bend,) = engine.autograd.grad(slope, x)
    assert slope.item() == 0
    assert bend.item() == pytest.approx(-(np.pi**2) / 3)
