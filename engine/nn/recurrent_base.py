"""What the recurrent layers share: weights, and how sequences and states come and go."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import engine
from engine import ops
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.nn import init
from engine.nn.functional.recurrent import CELLS, Weights, run_layers
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.nn.utils.rnn import PackedSequence
from engine.ops.dropout import need_probability
from engine.ops.rules import need_not_negative, need_positive, text
from engine.tensors import Tensor

__all__ = ["RNNBase"]

States = tuple[Tensor, ...]


class RNNBase(Module):
    """What RNN, LSTM and GRU share: their weights, and how sequences and states come and go.

    mode: "RNN_TANH", "RNN_RELU", "LSTM" or "GRU". Weights of layer k: weight_ih_lk, weight_hh_lk,
    bias_ih_lk, bias_hh_lk, and with proj_size weight_hr_lk; "_reverse" stands behind those of the
    other direction. All start evenly in ±1/√hidden_size.

    Raises ValueRangeError for sizes below 1, an unknown mode, or a dropout outside of 0 to 1.
    """

    def __init__(
        self,
        mode: str,
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
        super().__init__()
        need_positive(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        need_not_negative(proj_size=proj_size)
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._check()
        self._all_names: list[list[str]] = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse") if bidirectional else ("",):
                self._add_weights(f"_l{layer}{suffix}", layer, {"device": device, "dtype": dtype})
        self.reset_parameters()

    def _check(self) -> None:
        if self.mode not in CELLS:
            raise ValueRangeError(
                "There is no recurrent mode {mode}",
                mode=self.mode,
                expected=", ".join(CELLS),
                actual=self.mode,
            )
        need_probability(self.dropout)
        if self.proj_size >= self.hidden_size or (self.proj_size and self.mode != "LSTM"):
            raise ValueRangeError(
                "Only an LSTM projects its output, and to fewer numbers than its hidden units",
                expected=f"proj_size below {self.hidden_size} of an LSTM",
                actual=f"proj_size {self.proj_size} of {self.mode}",
            )
        if self.dropout and self.num_layers == 1:
            warnings.warn(
                "dropout comes after every layer but the last, and there is only one layer",
                stacklevel=4,
            )

    def _add_weights(self, suffix: str, layer: int, factory: dict[str, Any]) -> None:
        rows = CELLS[self.mode].gates * self.hidden_size
        directions = 2 if self.bidirectional else 1
        columns = self.input_size if layer == 0 else self._out_size * directions
        shapes: dict[str, tuple[int, ...]] = {
            "weight_ih": (rows, columns),
            "weight_hh": (rows, self._out_size),
        }
        if self.bias:
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        if self.proj_size:
            shapes["weight_hr"] = (self.proj_size, self.hidden_size)
        for name, shape in shapes.items():
            self.register_parameter(name + suffix, empty_parameter(*shape, **factory))
        self._all_names.append([name + suffix for name in shapes])

    @property
    def _out_size(self) -> int:
        return self.proj_size or self.hidden_size

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The weights of each layer and direction, in the order of the state_dict."""
        return [[getattr(self, name) for name in names] for names in self._all_names]

    def reset_parameters(self) -> None:
        """Draw all weights and biases anew."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self) -> None:
        """Does nothing: in PyTorch it arranges memory for cuDNN."""

    # ---- running

    def _run(
        self,
        input: Tensor | PackedSequence,
        hx: States | None,
        lengths: Tensor | Sequence[int] | None,
    ) -> tuple[Tensor | PackedSequence, States]:
        """Outputs like the input, and the last states."""
        if isinstance(input, PackedSequence):
            return self._run_packed(input, hx, lengths)
        self._check_input(input, 3 if input.ndim != 2 else 2)
        single = input.ndim == 2
        if single:
            input = input.unsqueeze(0 if self.batch_first else 1)
            hx = hx and self._batched(hx)
        steps_first = input.transpose(0, 1) if self.batch_first else input
        steps, batch = steps_first.shape[:2]
        if not isinstance(steps, int) or steps < 1:
            raise ShapeError(
                "A recurrent layer takes a known number of steps, at least 1",
                expected=self._layout(),
                actual=text(input.shape),
            )
        mask = None
        if lengths is not None:
            mask = ops.sequence_mask(_one_for_each(lengths, batch, input), steps=steps)
            mask = mask.reshape(steps * batch, 1)
        rows = steps_first.reshape(steps * batch, self.input_size)
        rows, last = self._rows(rows, (batch,) * steps, hx, batch, mask)
        output = rows.reshape(steps, batch, rows.shape[-1])
        if self.batch_first:
            output = output.transpose(0, 1)
        if single:
            output = output.squeeze(0 if self.batch_first else 1)
            last = tuple(state.squeeze(1) for state in last)
        return output, last

    def _run_packed(
        self, input: PackedSequence, hx: States | None, lengths: object
    ) -> tuple[PackedSequence, States]:
        if lengths is not None:
            raise ValueRangeError(
                "A packed sequence knows its lengths", expected="no lengths=", actual="lengths="
            )
        data, batch_sizes, order, back = input
        self._check_input(data, 2)
        sizes = tuple(batch_sizes.array.tolist())
        if hx is not None and order is not None:
            hx = tuple(state[:, order] for state in hx)
        rows, last = self._rows(data, sizes, hx, sizes[0], None)
        if back is not None:
            last = tuple(state[:, back] for state in last)
        return PackedSequence(rows, batch_sizes, order, back), last

    def _rows(
        self, rows: Tensor, sizes: tuple[Any, ...], hx: States | None, batch: Any, mask: Any
    ) -> tuple[Tensor, States]:
        shapes = self._state_shapes(batch)
        if hx is None:
            hx = tuple(engine.zeros(s, dtype=rows.dtype, device=rows.device) for s in shapes)
        for name, state, shape in zip("hc", hx, shapes, strict=False):
            if state.shape != shape:
                raise ShapeError(
                    "The initial state {name} has another shape",
                    name=name,
                    expected=text(shape) + " (layers · directions × batch × units)",
                    actual=text(state.shape),
                )
        return run_layers(
            self.mode,
            rows,
            sizes,
            hx,
            [self._weights(names) for names in self._all_names],
            bidirectional=self.bidirectional,
            dropout_p=self.dropout,
            training=self.training,
            mask=mask,
        )

    def _weights(self, names: list[str]) -> Weights:
        found = {name.split("_l")[0]: getattr(self, name) for name in names}
        return Weights(
            found["weight_ih"],
            found["weight_hh"],
            found.get("bias_ih"),
            found.get("bias_hh"),
            found.get("weight_hr"),
        )

    def _state_shapes(self, batch: Any) -> list[tuple[Any, ...]]:
        count = self.num_layers * (2 if self.bidirectional else 1)
        units = [self._out_size, self.hidden_size] if self.mode == "LSTM" else [self._out_size]
        return [(count, batch, each) for each in units]

    def _batched(self, hx: States) -> States:
        for name, state in zip("hc", hx, strict=False):
            if state.ndim != 2:
                raise ShapeError(
                    "One sequence without a batch has a state without a batch",
                    expected=f"{name} of layers · directions × units",
                    actual=text(state.shape),
                )
        return tuple(state.unsqueeze(1) for state in hx)

    def _check_input(self, input: Tensor, ndim: int) -> None:
        if input.ndim != ndim or input.shape[-1] != self.input_size:
            raise ShapeError(
                "The {kind} layer takes sequences of {size} numbers a step",
                kind=type(self).__name__,
                size=self.input_size,
                expected=self._layout(),
                actual=text(input.shape),
                mend="Set input_size to {actual_size}",
                actual_size=input.shape[-1] if input.ndim else 1,
            )
        dtype = getattr(self, self._all_names[0][0]).dtype
        if input.dtype != dtype:
            raise DTypeError(
                "The input of a recurrent layer has the dtype of its weights",
                expected=dtype,
                actual=input.dtype,
                mend="Convert the input with .to(…), or the layer with .double() or .float()",
            )

    def _layout(self) -> str:
        sizes = ("batch", "steps") if self.batch_first else ("steps", "batch")
        return text((*sizes, self.input_size)) + ", or " + text(("steps", self.input_size))

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        defaults = {
            "proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0,
            "bidirectional": False,
        }  # fmt: skip
        parts += [
            f"{name}={getattr(self, name)}"
            for name, default in defaults.items()
            if getattr(self, name) != default
        ]
        return ", ".join(parts)


def need_pair(state: Any) -> None:
    """ShapeError unless the state of an LSTM is (h, c), or left out."""
    if state is not None and (isinstance(state, Tensor) or len(state) != 2):
        raise ShapeError(
            "The state of an LSTM is a pair", expected="(h, c)", actual=type(state).__name__
        )


def need_nonlinearity(name: str) -> None:
    """ValueRangeError unless an RNN can have it."""
    if name not in ("tanh", "relu"):
        raise ValueRangeError(
            "There is no nonlinearity {name} of an RNN",
            name=name,
            expected="tanh or relu",
            actual=name,
        )


def _one_for_each(lengths: Tensor | Sequence[int], batch: Any, input: Tensor) -> Tensor:
    counts = lengths if isinstance(lengths, Tensor) else engine.tensor(lengths, device=input.device)
    if counts.shape != (batch,):
        raise ShapeError(
            "There is one length for each sequence",
            expected=text((batch,)),
            actual=text(counts.shape),
        )
    return counts
