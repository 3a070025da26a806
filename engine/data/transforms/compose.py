"""Changes one after the other, by chance, one of several, and by a function of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.data.generator import sample_generator
from engine.data.transforms.functional import to_tensor
from engine.errors import ValueRangeError
from engine.tensors import Tensor

__all__ = ["Compose", "Lambda", "RandomApply", "RandomChoice", "ToTensor"]

Transform = Callable[[Any], Any]


def draw(low: float = 0.0, high: float = 1.0) -> float:
    """A number drawn evenly from [low, high)."""
    return float(sample_generator().next().uniform(low, high))


def need_probability(p: float) -> None:
    """ValueRangeError unless p is a probability."""
    if not 0.0 <= p <= 1.0:
        raise ValueRangeError("A probability is between 0 and 1", expected="0 to 1", actual=p)


class Compose:
    """Transforms, each given what the one before gives."""

    def __init__(self, transforms: Sequence[Transform]) -> None:
        self.transforms = list(transforms)

    def __call__(self, img: Any) -> Any:
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        return "Compose(\n" + "\n".join(f"    {t!r}" for t in self.transforms) + "\n)"


class Lambda:
    """A function of one's own as a transform."""

    def __init__(self, lambd: Transform) -> None:
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        return self.lambd(img)


class RandomApply:
    """All transforms with probability p, else none."""

    def __init__(self, transforms: Sequence[Transform], p: float = 0.5) -> None:
        need_probability(p)
        self.transforms = Compose(transforms)
        self.p = p

    def __call__(self, img: Any) -> Any:
        return self.transforms(img) if draw() < self.p else img


class RandomChoice:
    """One of the transforms, each as likely as its weight."""

    def __init__(self, transforms: Sequence[Transform], p: Sequence[float] | None = None) -> None:
        self.transforms = list(transforms)
        weights = [1.0] * len(self.transforms) if p is None else list(p)
        if len(weights) != len(self.transforms) or not sum(weights) > 0 or min(weights) < 0:
            raise ValueRangeError(
                "There is a weight of 0 or more for each transform",
                expected=f"{len(self.transforms)} weights",
                actual=weights,
            )
        self.p = [weight / sum(weights) for weight in weights]

    def __call__(self, img: Any) -> Any:
        place = draw()
        for transform, share in zip(self.transforms, self.p, strict=True):
            if place < share:
                return transform(img)
            place -= share
        return self.transforms[-1](img)


class ToTensor:
    """An array (H, W, C) or a PIL picture of 8 bits as a tensor (C, H, W) from 0 to 1."""

    def __call__(self, pic: Any) -> Tensor:
        return to_tensor(pic)
