"""A tiny GPT: a transformer that learns to write, character by character.

python -m tests.tutorials.tiny_gpt
"""

from __future__ import annotations

import numpy as np

import engine
import engine.nn.functional as F
from engine import nn, optim

WHO = ["the cat", "the dog", "a bird", "my friend", "an old man"]
DOES = ["sees", "likes", "follows", "waits for", "sings to"]
WHERE = ["in the garden", "by the sea", "under the tree", "every day"]
CONTEXT = 32


def make_text(sentences: int = 400) -> str:
    """Sentences of a small language."""
    chance = np.random.default_rng(0)
    lines = []
    for _ in range(sentences):
        who, whom = chance.choice(WHO, 2, replace=False)
        lines.append(f"{who} {chance.choice(DOES)} {whom} {chance.choice(WHERE)}.")
    return "\n".join(lines) + "\n"


TEXT = make_text()
CHARACTERS = sorted(set(TEXT))


def encode(text: str) -> list[int]:
    return [CHARACTERS.index(c) for c in text]


def decode(numbers: list[int]) -> str:
    return "".join(CHARACTERS[n] for n in numbers)


class Attention(nn.Module):
    """Each position looks back at those before it, with several heads."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: engine.Tensor) -> engine.Tensor:
        n, length, width = x.shape
        parts = self.qkv(x).view(n, length, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.proj(y.transpose(1, 2).contiguous().view(n, length, width))


class Block(nn.Module):
    """Attention and a small network, each added to what came in."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: engine.Tensor) -> engine.Tensor:
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    """Characters (N, L) → scores of each next one (N, L, characters)."""

    def __init__(self, width: int = 32, heads: int = 4, layers: int = 2) -> None:
        super().__init__()
        self.tokens = nn.Embedding(len(CHARACTERS), width)
        self.positions = nn.Embedding(CONTEXT, width)
        self.blocks = nn.ModuleList([Block(width, heads) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, len(CHARACTERS), bias=False)
        self.register_buffer("places", engine.arange(CONTEXT), persistent=False)
        self.apply(self._start)

    def _start(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, mean=0.0, std=0.08)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def forward(self, input: engine.Tensor) -> engine.Tensor:
        x = self.tokens(input) + self.positions(self.places[: input.shape[1]])
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))

    @engine.no_grad()
    def generate(
        self, input: engine.Tensor, count: int, temperature: float = 1.0, top_k: int = 5
    ) -> engine.Tensor:
        """The characters (N, L) and `count` more, drawn among the top_k likeliest."""
        for _ in range(count):
            scores = self(input[:, -CONTEXT:])[:, -1] / temperature
            least = engine.topk(scores, top_k).values[:, [-1]]
            scores = scores.masked_fill(scores < least, float("-inf"))
            drawn = engine.multinomial(F.softmax(scores, dim=-1), num_samples=1)
            input = engine.cat((input, drawn), dim=1)
        return input


def train(
    model: nn.Module | None = None, steps: int = 200, batch_size: int = 16
) -> tuple[nn.Module, list[float]]:
    """The trained model and the loss of each step."""
    data = engine.tensor(encode(TEXT))
    if model is None:
        model = GPT()
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optimizer = optim.AdamW(groups, lr=1e-2, betas=(0.9, 0.95))
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps, eta_min=2e-4)
    chance = np.random.default_rng(0)

    losses = []
    model.train()
    for _ in range(steps):
        starts = chance.integers(0, len(data) - CONTEXT - 1, batch_size).tolist()
        x = engine.stack([data[i : i + CONTEXT] for i in starts])
        y = engine.stack([data[i + 1 : i + CONTEXT + 1] for i in starts])
        scores = model(x)
        loss = F.cross_entropy(scores.view(-1, scores.size(-1)), y.view(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    return model, losses


def write(model: nn.Module, start: str = "\n", count: int = 300) -> str:
    """Text that the model goes on with."""
    model.eval()
    return decode(model.generate(engine.tensor([encode(start)]), count)[0].tolist())


def main() -> None:
    engine.manual_seed(0)
    model, losses = train()
    print(f"loss {losses[0]:.3f} → {losses[-1]:.3f}")
    print(write(model))


if __name__ == "__main__":
    main()
