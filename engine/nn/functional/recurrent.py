"""Recurrent cells, and the layers that run them over the steps of a sequence.

A layer works on rows: the samples of step 0, then those of step 1, and so on. A padded batch has
the same number of rows in every step, a packed one ever fewer, and nothing else differs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import engine
from engine import ops
from engine.nn.functional.dropout import dropout
from engine.ops.rules import Size
from engine.scope import scope
from engine.tensors import Tensor

__all__ = ["gru_cell", "lstm_cell", "rnn_relu_cell", "rnn_tanh_cell"]

State = tuple[Tensor, ...]  # (h,), or (h, c) of an LSTM


class Weights(NamedTuple):
    """What one layer has learned, for one direction: of the input, of the state, projection."""

    ih: Tensor
    hh: Tensor
    bias_ih: Tensor | None = None
    bias_hh: Tensor | None = None
    hr: Tensor | None = None


Step = Callable[[Tensor, State, Weights], State]


# ---- one step: the input's share of the gates, and the state so far


def _rnn_tanh(x: Tensor, state: State, weights: Weights) -> State:
    return ((x + ops.linear(state[0], weights.hh, weights.bias_hh)).tanh(),)


def _rnn_relu(x: Tensor, state: State, weights: Weights) -> State:
    return ((x + ops.linear(state[0], weights.hh, weights.bias_hh)).relu(),)


def _lstm(x: Tensor, state: State, weights: Weights) -> State:
    h, c = state
    h, c, *_ = ops.lstm_cell(x, ops.linear(h, weights.hh, weights.bias_hh), c)
    return (h if weights.hr is None else ops.linear(h, weights.hr)), c


def _gru(x: Tensor, state: State, weights: Weights) -> State:
    h = state[0]
    return (ops.gru_cell(x, ops.linear(h, weights.hh, weights.bias_hh), h)[0],)


class Cell(NamedTuple):
    """A kind of cell: how many gates it has, its step, and whether its two biases are only ever
    added, so that one is enough (a GRU's r stands before one of them)."""

    gates: int
    step: Step
    biases_add: bool


CELLS = {
    "RNN_TANH": Cell(1, _rnn_tanh, True),
    "RNN_RELU": Cell(1, _rnn_relu, True),
    "LSTM": Cell(4, _lstm, True),
    "GRU": Cell(3, _gru, False),
}


def rnn_tanh_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """tanh(x w_ihᵀ + b_ih + h w_hhᵀ + b_hh). input (N, in), hx (N, units) → (N, units)."""
    return _rnn_tanh(ops.linear(input, w_ih, b_ih), (hx,), Weights(w_ih, w_hh, b_ih, b_hh))[0]


def rnn_relu_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """max(0, x w_ihᵀ + b_ih + h w_hhᵀ + b_hh). input (N, in), hx (N, units) → (N, units)."""
    return _rnn_relu(ops.linear(input, w_ih, b_ih), (hx,), Weights(w_ih, w_hh, b_ih, b_hh))[0]


def lstm_cell(
    input: Tensor,
    hx: tuple[Tensor, Tensor],
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """(h′, c′) of an LSTM. input (N, in), hx (h, c) of (N, units) each, w_ih (4 units, in).

    The rows of the weights belong to the gates i, f, g, o in this order:
    c′ = σ(f) · c + σ(i) · tanh g,  h′ = σ(o) · tanh c′.
    """
    h, c = _lstm(ops.linear(input, w_ih, b_ih), tuple(hx), Weights(w_ih, w_hh, b_ih, b_hh))
    return h, c


def gru_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """h′ of a GRU. input (N, in), hx (N, units), w_ih (3 units, in) → (N, units).

    The rows of the weights belong to the gates r, z, n in this order:
    h′ = (1 − z) · n + z · h,  n = tanh(x_n + r · h_n).
    """
    return _gru(ops.linear(input, w_ih, b_ih), (hx,), Weights(w_ih, w_hh, b_ih, b_hh))[0]


# ---- layers


def run_layers(
    mode: str,
    rows: Tensor,
    sizes: tuple[Size, ...],
    states: tuple[Tensor, ...],
    weights: Sequence[Weights],
    *,
    bidirectional: bool = False,
    dropout_p: float = 0.0,
    training: bool = False,
    mask: Tensor | None = None,
) -> tuple[Tensor, tuple[Tensor, ...]]:
    """All layers of a recurrent module. rows (sum of sizes, in) → (sum of sizes, units).

    mode: a name of CELLS. sizes: how many rows each step has, never more than the step before.
    states: h, or h and c, each (layers · directions, N, units); the last ones come back.
    weights: one for each layer and direction. mask (sum of sizes, 1): where false, a row is
    padding: it leaves the state as it is, gives zeros and gets a gradient of exactly zero.
    """
    if mask is not None:
        rows = ops.where(mask, rows, 0)
    directions = 2 if bidirectional else 1
    last: list[State] = []
    for place in range(0, len(weights), directions):
        sides = []
        for at in range(place, place + directions):
            reverse = at > place
            with scope(f"l{place // directions}{'_reverse' if reverse else ''}"):
                start = tuple(state[at] for state in states)
                side, end = _direction(CELLS[mode], rows, sizes, start, weights[at], mask, reverse)
            sides.append(side)
            last.append(end)
        rows = engine.cat(sides, -1) if bidirectional else sides[0]
        if dropout_p and training and place + directions < len(weights):
            with scope(f"l{place // directions}"):
                rows = dropout(rows, dropout_p, training)
    return rows, tuple(engine.stack(each) for each in zip(*last, strict=True))


def _direction(
    cell: Cell,
    rows: Tensor,
    sizes: tuple[Size, ...],
    start: State,
    weights: Weights,
    mask: Tensor | None,
    reverse: bool,
) -> tuple[Tensor, State]:
    """One layer in one direction: its outputs as rows, and the state that each sample ends in."""
    if cell.biases_add:
        weights = _one_bias(weights)
    shares = ops.time_steps(ops.linear(rows, weights.ih, weights.bias_ih), sizes=sizes)
    kept = [None] * len(sizes) if mask is None else ops.time_steps(mask, sizes=sizes)
    outputs: list[Tensor] = []
    finished: list[State] = []  # of the samples that have ended, the last to end first
    times = range(len(sizes))[:: -1 if reverse else 1]
    running = sizes[times[0]]
    state = _rows(start, 0, running, of=sizes[0])
    for t in times:
        with scope(f"t{t}"):
            if sizes[t] != running and reverse:  # samples that end here begin here
                joining = _rows(start, running, sizes[t], of=sizes[0])
                state = tuple(engine.cat(pair) for pair in zip(state, joining, strict=True))
            elif sizes[t] != running:
                finished.insert(0, _rows(state, sizes[t], running, of=running))
                state = _rows(state, 0, sizes[t], of=running)
            running = sizes[t]
            after = cell.step(shares[t], state, weights)
            if mask is not None:
                after = tuple(
                    ops.where(kept[t], new, old) for new, old in zip(after, state, strict=True)
                )
            state = after
        outputs.append(state[0])
    if finished:
        state = tuple(engine.cat(parts) for parts in zip(state, *finished, strict=True))
    whole = ops.join_steps(*outputs[:: -1 if reverse else 1])
    return whole if mask is None else ops.where(mask, whole, 0), state


def _one_bias(weights: Weights) -> Weights:
    """Both biases added once for all steps, instead of one of them in every step."""
    if weights.bias_ih is None or weights.bias_hh is None:
        return weights
    return weights._replace(bias_ih=weights.bias_ih + weights.bias_hh, bias_hh=None)


def _rows(state: State, start: Size, stop: Size, *, of: Size) -> State:
    """The rows from `start` to `stop` of each tensor; the tensors themselves where that is all."""
    return state if (start, stop) == (0, of) else tuple(each[start:stop] for each in state)
