"""What can be written on a Tensor: its operators, and which functions are its methods.

Apart from Tensor itself, so that what a tensor is and what can be done with it are two subjects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import backend, ops
from engine.functions import arithmetic, conversion, indexing, pointwise, reduction, shaping

if TYPE_CHECKING:
    from engine.tensors import Tensor


class Operators:
    """The operators and methods of a Tensor, with PyTorch's names, arguments and defaults."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def shape(self) -> tuple[Any, ...]: ...
        @property
        def ndim(self) -> int: ...
        @property
        def dtype(self) -> backend.DType: ...

    # ---- arithmetic

    def __add__(self, other: Any) -> Tensor:
        return ops.add(self, other)

    def __radd__(self, other: Any) -> Tensor:
        return ops.add(other, self)

    def __sub__(self, other: Any) -> Tensor:
        return ops.subtract(self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return ops.subtract(other, self)

    def __mul__(self, other: Any) -> Tensor:
        return ops.multiply(self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return ops.multiply(other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return ops.divide(self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return ops.divide(other, self)

    def __pow__(self, other: Any) -> Tensor:
        return ops.power(self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return ops.power(other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return ops.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return ops.matmul(other, self)

    def __neg__(self) -> Tensor:
        return ops.negative(self)

    def __abs__(self) -> Tensor:
        return ops.abs(self)

    neg = arithmetic.neg
    pow = arithmetic.pow
    square = arithmetic.square

    # ---- comparison

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override]
        return NotImplemented if other is None else ops.equal(self, other)

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override]
        return NotImplemented if other is None else ops.not_equal(self, other)

    def __lt__(self, other: Any) -> Tensor:
        return ops.less(self, other)

    def __le__(self, other: Any) -> Tensor:
        return ops.less_equal(self, other)

    def __gt__(self, other: Any) -> Tensor:
        return ops.greater(self, other)

    def __ge__(self, other: Any) -> Tensor:
        return ops.greater_equal(self, other)

    # ---- element by element

    abs = pointwise.abs
    clamp = pointwise.clamp
    clip = pointwise.clamp
    exp = pointwise.exp
    log = pointwise.log
    relu = pointwise.relu
    sigmoid = pointwise.sigmoid
    sqrt = pointwise.sqrt
    tanh = pointwise.tanh

    # ---- conversion

    double = conversion.double
    float = conversion.float
    long = conversion.long
    type = conversion.type

    # ---- reduction

    amax = reduction.amax
    amin = reduction.amin
    argmax = reduction.argmax
    argmin = reduction.argmin
    max = reduction.max
    mean = reduction.mean
    min = reduction.min
    std = reduction.std
    sum = reduction.sum
    var = reduction.var

    # ---- shape

    expand = shaping.expand
    flatten = shaping.flatten
    numel = shaping.numel
    permute = shaping.permute
    reshape = shaping.reshape
    size = shaping.size
    squeeze = shaping.squeeze
    transpose = shaping.transpose
    unsqueeze = shaping.unsqueeze
    view = shaping.reshape

    @property
    def T(self) -> Tensor:  # noqa: N802
        """The dimensions in reverse order."""
        return ops.permute(self, dims=tuple(reversed(range(self.ndim))))

    # ---- parts

    __getitem__ = indexing.getitem
