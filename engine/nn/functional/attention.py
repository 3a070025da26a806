"""Attention as functions (Vaswani et al., "Attention is all you need", 2017)."""

from __future__ import annotations

import math
from typing import Any

import engine
from engine import ops
from engine.backend import is_floating
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.functions.joining import cat
from engine.nn.functional.dropout import dropout
from engine.nn.functional.linear import linear
from engine.nn.functional.padding import pad
from engine.ops.rules import broadcast_shapes, text
from engine.tensors import Tensor

__all__ = ["multi_head_attention_forward", "rotary_embedding", "scaled_dot_product_attention"]


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(query · keyᵀ · scale) · value: each query's mean of the values, by likeness.

    query (…, L, E), key (…, S, E), value (…, S, Ev) → (…, L, Ev).
    attn_mask: broadcasts to (…, L, S); booleans say who may look, numbers are added to the scores.
    dropout_p: always applied, also outside of training.
    is_causal: position i looks at 0 … i only. scale: 1/√E unless given.
    enable_gqa: dimension −3 holds heads, and several query heads share a key and value head.

    A query that may look nowhere gets 0, as in PyTorch. Raises ShapeError.
    """
    return attend(query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa)[0]


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> tuple[Tensor, Tensor]:
    """scaled_dot_product_attention, and the weights (…, L, S) that it used."""
    _check_attention(query, key, value)
    if enable_gqa:
        key, value = shared_heads(query, key), shared_heads(query, value)
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = (query * factor) @ key.transpose(-2, -1)
    if is_causal:
        if attn_mask is not None:
            raise ValueRangeError(
                "Causal attention has its mask already",
                expected="attn_mask or is_causal",
                actual="both",
            )
        allowed = causal(query.shape[-2], key.shape[-2], device=query.device)
        weights = ops.softmax(ops.where(allowed, scores, -math.inf), dim=-1)
    elif attn_mask is not None:
        weights = ops.safe_softmax(masked(scores, attn_mask), dim=-1)
    else:
        weights = ops.softmax(scores, dim=-1)
    weights = dropout(weights, dropout_p)
    return weights @ value, weights


def causal(length: int, sources: int, past: int = 0, device: Any = None) -> Tensor:
    """(length, sources): whether position past + i may look at position j, j ≤ past + i."""
    queries = engine.arange(past, past + length, device=device).unsqueeze(-1)
    return queries >= engine.arange(sources, device=device)


def masked(scores: Tensor, attn_mask: Tensor) -> Tensor:
    """Scores with −∞ where a boolean mask is false, or plus a mask of numbers."""
    try:
        fits = broadcast_shapes(attn_mask.shape, scores.shape) == scores.shape
    except ShapeError:
        fits = False
    if not fits:
        raise ShapeError(
            "The attention mask does not fit the scores",
            expected=f"something that broadcasts to {text(scores.shape)}",
            actual=text(attn_mask.shape),
        )
    if attn_mask.dtype == engine.bool_:
        return ops.where(attn_mask, scores, -math.inf)
    return scores + attn_mask


def shared_heads(query: Tensor, heads: Tensor) -> Tensor:
    """Key or value heads (…, G, S, E) repeated for the query's heads (…, H, L, E).

    ShapeError where H is not a multiple of G.
    """
    wanted, given = query.shape[-3], heads.shape[-3]
    if wanted == given:
        return heads
    if wanted % given != 0:
        raise ShapeError(
            "Query heads are shared out evenly among key and value heads",
            expected=f"a number of heads that divides {wanted}",
            actual=given,
        )
    *batch, _, length, features = heads.shape
    stretched = heads.unsqueeze(-3).expand(*batch, given, wanted // given, length, features)
    return stretched.reshape(*batch, wanted, length, features)


def _check_attention(query: Tensor, key: Tensor, value: Tensor) -> None:
    shapes = (query.shape, key.shape, value.shape)
    if (
        any(len(shape) < 2 for shape in shapes)
        or query.shape[-1] != key.shape[-1]
        or key.shape[-2] != value.shape[-2]
    ):
        raise ShapeError(
            "Query, key and value do not belong together",
            expected="…×L×E, …×S×E and …×S×Ev",
            actual=", ".join(map(text, shapes)),
        )


def rotary_embedding(
    input: Tensor,
    positions: Tensor | int = 0,
    base: float = 10000.0,
    interleaved: bool = True,
) -> Tensor:
    """Turns pairs of features by angles that grow with the position. input (…, L, E), E even.

    Scores of queries and keys that are both turned depend on their distance only (Su et al.,
    "RoFormer", 2021). positions: (L) integers, or the first position. Pair i is turned by
    position · base^(−2i/E).
    interleaved: pairs are features 2i and 2i + 1, as in the paper; else i and i + E/2 (half-split,
    as in GPT-NeoX and LLaMA).
    """
    features = input.shape[-1]
    wide = input.dtype if input.dtype == engine.float64 else engine.float32
    frequencies = [base ** (-2 * pair / features) for pair in range(features // 2)]
    if isinstance(positions, int):
        positions = engine.arange(positions, positions + input.shape[-2], device=input.device)
    speeds = engine.tensor(frequencies, dtype=wide, device=input.device)
    angle = ops.cast(positions, to=wide).unsqueeze(-1) * speeds
    return ops.rotary(input, angle, interleaved=interleaved)


# ---- several heads


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention of several heads, each on its own projection; (output, weights or None).

    query (L, N, E), key and value (S, N, …), or all without N. attn_mask (L, S) or (N·heads, L, S)
    and key_padding_mask (N, S): true means *not* to look there; numbers are added to the scores.
    add_zero_attn, bias_k, bias_v: one more key and value, of zeros or learned.
    is_causal: a hint that attn_mask is the causal one.
    Weights are (N, L, S), or (N, heads, L, S) without average_attn_weights.

    Raises ShapeError for shapes that do not fit, ValueRangeError for arguments that do not.
    """
    batched = _check_heads(query, key, value, key_padding_mask, attn_mask)
    if not batched:
        query, key, value = (x.unsqueeze(1) for x in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    length, batch, width = query.shape
    if width != embed_dim_to_check or width % num_heads != 0:
        raise ShapeError(
            "The query's features are shared out among the heads",
            expected=f"{embed_dim_to_check} features, a multiple of {num_heads} heads",
            actual=width,
        )
    if key.shape[:2] != value.shape[:2] or key.shape[1] != batch:
        raise ShapeError(
            "Keys and values come in pairs, for each batch of queries",
            expected=f"sources×{batch}×features",
            actual=f"{text(key.shape)} and {text(value.shape)}",
        )
    if is_causal and attn_mask is None:
        raise ValueRangeError(
            "is_causal says what the mask is, and there is none",
            expected="attn_mask",
            actual="None",
            mend="Pass Transformer.generate_square_subsequent_mask(length)",
        )
    hinted = is_causal and key_padding_mask is None and not need_weights
    mask = None if hinted or attn_mask is None else _additive(attn_mask, query, "attn_mask")
    padding = None
    if key_padding_mask is not None:
        padding = _additive(key_padding_mask, query, "key_padding_mask")
        _check_mask(padding, (batch, key.shape[0]), "key_padding_mask")
    if mask is not None and mask.ndim == 2:
        _check_mask(mask, (length, key.shape[0]), "attn_mask")
    elif mask is not None:
        _check_mask(mask, (batch * num_heads, length, key.shape[0]), "attn_mask")

    weights = (
        [q_proj_weight, k_proj_weight, v_proj_weight]
        if use_separate_proj_weight
        else _thirds(in_proj_weight)
    )
    biases = _thirds(in_proj_bias)
    q, k, v = (
        linear(x, _present(weight), bias)
        for x, weight, bias in zip((query, key, value), weights, biases, strict=True)
    )
    extra = 0
    if bias_k is not None and bias_v is not None:
        if static_k is not None or static_v is not None:
            raise ValueRangeError(
                "A learned key is not added to given ones", expected="no static_k and static_v"
            )
        extra += 1
        k = cat([k, bias_k.expand(1, batch, width)])
        v = cat([v, bias_v.expand(1, batch, width)])
    q = _heads(q, num_heads)
    k = _heads(k, num_heads) if static_k is None else _given(static_k, batch, num_heads, q)
    v = _heads(v, num_heads) if static_v is None else _given(static_v, batch, num_heads, q)
    if add_zero_attn:
        extra += 1
        nothing = engine.zeros((1, 1, 1, 1), dtype=k.dtype, device=k.device)
        k, v = (cat([x, nothing.expand(batch, num_heads, 1, x.shape[-1])], dim=2) for x in (k, v))
    if mask is not None:
        mask = pad(mask, (0, extra)) if extra else mask
        if mask.ndim == 3:
            mask = mask.reshape(batch, num_heads, length, mask.shape[-1])
    if padding is not None:
        padding = pad(padding, (0, extra)) if extra else padding
        padding = padding.reshape(batch, 1, 1, padding.shape[-1])
        mask = padding if mask is None else mask + padding
    chance = dropout_p if training else 0.0

    looked: Tensor | None = None
    if need_weights:
        # A plain softmax: who may look nowhere gets NaN here and 0 below, as in PyTorch.
        scores = (q * math.sqrt(1.0 / q.shape[-1])) @ k.transpose(-2, -1)
        scores = scores if mask is None else scores + mask
        looked = dropout(ops.softmax(scores, dim=-1), chance)
        heads = looked @ v
    else:
        heads = scaled_dot_product_attention(q, k, v, mask, chance, is_causal=hinted)
    joined = heads.permute(2, 0, 1, 3).reshape(length, batch, width)
    output = linear(joined, out_proj_weight, out_proj_bias)
    if looked is not None and average_attn_weights:
        looked = looked.mean(1)
    if not batched:
        output = output.squeeze(1)
        looked = None if looked is None else looked.squeeze(0)
    return output, looked


def _heads(x: Tensor, num_heads: int) -> Tensor:
    """(S, N, E) → (N, heads, S, E / heads)."""
    length, batch, width = x.shape
    return x.reshape(length, batch, num_heads, width // num_heads).permute(1, 2, 0, 3)


def _given(static: Tensor, batch: Any, num_heads: int, query: Tensor) -> Tensor:
    """Keys or values that are already projected: (N · heads, S, E / heads)."""
    wanted = (batch * num_heads, query.shape[-1])
    if static.ndim != 3 or (static.shape[0], static.shape[2]) != wanted:
        raise ShapeError(
            "Given keys and values are projected already, a row for each batch and head",
            expected=f"{wanted[0]}×sources×{wanted[1]}",
            actual=text(static.shape),
        )
    return static.reshape(batch, num_heads, *static.shape[1:])


def _thirds(packed: Tensor | None) -> list[Tensor | None]:
    """The parts of query, key and value, which lie under each other."""
    if packed is None:
        return [None, None, None]
    third = packed.shape[0] // 3
    return [packed[third * part : third * (part + 1)] for part in range(3)]


def _present(weight: Tensor | None) -> Tensor:
    if weight is None:
        raise ValueRangeError(
            "A projection has no weight",
            expected="in_proj_weight, or all of q_proj_weight, k_proj_weight and v_proj_weight",
            actual="None",
        )
    return weight


def _check_heads(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    key_padding_mask: Tensor | None,
    attn_mask: Tensor | None,
) -> bool:
    """Whether there is a batch dimension; ShapeError where some have one and others do not."""
    ndim = query.ndim
    padding_ndim = ndim - 1 if key_padding_mask is None else key_padding_mask.ndim
    mask_ndim = 2 if attn_mask is None else attn_mask.ndim
    if (
        ndim not in (2, 3)
        or {key.ndim, value.ndim} != {ndim}
        or padding_ndim != ndim - 1
        or mask_ndim not in (2, 3)
    ):
        raise ShapeError(
            "Query, key, value and masks do not belong together",
            expected="3 dimensions each and a key_padding_mask of 2, or 2 and 1 without a batch; "
            "an attn_mask of 2 or 3",
            actual=", ".join(
                "None" if x is None else text(x.shape)
                for x in (query, key, value, key_padding_mask, attn_mask)
            ),
        )
    return ndim == 3


def _check_mask(mask: Tensor, wanted: tuple[Any, ...], name: str) -> None:
    if mask.shape != wanted:
        raise ShapeError(
            "The {name} has another shape than the attention",
            name=name,
            expected=text(wanted),
            actual=text(mask.shape),
        )


def _additive(mask: Tensor, query: Tensor, name: str) -> Tensor:
    """A mask as numbers to add: −∞ where a boolean one is true."""
    if mask.dtype == engine.bool_:
        like: dict[str, Any] = {"dtype": query.dtype, "device": query.device}
        return ops.where(mask, engine.full((), -math.inf, **like), engine.zeros((), **like))
    if not is_floating(mask.dtype):
        raise DTypeError(
            "The {name} holds booleans, or numbers to add",
            name=name,
            expected="bool or floating-point",
            actual=mask.dtype,
        )
    return mask
