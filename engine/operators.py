"""What can be written on a Tensor: operators and methods, each one a primitive or a few.

Apart from Tensor itself, so that what a tensor is and what can be done with it are two subjects.
`engine.ops` is looked up when a method is called: primitives and Tensors need each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import engine
from engine import backend, dims
from engine.errors import ShapeError

if TYPE_CHECKING:
    from engine.tensors import Tensor


class Extremes(NamedTuple):
    """What `max` and `min` over a dimension give, as PyTorch's."""

    values: Tensor
    indices: Tensor


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
        return _ops().add(self, other)

    def __radd__(self, other: Any) -> Tensor:
        return _ops().add(other, self)

    def __sub__(self, other: Any) -> Tensor:
        return _ops().subtract(self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return _ops().subtract(other, self)

    def __mul__(self, other: Any) -> Tensor:
        return _ops().multiply(self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return _ops().multiply(other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return _ops().divide(self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return _ops().divide(other, self)

    def __pow__(self, other: Any) -> Tensor:
        return _ops().power(self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return _ops().power(other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return _ops().matmul(self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return _ops().matmul(other, self)

    def __neg__(self) -> Tensor:
        return _ops().negative(self)

    def __abs__(self) -> Tensor:
        return _ops().abs(self)

    # ---- comparison

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override]
        return NotImplemented if other is None else _ops().equal(self, other)

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override]
        return NotImplemented if other is None else _ops().not_equal(self, other)

    def __lt__(self, other: Any) -> Tensor:
        return _ops().less(self, other)

    def __le__(self, other: Any) -> Tensor:
        return _ops().less_equal(self, other)

    def __gt__(self, other: Any) -> Tensor:
        return _ops().greater(self, other)

    def __ge__(self, other: Any) -> Tensor:
        return _ops().greater_equal(self, other)

    # ---- element by element

    def exp(self) -> Tensor:
        """e to the power of each element."""
        return _ops().exp(self)

    def log(self) -> Tensor:
        """The natural logarithm of each element."""
        return _ops().log(self)

    def sqrt(self) -> Tensor:
        """The square root of each element."""
        return _ops().sqrt(self)

    def abs(self) -> Tensor:
        """The absolute value of each element."""
        return _ops().abs(self)

    def pow(self, exponent: Any) -> Tensor:
        """Each element to the power of `exponent`."""
        return _ops().power(self, exponent)

    def square(self) -> Tensor:
        """Each element times itself."""
        return _ops().multiply(self, self)

    def sigmoid(self) -> Tensor:
        """1 / (1 + e^−x) of each element."""
        return _ops().sigmoid(self)

    def tanh(self) -> Tensor:
        """The hyperbolic tangent of each element."""
        return _ops().tanh(self)

    def relu(self) -> Tensor:
        """Each element, or 0 where it is negative."""
        return _ops().relu(self)

    def clamp(self, min: Any = None, max: Any = None) -> Tensor:
        """Each element, moved into [min, max]."""
        return _ops().clip(self, min=min, max=max)

    clip = clamp

    def type(self, dtype: Any) -> Tensor:
        """The same values in another dtype."""
        wanted = backend.as_dtype(dtype)
        return self if wanted == self.dtype else _ops().cast(self, to=wanted)  # type: ignore[return-value]

    def float(self) -> Tensor:
        """The same values as float32."""
        return self.type(backend.float32)

    def double(self) -> Tensor:
        """The same values as float64."""
        return self.type(backend.float64)

    def long(self) -> Tensor:
        """The same values as int64."""
        return self.type(backend.int64)

    # ---- reduction

    def sum(self, dim: Any = None, keepdim: bool = False) -> Tensor:
        """The sum over `dim` (an int or several; None: over everything)."""
        return _ops().sum(self, dim=self._dims(dim), keepdim=keepdim)

    def mean(self, dim: Any = None, keepdim: bool = False) -> Tensor:
        """The mean over `dim` (an int or several; None: over everything)."""
        return _ops().mean(self, dim=self._dims(dim), keepdim=keepdim)

    def var(self, dim: Any = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
        """The variance over `dim`, divided by (count − correction)."""
        over = self._dims(dim)
        count = dims.product(self.shape[d] for d in over)
        squares = (self - self.mean(over, keepdim=True)).square()
        return squares.sum(over, keepdim) / (count - correction)

    def std(self, dim: Any = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
        """The square root of the variance over `dim`."""
        return self.var(dim, correction=correction, keepdim=keepdim).sqrt()

    def amax(self, dim: Any = None, keepdim: bool = False) -> Tensor:
        """The largest element over `dim`; a gradient is shared evenly among equals."""
        return _ops().amax(self, dim=self._dims(dim), keepdim=keepdim)

    def amin(self, dim: Any = None, keepdim: bool = False) -> Tensor:
        """The smallest element over `dim`; a gradient is shared evenly among equals."""
        return -(-self).amax(dim, keepdim)

    def max(self, dim: int | None = None, keepdim: bool = False) -> Any:
        """The largest element; with `dim`, (values, indices): the largest over it, and where.

        With `dim`, a gradient goes to the first of equals; else it is shared evenly among them.
        """
        return self.amax() if dim is None else self._picked(self.argmax(dim, True), dim, keepdim)

    def min(self, dim: int | None = None, keepdim: bool = False) -> Any:
        """The smallest element; with `dim`, (values, indices), as `max`."""
        return self.amin() if dim is None else self._picked(self.argmin(dim, True), dim, keepdim)

    def argmax(self, dim: int | None = None, keepdim: bool = False) -> Tensor:
        """Where the largest element stands (the first of equals); in the flat tensor for None."""
        return _ops().argmax(self, dim=dim, keepdim=keepdim)

    def argmin(self, dim: int | None = None, keepdim: bool = False) -> Tensor:
        """Where the smallest element stands (the first of equals)."""
        return (-self).argmax(dim, keepdim)

    # ---- shape

    def size(self, dim: int | None = None) -> Any:
        """The shape, or one size of it."""
        return self.shape if dim is None else self.shape[self._dim(dim)]

    def numel(self) -> Any:
        """How many elements there are."""
        return dims.product(self.shape)

    def reshape(self, *shape: Any) -> Tensor:
        """The same elements in another shape; one size may be −1 and is computed."""
        return _ops().reshape(self, shape=_unpacked(shape))

    view = reshape

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Tensor:
        """The dimensions from `start_dim` to `end_dim` as one."""
        if not self.ndim:
            return self.reshape(1)
        start, end = self._dim(start_dim), self._dim(end_dim)
        if start > end:
            raise ShapeError(
                "flatten needs start_dim at or before end_dim", actual=f"{start}, {end}"
            )
        middle = dims.product(self.shape[start : end + 1])
        return self.reshape(*self.shape[:start], middle, *self.shape[end + 1 :])

    def permute(self, *order: Any) -> Tensor:
        """The dimensions in another order."""
        return _ops().permute(self, dims=tuple(self._dim(d) for d in _unpacked(order)))

    def transpose(self, dim0: int, dim1: int) -> Tensor:
        """Two dimensions swapped."""
        order = list(range(self.ndim))
        first, second = self._dim(dim0), self._dim(dim1)
        order[first], order[second] = order[second], order[first]
        return _ops().permute(self, dims=tuple(order))

    @property
    def T(self) -> Tensor:  # noqa: N802
        """The dimensions in reverse order."""
        return _ops().permute(self, dims=tuple(reversed(range(self.ndim))))

    def squeeze(self, dim: int | None = None) -> Tensor:
        """Without the dimensions of size 1, or without that one if its size is 1."""
        dropped = range(self.ndim) if dim is None else (self._dim(dim),)
        kept = [n for d, n in enumerate(self.shape) if not (d in dropped and n == 1)]
        return self.reshape(*kept)

    def unsqueeze(self, dim: int) -> Tensor:
        """With a new dimension of size 1 before `dim`."""
        at = _wrapped(dim, self.ndim + 1)
        return self.reshape(*self.shape[:at], 1, *self.shape[at:])

    def expand(self, *shape: Any) -> Tensor:
        """Dimensions of size 1 repeated up to `shape`; −1 keeps a size."""
        wanted = _unpacked(shape)
        if len(wanted) < self.ndim:
            raise ShapeError(
                "A tensor does not expand to fewer dimensions",
                expected=f"{self.ndim} sizes or more",
                actual=len(wanted),
            )
        old = (1,) * (len(wanted) - self.ndim) + self.shape
        sizes = tuple(
            o if isinstance(w, int) and w == -1 else w for o, w in zip(old, wanted, strict=True)
        )
        return _ops().expand(self, shape=sizes)

    def __getitem__(self, index: Any) -> Tensor:
        return _ops().getitem(self, index)

    # ---- helpers

    def _picked(self, indices: Tensor, dim: int, keepdim: bool) -> Extremes:
        """The elements at `indices` along `dim`."""
        values = _ops().gather(self, indices, dim=dim) if self.ndim else self.reshape(())
        if keepdim or not self.ndim:
            return Extremes(values, indices)
        return Extremes(values.squeeze(dim), indices.squeeze(dim))

    def _dim(self, dim: int) -> int:
        return _wrapped(dim, self.ndim)

    def _dims(self, dim: Any) -> tuple[int, ...]:
        if dim is None:
            return tuple(range(self.ndim))
        return tuple(self._dim(d) for d in (dim if isinstance(dim, tuple | list) else (dim,)))


def _ops() -> Any:
    return engine.ops


def _unpacked(sizes: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], tuple | list) else sizes


def _wrapped(dim: int, ndim: int) -> int:
    """`dim` counted from the front; ShapeError where there is no such dimension."""
    if not -ndim <= dim < ndim:
        raise ShapeError(
            "There is no such dimension",
            expected=f"{-ndim} to {ndim - 1}" if ndim else "none: the tensor is a number",
            actual=dim,
        )
    return dim % ndim
