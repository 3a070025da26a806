"""State-space layers: S4D, diagonal and the same at every step; and Mamba, selective.

Sources: Gu, Gupta, Goel & Ré, "On the parameterization and initialization of diagonal state space
models", 2022; Gu & Dao, "Mamba: linear-time sequence modeling with selective state spaces", 2023.
Parameters have the names and layouts of the authors' code (state-spaces/s4, state-spaces/mamba).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

import engine
import engine.nn.functional as F
from engine.errors import ShapeError, ValueRangeError
from engine.nn import init
from engine.nn.activation import GELU
from engine.nn.container import Sequential
from engine.nn.conv import Conv1d
from engine.nn.dropout import Dropout1d
from engine.nn.linear import Identity, Linear
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.nn.softmax import GLU
from engine.ops.rules import need_positive, text
from engine.tensors import Tensor

__all__ = ["S4D", "Mamba", "MambaState", "S4DKernel"]


class Pair(NamedTuple):
    """A complex tensor as its real and its imaginary part."""

    re: Tensor
    im: Tensor

    def times(self, other: Pair) -> Pair:
        return Pair(
            self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re
        )

    def over(self, other: Pair) -> Pair:
        size = other.re * other.re + other.im * other.im
        above = self.times(Pair(other.re, -other.im))
        return Pair(above.re / size, above.im / size)


class S4DKernel(Module):
    """The state space of S4D: for each channel, n/2 pairs of complex states and what they do.

    x′ = A x + u,  y = 2 Re(C x), in steps of length Δ: xₜ = Ā xₜ₋₁ + B̄ uₜ, where
    zoh:       Ā = e^(ΔA),                     B̄ = (Ā − 1) / A
    bilinear:  Ā = (1 + ΔA/2) / (1 − ΔA/2),    B̄ = Δ / (1 − ΔA/2)

    A = −e^log_A_real + i · A_imag, Δ = e^log_dt. A starts at −½ + iπn (init="lin"), or at
    −½ + i N/π (N / (2n+1) − 1) (init="inv"); Δ between dt_min and dt_max.
    """

    def __init__(
        self,
        d_model: int,
        N: int = 64,  # noqa: N803
        dt_min: float = 0.001,
        dt_max: float = 0.1,
        disc: str = "zoh",
        init: str = "lin",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(d_model=d_model, N=N)
        for name, value, choices in (
            ("disc", disc, ("zoh", "bilinear")),
            ("init", init, ("lin", "inv")),
        ):
            if value not in choices:
                raise ValueRangeError(
                    "{name} cannot be {value}",
                    name=name,
                    value=value,
                    expected=" or ".join(choices),
                    actual=value,
                )
        if N % 2:
            raise ValueRangeError("The states of S4D come in pairs", expected="an even N", actual=N)
        self.disc, self.init, self.dt_min, self.dt_max = disc, init, dt_min, dt_max
        factory = {"device": device, "dtype": dtype}
        self.C = empty_parameter(d_model, N // 2, 2, **factory)
        self.log_dt = empty_parameter(d_model, **factory)
        self.log_A_real = empty_parameter(d_model, N // 2, **factory)
        self.A_imag = empty_parameter(d_model, N // 2, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw C and the step lengths anew; A as `init` says."""
        init.normal_(self.C)
        init.uniform_(self.log_dt, math.log(self.dt_min), math.log(self.dt_max))
        init.constant_(self.log_A_real, math.log(0.5))
        half = self.A_imag.shape[1]
        n = np.arange(half)
        rates = (
            math.pi * n if self.init == "lin" else 2 * half / math.pi * (2 * half / (2 * n + 1) - 1)
        )
        _store(self.A_imag, np.broadcast_to(rates, self.A_imag.shape))

    def discrete(self) -> tuple[Pair, Pair, Pair]:
        """(Ā, B̄, C), each (channels, n/2)."""
        dt = self.log_dt.exp().unsqueeze(-1)
        a = Pair(-self.log_A_real.exp(), self.A_imag)
        c = Pair(self.C[..., 0], self.C[..., 1])
        step = Pair(a.re * dt, a.im * dt)
        if self.disc == "zoh":
            size = step.re.exp()
            a_bar = Pair(size * step.im.cos(), size * step.im.sin())
            return a_bar, Pair(a_bar.re - 1, a_bar.im).over(a), c
        below = Pair(1 - step.re / 2, -step.im / 2)
        a_bar = Pair(1 + step.re / 2, step.im / 2).over(below)
        return a_bar, Pair(dt, dt * 0).over(below), c

    def forward(self, L: int) -> Tensor:  # noqa: N803
        """The kernel of `L` steps, K[l] = 2 Re Σ C B̄ Āˡ: (channels, L)."""
        a_bar, b_bar, c = self.discrete()
        factor = c.times(b_bar)
        powers = _powers(a_bar, L)
        parts = factor.re.unsqueeze(-1) * powers.re - factor.im.unsqueeze(-1) * powers.im
        return parts.sum(1) * 2

    def step(self, u: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """One step of the recurrence. u (N, channels) → y (N, channels) and the state (N,
        channels, n/2, 2), which is zeros before the first step."""
        a_bar, b_bar, c = self.discrete()
        u = u.unsqueeze(-1)
        x = Pair(b_bar.re * u, b_bar.im * u)
        if state is not None:
            kept = a_bar.times(Pair(state[..., 0], state[..., 1]))
            x = Pair(kept.re + x.re, kept.im + x.im)
        y = c.times(x).re.sum(-1) * 2
        return y, engine.stack([x.re, x.im], -1)


class S4D(Module):
    """A sequence layer: y = GLU(W · gelu(K ∗ u + D · u) + b), with the kernel K of S4DKernel.

    d_state: the number of states of a channel, even. transposed: sequences are (N, d_model, T),
    else (N, T, d_model). dropout drops whole channels. The convolution sees no later step, so
    `step` gives the same numbers one step at a time.
    """

    def __init__(
        self,
        d_model: int,
        d_state: int = 64,
        dropout: float = 0.0,
        transposed: bool = True,
        dt_min: float = 0.001,
        dt_max: float = 0.1,
        disc: str = "zoh",
        init: str = "lin",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        factory = {"device": device, "dtype": dtype}
        self.d_model = d_model
        self.d_state = d_state
        self.transposed = transposed
        self.D = empty_parameter(d_model, **factory)
        self.kernel = S4DKernel(d_model, d_state, dt_min, dt_max, disc, init, **factory)
        self.activation = GELU()
        self.dropout: Module = Dropout1d(dropout) if dropout > 0.0 else Identity()
        self.output_linear = Sequential(
            Conv1d(d_model, 2 * d_model, kernel_size=1, **factory), GLU(dim=-2)
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw D anew."""
        init.normal_(self.D)

    def forward(self, u: Tensor) -> Tensor:
        """(N, d_model, T), or (N, T, d_model) where not transposed; the same shape comes out.

        Raises ShapeError for another number of channels.
        """
        channels = 1 if self.transposed else 2
        if u.ndim != 3 or u.shape[channels] != self.d_model:
            raise ShapeError(
                "The layer takes sequences of {d_model} channels",
                d_model=self.d_model,
                expected=f"batch×{self.d_model}×steps"
                if self.transposed
                else f"batch×steps×{self.d_model}",
                actual=text(u.shape),
            )
        if not self.transposed:
            u = u.transpose(1, 2)
        y = F.causal_convolution(u, self.kernel(u.shape[2]))
        y = self._out(y, u)
        return y if self.transposed else y.transpose(1, 2)

    def step(self, u: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The next step, (N, d_model) → (N, d_model), and the state to call it with again."""
        y, state = self.kernel.step(u, state)
        return self._out(y.unsqueeze(-1), u.unsqueeze(-1)).squeeze(-1), state

    def _out(self, y: Tensor, u: Tensor) -> Tensor:
        y = y + u * self.D.unsqueeze(-1)
        out: Tensor = self.output_linear(self.dropout(self.activation(y)))
        return out

    def extra_repr(self) -> str:
        return f"{self.d_model}, d_state={self.d_state}, transposed={self.transposed}"


class MambaState(NamedTuple):
    """What a Mamba block remembers of the steps so far.

    conv: (N, d_inner, d_conv − 1), the last inputs of the convolution. ssm: (N, d_inner, d_state).
    """

    conv: Tensor
    ssm: Tensor


class Mamba(Module):
    """A selective state space between two projections, beside a gate.

    x, z = in_proj(input);  x = silu(conv1d(x)), which sees d_conv steps and none to come
    Δ, B, C = x_proj(x);  Δ = softplus(dt_proj(Δ))
    hₜ = e^(Δₜ A) hₜ₋₁ + Δₜ Bₜ xₜ,  yₜ = Cₜ hₜ + D xₜ,  A = −e^A_log
    output = out_proj(y · silu(z))

    d_inner = expand · d_model. dt_rank: how many numbers Δ is made of, d_model / 16 for "auto".
    A starts at −1 … −d_state, and Δ between dt_min and dt_max.
    """

    def __init__(
        self,
        d_model: int,
        d_state: int = 16,
        d_conv: int = 4,
        expand: int = 2,
        dt_rank: int | str = "auto",
        dt_min: float = 0.001,
        dt_max: float = 0.1,
        dt_init: str = "random",
        dt_scale: float = 1.0,
        dt_init_floor: float = 1e-4,
        conv_bias: bool = True,
        bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(d_model=d_model, d_state=d_state, d_conv=d_conv, expand=expand)
        if dt_init not in ("random", "constant"):
            raise ValueRangeError(
                "There is no dt_init {name}",
                name=dt_init,
                expected="random or constant",
                actual=dt_init,
            )
        factory = {"device": device, "dtype": dtype}
        self.d_model, self.d_state, self.d_conv, self.expand = d_model, d_state, d_conv, expand
        self.d_inner = inner = expand * d_model
        self.dt_rank = math.ceil(d_model / 16) if isinstance(dt_rank, str) else dt_rank
        self.dt_min, self.dt_max, self.dt_init = dt_min, dt_max, dt_init
        self.dt_scale, self.dt_init_floor = dt_scale, dt_init_floor
        self.A_log = empty_parameter(inner, d_state, **factory)
        self.D = empty_parameter(inner, **factory)
        self.in_proj = Linear(d_model, 2 * inner, bias=bias, **factory)
        # The steps before the first are put before the input, so the convolution itself pads none.
        self.conv1d = Conv1d(inner, inner, d_conv, groups=inner, bias=conv_bias, **factory)
        self.x_proj = Linear(inner, self.dt_rank + 2 * d_state, bias=False, **factory)
        self.dt_proj = Linear(self.dt_rank, inner, **factory)
        self.out_proj = Linear(inner, d_model, bias=bias, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """A, D and the projection of Δ as they start."""
        _store(self.A_log, np.broadcast_to(np.log(1.0 + np.arange(self.d_state)), self.A_log.shape))
        init.ones_(self.D)
        spread = self.dt_rank**-0.5 * self.dt_scale
        if self.dt_init == "constant":
            init.constant_(self.dt_proj.weight, spread)
        else:
            init.uniform_(self.dt_proj.weight, -spread, spread)
        assert self.dt_proj.bias is not None
        init.uniform_(self.dt_proj.bias, math.log(self.dt_min), math.log(self.dt_max))
        if not self.dt_proj.bias.is_meta:
            drawn = self.dt_proj.bias.detach().cpu().numpy()
            dt = np.maximum(np.exp(drawn), self.dt_init_floor)
            _store(self.dt_proj.bias, dt + np.log(-np.expm1(-dt)))  # softplus backwards

    def forward(self, hidden_states: Tensor) -> Tensor:
        """(N, T, d_model) → (N, T, d_model). Raises ShapeError for another width."""
        return self.run(hidden_states)[0]

    def step(
        self, hidden_states: Tensor, state: MambaState | None = None
    ) -> tuple[Tensor, MambaState]:
        """One step of a sequence, (N, 1, d_model) → (N, 1, d_model), and the state to call it with
        again; None before the first step. Raises ShapeError for more steps than one."""
        if hidden_states.ndim != 3 or hidden_states.shape[1] != 1:
            raise ShapeError(
                "A step is one step of each sequence",
                expected=f"batch×1×{self.d_model}",
                actual=text(hidden_states.shape),
                mend="Use run for several steps",
            )
        return self.run(hidden_states, state)

    def run(
        self, hidden_states: Tensor, state: MambaState | None = None
    ) -> tuple[Tensor, MambaState]:
        """The steps that follow on `state`, and the state after them: the same numbers however a
        sequence is cut. (N, T, d_model) → (N, T, d_model)."""
        if hidden_states.ndim != 3 or hidden_states.shape[2] != self.d_model:
            raise ShapeError(
                "The block takes sequences of {d_model} numbers a step",
                d_model=self.d_model,
                expected=f"batch×steps×{self.d_model}",
                actual=text(hidden_states.shape),
            )
        batch, steps = hidden_states.shape[:2]
        both = self.in_proj(hidden_states).transpose(1, 2)
        x, z = both[:, : self.d_inner], both[:, self.d_inner :]
        past = self._nothing(batch, both) if state is None else state.conv
        seen = engine.cat([past, x], -1)
        x = F.silu(self.conv1d(seen))
        chosen = self.x_proj(x.transpose(1, 2))
        dt, b, c = self._parts(chosen)
        scanned: Any = F.selective_scan(
            x,
            self.dt_proj(dt).transpose(1, 2),
            -self.A_log.exp(),
            b.transpose(1, 2),
            c.transpose(1, 2),
            self.D,
            z=z,
            delta_softplus=True,
            return_last_state=True,
            initial_state=None if state is None else state.ssm,
        )
        y, ssm = scanned
        out: Tensor = self.out_proj(y.transpose(1, 2))
        return out, MambaState(seen[:, :, steps:], ssm)

    def _nothing(self, batch: Any, like: Tensor) -> Tensor:
        shape = (batch, self.d_inner, self.d_conv - 1)
        return engine.zeros(shape, dtype=like.dtype, device=like.device)

    def _parts(self, chosen: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Δ before its projection, B and C, side by side in the last dimension."""
        rank, states = self.dt_rank, self.d_state
        return (
            chosen[..., :rank],
            chosen[..., rank : rank + states],
            chosen[..., rank + states :],
        )

    def extra_repr(self) -> str:
        return f"{self.d_model}, d_state={self.d_state}, d_conv={self.d_conv}, expand={self.expand}"


def _powers(base: Pair, count: int) -> Pair:
    """base⁰ … base^(count − 1) in a new last dimension, twice as many each time."""
    one = base.re.unsqueeze(-1) * 0
    powers, square, known = Pair(one + 1, one), base, 1
    while known < count:
        more = min(known, count - known)
        factor = Pair(square.re.unsqueeze(-1), square.im.unsqueeze(-1))
        new = Pair(powers.re[..., :more], powers.im[..., :more]).times(factor)
        powers = Pair(engine.cat([powers.re, new.re], -1), engine.cat([powers.im, new.im], -1))
        square, known = square.times(square), known + more
    return powers


def _store(parameter: Parameter, values: Any) -> None:
    """Put numbers into a parameter; one without memory stays as it is."""
    if not parameter.is_meta:
        with engine.no_grad():
            parameter.assign(engine.tensor(values, dtype=parameter.dtype, device=parameter.device))
