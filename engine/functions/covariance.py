"""How variables, one a row, vary together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import backend, ops
from engine.errors import DTypeError, ShapeError
from engine.ops.rules import text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["corrcoef", "cov"]


def cov(
    input: Tensor,
    *,
    correction: int = 1,
    fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """The covariance of variables, one a row, over their observations, one a column.

    correction: what is taken from the number of observations; 1 for an estimate without bias.
    fweights: how often each observation counts, integers. aweights: how much each counts.
    Raises ShapeError for more than two dimensions or weights of another length.
    """
    if input.ndim > 2:
        raise ShapeError(
            "cov takes variables in rows", expected="at most 2 dimensions", actual=text(input.shape)
        )
    x = input.reshape(1, -1) if input.ndim < 2 else input
    if fweights is not None and fweights.dtype.kind != "i":
        raise DTypeError("fweights are counts", expected="integers", actual=fweights.dtype)
    weights = fweights
    if aweights is not None:
        weights = aweights if weights is None else weights * aweights
    if weights is None:
        centred = (
            x - x.mean(1, keepdim=True)
            if backend.is_floating(x.dtype)
            else (x - x.sum(1, keepdim=True) / x.shape[1])
        )
        count = max(x.shape[1] - correction, 0)
        return _square(ops.divide(ops.matmul(centred, centred.mT), count), input)
    if weights.shape != x.shape[1:]:
        raise ShapeError(
            "There is one weight for each observation", expected=text(x.shape[1:]),
            actual=text(weights.shape),
        )  # fmt: skip
    total = weights.sum()
    centred = x - (x * weights).sum(1, keepdim=True) / total
    norm = total - correction
    if aweights is not None and correction:
        norm = total - correction * (weights * aweights).sum() / total
    norm = ops.where(ops.less(norm, 0), 0, norm)
    return _square(ops.divide(ops.matmul(centred, (centred * weights).mT), norm), input)


def corrcoef(input: Tensor) -> Tensor:
    """The correlation of variables, one a row: covariances over both deviations, −1 to 1."""
    together = cov(input)
    if not together.ndim:
        return together / together
    deviation = ops.sqrt(together.diagonal())
    correlation = together / deviation.unsqueeze(-1) / deviation.unsqueeze(0)
    return correlation.clamp(-1, 1)


def _square(covariance: Tensor, input: Tensor) -> Tensor:
    """The matrix, or for one variable its variance."""
    if input.ndim < 2:
        return covariance.reshape(())
    return covariance if covariance.shape[0] != 1 else covariance.reshape(())
