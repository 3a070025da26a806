"""Mixed precision: products of matrices in float16, what needs care in float32.

`autocast` chooses the precision of each operation; parameters stay float32 (the master weights)
and their gradients arrive as float32. `GradScaler` keeps small gradients from vanishing, and
recovers when large ones overflow. Source: Micikevicius et al., "Mixed precision training", 2018.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

import engine
from engine import backend
from engine.backend import DType, float16, float32
from engine.errors import DTypeError, GradientError, ValueRangeError
from engine.guard import guard

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive
    from engine.optim import Optimizer
    from engine.tensors import Tensor

__all__ = ["GradScaler", "autocast", "is_autocast_enabled"]

_wanted: ContextVar[DType | None] = ContextVar("autocast", default=None)

# Computed in float16: products of matrices and convolutions, forward and back.
IN_HALF = frozenset(
    ["matmul", "linear", "einsum"]
    + [
        f"{name}{rank}d{part}"
        for rank in (1, 2, 3)
        for name, parts in (("conv", ("", "_input", "_weight")), ("conv_transpose", ("",)))
        for part in parts
    ]
)
# Computed in float32: what adds up much, grows fast or divides by little. Everything else is
# computed in the precision that comes.
IN_FULL = frozenset({
    "acos", "acosh", "asin", "batch_norm", "batch_norm_eval", "binary_cross_entropy", "checked",
    "cosh", "ctc_loss", "cumprod", "cumsum", "divide", "erfinv", "exp", "expm1", "group_norm",
    "huber", "instance_norm", "kl_div", "layer_norm", "local_response_norm", "log", "log10",
    "log1p", "log2", "log_softmax", "logcumsumexp", "logistic_loss", "logsumexp", "mean",
    "nll_loss", "power", "prod", "reciprocal", "residual", "rms_norm", "rsqrt", "safe_softmax",
    "sinh", "softmax", "softplus", "square", "std", "sum", "tan", "var", "vector_norm",
})  # fmt: skip


class autocast(AbstractContextManager["autocast"]):  # noqa: N801  PyTorch's name
    """Inside, products of matrices and convolutions are computed in `dtype`. Also a decorator.

    device_type is accepted: the rule is the same everywhere. dtype: float16. enabled=False turns
    it off inside another.
    """

    def __init__(
        self,
        device_type: str = "cpu",
        dtype: Any = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        wanted = float16 if dtype is None else backend.as_dtype(dtype)
        if wanted not in (float16, float32):
            raise DTypeError(
                "Mixed precision computes in half precision", expected="float16", actual=wanted
            )
        self.dtype = wanted if enabled else None
        self._tokens: list[Any] = []

    def __enter__(self) -> autocast:
        self._tokens.append(_wanted.set(self.dtype))
        return self

    def __exit__(self, *_: object) -> None:
        _wanted.reset(self._tokens.pop())

    def __call__(self, function: Any) -> Any:
        from functools import wraps

        @wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return inside


def is_autocast_enabled() -> bool:
    """Whether the code at work stands inside `autocast`."""
    return _wanted.get() is not None


def in_precision(
    primitive: Primitive, operands: Sequence[Tensor | None]
) -> Sequence[Tensor | None]:
    """The operands in the precision in which `autocast` wants this operation; float64 stays."""
    wanted = _wanted.get()
    if wanted is None or primitive.name == "cast":
        return operands
    if primitive.name in IN_FULL:
        wanted = float32
    elif primitive.name not in IN_HALF:
        return operands
    return [
        t if t is None or t.dtype == wanted or t.dtype not in (float16, float32) else t.type(wanted)
        for t in operands
    ]


class GradScaler:
    """Multiplies the loss so that float16 gradients do not vanish, and divides them again.

        scaler.scale(loss).backward()
        scaler.step(optimizer)  # left out where a gradient overflowed
        scaler.update()

    The factor begins at init_scale, is multiplied by backoff_factor after an overflow and by
    growth_factor after growth_interval steps without one.
    """

    def __init__(
        self,
        device: str = "cpu",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        if not growth_factor > 1.0 or not 0.0 < backoff_factor < 1.0 or not init_scale > 0:
            raise ValueRangeError(
                "The scale grows by a factor above 1 and shrinks by one below",
                expected="growth above 1, backoff between 0 and 1, a scale above 0",
                actual=f"{growth_factor}, {backoff_factor}, {init_scale}",
            )
        self._scale = float(init_scale)
        self._growth_factor = growth_factor
        self._backoff_factor = backoff_factor
        self._growth_interval = growth_interval
        self._good_steps = 0
        self._enabled = enabled
        self._overflowed: dict[int, bool] = {}  # by optimizer; of those whose gradients are whole
        self._stepped: set[int] = set()

    def get_scale(self) -> float:
        """The factor; 1 where it is not enabled."""
        return self._scale if self._enabled else 1.0

    def is_enabled(self) -> bool:
        """Whether it scales at all."""
        return self._enabled

    def scale(self, outputs: Any) -> Any:
        """The loss (or several) times the factor."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, list | tuple):
            return type(outputs)(self.scale(output) for output in outputs)
        return outputs.type(float32) * self._scale if outputs.dtype == float16 else (
            outputs * self._scale
        )  # fmt: skip

    def unscale_(self, optimizer: Optimizer) -> None:
        """Divide the gradients by the factor now: before clipping them, for one.

        Raises GradientError where that was done since the last `update`.
        """
        if not self._enabled:
            return
        if id(optimizer) in self._overflowed:
            raise GradientError(
                "These gradients are already divided by the scale",
                mend="Call unscale_ once between two updates",
            )
        overflowed = False
        with engine.no_grad():
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is None:
                        continue
                    xp = backend.array_module(parameter.device)
                    gradient = parameter.grad * (1.0 / self._scale)
                    overflowed |= not bool(xp.isfinite(gradient.array).all())
                    parameter.grad = gradient
        self._overflowed[id(optimizer)] = overflowed

    def step(self, optimizer: Optimizer, *args: Any, **kwargs: Any) -> Any:
        """The optimizer's step, unless a gradient is infinite or NaN."""
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if id(optimizer) in self._stepped:
            raise GradientError("step was called twice", mend="Call update between two steps")
        if id(optimizer) not in self._overflowed:
            self.unscale_(optimizer)
        self._stepped.add(id(optimizer))
        return None if self._overflowed[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale: float | None = None) -> None:
        """A smaller factor after an overflow, a larger one after many good steps, or this one."""
        if not self._enabled:
            return
        if not self._overflowed and new_scale is None:
            raise GradientError(
                "Nothing was stepped since the last update", mend="Call step before update"
            )
        if new_scale is not None:
            self._scale = float(new_scale)
        elif any(self._overflowed.values()):
            self._scale = max(self._scale * self._backoff_factor, float(np.finfo(float32).tiny))
            self._good_steps = 0
        else:
            self._good_steps += 1
            if self._good_steps == self._growth_interval:
                grown = self._scale * self._growth_factor
                self._scale = grown if math.isfinite(grown) else self._scale
                self._good_steps = 0
        self._overflowed.clear()
        self._stepped.clear()

    def state_dict(self) -> dict[str, Any]:
        """The factor, how it changes, and the good steps so far."""
        if not self._enabled:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": self._good_steps,
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take the state of another."""
        if self._enabled:
            self._scale = float(state_dict["scale"])
            self._growth_factor = state_dict["growth_factor"]
            self._backoff_factor = state_dict["backoff_factor"]
            self._growth_interval = state_dict["growth_interval"]
            self._good_steps = state_dict["_growth_tracker"]


guard(globals())
