"""Recurrent cells: one step of an RNN, an LSTM or a GRU, with weights of its own."""

from __future__ import annotations

import math
from typing import Any

import engine
import engine.nn.functional as F
from engine.errors import ShapeError
from engine.nn import init
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.nn.recurrent_base import need_nonlinearity, need_pair
from engine.ops.rules import need_positive, text
from engine.tensors import Tensor

__all__ = ["GRUCell", "LSTMCell", "RNNCell", "RNNCellBase"]


class RNNCellBase(Module):
    """What the cells share: weight_ih (gates · hidden, in), weight_hh (gates · hidden, hidden) and
    the biases, evenly in ±1/√hidden_size."""

    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool,
        num_chunks: int,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(input_size=input_size, hidden_size=hidden_size)
        factory = {"device": device, "dtype": dtype}
        rows = num_chunks * hidden_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        self.weight_ih = empty_parameter(rows, input_size, **factory)
        self.weight_hh = empty_parameter(rows, hidden_size, **factory)
        self.bias_ih = empty_parameter(rows, **factory) if bias else None
        self.bias_hh = empty_parameter(rows, **factory) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all weights and biases anew."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def _weights(self) -> tuple[Any, ...]:
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh

    def _state(self, input: Tensor, hx: Tensor | None, name: str = "hx") -> Tensor:
        """The state to start from, checked; zeros for None."""
        if input.ndim not in (1, 2) or input.shape[-1] != self.input_size:
            raise ShapeError(
                "The {kind} takes {size} numbers for each sample",
                kind=type(self).__name__,
                size=self.input_size,
                expected=f"batch×{self.input_size}, or {self.input_size}",
                actual=text(input.shape),
                mend="Set input_size to {actual_size}",
                actual_size=input.shape[-1] if input.ndim else 1,
            )
        shape = (*input.shape[:-1], self.hidden_size)
        if hx is None:
            return engine.zeros(shape, dtype=input.dtype, device=input.device)
        if hx.shape != shape:
            raise ShapeError(
                "The state {name} has another shape",
                name=name,
                expected=text(shape),
                actual=text(hx.shape),
            )
        return hx

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")


class RNNCell(RNNCellBase):
    """h′ = tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), or max(0, …) with nonlinearity="relu"."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        need_nonlinearity(nonlinearity)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """The next h. input (N, in) or (in,); hx (N, hidden) or (hidden,), zeros if None."""
        h = self._state(input, hx)
        cell = F.rnn_tanh_cell if self.nonlinearity == "tanh" else F.rnn_relu_cell
        return cell(input, h, *self._weights())

    def extra_repr(self) -> str:
        shown = "" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity}"
        return super().extra_repr() + shown


class LSTMCell(RNNCellBase):
    """c′ = f · c + i · g and h′ = o · tanh c′; the gates as of LSTM."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(
        self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, Tensor]:
        """The next (h, c). input (N, in) or (in,); hx (h, c) of (N, hidden) each, zeros if None."""
        need_pair(hx)
        h, c = (None, None) if hx is None else hx
        state = self._state(input, h, "h"), self._state(input, c, "c")
        return F.lstm_cell(input, state, *self._weights())


class GRUCell(RNNCellBase):
    """h′ = (1 − z) · n + z · h; the gates as of GRU."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """The next h. input (N, in) or (in,); hx (N, hidden) or (hidden,), zeros if None."""
        return F.gru_cell(input, self._state(input, hx), *self._weights())
