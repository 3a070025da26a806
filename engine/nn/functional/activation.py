"""Activations.

`inplace` is accepted everywhere and changes nothing: the engine never overwrites an input.
Sources: PReLU He et al. 2015; RReLU Xu et al. 2015; ELU Clevert et al. 2016; CELU Barron 2017;
SELU Klambauer et al. 2017; GELU Hendrycks & Gimpel 2016; SiLU Elfwing et al. 2017, Ramachandran
et al. 2017 (Swish); Mish Misra 2019; hardswish Howard et al. 2019; GLU Dauphin et al. 2017;
Gumbel-softmax Jang et al. 2017.
"""

from __future__ import annotations

from typing import Any

from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.functions import activation as functions
from engine.ops.rules import axis, text
from engine.tensors import Tensor

__all__ = [
    "celu", "elu", "gelu", "glu", "gumbel_softmax", "hardshrink", "hardsigmoid", "hardswish",
    "hardtanh", "leaky_relu", "log_softmax", "logsigmoid", "mish", "prelu", "relu", "relu6",
    "rrelu", "selu", "sigmoid", "silu", "softmax", "softmin", "softplus", "softshrink",
    "softsign", "swish", "tanh", "tanhshrink", "threshold",
]  # fmt: skip

# The fixed point of Klambauer et al.: mean 0 and variance 1 stay as they are.
SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


# ---- straight lines with kinks


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0)."""
    return ops.relu(input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6)."""
    return hardtanh(input, 0.0, 6.0)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where it is positive, else negative_slope · x."""
    return ops.leaky_relu(input, negative_slope=float(negative_slope))


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where it is positive, else weight · x; the weight is learned.

    weight: one number, or one for each channel (dimension 1 of the input).
    """
    return ops.prelu(input, _of_channels(input, weight))


def _of_channels(input: Tensor, weight: Tensor) -> Tensor:
    """The weight in a shape that broadcasts along dimension 1."""
    channels = input.shape[1] if input.ndim > 1 else 1
    if weight.ndim > 1 or (weight.shape not in ((), (1,)) and weight.shape != (channels,)):
        raise ShapeError(
            "PReLU learns one slope, or one for each channel",
            expected=f"1 or {channels} slopes for an input of {text(input.shape)}",
            actual=text(weight.shape),
            mend="Set num_parameters to {channels}",
            channels=channels,
        )
    if weight.shape == (channels,) and input.ndim > 1:
        return weight.reshape((1, channels) + (1,) * (input.ndim - 2))
    return weight.reshape((1,) * input.ndim)


def rrelu(
    input: Tensor,
    lower: float = 1.0 / 8,
    upper: float = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """x where it is positive, else x by a slope between lower and upper: drawn anew for each
    element in training, their mean in evaluation."""
    if not training:
        return leaky_relu(input, (lower + upper) / 2)
    return input * ops.rrelu_slope(input, lower=float(lower), upper=float(upper))


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """x, moved into [min_val, max_val]; nothing flows back at or beyond the ends."""
    if min_val > max_val:
        raise ValueRangeError(
            "The lower end is above the upper one", expected=f"at most {max_val}", actual=min_val
        )
    return ops.hardtanh(input, min_val=float(min_val), max_val=float(max_val))


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x + 3, 0), 6) / 6: the sigmoid in three straight lines."""
    return ops.hardsigmoid(input)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x · hardsigmoid(x)."""
    return ops.hardswish(input)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it is above the threshold, else the value."""
    return ops.threshold(input, threshold=float(threshold), value=float(value))


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x where |x| > λ, else 0."""
    return ops.hardshrink(input, lambd=float(lambd))


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved towards 0 by λ, and 0 where |x| ≤ λ."""
    if not lambd >= 0:
        raise ValueRangeError("The shrinkage is not negative", expected="0 or more", actual=lambd)
    return ops.softshrink(input, lambd=float(lambd))


# ---- smooth


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where it is positive, else α · (eˣ − 1)."""
    return ops.elu(input, alpha=float(alpha))


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where it is positive, else α · (e^(x/α) − 1)."""
    if alpha == 0:
        raise ValueRangeError("The alpha of CELU is not 0", expected="any other number", actual=0)
    return ops.celu(input, alpha=float(alpha))


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """1.0507 · ELU with α = 1.6733: the scales with which a network normalises itself."""
    return ops.elu(input, alpha=SELU_ALPHA, scale=SELU_SCALE)


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """x · Φ(x), Φ the normal distribution's; approximate="tanh": by the tanh of a cubic."""
    if approximate not in ("none", "tanh"):
        raise ValueRangeError(
            "There is no approximation {name}",
            name=approximate,
            expected="none, tanh",
            actual=approximate,
        )
    return ops.gelu(input, approximate=approximate)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x · σ(x), also called Swish."""
    return ops.silu(input)


swish = silu


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x · tanh(ln(1 + eˣ))."""
    return ops.mish(input)


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e⁻ˣ)."""
    return ops.sigmoid(input)


def logsigmoid(input: Tensor) -> Tensor:
    """ln σ(x), exact where σ(x) rounds to 0."""
    return ops.log_sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent."""
    return ops.tanh(input)


def tanhshrink(input: Tensor) -> Tensor:
    """x − tanh x."""
    return ops.tanhshrink(input)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """ln(1 + e^(βx)) / β: a smooth ReLU. x itself where βx is above the threshold."""
    return ops.softplus(input, beta=float(beta), threshold=float(threshold))


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|)."""
    return ops.softsign(input)


# ---- of a row


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a · σ(b), a and b the halves of the input along `dim`; ShapeError for an odd size."""
    return ops.glu(input, dim=dim)


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """e^xᵢ / Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    return functions.softmax(input, _chosen(input, dim), dtype)


def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """softmax(−input): the smallest number gets the largest share."""
    return softmax(-input, dim, _stacklevel, dtype)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """xᵢ − ln Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    return functions.log_softmax(input, _chosen(input, dim), dtype)


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """A draw from the shares that softmax gives, through which gradients flow.

    tau: the temperature; low makes the draw nearly one-hot. hard: exactly one-hot, with the
    gradient of the soft one. eps: without effect, as in PyTorch.
    """
    soft = softmax((logits + ops.gumbel_noise(logits)) / tau, dim)
    if not hard:
        return soft
    along = axis(dim, logits.ndim)
    picked = ops.one_hot(ops.argmax(soft, dim=along), num_classes=soft.shape[along])
    last = soft.ndim - 1
    back = (*range(along), last, *range(along, last))  # the classes where they were
    return picked.permute(back).type(soft.dtype) - soft.detach() + soft


def _chosen(input: Tensor, dim: int | None) -> int:
    """The dimension; PyTorch's choice where none is named."""
    if dim is None:
        return 0 if input.ndim in (0, 1, 3) else 1
    return dim
