"""Linear regression: the line through a cloud of points, found by gradient descent.

python -m tests.tutorials.linear_regression
"""

from __future__ import annotations

import numpy as np

import engine
from engine import nn, optim


def make_points(count: int = 100) -> tuple[engine.Tensor, engine.Tensor]:
    """Points near the line y = 2x + 1."""
    chance = np.random.default_rng(0)
    x = chance.uniform(-1, 1, (count, 1))
    y = 2 * x + 1 + 0.05 * chance.normal(size=(count, 1))
    dtype = engine.get_default_dtype()
    return engine.tensor(x, dtype=dtype), engine.tensor(y, dtype=dtype)


def train(model: nn.Module | None = None, steps: int = 100) -> tuple[nn.Module, list[float]]:
    """The trained model and the loss of each step."""
    x, y = make_points()
    if model is None:
        model = nn.Linear(1, 1)
    criterion = nn.MSELoss()
    optimizer = optim.SGD(model.parameters(), lr=0.3, momentum=0.5)

    losses = []
    for _ in range(steps):
        prediction = model(x)
        loss = criterion(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


def main() -> None:
    engine.manual_seed(0)
    model, losses = train()
    print(f"loss {losses[0]:.4f} → {losses[-1]:.4f}")
    print(f"y = {model.weight.item():.3f} x + {model.bias.item():.3f}")


if __name__ == "__main__":
    main()
