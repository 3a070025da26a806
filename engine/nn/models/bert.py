"""BERT: a transformer that looks both ways, trained to fill in masked words."""

from __future__ import annotations

from typing import Any

import engine
import engine.nn.functional as F
from engine.errors import ShapeError
from engine.nn import init
from engine.nn.dropout import Dropout
from engine.nn.embedding import Embedding
from engine.nn.linear import Linear
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.nn.positions import LearnedPositions
from engine.nn.sample_norm import LayerNorm
from engine.nn.transformer import TransformerEncoder, TransformerEncoderLayer
from engine.ops.rules import need_ndim, text
from engine.tensors import Tensor

__all__ = ["BERT", "BERTEmbeddings", "MaskedWordHead"]


class BERTEmbeddings(Module):
    """Token, segment and position vectors added, then normalised: (N, L) → (N, L, embed_dim)."""

    def __init__(
        self,
        vocab_size: int,
        max_length: int,
        embed_dim: int,
        num_segments: int = 2,
        dropout: float = 0.1,
        padding_idx: int | None = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.token_embedding = Embedding(vocab_size, embed_dim, padding_idx, **factory)
        self.segment_embedding = Embedding(num_segments, embed_dim, **factory)
        self.position_embedding = LearnedPositions(max_length, embed_dim, **factory)
        self.norm = LayerNorm(embed_dim, eps=1e-12, **factory)
        self.dropout = Dropout(dropout)

    def forward(self, input: Tensor, segments: Tensor | None = None) -> Tensor:
        """Tokens (N, L), and which sentence each belongs to (N, L); all to the first if None."""
        need_ndim(input.shape, 2, "tokens", "batch × length")
        if segments is None:
            segments = engine.zeros((1, input.shape[1]), dtype=engine.int64, device=input.device)
        elif segments.shape != input.shape:
            raise ShapeError(
                "Every token belongs to a segment",
                expected=text(input.shape),
                actual=text(segments.shape),
            )
        x = self.token_embedding(input) + self.segment_embedding(segments)
        return self.dropout(self.norm(self.position_embedding(x)))


class MaskedWordHead(Module):
    """Linear, GELU, norm, and logits by the token embedding's weight: (N, L, E) → (N, L, V)."""

    def __init__(self, embedding: Embedding, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        features = embedding.embedding_dim
        self.dense = Linear(features, features, **factory)
        self.norm = LayerNorm(features, eps=1e-12, **factory)
        self.weight = embedding.weight
        self.bias = Parameter(engine.zeros(embedding.num_embeddings, **factory))

    def forward(self, input: Tensor) -> Tensor:
        """(N, L, embed_dim) → (N, L, vocab_size)."""
        return F.linear(self.norm(F.gelu(self.dense(input))), self.weight, self.bias)


class BERT(Module):
    """Tokens (N, L) → logits of the word at each place (N, L, vocab_size).

    Embeddings, an encoder of layers that normalise after the sum, and a masked-word head that
    shares the token embedding's weight. `encode` gives the encoder's result itself.
    Weights start normal with deviation 0.02.
    Source: Devlin et al., "BERT: Pre-training of deep bidirectional transformers", 2019.
    """

    def __init__(
        self,
        vocab_size: int,
        max_length: int,
        embed_dim: int,
        num_heads: int,
        num_layers: int,
        dim_feedforward: int | None = None,
        dropout: float = 0.1,
        num_segments: int = 2,
        padding_idx: int | None = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        wide = 4 * embed_dim if dim_feedforward is None else dim_feedforward
        self.padding_idx = padding_idx
        self.embeddings = BERTEmbeddings(
            vocab_size, max_length, embed_dim, num_segments, dropout, padding_idx, **factory
        )
        layer = TransformerEncoderLayer(
            embed_dim, num_heads, wide, dropout, "gelu", 1e-12, batch_first=True, **factory
        )
        self.encoder = TransformerEncoder(layer, num_layers)
        self.head = MaskedWordHead(self.embeddings.token_embedding, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the weights anew; biases 0, and the padding's vector 0."""
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                init.zeros_(parameter)
            elif parameter.ndim > 1:
                init.normal_(parameter, std=0.02)
        self.embeddings.token_embedding.forget_padding()

    def encode(
        self,
        input: Tensor,
        segments: Tensor | None = None,
        attention_mask: Tensor | None = None,
    ) -> Tensor:
        """(N, L) → (N, L, embed_dim). attention_mask (N, L): 1 for words, 0 for padding.

        Without a mask, tokens equal to padding_idx are the padding.
        """
        x = self.embeddings(input, segments)
        if attention_mask is not None:
            if attention_mask.shape != input.shape:
                raise ShapeError(
                    "The attention mask says of every token whether it is a word",
                    expected=text(input.shape),
                    actual=text(attention_mask.shape),
                )
            padding = attention_mask == 0
        elif self.padding_idx is not None:
            padding = input == self.padding_idx
        else:
            padding = None
        return self.encoder(x, src_key_padding_mask=padding)

    def forward(
        self,
        input: Tensor,
        segments: Tensor | None = None,
        attention_mask: Tensor | None = None,
    ) -> Tensor:
        """(N, L) integers → (N, L, vocab_size)."""
        return self.head(self.encode(input, segments, attention_mask))
