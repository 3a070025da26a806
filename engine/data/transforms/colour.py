"""Colour of pictures: fixed and by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.data.generator import sample_generator
from engine.data.transforms import functional as F
from engine.data.transforms.compose import draw, need_probability
from engine.errors import ValueRangeError
from engine.tensors import Tensor

__all__ = ["ColorJitter", "Grayscale", "Normalize", "RandomGrayscale"]


class Normalize:
    """(picture − mean) / std, channel by channel."""

    def __init__(self, mean: Sequence[float], std: Sequence[float]) -> None:
        self.mean = mean
        self.std = std

    def __call__(self, img: Tensor) -> Tensor:
        return F.normalize(img, self.mean, self.std)


class Grayscale:
    """The brightness only: the weighted sum of red, green and blue."""

    def __init__(self, num_output_channels: int = 1) -> None:
        self.num_output_channels = num_output_channels

    def __call__(self, img: Tensor) -> Tensor:
        return F.rgb_to_grayscale(img, self.num_output_channels)


class RandomGrayscale:
    """Brightness only, in as many channels, with probability p."""

    def __init__(self, p: float = 0.1) -> None:
        need_probability(p)
        self.p = p

    def __call__(self, img: Tensor) -> Tensor:
        return F.rgb_to_grayscale(img, img.shape[-3]) if draw() < self.p else img


class ColorJitter:
    """Brightness, contrast, saturation and hue changed by chance, in a random order.

    Each is one number b, for factors from max(0, 1 − b) to 1 + b (hue: −b to b), or a range.
    """

    def __init__(
        self,
        brightness: float | Sequence[float] = 0,
        contrast: float | Sequence[float] = 0,
        saturation: float | Sequence[float] = 0,
        hue: float | Sequence[float] = 0,
    ) -> None:
        self.brightness = _factors(brightness)
        self.contrast = _factors(contrast)
        self.saturation = _factors(saturation)
        self.hue = (-hue, hue) if isinstance(hue, int | float) else tuple(hue)
        if not -0.5 <= self.hue[0] <= self.hue[1] <= 0.5:
            raise ValueRangeError(
                "Hues move by at most half the circle", expected="−0.5 to 0.5", actual=hue
            )

    def __call__(self, img: Tensor) -> Tensor:
        changes: list[tuple[Callable[[Tensor, float], Tensor], Sequence[float], float]] = [
            (F.adjust_brightness, self.brightness, 1.0),
            (F.adjust_contrast, self.contrast, 1.0),
            (F.adjust_saturation, self.saturation, 1.0),
            (F.adjust_hue, self.hue, 0.0),
        ]
        for place in sample_generator().next().permutation(4):
            change, (low, high), still = changes[int(place)]
            if (low, high) != (still, still):
                img = change(img, draw(low, high))
        return img


def _factors(value: float | Sequence[float]) -> tuple[float, float]:
    pair = (max(0.0, 1.0 - value), 1.0 + value) if isinstance(value, int | float) else tuple(value)
    if len(pair) != 2 or not 0.0 <= pair[0] <= pair[1]:
        raise ValueRangeError(
            "A jitter is a number of 0 or more, or a range of factors",
            expected="0 ≤ low ≤ high",
            actual=value,
        )
    return pair[0], pair[1]
