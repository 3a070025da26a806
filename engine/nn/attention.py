"""Attention as modules."""

from __future__ import annotations

from typing import Any

import engine
import engine.nn.functional as F
from engine.errors import ShapeError, ValueRangeError
from engine.functions.joining import cat
from engine.nn import init
from engine.nn.functional.attention import attend, causal
from engine.nn.linear import Linear
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.nn.positions import RotaryPositions
from engine.ops.rules import need_positive, text
from engine.tensors import Tensor

__all__ = ["GroupedQueryAttention", "KVCache", "MultiheadAttention"]


def _need_even_share(embed_dim: int, num_heads: int) -> None:
    if embed_dim % num_heads:
        raise ValueRangeError(
            "embed_dim is shared out evenly among the heads",
            expected=f"a multiple of num_heads = {num_heads}",
            actual=embed_dim,
            mend="Set embed_dim to {below} or {above}, or change num_heads",
            below=max(embed_dim // num_heads, 1) * num_heads,
            above=(embed_dim // num_heads + 1) * num_heads,
        )


class MultiheadAttention(Module):
    """Attention of several heads, each on its own projection of query, key and value.

    query (L, N, E), key (S, N, kdim), value (S, N, vdim) → output (L, N, E) and weights (N, L, S);
    with batch_first N comes first; without a batch there is no N.
    Source: Vaswani et al., "Attention is all you need", 2017.
    """

    in_proj_weight: Parameter | None
    q_proj_weight: Parameter | None
    k_proj_weight: Parameter | None
    v_proj_weight: Parameter | None
    in_proj_bias: Parameter | None
    bias_k: Parameter | None
    bias_v: Parameter | None

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(embed_dim=embed_dim, num_heads=num_heads)
        _need_even_share(embed_dim, num_heads)
        factory = {"device": device, "dtype": dtype}
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        self.add_zero_attn = add_zero_attn
        packed = self.kdim == embed_dim and self.vdim == embed_dim
        of_size = {
            "in_proj_weight": (3 * embed_dim, embed_dim) if packed else None,
            "q_proj_weight": None if packed else (embed_dim, embed_dim),
            "k_proj_weight": None if packed else (embed_dim, self.kdim),
            "v_proj_weight": None if packed else (embed_dim, self.vdim),
            "in_proj_bias": (3 * embed_dim,) if bias else None,
            "bias_k": (1, 1, embed_dim) if add_bias_kv else None,
            "bias_v": (1, 1, embed_dim) if add_bias_kv else None,
        }
        for name, size in of_size.items():
            self.register_parameter(name, empty_parameter(*size, **factory) if size else None)
        self.out_proj = Linear(embed_dim, embed_dim, bias=bias, **factory)
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        for name in ("in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight"):
            weight = getattr(self, name)
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None and self.out_proj.bias is not None:
            init.zeros_(self.in_proj_bias)
            init.zeros_(self.out_proj.bias)
        for extra in (self.bias_k, self.bias_v):
            if extra is not None:
                init.xavier_normal_(extra)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """(output, weights); weights are None without need_weights.

        key_padding_mask (N, S), attn_mask (L, S) or (N·heads, L, S): true means *not* to look
        there, numbers are added to the scores. is_causal: a hint that attn_mask is causal.
        """
        turned = self.batch_first and query.ndim == 3
        if turned:
            query, key, value = (
                x.transpose(0, 1) if x.ndim == 3 else x for x in (query, key, value)
            )
        output, weights = F.multi_head_attention_forward(
            query,
            key,
            value,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            training=self.training,
            key_padding_mask=key_padding_mask,
            need_weights=need_weights,
            attn_mask=attn_mask,
            use_separate_proj_weight=self.in_proj_weight is None,
            q_proj_weight=self.q_proj_weight,
            k_proj_weight=self.k_proj_weight,
            v_proj_weight=self.v_proj_weight,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return output.transpose(0, 1) if turned else output, weights


class KVCache:
    """The keys and values of positions already seen, of every attention layer of one sequence.

    A layer is its own key; the cache is handed through the network in one call per new piece.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Tensor, Tensor]] = {}

    def length(self, layer: Module) -> int:
        """How many positions this layer has seen."""
        return int(self._seen[id(layer)][0].shape[-2]) if id(layer) in self._seen else 0

    def update(self, layer: Module, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Add new positions (N, heads, L, E); returns all keys and all values."""
        if id(layer) in self._seen:
            before = self._seen[id(layer)]
            key, value = cat([before[0], key], dim=-2), cat([before[1], value], dim=-2)
        self._seen[id(layer)] = (key, value)
        return key, value

    def reorder(self, rows: Tensor) -> None:
        """Keep the rows of the batch that `rows` (K) names, in that order: for beam search."""
        self._seen = {layer: (k[rows], v[rows]) for layer, (k, v) in self._seen.items()}


class GroupedQueryAttention(Module):
    """Self-attention whose query heads share fewer key and value heads. (N, L, E) → (N, L, E).

    num_kv_heads: num_heads is plain multi-head attention, 1 is multi-query attention (Shazeer,
    "Fast transformer decoding: one write-head is all you need", 2019), between them grouped-query
    attention (Ainslie et al., "GQA", 2023). None: num_heads.
    rope: rotary positions on queries and keys: True, or a RotaryPositions of head_dim.
    causal: position i looks at 0 … i only.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        num_kv_heads: int | None = None,
        *,
        dropout: float = 0.0,
        bias: bool = True,
        rope: bool | RotaryPositions = False,
        causal: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        num_kv_heads = num_heads if num_kv_heads is None else num_kv_heads
        need_positive(embed_dim=embed_dim, num_heads=num_heads, num_kv_heads=num_kv_heads)
        _need_even_share(embed_dim, num_heads)
        if num_heads % num_kv_heads:
            raise ValueRangeError(
                "Query heads are shared out evenly among key and value heads",
                expected=f"num_kv_heads that divides num_heads = {num_heads}",
                actual=num_kv_heads,
            )
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.head_dim = embed_dim // num_heads
        self.dropout = dropout
        self.causal = causal
        factory = {"device": device, "dtype": dtype}
        shared = num_kv_heads * self.head_dim
        self.q_proj = Linear(embed_dim, embed_dim, bias, **factory)
        self.k_proj = Linear(embed_dim, shared, bias, **factory)
        self.v_proj = Linear(embed_dim, shared, bias, **factory)
        self.out_proj = Linear(embed_dim, embed_dim, bias, **factory)
        self.rope = RotaryPositions(self.head_dim) if rope is True else rope or None

    def forward(
        self, input: Tensor, attn_mask: Tensor | None = None, cache: KVCache | None = None
    ) -> Tensor:
        """(N, L, E), kept.

        attn_mask: broadcasts to (N, heads, L, S); booleans say who may look, numbers are added.
        cache: `input` continues what the cache has seen, and is added to it.
        """
        if input.ndim != 3 or input.shape[-1] != self.embed_dim:
            raise ShapeError(
                "Attention takes a batch of sequences",
                expected=f"N×L×{self.embed_dim}",
                actual=text(input.shape),
            )
        past = 0 if cache is None else cache.length(self)
        query = self._heads(self.q_proj(input), self.num_heads)
        key = self._heads(self.k_proj(input), self.num_kv_heads)
        value = self._heads(self.v_proj(input), self.num_kv_heads)
        if self.rope is not None:
            query, key = self.rope(query, past), self.rope(key, past)
        if cache is not None:
            key, value = cache.update(self, key, value)
        length = input.shape[1]
        ordered = self.causal and length > 1  # one position may look at all that it has
        alone = ordered and past == 0 and attn_mask is None
        if ordered and not alone:
            attn_mask = self._with_causal(attn_mask, length, past, input.device)
        chance = self.dropout if self.training else 0.0
        heads, _ = attend(query, key, value, attn_mask, chance, is_causal=alone, enable_gqa=True)
        joined = heads.transpose(1, 2).reshape(*input.shape)
        return self.out_proj(joined)

    def _heads(self, x: Tensor, heads: int) -> Tensor:
        """(N, L, heads · D) → (N, heads, L, D)."""
        return x.reshape(*x.shape[:2], heads, self.head_dim).transpose(1, 2)

    def _with_causal(self, attn_mask: Tensor | None, length: int, past: int, device: Any) -> Tensor:
        """The causal mask after `past` positions, and what else may not be seen."""
        allowed = causal(length, past + length, past, device)
        if attn_mask is None:
            return allowed
        if attn_mask.dtype == engine.bool_:
            return engine.ops.where(attn_mask, allowed, False)
        return engine.ops.where(allowed, attn_mask, float("-inf"))

    def extra_repr(self) -> str:
        return (
            f"{self.embed_dim}, {self.num_heads}, {self.num_kv_heads}, dropout={self.dropout}, "
            f"causal={self.causal}"
        )
