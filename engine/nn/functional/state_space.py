"""State spaces as functions: the linear recurrence, the selective scan, the causal convolution."""

from __future__ import annotations

from engine import ops
from engine.nn.functional.activation import silu, softplus
from engine.tensors import Tensor

__all__ = ["causal_convolution", "linear_scan", "selective_scan"]


def linear_scan(a: Tensor, b: Tensor, reverse: bool = False) -> Tensor:
    """hₜ = aₜ · hₜ₋₁ + bₜ from h = 0, along dimension −2; `reverse`: from the last step back.

    a and b (…, T, states) → (…, T, states). Raises ShapeError for two shapes.
    """
    return ops.linear_scan(a, b, reverse=reverse)


def causal_convolution(input: Tensor, kernel: Tensor) -> Tensor:
    """y[n,c,t] = Σ_{s ≤ t} kernel[c,t−s] · input[n,c,s]. input (N, C, T), kernel (C, T).

    The kernel is as long as the sequence, and no step sees a later one. Raises ShapeError.
    """
    return ops.causal_convolution(input, kernel)


def selective_scan(
    u: Tensor,
    delta: Tensor,
    A: Tensor,  # noqa: N803
    B: Tensor,  # noqa: N803
    C: Tensor,  # noqa: N803
    D: Tensor | None = None,  # noqa: N803
    z: Tensor | None = None,
    delta_bias: Tensor | None = None,
    delta_softplus: bool = False,
    return_last_state: bool = False,
    *,
    initial_state: Tensor | None = None,
) -> Tensor | tuple[Tensor, Tensor]:
    """A state space whose step size, input and output depend on the step (Gu & Dao, 2023).

    hₜ = e^(Δₜ A) · hₜ₋₁ + Δₜ Bₜ uₜ,  yₜ = Σₛ Cₜ[s] · hₜ[s] + D · uₜ,  then · silu(z).

    u, delta, z (N, channels, T), A (channels, states), B, C (N, states, T), D, delta_bias
    (channels,) → (N, channels, T), and the last h (N, channels, states) if asked.
    delta_bias, delta_softplus: Δ = softplus(delta + delta_bias). Names are mamba_ssm's;
    initial_state (N, channels, states), h before the first step, is the engine's own.
    Raises ShapeError for shapes that do not fit.
    """
    if delta_bias is not None:
        delta = delta + delta_bias.unsqueeze(-1)
    if delta_softplus:
        delta = softplus(delta)
    start = () if initial_state is None else (initial_state,)
    y, states = ops.selective_scan(u, delta, A, B, C, *start)
    if D is not None:
        y = y + u * D.unsqueeze(-1)
    if z is not None:
        y = y * silu(z)
    return (y, states[:, :, -1]) if return_last_state else y
