"""Recurrent layers: RNN, LSTM and GRU over whole sequences.

Sources: Elman, "Finding structure in time", 1990; Hochreiter & Schmidhuber, "Long short-term
memory", 1997; Sak et al., 2014 (projections); Cho et al., 2014 (GRU); Schuster & Paliwal,
"Bidirectional recurrent neural networks", 1997.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.nn.recurrent_base import RNNBase, need_nonlinearity, need_pair
from engine.nn.utils.rnn import PackedSequence
from engine.tensors import Tensor

__all__ = ["GRU", "LSTM", "RNN"]


class _OneState(RNNBase):
    """A recurrent layer whose state is h alone."""

    def forward(
        self,
        input: Tensor | PackedSequence,
        hx: Tensor | None = None,
        *,
        lengths: Tensor | Sequence[int] | None = None,
    ) -> tuple[Any, Tensor]:
        """(outputs, last h). input (T, N, in), (N, T, in) where batch_first, (T, in), or packed.

        hx: (layers · directions, N, hidden), zeros if None. Outputs (T, N, directions · hidden).
        lengths: (N,) integers, how many steps of each sequence are real; the engine's own. What
        stands behind them is never read: outputs there are zeros, and h is that of the last real
        step. Unlike packing, a traced program takes them anew with every batch.

        Raises ShapeError and DTypeError for an input or state that does not fit, ValueRangeError
        for lengths outside of 1 to T.
        """
        outputs, last = self._run(input, None if hx is None else (hx,), lengths)
        return outputs, last[0]


class RNN(_OneState):
    """hₜ = tanh(xₜ W_ihᵀ + b_ih + hₜ₋₁ W_hhᵀ + b_hh), or max(0, …) with nonlinearity="relu"."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        need_nonlinearity(nonlinearity)
        super().__init__(
            f"RNN_{nonlinearity.upper()}", input_size, hidden_size, num_layers, bias, batch_first,
            dropout, bidirectional, device=device, dtype=dtype,
        )  # fmt: skip
        self.nonlinearity = nonlinearity


class GRU(_OneState):
    """Gated recurrent units, (L, N, input_size) → (L, N, hidden_size). With r, z, n from the rows
    of the weights in this order:

    r = σ(W_ir x + b_ir + W_hr h + b_hr)      how much of the past the new state looks at
    z = σ(W_iz x + b_iz + W_hz h + b_hz)      how much of the past stays
    n = tanh(W_in x + b_in + r · (W_hn h + b_hn))
    h′ = (1 − z) · n + z · h
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            "GRU", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
            device=device, dtype=dtype,
        )  # fmt: skip


class LSTM(RNNBase):
    """Long short-term memory. With i, f, g, o from the rows of the weights in this order:

    i = σ(W_ii x + b_ii + W_hi h + b_hi)      what is written
    f = σ(W_if x + b_if + W_hf h + b_hf)      what is kept
    g = tanh(W_ig x + b_ig + W_hg h + b_hg)
    o = σ(W_io x + b_io + W_ho h + b_ho)      what is shown
    c′ = f · c + i · g,  h′ = o · tanh c′

    proj_size: h′ is W_hr (o · tanh c′), of that size.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            "LSTM", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
            proj_size, device=device, dtype=dtype,
        )  # fmt: skip

    def forward(
        self,
        input: Tensor | PackedSequence,
        hx: tuple[Tensor, Tensor] | None = None,
        *,
        lengths: Tensor | Sequence[int] | None = None,
    ) -> tuple[Any, tuple[Tensor, Tensor]]:
        """(outputs, (last h, last c)). input (T, N, in), (N, T, in), (T, in), or packed.

        hx: (h, c) of (layers · directions, N, proj_size or hidden) and (…, N, hidden), zeros if
        None. lengths: as of RNN and GRU. Raises what they raise.
        """
        need_pair(hx)
        outputs, (h, c) = self._run(input, hx, lengths)
        return outputs, (h, c)
