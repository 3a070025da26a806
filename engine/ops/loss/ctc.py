"""Connectionist temporal classification: −ln of the chance of a labelling, over all alignments.

A. Graves et al., "Connectionist temporal classification", 2006. The labels of a sample are
interleaved with blanks (blank, l₁, blank, l₂, …, blank); alpha and beta are the log-chances of all
ways that begin and end at a place of that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import autograd
from engine.backend import Array, ArrayModule, DType
from engine.errors import ShapeError, ValueRangeError
from engine.ops.loss.targets import need_classes
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_floating, need_integer, need_ndim, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["ctc_loss", "ctc_loss_input", "ctc_rows"]


# ---- rules


def _loss_shape(
    x: Shape, targets: Shape, inputs: Shape, lengths: Shape, *, blank: int, **_: object
) -> Shape:
    need_ndim(x, 3, "input", "time × batch × classes")
    if len(targets) not in (1, 2):
        raise ShapeError(
            "The targets of CTC are padded to one length, or one after the other",
            expected="batch × length, or (Σ lengths)",
            actual=text(targets),
        )
    batch: Shape = (x[1],)
    padded = targets[:1] if len(targets) == 2 else batch
    for name, shape in (("targets", padded), ("inputs", inputs), ("targets", lengths)):
        if shape != batch:
            raise ShapeError(
                "There is one length of the {name} for each sample",
                name=name,
                expected=text(batch),
                actual=text(shape),
            )
    classes = x[2]
    if not isinstance(classes, int) or not 0 <= blank < classes:
        raise ValueRangeError(
            "The blank is one of the classes", expected=f"0 to {classes - 1}", actual=blank
        )
    return batch


def _loss_dtype(x: DType, *whole: DType, **_: object) -> DType:
    need_floating("ctc_loss", x)
    for dtype in whole:
        need_integer("targets and lengths", dtype)
    return x


# ---- the row of blanks and labels


@dataclass(frozen=True)
class _Row:
    """labels (N, L): blanks between labels; skip (N, L): a place may be reached from two before;
    ends (N, L): where an alignment may end."""

    labels: Array
    skip: Array
    ends: Array


def _padded(xp: ArrayModule, targets: Array, lengths: Array) -> Array:
    """Targets that stand one after the other, as one row a sample; rows are as long as needed."""
    width = int(lengths.max()) if lengths.size else 0
    steps = xp.arange(width)
    starts = xp.cumsum(lengths) - lengths
    places = xp.minimum(starts[:, None] + steps, max(targets.size - 1, 0))
    return targets[places] if targets.size else xp.zeros((len(lengths), width), targets.dtype)


def _row(
    xp: ArrayModule, targets: Array, lengths: Array, classes: int, blank: int, size: int | None
) -> _Row:
    most = targets.shape[-1] if targets.ndim == 2 else int(targets.shape[0])
    _need_lengths(lengths, most, "target")
    if targets.ndim == 1:
        if int(lengths.sum()) > most:
            raise ValueRangeError(
                "The targets are shorter than their lengths say",
                expected=int(lengths.sum()),
                actual=most,
            )
        targets = _padded(xp, targets, lengths)
    there = xp.arange(targets.shape[1]) < lengths[:, None]
    numbers = xp.where(there, targets, blank)
    need_classes(numbers, classes)
    width = 2 * (numbers.shape[1] if size is None else size) + 1
    labels = xp.full((len(numbers), width), blank, dtype="int64")
    labels[:, 1 : 2 * numbers.shape[1] : 2] = numbers
    skip = xp.zeros(labels.shape, dtype=bool)
    skip[:, 2:] = (labels[:, 2:] != blank) & (labels[:, 2:] != labels[:, :-2])
    places, last = xp.arange(width), 2 * lengths[:, None]
    return _Row(labels, skip, (places == last) | (places == last - 1))


def _need_lengths(lengths: Array, most: int, kind: str) -> None:
    if lengths.size and (lengths.min() < 0 or lengths.max() > most):
        wrong = int(lengths[(lengths < 0) | (lengths > most)].ravel()[0])
        raise ValueRangeError(
            "A {kind} of {length} steps does not fit",
            kind=kind,
            length=wrong,
            expected=f"0 to {most}",
            actual=wrong,
        )


# ---- forward and backward through time


def _added(xp: ArrayModule, terms: Sequence[Array]) -> Array:
    """ln Σ eˣ, also where all are −∞."""
    stacked = xp.stack(terms)
    most = stacked.max(axis=0)
    base = xp.where(xp.isfinite(most), most, 0)
    return base + xp.log(xp.exp(stacked - base).sum(axis=0))


def _shifted(xp: ArrayModule, row: Array, by: int) -> Array:
    """The row moved by some places; −∞ comes in."""
    moved = xp.full_like(row, -xp.inf)
    size = row.shape[1]
    if 0 < by < size:
        moved[:, by:] = row[:, :-by]
    elif 0 < -by < size:
        moved[:, :by] = row[:, -by:]
    return moved


def _alphas(xp: ArrayModule, x: Array, row: _Row) -> Array:
    """(T, N, L): ln of the chance of all beginnings that are at place s at time t."""
    spoken = _spoken(xp, x, row)
    alpha = xp.full_like(spoken, -xp.inf)
    alpha[:1, :, :2] = spoken[:1, :, :2]
    for t in range(1, len(x)):
        before = alpha[t - 1]
        jumped = xp.where(row.skip, _shifted(xp, before, 2), -xp.inf)
        alpha[t] = spoken[t] + _added(xp, [before, _shifted(xp, before, 1), jumped])
    return alpha


def _betas(xp: ArrayModule, x: Array, row: _Row, lengths: Array) -> Array:
    """(T, N, L): ln of the chance of all endings from place s at time t on."""
    spoken = _spoken(xp, x, row)
    beta = xp.full_like(spoken, -xp.inf)
    after = beta[0]
    for t in range(len(x) - 1, -1, -1):
        jumped = _shifted(xp, xp.where(row.skip, after, -xp.inf), -2)
        onward = spoken[t] + _added(xp, [after, _shifted(xp, after, -1), jumped])
        ending = xp.where(row.ends, spoken[t], -xp.inf)
        last = (lengths == t + 1)[:, None]
        beta[t] = xp.where(last, ending, onward)
        after = beta[t]
    return beta


def _spoken(xp: ArrayModule, x: Array, row: _Row) -> Array:
    """(T, N, L): the log-probability of the row's label at every time."""
    return xp.take_along_axis(x, xp.broadcast_to(row.labels, (len(x), *row.labels.shape)), axis=2)


def _losses(xp: ArrayModule, alpha: Array, row: _Row, lengths: Array) -> Array:
    batch = xp.arange(len(lengths))
    # Without a single step, only the empty labelling is possible.
    none = xp.where(xp.arange(row.labels.shape[1]) == 0, 0.0, -xp.inf).astype(alpha.dtype)
    at_end = alpha[xp.maximum(lengths - 1, 0), batch] if len(alpha) else none[None] + batch[:, None]
    at_end = xp.where((lengths > 0)[:, None], at_end, none)
    ways = xp.where(row.ends, at_end, -xp.inf)
    return -_added(xp, list(ways.T))


def _forward(
    xp: ArrayModule,
    x: Array,
    targets: Array,
    inputs: Array,
    lengths: Array,
    *,
    blank: int = 0,
    zero_infinity: bool = False,
) -> Array:
    _need_lengths(inputs, x.shape[0], "input")
    row = _row(xp, targets, lengths, x.shape[2], blank, None)
    losses = _losses(xp, _alphas(xp, widened(x), row), row, inputs)
    if zero_infinity:
        losses = xp.where(xp.isinf(losses), 0, losses)
    return losses.astype(x.dtype)


def _input_forward(
    xp: ArrayModule,
    g: Array,
    x: Array,
    targets: Array,
    inputs: Array,
    lengths: Array,
    *,
    blank: int = 0,
    zero_infinity: bool = False,
) -> Array:
    row = _row(xp, targets, lengths, x.shape[2], blank, None)
    wide = widened(x)
    alpha, beta = _alphas(xp, wide, row), _betas(xp, wide, row, inputs)
    losses = _losses(xp, alpha, row, inputs)[:, None]
    spoken = _spoken(xp, wide, row)
    steps = xp.arange(len(x))[:, None, None]
    inside = (steps < inputs[:, None]) & xp.isfinite(spoken)
    shares = xp.where(inside, xp.exp(alpha + beta - xp.where(inside, spoken, 0) + losses), 0)
    if zero_infinity:
        shares = xp.where(xp.isinf(losses), 0, shares)
    total = xp.zeros(x.shape, wide.dtype)
    for place in range(shares.shape[2]):  # a label may stand in several places
        at = xp.arange(x.shape[1])
        total[:, at, row.labels[:, place]] -= shares[:, :, place]
    return (total * g[None, :, None]).astype(x.dtype)


def _gradient(
    needs: object,
    g: Sequence[Tensor],
    y: Sequence[Tensor],
    x: Tensor,
    targets: Tensor,
    inputs: Tensor,
    lengths: Tensor,
    **how: Any,
) -> tuple[Tensor | None, ...]:
    if autograd.is_grad_enabled():  # it will be differentiated again: in steps that can be
        from engine.ops.loss.ctc_backward import expected_labels

        return (-expected_labels(g[0], x, targets, inputs, lengths, **how), None, None, None)
    return (ctc_loss_input(g[0], x, targets, inputs, lengths, **how), None, None, None)


# ---- the row as a primitive, for the gradient in steps


def _rows_shape(targets: Shape, lengths: Shape, *, classes: int, blank: int) -> list[Shape]:
    row = (lengths[0], 2 * targets[-1] + 1)
    return [row, row, row]


def _rows_forward(
    xp: ArrayModule, targets: Array, lengths: Array, *, classes: int, blank: int
) -> tuple[Array, Array, Array]:
    row = _row(xp, targets, lengths, classes, blank, targets.shape[-1])
    return row.labels, row.skip, row.ends


_TARGETS = np.array([[1, 2, 2], [3, 1, 0]])
_INPUTS, _LENGTHS = np.array([5, 4]), np.array([3, 2])


def _logs(*shape: int) -> Array:
    x = np.random.default_rng(0).normal(size=shape)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def _samples() -> list[Sample]:
    one_after_the_other = np.array([1, 2, 2, 3, 1])
    return [
        Sample((_logs(5, 2, 4), _TARGETS, _INPUTS, _LENGTHS), {"blank": 0}),
        Sample((_logs(5, 2, 4), one_after_the_other, _INPUTS, _LENGTHS), {"blank": 0}),
        Sample(
            (_logs(3, 2, 4), _TARGETS, np.array([3, 3]), _LENGTHS),
            {"blank": 0, "zero_infinity": True},  # 1 2 2 does not fit into three steps
        ),
    ]


ctc_loss: Primitive = Primitive(
    name="ctc_loss",
    shape=_loss_shape,
    dtype=_loss_dtype,
    forward=_forward,
    gradient=_gradient,
    formula="L[n] = −ln Σ_{ways π that read l} Πₜ e^x[t, n, π(t)]",
    gradient_formulas=("∂L/∂x[t,n,c] = −δ · P(π(t) = c | l)", "", "", ""),
    inputs=("log_probs", "targets", "input_lengths", "target_lengths"),
    samples=_samples,
)

ctc_loss_input: Primitive = Primitive(
    name="ctc_loss_input",
    shape=lambda g, x, *_, **__: x,
    dtype=lambda g, x, *_, **__: x,
    forward=_input_forward,
    formula="∂L/∂x[t,n,c] = −δ · P(π(t) = c | l)",
    inputs=("gradient", "log_probs", "targets", "input_lengths", "target_lengths"),
    samples=lambda: [Sample((np.array([1.0, -2.0]), *s.arrays), s.attributes) for s in _samples()],
)

ctc_rows: Primitive = Primitive(
    name="ctc_rows",
    shape=_rows_shape,
    dtype=lambda targets, lengths, **_: [
        np.dtype("int64"), np.dtype("bool"), np.dtype("bool"),
    ],
    forward=_rows_forward,
    formula="row = blank l₁ blank l₂ … blank; where a blank may be skipped; where it may end",
    inputs=("targets", "target_lengths"),
    samples=lambda: [Sample((_TARGETS, _LENGTHS), {"classes": 4, "blank": 0})],
)  # fmt: skip
