"""Where a token stands, told to a network that does not see order by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

import engine
import engine.nn.functional as F
from engine.errors import ShapeError
from engine.nn import init
from engine.nn.module import Module
from engine.nn.parameter import empty_parameter
from engine.ops.rules import need_positive, text
from engine.tensors import Tensor

__all__ = ["LearnedPositions", "RotaryPositions", "SinusoidalPositions"]


def _need_features(input: Tensor, features: int) -> None:
    if input.ndim < 2 or input.shape[-1] != features:
        raise ShapeError(
            "Positions are added to sequences of {features} features",
            features=features,
            expected=f"…×length×{features}",
            actual=text(input.shape),
        )


class SinusoidalPositions(Module):
    """input + PE, PE[p, 2i] = sin(p / base^(2i/E)) and PE[p, 2i+1] = cos of the same, then dropout.

    Nothing is learned and any length will do. Source: Vaswani et al., "Attention is all you need",
    2017, section 3.5.
    """

    def __init__(self, embed_dim: int, dropout: float = 0.0, base: float = 10000.0) -> None:
        super().__init__()
        need_positive(embed_dim=embed_dim)
        self.embed_dim = embed_dim
        self.dropout = dropout
        self.base = base

    def table(self, length: int, start: int = 0, **factory: Any) -> Tensor:
        """The positions start … start + length − 1: (length, embed_dim)."""
        position = np.arange(start, start + length, dtype=np.float64)[:, None]
        feature = np.arange(self.embed_dim)
        angle = position / self.base ** (2 * (feature // 2) / self.embed_dim)
        return engine.tensor(np.where(feature % 2 == 0, np.sin(angle), np.cos(angle)), **factory)

    def forward(self, input: Tensor, start: int = 0) -> Tensor:
        """(…, L, embed_dim), kept. start: the first one's position."""
        _need_features(input, self.embed_dim)
        added = self.table(input.shape[-2], start, dtype=input.dtype, device=input.device)
        return F.dropout(input + added, self.dropout, self.training)

    def extra_repr(self) -> str:
        return f"{self.embed_dim}, dropout={self.dropout}, base={self.base}"


class LearnedPositions(Module):
    """input + a learned vector for each position, up to `max_length` of them.

    Source: Gehring et al., "Convolutional sequence to sequence learning", 2017; as in BERT and GPT.
    The weight (max_length, embed_dim) starts normal with deviation 0.02.
    """

    def __init__(
        self, max_length: int, embed_dim: int, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        need_positive(max_length=max_length, embed_dim=embed_dim)
        self.max_length = max_length
        self.embed_dim = embed_dim
        self.weight = empty_parameter(max_length, embed_dim, device=device, dtype=dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the vectors anew."""
        init.normal_(self.weight, std=0.02)

    def forward(self, input: Tensor, start: int = 0) -> Tensor:
        """(…, L, embed_dim), kept. start: the first one's position. ShapeError past the end."""
        _need_features(input, self.embed_dim)
        length = input.shape[-2]
        if start < 0 or start + length > self.max_length:
            raise ShapeError(
                "The sequence is longer than the learned positions",
                expected=f"at most {self.max_length} positions",
                actual=start + length,
                mend="Set max_length to {length} or more, or shorten the sequence",
                length=start + length,
            )
        return input + self.weight[start : start + length]

    def extra_repr(self) -> str:
        return f"{self.max_length}, {self.embed_dim}"


class RotaryPositions(Module):
    """Turns pairs of features by angles that grow with the position; nothing is learned.

    It is applied to queries and keys (…, L, head_dim); their scores then know distances only.
    interleaved: pairs are neighbours, 2i and 2i + 1, as in the paper (Su et al., "RoFormer", 2021);
    else i and i + head_dim/2, half-split, as in GPT-NeoX and LLaMA. Weights trained with one
    convention need it.
    """

    def __init__(self, head_dim: int, base: float = 10000.0, interleaved: bool = True) -> None:
        super().__init__()
        need_positive(head_dim=head_dim)
        if head_dim % 2:
            raise ShapeError(
                "Rotation turns features in pairs",
                expected="an even head_dim",
                actual=head_dim,
                mend="Choose embed_dim / num_heads even",
            )
        self.head_dim = head_dim
        self.base = base
        self.interleaved = interleaved

    def forward(self, input: Tensor, positions: Tensor | int = 0) -> Tensor:
        """(…, L, head_dim), kept. positions: (L) integers, or the first one's."""
        _need_features(input, self.head_dim)
        return F.rotary_embedding(input, positions, self.base, self.interleaved)

    def extra_repr(self) -> str:
        return f"{self.head_dim}, base={self.base}, interleaved={self.interleaved}"
