"""ViT: a transformer that reads an image as a row of patches."""

from __future__ import annotations

from typing import Any

import engine
from engine.errors import ShapeError, ValueRangeError
from engine.functions.joining import cat
from engine.nn import init
from engine.nn.conv import Conv2d
from engine.nn.dropout import Dropout
from engine.nn.linear import Linear
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.nn.positions import LearnedPositions
from engine.nn.sample_norm import LayerNorm
from engine.nn.transformer import TransformerEncoder, TransformerEncoderLayer
from engine.ops.rules import need_positive, text
from engine.tensors import Tensor

__all__ = ["PatchEmbedding", "ViT"]


class PatchEmbedding(Module):
    """Each patch of an image as a vector: (N, C, H, W) → (N, patches, embed_dim), row by row.

    A convolution whose window and stride are the patch.
    """

    def __init__(
        self,
        image_size: int,
        patch_size: int,
        in_channels: int,
        embed_dim: int,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(image_size=image_size, patch_size=patch_size, in_channels=in_channels)
        if image_size % patch_size:
            raise ValueRangeError(
                "Patches cover the image",
                expected=f"a patch_size that divides image_size = {image_size}",
                actual=patch_size,
            )
        self.image_size = image_size
        self.in_channels = in_channels
        self.num_patches = (image_size // patch_size) ** 2
        self.projection = Conv2d(
            in_channels, embed_dim, patch_size, stride=patch_size, device=device, dtype=dtype
        )

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, image_size, image_size) → (N, patches, embed_dim)."""
        wanted = (self.in_channels, self.image_size, self.image_size)
        if input.ndim != 4 or input.shape[1:] != wanted:
            raise ShapeError(
                "The network reads images of one size",
                expected=f"N×{text(wanted)}",
                actual=text(input.shape),
                mend="Resize the images, or set image_size and in_channels",
            )
        return self.projection(input).flatten(2).transpose(1, 2)


class ViT(Module):
    """Images (N, C, image_size, image_size) → logits (N, num_classes).

    Patch embeddings and a learned class token before them, learned positions, an encoder whose
    layers normalise first, a last norm, and a linear map of the class token. The head starts at 0.
    Source: Dosovitskiy et al., "An image is worth 16×16 words", 2021.
    """

    def __init__(
        self,
        image_size: int,
        patch_size: int,
        num_classes: int,
        embed_dim: int,
        num_heads: int,
        num_layers: int,
        dim_feedforward: int | None = None,
        dropout: float = 0.1,
        in_channels: int = 3,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        wide = 4 * embed_dim if dim_feedforward is None else dim_feedforward
        self.class_token = Parameter(engine.zeros((1, 1, embed_dim), **factory))
        self.patch_embedding = PatchEmbedding(
            image_size, patch_size, in_channels, embed_dim, **factory
        )
        self.position_embedding = LearnedPositions(
            self.patch_embedding.num_patches + 1, embed_dim, **factory
        )
        self.dropout = Dropout(dropout)
        layer = TransformerEncoderLayer(
            embed_dim, num_heads, wide, dropout, "gelu", 1e-6, True, norm_first=True, **factory
        )
        norm = LayerNorm(embed_dim, eps=1e-6, **factory)
        self.encoder = TransformerEncoder(layer, num_layers, norm)
        self.head = Linear(embed_dim, num_classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the encoder's weights anew, each layer's its own; class token and head 0."""
        for name, parameter in self.encoder.named_parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)
            elif name.endswith("bias"):
                init.zeros_(parameter)
        for zeroed in (self.class_token, self.head.weight, self.head.bias):
            if zeroed is not None:
                init.zeros_(zeroed)

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, image_size, image_size) → (N, num_classes)."""
        patches = self.patch_embedding(input)
        first = self.class_token.expand(patches.shape[0], 1, patches.shape[2])
        x = self.dropout(self.position_embedding(cat([first, patches], dim=1)))
        return self.head(self.encoder(x)[:, 0])
