"""Normalisation within each sample as modules: layer, group, root mean square, local response.

Sources: Ba et al. 2016 (layer), Wu & He 2018 (group), Zhang & Sennrich 2019 (root mean square),
Krizhevsky et al. 2012 (local response).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import engine.nn.functional as F
from engine.errors import ValueRangeError
from engine.nn import init
from engine.nn.functional.norm import normalized_sizes
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.ops.rules import need_positive
from engine.tensors import Tensor

__all__ = ["GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]


class _Affine(Module):
    """What starts as the identity: weight 1, bias 0, or none of them."""

    weight: Parameter | None
    bias: Parameter | None

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.__dict__["_parameters"].get("bias") is not None:
            init.zeros_(self.bias)  # type: ignore[arg-type]


class LayerNorm(_Affine):
    """The last dimensions with mean 0 and variance 1, then · weight + bias.

    normalized_shape: their sizes; one number for the last dimension alone.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _sizes(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        sizes, factory = self.normalized_shape, {"device": device, "dtype": dtype}
        self.weight = empty_parameter(*sizes, **factory) if elementwise_affine else None
        self.bias = empty_parameter(*sizes, **factory) if elementwise_affine and bias else None
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        """(…, *normalized_shape), kept."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        )


class RMSNorm(_Affine):
    """The last dimensions divided by the root of their mean square, then · weight.

    eps: the spacing of the dtype at 1 where it is None.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _sizes(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        sizes, factory = self.normalized_shape, {"device": device, "dtype": dtype}
        self.weight = empty_parameter(*sizes, **factory) if elementwise_affine else None
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        """(…, *normalized_shape), kept."""
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        )


class GroupNorm(_Affine):
    """Each group of channels of each sample with mean 0 and variance 1, then · weight + bias.

    ValueRangeError where the channels do not divide into groups of one size.
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        need_positive(num_groups=num_groups, num_channels=num_channels)
        if num_channels % num_groups:
            raise ValueRangeError(
                "{channels} channels do not divide into {groups} groups",
                channels=num_channels,
                groups=num_groups,
                expected="groups of one size",
                actual=num_groups,
                mend="Set num_groups to a divisor of {channels}",
            )
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        factory = {"device": device, "dtype": dtype}
        self.weight = empty_parameter(num_channels, **factory) if affine else None
        self.bias = empty_parameter(num_channels, **factory) if affine and bias else None
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …), kept."""
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LocalResponseNorm(Module):
    """x / (k + α/size · Σ x²)^β, the sum over `size` neighbouring channels."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        need_positive(size=size)
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L, …), kept."""
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


def _sizes(normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    sizes = normalized_sizes(normalized_shape)
    need_positive(normalized_shape=sizes)
    return sizes
