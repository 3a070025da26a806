"""The transformer: encoder and decoder of attention and feed-forward layers.

Source: Vaswani et al., "Attention is all you need", 2017; norm_first: Xiong et al., "On layer
normalization in the transformer architecture", 2020.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import engine
import engine.nn.functional as F
from engine.errors import ShapeError, ValueRangeError
from engine.nn import init
from engine.nn.attention import MultiheadAttention
from engine.nn.container import ModuleList
from engine.nn.dropout import Dropout
from engine.nn.functional.attention import causal
from engine.nn.linear import Linear
from engine.nn.module import Module
from engine.nn.sample_norm import LayerNorm
from engine.ops.rules import text
from engine.tensors import Tensor

__all__ = [
    "Transformer", "TransformerDecoder", "TransformerDecoderLayer", "TransformerEncoder",
    "TransformerEncoderLayer",
]  # fmt: skip

Activation = Callable[[Tensor], Tensor]


def square_subsequent_mask(size: int, device: Any = None, dtype: Any = None) -> Tensor:
    """(size, size): 0 where position i may look at position j ≤ i, −∞ elsewhere."""
    zero = engine.zeros((), dtype=dtype, device=device)
    return engine.ops.where(
        causal(size, size, device=device), zero, engine.full_like(zero, -math.inf)
    )


def _activation(activation: str | Activation) -> Activation:
    named: dict[str, Activation] = {"relu": F.relu, "gelu": F.gelu}
    if callable(activation):
        return activation
    if activation not in named:
        raise ValueRangeError(
            "The activation is named, or a function",
            expected="relu, gelu or a function",
            actual=activation,
        )
    return named[activation]


class _Layer(Module):
    """What encoder and decoder layers have: self-attention and two linear maps."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int,
        dropout: float,
        activation: str | Activation,
        batch_first: bool,
        norm_first: bool,
        bias: bool,
        factory: dict[str, Any],
        crossed: bool,
    ) -> None:
        super().__init__()
        heads: dict[str, Any] = {
            "dropout": dropout, "bias": bias, "batch_first": batch_first, **factory,
        }  # fmt: skip
        self.self_attn = MultiheadAttention(d_model, nhead, **heads)
        if crossed:
            self.multihead_attn = MultiheadAttention(d_model, nhead, **heads)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **factory)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **factory)
        self.norm_first = norm_first
        self.activation = _activation(activation)

    def _feed_forward(self, x: Tensor) -> Tensor:
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_Layer):
    """Self-attention and a feed-forward part, each with a residual and a layer norm.

    src (S, N, d_model), (N, S, d_model) with batch_first, or (S, d_model); kept.
    norm_first: normalise before each part instead of after the sum.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        factory = {"device": device, "dtype": dtype}
        super().__init__(
            d_model, nhead, dim_feedforward, dropout, activation, batch_first, norm_first, bias,
            factory, crossed=False,
        )  # fmt: skip
        norm: dict[str, Any] = {"eps": layer_norm_eps, "bias": bias, **factory}
        self.norm1 = LayerNorm(d_model, **norm)
        self.norm2 = LayerNorm(d_model, **norm)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """Masks as those of MultiheadAttention; is_causal: src_mask is the causal one."""

        def look(x: Tensor) -> Tensor:
            seen = self.self_attn(
                x, x, x, src_key_padding_mask, False, src_mask, is_causal=is_causal
            )
            return self.dropout1(seen[0])

        if self.norm_first:
            x = src + look(self.norm1(src))
            return x + self.dropout2(self._feed_forward(self.norm2(x)))
        x = self.norm1(src + look(src))
        return self.norm2(x + self.dropout2(self._feed_forward(x)))


class TransformerDecoderLayer(_Layer):
    """Self-attention, attention on the encoder's output, and a feed-forward part.

    tgt and memory as the encoder layer's src; tgt's shape is kept.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        factory = {"device": device, "dtype": dtype}
        super().__init__(
            d_model, nhead, dim_feedforward, dropout, activation, batch_first, norm_first, bias,
            factory, crossed=True,
        )  # fmt: skip
        norm: dict[str, Any] = {"eps": layer_norm_eps, "bias": bias, **factory}
        self.norm1 = LayerNorm(d_model, **norm)
        self.norm2 = LayerNorm(d_model, **norm)
        self.norm3 = LayerNorm(d_model, **norm)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.dropout3 = Dropout(dropout)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Masks as those of MultiheadAttention, for tgt and for looking at memory."""

        def look(x: Tensor) -> Tensor:
            seen = self.self_attn(
                x, x, x, tgt_key_padding_mask, False, tgt_mask, is_causal=tgt_is_causal
            )
            return self.dropout1(seen[0])

        def recall(x: Tensor) -> Tensor:
            seen = self.multihead_attn(
                x,
                memory,
                memory,
                memory_key_padding_mask,
                False,
                memory_mask,
                is_causal=memory_is_causal,
            )
            return self.dropout2(seen[0])

        if self.norm_first:
            x = tgt + look(self.norm1(tgt))
            x = x + recall(self.norm2(x))
            return x + self.dropout3(self._feed_forward(self.norm3(x)))
        x = self.norm1(tgt + look(tgt))
        x = self.norm2(x + recall(x))
        return self.norm3(x + self.dropout3(self._feed_forward(x)))


class _Stack(Module):
    """Copies of one layer, each with parameters of its own that start equal."""

    def __init__(self, layer: Module, num_layers: int, norm: Module | None) -> None:
        super().__init__()
        self.layers = ModuleList(copy.deepcopy(layer) for _ in range(num_layers))
        self.num_layers = num_layers
        self.norm = norm


class TransformerEncoder(_Stack):
    """num_layers copies of an encoder layer, and a norm at the end where there is one.

    enable_nested_tensor and mask_check are PyTorch's, and change nothing here.
    """

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__(encoder_layer, num_layers, norm)

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """src, kept; the masks go to every layer."""
        output = src
        for layer in self.layers:
            output = layer(output, mask, src_key_padding_mask, is_causal=bool(is_causal))
        return output if self.norm is None else self.norm(output)


class TransformerDecoder(_Stack):
    """num_layers copies of a decoder layer, and a norm at the end where there is one."""

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__(decoder_layer, num_layers, norm)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """tgt, kept; every layer looks at the same memory, and gets the masks."""
        output = tgt
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask,
                memory_mask,
                tgt_key_padding_mask,
                memory_key_padding_mask,
                bool(tgt_is_causal),
                memory_is_causal,
            )
        return output if self.norm is None else self.norm(output)


class Transformer(Module):
    """Encoder and decoder: src (S, N, d_model), tgt (T, N, d_model) → (T, N, d_model).

    batch_first: N comes first. custom_encoder, custom_decoder: modules to use instead.
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Activation = F.relu,
        custom_encoder: Module | None = None,
        custom_decoder: Module | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        layer = (
            d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
            norm_first, bias, device, dtype,
        )  # fmt: skip
        norm: dict[str, Any] = {"eps": layer_norm_eps, "bias": bias, **factory}
        if custom_encoder is None:
            custom_encoder = TransformerEncoder(
                TransformerEncoderLayer(*layer), num_encoder_layers, LayerNorm(d_model, **norm)
            )
        if custom_decoder is None:
            custom_decoder = TransformerDecoder(
                TransformerDecoderLayer(*layer), num_decoder_layers, LayerNorm(d_model, **norm)
            )
        self.encoder = custom_encoder
        self.decoder = custom_decoder
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        for parameter in self.parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """(T, N, d_model). Raises ShapeError where batches or features differ."""
        place = 0 if self.batch_first else 1
        batches = src.ndim == 3 and tgt.ndim == 3 and src.shape[place] != tgt.shape[place]
        if batches or {src.shape[-1], tgt.shape[-1]} != {self.d_model}:
            raise ShapeError(
                "Source and target have one batch, and d_model features",
                expected=f"{self.d_model} features, one batch size",
                actual=f"{text(src.shape)} and {text(tgt.shape)}",
            )
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask,
            memory_mask,
            tgt_key_padding_mask,
            memory_key_padding_mask,
            tgt_is_causal,
            memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """(sz, sz): 0 where position i may look at position j ≤ i, −∞ elsewhere."""
        return square_subsequent_mask(sz, device, dtype)
