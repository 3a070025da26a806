"""The gradient of CTC written in primitives, step by step, so that it can be differentiated again.

Slower than `ctc_loss_input`, and only used where a second derivative may be asked for. Chances of
zero are a finite, very small number here: −∞ − (−∞) has no derivative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backend import float16, float32

if TYPE_CHECKING:
    from engine.tensors import Tensor

_NEVER = -1e30


def expected_labels(
    g: Tensor,
    x: Tensor,
    targets: Tensor,
    inputs: Tensor,
    lengths: Tensor,
    *,
    blank: int = 0,
    zero_infinity: bool = False,
) -> Tensor:
    """(T, N, C): δ[n] times the chance that sample n reads class c at time t, given its labels."""
    from engine import ops

    narrow = x.dtype == float16
    log_probs = ops.cast(x, to=float32) if narrow else x
    steps = x.shape[0]
    labels, skip, ends = ops.ctc_rows(targets, lengths, classes=x.shape[2], blank=blank)
    everywhere = ops.expand(labels, shape=(steps, *labels.shape))
    spoken = ops.maximum(ops.gather(log_probs, everywhere, dim=2), _NEVER)
    rows = [spoken[t] for t in range(steps)]
    never = rows[0] * 0 + _NEVER
    width = labels.shape[1]

    def shifted(row: Tensor, by: int) -> Tensor:
        if abs(by) >= width:
            return never
        if by > 0:
            return ops.concatenate(never[:, :by], row[:, :-by], dim=1)
        return ops.concatenate(row[:, -by:], never[:, :-by], dim=1)

    def ended(t: int) -> Tensor:
        return ops.equal(inputs, t + 1).reshape(-1, 1)

    alpha = ops.concatenate(rows[0][:, :2], never[:, 2:], dim=1)
    alphas, last = [alpha], ops.where(ended(0), alpha, never)
    for t in range(1, steps):
        jumped = ops.where(skip, shifted(alpha, 2), never)
        alpha = ops.maximum(rows[t] + _added([alpha, shifted(alpha, 1), jumped]), _NEVER)
        alphas.append(alpha)
        last = ops.where(ended(t), alpha, last)
    ways = ops.where(ends, last, never)
    likelihood = _added([ways[:, s : s + 1] for s in range(width)])  # (N, 1)
    possible = ops.greater(likelihood, _NEVER / 2)

    after, shares = never, []
    for t in range(steps - 1, -1, -1):
        jumped = shifted(ops.where(skip, after, never), -2)
        onward = ops.maximum(rows[t] + _added([after, shifted(after, -1), jumped]), _NEVER)
        beta = ops.where(ended(t), ops.where(ends, rows[t], never), onward)
        after = beta
        seen = ops.where(ops.greater(inputs.reshape(-1, 1), t), possible, False)
        seen = ops.where(ops.greater(rows[t], _NEVER / 2), seen, False)
        exponent = ops.where(seen, alphas[t] + beta - rows[t] - likelihood, _NEVER)
        shares.append(ops.exp(exponent).reshape(1, *labels.shape))
    joined = ops.concatenate(*shares[::-1], dim=0)
    chances = ops.gather_input(joined, everywhere, shape=x.shape, dim=2)
    expected = chances * g.reshape(1, -1, 1)
    return ops.cast(expected, to=x.dtype) if narrow else expected


def _added(terms: list[Tensor]) -> Tensor:
    """ln Σ eˣ."""
    from engine import ops

    most = terms[0].detach()
    for term in terms[1:]:
        most = ops.maximum(most, term.detach())
    total = ops.exp(terms[0] - most)
    for term in terms[1:]:
        total = total + ops.exp(term - most)
    return most + ops.log(total)
