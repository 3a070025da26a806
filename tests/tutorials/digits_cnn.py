"""Handwritten digits: a convolutional network, trained on the files of MNIST.

python -m tests.tutorials.digits_cnn FOLDER
where FOLDER holds train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz and the two of t10k.
"""

from __future__ import annotations

import sys
from pathlib import Path

import engine
import engine.nn.functional as F
from engine import nn, optim
from engine.data import DataLoader, TensorDataset, read_idx


class Network(nn.Module):
    """Two convolutions with pooling, then two linear layers: (N, 1, 28, 28) → (N, 10)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=5, stride=2)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, padding=1)
        self.dropout = nn.Dropout(0.25)
        self.fc1 = nn.Linear(16 * 3 * 3, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x: engine.Tensor) -> engine.Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = engine.flatten(x, 1)
        x = F.relu(self.fc1(self.dropout(x)))
        return self.fc2(x)


def load(folder: str | Path, part: str) -> TensorDataset:
    """Pictures and labels of one part, "train" or "t10k"."""
    images = read_idx(Path(folder) / f"{part}-images-idx3-ubyte.gz")
    labels = read_idx(Path(folder) / f"{part}-labels-idx1-ubyte.gz")
    x = engine.tensor(images / 255, dtype=engine.get_default_dtype())
    x = (x - 0.1307) / 0.3081  # the mean and deviation of MNIST's pixels
    return TensorDataset(x.unsqueeze(1), engine.tensor(labels.astype("int64")))


def train(
    folder: str | Path,
    model: nn.Module | None = None,
    epochs: int = 3,
    batch_size: int = 64,
    shuffle: bool = True,
) -> tuple[nn.Module, list[float]]:
    """The trained model and the loss of each step."""
    loader = DataLoader(load(folder, "train"), batch_size=batch_size, shuffle=shuffle)
    if model is None:
        model = Network()
    optimizer = optim.Adam(model.parameters(), lr=3e-3)
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.9)

    losses = []
    for _ in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        scheduler.step()
    return model, losses


def accuracy(model: nn.Module, dataset: TensorDataset) -> float:
    """The share of pictures whose label is found."""
    model.eval()
    correct = 0
    with engine.no_grad():
        for images, labels in DataLoader(dataset, batch_size=256):
            correct += (model(images).argmax(dim=1) == labels).sum().item()
    return correct / len(dataset)


def main() -> None:
    folder = sys.argv[1]
    engine.manual_seed(0)
    model, losses = train(folder)
    print(f"loss {losses[0]:.3f} → {losses[-1]:.3f}")
    print(f"accuracy {accuracy(model, load(folder, 't10k')):.3f}")


if __name__ == "__main__":
    main()
