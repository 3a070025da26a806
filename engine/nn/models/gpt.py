"""GPT: a transformer that predicts the next token."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from engine.backend import Generator
from engine.nn import init
from engine.nn.activation import GELU
from engine.nn.attention import GroupedQueryAttention, KVCache
from engine.nn.container import ModuleList, Sequential
from engine.nn.dropout import Dropout
from engine.nn.embedding import Embedding
from engine.nn.generation import generate, greedy, sample
from engine.nn.linear import Linear
from engine.nn.module import Module
from engine.nn.positions import LearnedPositions
from engine.nn.sample_norm import LayerNorm
from engine.ops.rules import need_ndim, need_positive
from engine.tensors import Tensor

__all__ = ["GPT", "GPTBlock"]


class GPTBlock(Module):
    """Causal attention, then two linear maps with a GELU, each added to its normalised input.

    (N, L, embed_dim), kept. num_kv_heads, rope: see GroupedQueryAttention.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dim_feedforward: int | None = None,
        dropout: float = 0.1,
        num_kv_heads: int | None = None,
        rope: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        wide = 4 * embed_dim if dim_feedforward is None else dim_feedforward
        self.norm1 = LayerNorm(embed_dim, bias=bias, **factory)
        self.attention = GroupedQueryAttention(
            embed_dim, num_heads, num_kv_heads,
            dropout=dropout, bias=bias, rope=rope, causal=True, **factory,
        )  # fmt: skip
        self.dropout = Dropout(dropout)
        self.norm2 = LayerNorm(embed_dim, bias=bias, **factory)
        self.mlp = Sequential(
            Linear(embed_dim, wide, bias, **factory),
            GELU("tanh"),
            Linear(wide, embed_dim, bias, **factory),
            Dropout(dropout),
        )

    def forward(self, input: Tensor, cache: KVCache | None = None) -> Tensor:
        """(N, L, embed_dim), kept; with a cache, `input` continues what it has seen."""
        x = input + self.dropout(self.attention(self.norm1(input), cache=cache))
        return x + self.mlp(self.norm2(x))


class GPT(Module):
    """Tokens (N, L) → logits of each next token (N, L, vocab_size).

    Token and position embeddings, blocks that normalise first, a last norm, and a head that shares
    the token embedding's weight (tie_weights; Press & Wolf, 2017).
    context_length: the longest sequence. rope: rotary positions instead of learned ones.
    Weights start normal with deviation 0.02, those that end a residual branch with
    0.02 / √(2 · num_layers). Source: Radford et al., "Language models are unsupervised multitask
    learners" (GPT-2), 2019.
    """

    def __init__(
        self,
        vocab_size: int,
        context_length: int,
        embed_dim: int,
        num_heads: int,
        num_layers: int,
        dim_feedforward: int | None = None,
        dropout: float = 0.1,
        num_kv_heads: int | None = None,
        rope: bool = False,
        tie_weights: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(vocab_size=vocab_size, context_length=context_length, num_layers=num_layers)
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.vocab_size = vocab_size
        self.context_length = context_length
        self.token_embedding = Embedding(vocab_size, embed_dim, **factory)
        self.position_embedding = (
            None if rope else LearnedPositions(context_length, embed_dim, **factory)
        )
        self.dropout = Dropout(dropout)
        self.blocks = ModuleList(
            GPTBlock(
                embed_dim, num_heads, dim_feedforward, dropout, num_kv_heads, rope, bias, **factory
            )
            for _ in range(num_layers)
        )
        self.norm = LayerNorm(embed_dim, bias=bias, **factory)
        self.head = Linear(embed_dim, vocab_size, bias=False, **factory)
        if tie_weights:
            self.head.weight = self.token_embedding.weight
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the weights anew; biases 0."""
        last = 0.02 / math.sqrt(2 * len(self.blocks))
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                init.zeros_(parameter)
            elif parameter.ndim > 1:
                ends = name.endswith(("out_proj.weight", "mlp.2.weight"))
                init.normal_(parameter, std=last if ends else 0.02)

    def forward(self, input: Tensor, *, cache: KVCache | None = None) -> Tensor:
        """(N, L) integers → (N, L, vocab_size); with a cache, `input` continues what it has seen.

        ShapeError for more than context_length tokens, ValueRangeError for an unknown token.
        """
        need_ndim(input.shape, 2, "tokens", "batch × length")
        x = self.token_embedding(input)
        if self.position_embedding is not None:
            past = 0 if cache is None else cache.length(self.blocks[0].attention)
            x = self.position_embedding(x, past)
        x = self.dropout(x)
        for block in self.blocks:
            x = block(x, cache)
        return self.head(self.norm(x))

    def generate(
        self,
        input: Tensor,
        max_new_tokens: int,
        *,
        do_sample: bool = False,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        generator: Generator | None = None,
        end_token: int | None = None,
        use_cache: bool = True,
    ) -> Tensor:
        """The tokens (N, L) and up to `max_new_tokens` more; dropout is off meanwhile.

        do_sample: draw (see `sample`) instead of taking the likeliest.
        """
        choose: Callable[[Tensor], Tensor] = greedy
        if do_sample:
            choose = partial(
                sample, temperature=temperature, top_k=top_k, top_p=top_p, generator=generator
            )
        training = self.training
        self.eval()
        try:
            return generate(
                self,
                input,
                max_new_tokens,
                choose=choose,
                context_length=self.context_length,
                end_token=end_token,
                use_cache=use_cache,
            )
        finally:
            self.train(training)
