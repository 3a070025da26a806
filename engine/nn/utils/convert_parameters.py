"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

import engine
from engine.errors import ShapeError
from engine.tensors import Tensor

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """Every element of every parameter in one row; gradients flow through."""
    return engine.cat([parameter.reshape(-1) for parameter in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Store the row's elements in the parameters, in their order.

    Raises ShapeError where there are more or fewer; nothing is stored then.
    """
    listed = list(parameters)
    count = sum(parameter.numel() for parameter in listed)
    if vec.ndim != 1 or vec.shape[0] != count:
        raise ShapeError(
            "The vector has as many elements as the parameters together",
            expected=count,
            actual=vec.shape,
        )
    start = 0
    with engine.no_grad():
        for parameter in listed:
            end = start + parameter.numel()
            parameter.assign(vec.detach()[start:end].reshape(parameter.shape))
            start = end
