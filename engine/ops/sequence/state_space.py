"""State spaces: the linear recurrence, Mamba's selective scan, and the causal convolution.

Sources: Gu & Dao, "Mamba: linear-time sequence modeling with selective state spaces", 2023,
algorithm 2; Gu et al., "On the parameterization and initialization of diagonal state space
models", 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import engine
from engine.backend import Array, ArrayModule, DType, promote
from engine.dims import product
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text, widest_floating
from engine.ops.shape.joining import concatenate
from engine.ops.shape.slicing import slice as part_of

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["causal_convolution", "causal_convolution_kernel", "linear_scan", "selective_scan"]

Gradients = Sequence["Tensor | None"]


def _steps(x: Tensor, dim: int, start: int, stop: int) -> Tensor:
    """The steps from `start` to `stop`, with steps along `dim` counted from the end."""
    at = x.ndim + dim
    parts = [(start, stop, 1) if d == at else None for d in range(x.ndim)]
    return part_of(x, parts=tuple(parts))


def _later(x: Tensor) -> Tensor:
    """xₜ₋₁ in the place of xₜ, along dimension −2; zeros come first."""
    first = _steps(x, -2, 0, 1)
    return concatenate(engine.zeros_like(first), _steps(x, -2, 0, x.shape[-2] - 1), dim=-2)


def _earlier(x: Tensor) -> Tensor:
    """xₜ₊₁ in the place of xₜ, along dimension −2; zeros come last."""
    first = _steps(x, -2, 0, 1)
    return concatenate(_steps(x, -2, 1, x.shape[-2]), engine.zeros_like(first), dim=-2)


# ---- linear recurrence


def _scan_shape(a: Shape, b: Shape, *, reverse: bool = False) -> Shape:
    if a != b or len(a) < 2:
        raise ShapeError(
            "The factors and the inputs of a linear recurrence have one shape",
            expected="… × steps × states, twice",
            actual=f"{text(a)} and {text(b)}",
        )
    return a


def _scan_forward(xp: ArrayModule, a: Array, b: Array, *, reverse: bool = False) -> Array:
    h = xp.empty(b.shape, promote(a.dtype, b.dtype))
    before = xp.zeros((*b.shape[:-2], b.shape[-1]), h.dtype)
    for t in range(b.shape[-2])[:: -1 if reverse else 1]:
        before = a[..., t, :] * before + b[..., t, :]
        h[..., t, :] = before
    return h


def _scan_gradient(
    needs: tuple[bool, ...], arrived: Gradients, outputs: Sequence[Tensor], a: Tensor, b: Tensor, *,
    reverse: bool = False,
) -> Gradients:  # fmt: skip
    next_of, before_of = (_later, _earlier) if reverse else (_earlier, _later)
    whole = linear_scan(next_of(a), arrived[0], reverse=not reverse)
    return whole * before_of(outputs[0]) if needs[0] else None, whole


linear_scan: Primitive = Primitive(
    name="linear_scan",
    multiply_adds=lambda a, b, **_: product(a),
    shape=_scan_shape,
    dtype=widest_floating("a state space"),
    forward=_scan_forward,
    gradient=_scan_gradient,
    formula="hₜ = aₜ · hₜ₋₁ + bₜ",
    gradient_formulas=("∂L/∂aₜ = λₜ · hₜ₋₁,  λₜ = δₜ + aₜ₊₁ · λₜ₊₁", "∂L/∂bₜ = λₜ"),
    inputs=("a", "b"),
    samples=lambda: [
        Sample((values(2, 4, 3), values(2, 4, 3, seed=1))),
        Sample((values(4, 3), values(4, 3, seed=1)), {"reverse": True}),
        Sample((values(2, 1, 3), values(2, 1, 3, seed=1))),
        Sample((values(0, 4, 3), values(0, 4, 3))),
    ],
)


# ---- selective scan


def _selective_shapes(
    u: Shape, delta: Shape, a: Shape, b: Shape, c: Shape, start: Shape | None = None
) -> list[Shape]:
    if len(u) != 3 or len(a) != 2:
        raise ShapeError(
            "A selective scan takes sequences of channels and a matrix of decays",
            expected="batch × channels × steps, and channels × states",
            actual=f"{text(u)} and {text(a)}",
        )
    batch, channels, steps = u
    states = a[1]
    expected = {
        "delta": (delta, u),
        "A": (a, (channels, states)),
        "B": (b, (batch, states, steps)),
        "C": (c, (batch, states, steps)),
        "initial_state": (start, (batch, channels, states)),
    }
    for operand, (actual, wanted) in expected.items():
        if actual is not None and actual != wanted:
            raise ShapeError(
                "The operand {operand} of a selective scan has another shape",
                operand=operand,
                expected=text(wanted),
                actual=text(actual),
            )
    return [u, (batch, channels, steps, states)]


def _selective_dtypes(*dtypes: DType | None) -> list[DType]:
    return [widest_floating("a state space")(*dtypes)] * 2


def _selective_forward(
    xp: ArrayModule, u: Array, delta: Array, a: Array, b: Array, c: Array,
    start: Array | None = None,
) -> tuple[Array, Array]:  # fmt: skip
    batch, channels, steps = u.shape
    dtype = promote(*(x.dtype for x in (u, delta, a, b, c, start) if x is not None))
    states = xp.empty((batch, channels, steps, a.shape[1]), dtype)
    y = xp.empty(u.shape, dtype)
    h = xp.zeros((batch, channels, a.shape[1]), dtype) if start is None else start
    taken = delta * u
    for t in range(steps):
        decay = xp.exp(delta[:, :, t, None] * a)
        h = decay * h + taken[:, :, t, None] * b[:, None, :, t]
        states[:, :, t] = h
        y[:, :, t] = xp.matmul(h, c[:, :, t, None])[..., 0]
    return y, states


def _selective_gradient(
    needs: tuple[bool, ...], arrived: Gradients, outputs: Sequence[Tensor], u: Tensor,
    delta: Tensor, a: Tensor, b: Tensor, c: Tensor, start: Tensor | None = None,
) -> Gradients:  # fmt: skip
    g, g_states = arrived
    states = outputs[1]
    upstream: Any = 0.0 if g is None else g.unsqueeze(-1) * c.transpose(1, 2).unsqueeze(1)
    if g_states is not None:
        upstream = upstream + g_states
    # (batch, channels, steps, states) from here on; `whole` is ∂L/∂hₜ.
    decay = (delta.unsqueeze(-1) * a.unsqueeze(1)).exp()
    whole = linear_scan(_earlier(decay), upstream, reverse=True)
    before = _later(states)
    if start is not None:
        before = concatenate(start.unsqueeze(2), _steps(before, -2, 1, before.shape[-2]), dim=-2)
    slope = whole * decay * before  # ∂L/∂(Δₜ A)
    taken = (whole * b.transpose(1, 2).unsqueeze(1)).sum(-1)  # ∂L/∂(Δₜ uₜ)
    into = whole * (delta * u).unsqueeze(-1)
    gradients = [
        taken * delta,
        (slope * a.unsqueeze(1)).sum(-1) + taken * u,
        (slope * delta.unsqueeze(-1)).sum((0, 2)),
        into.sum(1).transpose(1, 2),
        None if g is None else (states * g.unsqueeze(-1)).sum(1).transpose(1, 2),
    ]
    if len(needs) > 5:
        gradients.append(None if start is None else _steps(whole * decay, -2, 0, 1).squeeze(2))
    return gradients


selective_scan: Primitive = Primitive(
    name="selective_scan",
    multiply_adds=lambda u, delta, a, *_: 2 * product(u) * a[1],
    shape=_selective_shapes,
    dtype=_selective_dtypes,
    forward=_selective_forward,
    gradient=_selective_gradient,
    formula="hₜ = e^(Δₜ A) · hₜ₋₁ + Δₜ Bₜ uₜ,  yₜ = Σₛ Cₜ[s] · hₜ[s]",
    gradient_formulas=(
        "∂L/∂uₜ = Δₜ Σₛ λₜ Bₜ,  λₜ = δₜ Cₜ + e^(Δₜ₊₁ A) · λₜ₊₁",
        "∂L/∂Δₜ = Σₛ λₜ (A e^(Δₜ A) hₜ₋₁ + Bₜ uₜ)",
        "∂L/∂A = Σₙₜ λₜ Δₜ e^(Δₜ A) hₜ₋₁",
        "∂L/∂Bₜ = Σ_d λₜ Δₜ uₜ",
        "∂L/∂Cₜ = Σ_d δₜ hₜ",
        "∂L/∂h₀ = e^(Δ₁ A) · λ₁",
    ),
    inputs=("u", "delta", "A", "B", "C", "initial_state"),
    outputs=("y", "h"),
    samples=lambda: [
        Sample(
            (
                values(2, 3, 4),
                values(2, 3, 4, seed=1) * 0.5,
                values(3, 2, seed=2),
                values(2, 2, 4, seed=3),
                values(2, 2, 4, seed=4),
                values(2, 3, 2, seed=5),
            )
        ),
        Sample(
            (
                values(1, 2, 1),
                values(1, 2, 1, seed=1),
                values(2, 3, seed=2),
                values(1, 3, 1, seed=3),
                values(1, 3, 1, seed=4),
            )
        ),
    ],
)


# ---- causal convolution


def _convolution_shape(u: Shape, kernel: Shape, *, reverse: bool = False) -> Shape:
    if len(u) != 3 or kernel != u[1:]:
        raise ShapeError(
            "A causal convolution has one kernel for each channel, as long as the sequence",
            expected=f"batch × channels × steps, and {text(u[1:])}",
            actual=f"{text(u)} and {text(kernel)}",
        )
    return u


def _convolution_forward(
    xp: ArrayModule, u: Array, kernel: Array, *, reverse: bool = False
) -> Array:
    """A product with the matrix M[t, s] = k[t − s], zero above the diagonal."""
    steps = u.shape[2]
    padded = xp.concatenate((xp.zeros((kernel.shape[0], steps), kernel.dtype), kernel), axis=1)
    times = xp.arange(steps)
    matrix = padded[:, times[:, None] - times + steps]
    if not reverse:
        matrix = matrix.swapaxes(1, 2)
    return xp.matmul(u.swapaxes(0, 1), matrix).swapaxes(0, 1)


causal_convolution: Primitive = Primitive(
    name="causal_convolution",
    multiply_adds=lambda u, kernel, **_: product(u) * (u[-1] + 1) // 2,
    shape=_convolution_shape,
    dtype=widest_floating("a state space"),
    forward=_convolution_forward,
    gradient=lambda needs, g, y, u, kernel, *, reverse=False: (
        causal_convolution(g[0], kernel, reverse=not reverse) if needs[0] else None,
        (causal_convolution_kernel(u, g[0]) if reverse else causal_convolution_kernel(g[0], u))
        if needs[1]
        else None,
    ),
    formula="y[n,c,t] = Σ_{s ≤ t} k[c,t−s] · u[n,c,s]",
    gradient_formulas=(
        "∂L/∂u[n,c,s] = Σ_{t ≥ s} δ[n,c,t] · k[c,t−s]",
        "∂L/∂k[c,j] = Σₙₜ δ[n,c,t] · u[n,c,t−j]",
    ),
    inputs=("u", "kernel"),
    samples=lambda: [
        Sample((values(2, 3, 4), values(3, 4, seed=1))),
        Sample((values(2, 3, 4), values(3, 4, seed=1)), {"reverse": True}),
        Sample((values(0, 3, 4), values(3, 4, seed=1))),
    ],
)


def _kernel_forward(xp: ArrayModule, late: Array, early: Array) -> Array:
    """Products of all pairs of steps, summed along the diagonals late − early = j ≥ 0."""
    channels, steps = late.shape[1:]
    if steps == 0:
        return xp.zeros((channels, 0), late.dtype)
    # Row t holds early steps from last to first; with every row moved t places to the right, all
    # pairs of one distance stand in one column.
    pairs = xp.matmul(late.transpose(1, 2, 0), early.transpose(1, 0, 2)[:, :, ::-1])
    wide = xp.zeros((channels, steps, 2 * steps), pairs.dtype)
    wide[:, :, :steps] = pairs
    skewed = wide.reshape(channels, 2 * steps * steps)[:, : steps * (2 * steps - 1)]
    return skewed.reshape(channels, steps, 2 * steps - 1).sum(axis=1)[:, steps - 1 :]


def _kernel_shape(late: Shape, early: Shape) -> Shape:
    if late != early or len(late) != 3:
        raise ShapeError(
            "Two sequences of one shape are correlated",
            expected="batch × channels × steps, twice",
            actual=f"{text(late)} and {text(early)}",
        )
    return late[1:]


causal_convolution_kernel: Primitive = Primitive(
    name="causal_convolution_kernel",
    shape=_kernel_shape,
    dtype=widest_floating("a state space"),
    forward=_kernel_forward,
    gradient=lambda needs, g, y, late, early: (
        causal_convolution(early, g[0]) if needs[0] else None,
        causal_convolution(late, g[0], reverse=True) if needs[1] else None,
    ),
    formula="∂L/∂k[c,j] = Σₙₜ δ[n,c,t] · u[n,c,t−j]",
    gradient_formulas=("Σⱼ δ[c,j] · u[n,c,t−j]", "Σⱼ δ[c,j] · δ_y[n,c,t+j]"),
    inputs=("gradient", "u"),
    samples=lambda: [
        Sample((values(2, 3, 4), values(2, 3, 4, seed=1))),
        Sample((values(2, 1, 1), values(2, 1, 1, seed=1))),
    ],
)
