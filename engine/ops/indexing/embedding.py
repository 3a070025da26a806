"""Rows of a table by their numbers: embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, as_dtype
from engine.errors import ValueRangeError
from engine.ops.elementwise import first, values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import first_outside, need_integer, need_ndim, same_shape

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["embedding", "embedding_renorm", "embedding_shares", "embedding_weight"]


def _need_tokens(index: Array, num_embeddings: int) -> None:
    """ValueRangeError unless every number is one of the vocabulary's."""
    wrong = first_outside(index, num_embeddings)
    if wrong is not None:
        raise ValueRangeError(
            "There is no token {token} in a vocabulary of {vocabulary}",
            token=wrong,
            vocabulary=num_embeddings,
            expected=f"0 to {num_embeddings - 1}",
            actual=wrong,
            mend="Make the vocabulary (num_embeddings) larger, or check how the tokens are counted",
        )


def _embedding_shape(index: Shape, weight: Shape, **_: object) -> Shape:
    need_ndim(weight, 2, "weight of an embedding", "num_embeddings × embedding_dim")
    return (*index, weight[1])


def _embedding_dtype(index: DType, weight: DType, **_: object) -> DType:
    need_integer("tokens of an embedding", index)
    return weight


def _embedding_forward(xp: ArrayModule, index: Array, weight: Array, **_: object) -> Array:
    _need_tokens(index, weight.shape[0])
    return weight[index]


def _embedding_gradient(
    needs: object,
    g: tuple[Tensor, ...],
    y: object,
    index: Tensor,
    weight: Tensor,
    *,
    padding_idx: int | None = None,
    scale_grad_by_freq: bool = False,
) -> tuple[None, Tensor]:
    arriving = g[0]
    if padding_idx is not None or scale_grad_by_freq:
        shares = embedding_shares(
            index,
            to=arriving.dtype,
            num_embeddings=weight.shape[0],
            padding_idx=padding_idx,
            scale_grad_by_freq=scale_grad_by_freq,
        )
        arriving = arriving * shares.unsqueeze(-1)
    return None, embedding_weight(index, arriving, num_embeddings=weight.shape[0])


_TOKENS = np.array([[0, 2, 2], [1, 0, 2]])

embedding: Primitive = Primitive(
    name="embedding",
    shape=_embedding_shape,
    dtype=_embedding_dtype,
    forward=_embedding_forward,
    gradient=_embedding_gradient,
    formula="y[k] = w[i[k]]",
    gradient_formulas=("", "∂L/∂w[t] = Σₖ δ[k] where i[k] = t"),
    inputs=("index", "weight"),
    samples=lambda: [
        Sample((_TOKENS, values(4, 5))),
        Sample((np.array(1), values(3, 2))),
        Sample((np.zeros((0,), "int64"), values(3, 2))),
    ],
)


def _weight_forward(xp: ArrayModule, index: Array, g: Array, *, num_embeddings: int) -> Array:
    return added_rows(xp, index.reshape(-1), g.reshape(index.size, g.shape[-1]), num_embeddings)


def added_rows(xp: ArrayModule, index: Array, rows: Array, size: int) -> Array:
    """Rows (k, features) added up by their numbers (k): (size, features)."""
    width = rows.shape[1]
    total = xp.zeros(size * width, rows.dtype)
    # One flat index array: NumPy and CuPy add by it much faster than by rows.
    places = index[:, None] * width + xp.arange(width)
    xp.add.at(total, places.reshape(-1), rows.reshape(-1))
    return total.reshape(size, width)


embedding_weight: Primitive = Primitive(
    name="embedding_weight",
    shape=lambda index, g, *, num_embeddings: (num_embeddings, g[-1]),
    dtype=lambda index, g, **_: g,
    forward=_weight_forward,
    gradient=lambda needs, g, y, index, _, *, num_embeddings: (None, embedding(index, g[0])),
    formula="∂L/∂w[t] = Σₖ δ[k] where i[k] = t",
    gradient_formulas=("", "δ[i[k]]"),
    inputs=("index", "gradient"),
    samples=lambda: [Sample((_TOKENS, values(2, 3, 5)), {"num_embeddings": 4})],
)


def _shares_forward(
    xp: ArrayModule,
    index: Array,
    *,
    to: DType,
    num_embeddings: int,
    padding_idx: int | None = None,
    scale_grad_by_freq: bool = False,
) -> Array:
    shares = xp.ones(index.shape, as_dtype(to))
    if scale_grad_by_freq:
        counts = xp.bincount(index.reshape(-1), minlength=num_embeddings)
        shares = shares / counts[index].astype(to)
    return shares if padding_idx is None else shares * (index != padding_idx)


embedding_shares: Primitive = Primitive(
    name="embedding_shares",
    shape=same_shape,
    dtype=lambda index, *, to, **_: as_dtype(to),
    forward=_shares_forward,
    formula="s[k] = 0 where i[k] is the padding, else 1, or 1 / how often i[k] occurs",
    inputs=("index",),
    samples=lambda: [
        Sample((_TOKENS,), {"to": np.dtype("float64"), "num_embeddings": 3, "padding_idx": 0}),
        Sample(
            (_TOKENS,),
            {"to": np.dtype("float64"), "num_embeddings": 3, "scale_grad_by_freq": True},
        ),
    ],
)


def _renorm_forward(
    xp: ArrayModule, weight: Array, index: Array, *, max_norm: float, norm_type: float
) -> Array:
    _need_tokens(index, weight.shape[0])
    used = xp.zeros(weight.shape[0], bool)
    used[index.reshape(-1)] = True
    norms: Any = xp.linalg.norm(weight, ord=norm_type, axis=1)
    factor = xp.where(used & (norms > max_norm), max_norm / (norms + 1e-7), 1.0)
    return weight * factor.astype(weight.dtype)[:, None]


embedding_renorm: Primitive = Primitive(
    name="embedding_renorm",
    shape=same_shape,
    dtype=first,
    forward=_renorm_forward,
    formula="w[t] = w[t] · m / ‖w[t]‖ where t is used and ‖w[t]‖ > m",
    inputs=("weight", "index"),
    samples=lambda: [
        Sample((values(4, 5), _TOKENS), {"max_norm": 1.0, "norm_type": 2.0}),
        Sample((values(4, 5), _TOKENS), {"max_norm": 3.0, "norm_type": 1.0}),
    ],
)
