"""Activations as modules: functions of one number each.

`inplace` is accepted and kept; the engine never overwrites an input.
"""

from __future__ import annotations

from typing import Any

import engine.nn.functional as F
from engine.nn import init
from engine.nn.module import Module
from engine.nn.parameter import empty_parameter
from engine.ops.rules import need_positive
from engine.tensors import Tensor

__all__ = [
    "CELU", "ELU", "GELU", "SELU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh",
    "LeakyReLU", "LogSigmoid", "Mish", "PReLU", "RReLU", "ReLU", "ReLU6", "SiLU", "Sigmoid",
    "Softplus", "Softshrink", "Softsign", "Swish", "Tanh", "Tanhshrink", "Threshold",
]  # fmt: skip


class _Pointwise(Module):
    """A function of each element; any shape, kept."""

    def _settings(self, *names: str) -> str:
        """The attributes of these names, and `inplace` where it is on, as they are written."""
        shown = [f"{name}={getattr(self, name)}" for name in names]
        return ", ".join(shown + ["inplace=True"] * getattr(self, "inplace", False))


class _Switchable(_Pointwise):
    """One with no argument but `inplace`."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        return self._settings()


# ---- straight lines with kinks


class ReLU(_Switchable):
    """max(x, 0), element by element."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.relu(input, self.inplace)


class ReLU6(_Switchable):
    """min(max(x, 0), 6), element by element."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.relu6(input, self.inplace)


class LeakyReLU(_Pointwise):
    """x where it is positive, else negative_slope · x."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self) -> str:
        return self._settings("negative_slope")


class PReLU(_Pointwise):
    """x where it is positive, else weight · x, with slopes that are learned.

    num_parameters: 1 slope, or one for each channel (dimension 1). init: where they start.
    """

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        need_positive(num_parameters=num_parameters)
        self.num_parameters = num_parameters
        self.init = init
        self.weight = empty_parameter(num_parameters, device=device, dtype=dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Every slope at its start."""
        init.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …), kept."""
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return self._settings("num_parameters")


class RReLU(_Pointwise):
    """x where it is positive, else x by a slope drawn from lower to upper; their mean when not
    training."""

    def __init__(
        self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False
    ) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self) -> str:
        return self._settings("lower", "upper")


class Hardtanh(_Pointwise):
    """x, moved into [min_val, max_val]."""

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ) -> None:
        super().__init__()
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        return self._settings("min_val", "max_val")


class Hardsigmoid(_Switchable):
    """min(max(x + 3, 0), 6) / 6: the sigmoid in three straight lines."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.hardsigmoid(input, self.inplace)


class Hardswish(_Switchable):
    """x · hardsigmoid(x)."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.hardswish(input, self.inplace)


class Threshold(_Pointwise):
    """x where it is above the threshold, else the value."""

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.threshold(input, self.threshold, self.value, self.inplace)

    def extra_repr(self) -> str:
        return self._settings("threshold", "value")


class Hardshrink(_Pointwise):
    """x where |x| > λ, else 0."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Softshrink(_Pointwise):
    """x moved towards 0 by λ, and 0 where |x| ≤ λ."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


# ---- smooth


class ELU(_Pointwise):
    """x where it is positive, else α · (eˣ − 1)."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.elu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return self._settings("alpha")


class CELU(_Pointwise):
    """x where it is positive, else α · (e^(x/α) − 1)."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.celu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return self._settings("alpha")


class SELU(_Switchable):
    """ELU with the scales with which a network normalises itself."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.selu(input, self.inplace)


class GELU(_Pointwise):
    """x · Φ(x), Φ the normal distribution's; approximate="tanh": by the tanh of a cubic."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.gelu(input, self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class SiLU(_Switchable):
    """x · σ(x), also called Swish."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.silu(input, self.inplace)


Swish = SiLU


class Mish(_Switchable):
    """x · tanh(ln(1 + eˣ))."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.mish(input, self.inplace)


class Sigmoid(_Pointwise):
    """1 / (1 + e⁻ˣ), element by element."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.sigmoid(input)


class LogSigmoid(_Pointwise):
    """ln σ(x), exact where σ(x) rounds to 0."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.logsigmoid(input)


class Tanh(_Pointwise):
    """The hyperbolic tangent, element by element."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.tanh(input)


class Tanhshrink(_Pointwise):
    """x − tanh x."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.tanhshrink(input)


class Softplus(_Pointwise):
    """ln(1 + e^(βx)) / β: a smooth ReLU; x itself where βx is above the threshold."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return self._settings("beta", "threshold")


class Softsign(_Pointwise):
    """x / (1 + |x|)."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.softsign(input)
