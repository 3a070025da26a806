"""Which language is a name from? A recurrent network that reads it letter by letter.

python -m tests.tutorials.names_rnn
"""

from __future__ import annotations

import numpy as np

import engine
from engine import nn, optim
from engine.nn.utils.rnn import pack_padded_sequence, pad_sequence
from tests.tutorials.surnames import SURNAMES

LANGUAGES = sorted(SURNAMES)
LETTERS = "abcdefghijklmnopqrstuvwxyz"  # number 0 is the padding


class Network(nn.Module):
    """Letters (N, L) → a score for each language (N, 5), by a GRU that reads both ways."""

    def __init__(self, hidden_size: int = 32) -> None:
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS) + 1, 16, padding_idx=0)
        self.gru = nn.GRU(16, hidden_size, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * hidden_size, len(LANGUAGES))

    def forward(self, letters: engine.Tensor, lengths: engine.Tensor) -> engine.Tensor:
        packed = pack_padded_sequence(
            self.embedding(letters), lengths, batch_first=True, enforce_sorted=False
        )
        _, hidden = self.gru(packed)  # (2, N, hidden_size): the last state of each direction
        return self.fc(engine.cat([hidden[0], hidden[1]], dim=1))


def encode(names: list[str]) -> tuple[engine.Tensor, engine.Tensor]:
    """Names as rows of letter numbers, filled up with 0, and their lengths."""
    rows = [engine.tensor([LETTERS.index(c) + 1 for c in name.lower()]) for name in names]
    return pad_sequence(rows, batch_first=True), engine.tensor([len(row) for row in rows])


def examples(held_out: bool) -> list[tuple[str, int]]:
    """(name, number of its language); every sixth name is held out of training."""
    return [
        (name, number)
        for number, language in enumerate(LANGUAGES)
        for place, name in enumerate(SURNAMES[language].split())
        if (place % 6 == 5) == held_out
    ]


def train(
    model: nn.Module | None = None, steps: int = 150, batch_size: int = 30
) -> tuple[nn.Module, list[float]]:
    """The trained model and the loss of each step."""
    data = examples(held_out=False)
    if model is None:
        model = Network()
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=5e-3)
    chance = np.random.default_rng(0)

    losses = []
    model.train()
    for _ in range(steps):
        batch = [data[i] for i in chance.choice(len(data), batch_size, replace=False)]
        letters, lengths = encode([name for name, _ in batch])
        languages = engine.tensor([language for _, language in batch])
        optimizer.zero_grad()
        loss = criterion(model(letters, lengths), languages)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return model, losses


def predict(model: nn.Module, names: list[str]) -> list[str]:
    """The likeliest language of each name."""
    model.eval()
    with engine.no_grad():
        scores = model(*encode(names))
    return [LANGUAGES[number] for number in scores.argmax(dim=1).tolist()]


def accuracy(model: nn.Module, held_out: bool) -> float:
    """The share of names whose language is found."""
    data = examples(held_out)
    found = predict(model, [name for name, _ in data])
    return sum(LANGUAGES[n] == guess for (_, n), guess in zip(data, found, strict=True)) / len(data)


def main() -> None:
    engine.manual_seed(0)
    model, losses = train()
    print(f"loss {losses[0]:.3f} → {losses[-1]:.3f}")
    print(f"accuracy {accuracy(model, False):.3f}, on names held out {accuracy(model, True):.3f}")
    for name in ("Whitby", "Tarantelli", "Shimoda", "Markowski", "Venizelopoulos"):
        print(f"{name}: {predict(model, [name])[0]}")


if __name__ == "__main__":
    main()
