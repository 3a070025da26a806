"""Size and place of pictures: fixed and by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.data.generator import sample_generator
from engine.data.transforms import functional as F
from engine.data.transforms.compose import draw, need_probability
from engine.errors import ShapeError, ValueRangeError
from engine.tensors import Tensor

__all__ = [
    "CenterCrop",
    "Pad",
    "RandomAffine",
    "RandomCrop",
    "RandomHorizontalFlip",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomVerticalFlip",
    "Resize",
]

Sizes = int | Sequence[int]


def _pair(size: Sizes) -> tuple[int, int]:
    sizes = (size, size) if isinstance(size, int) else tuple(size)
    if len(sizes) == 1:
        sizes = sizes * 2
    if len(sizes) != 2 or min(sizes) < 1:
        raise ValueRangeError(
            "A size is a height and a width", expected="numbers of 1 or more", actual=size
        )
    return sizes[0], sizes[1]


def _range(value: float | Sequence[float], name: str) -> tuple[float, float]:
    """(−d, d) for one number of degrees, else the two given."""
    pair = (-value, value) if isinstance(value, int | float) else tuple(value)
    if len(pair) != 2 or pair[0] > pair[1]:
        raise ValueRangeError(
            "{name} are one number of 0 or more, or a range",
            name=name,
            expected="(low, high)",
            actual=value,
        )
    return pair[0], pair[1]


class Resize:
    """To a size; see `functional.resize`."""

    def __init__(
        self,
        size: Sizes,
        interpolation: str = "bilinear",
        max_size: int | None = None,
        antialias: bool = True,
    ) -> None:
        self.size = size
        self.interpolation = interpolation
        self.max_size = max_size
        self.antialias = antialias

    def __call__(self, img: Tensor) -> Tensor:
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)


class CenterCrop:
    """The middle of a picture, of the given size."""

    def __init__(self, size: Sizes) -> None:
        self.size = _pair(size)

    def __call__(self, img: Tensor) -> Tensor:
        return F.center_crop(img, self.size)


class Pad:
    """A border; see `functional.pad`."""

    def __init__(self, padding: Sizes, fill: float = 0, padding_mode: str = "constant") -> None:
        self.padding = padding
        self.fill = fill
        self.padding_mode = padding_mode

    def __call__(self, img: Tensor) -> Tensor:
        return F.pad(img, self.padding, self.fill, self.padding_mode)


class RandomCrop:
    """A part of this size anywhere, after padding. ShapeError where the picture is smaller."""

    def __init__(
        self,
        size: Sizes,
        padding: Sizes | None = None,
        pad_if_needed: bool = False,
        fill: float = 0,
        padding_mode: str = "constant",
    ) -> None:
        self.size = _pair(size)
        self.padding = padding
        self.pad_if_needed = pad_if_needed
        self.fill = fill
        self.padding_mode = padding_mode

    def __call__(self, img: Tensor) -> Tensor:
        if self.padding is not None:
            img = F.pad(img, self.padding, self.fill, self.padding_mode)
        height, width = self.size
        if self.pad_if_needed:
            across, down = max(width - img.shape[-1], 0), max(height - img.shape[-2], 0)
            img = F.pad(img, [across, down], self.fill, self.padding_mode)
        rows, columns = img.shape[-2] - height, img.shape[-1] - width
        if rows < 0 or columns < 0:
            raise ShapeError(
                "The picture is smaller than the part that is wanted",
                expected=f"{height}×{width} or more",
                actual=f"{img.shape[-2]}×{img.shape[-1]}",
                mend="Pass pad_if_needed=True, or resize first",
            )
        stream = sample_generator().next()
        top, left = int(stream.integers(rows + 1)), int(stream.integers(columns + 1))
        return F.crop(img, top, left, height, width)


class RandomResizedCrop:
    """A part of random area and shape, brought to one size (Szegedy et al., 2015).

    scale: the share of the area. ratio: width to height.
    """

    def __init__(
        self,
        size: Sizes,
        scale: tuple[float, float] = (0.08, 1.0),
        ratio: tuple[float, float] = (3 / 4, 4 / 3),
        interpolation: str = "bilinear",
        antialias: bool = True,
    ) -> None:
        if not 0 < scale[0] <= scale[1] or not 0 < ratio[0] <= ratio[1]:
            raise ValueRangeError(
                "Shares of the area and ratios are ranges above 0",
                expected="0 < low ≤ high",
                actual=f"{scale}, {ratio}",
            )
        self.size = _pair(size)
        self.scale = scale
        self.ratio = ratio
        self.interpolation = interpolation
        self.antialias = antialias

    def part(self, img: Tensor) -> tuple[int, int, int, int]:
        """(top, left, height, width), drawn; the middle where ten draws do not fit."""
        rows, columns = img.shape[-2], img.shape[-1]
        stream = sample_generator().next()
        for _ in range(10):
            area = rows * columns * stream.uniform(*self.scale)
            ratio = math.exp(stream.uniform(math.log(self.ratio[0]), math.log(self.ratio[1])))
            width, height = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < width <= columns and 0 < height <= rows:
                top = int(stream.integers(rows - height + 1))
                left = int(stream.integers(columns - width + 1))
                return top, left, height, width
        ratio = columns / rows
        width, height = columns, rows
        if ratio < self.ratio[0]:
            height = round(columns / self.ratio[0])
        elif ratio > self.ratio[1]:
            width = round(rows * self.ratio[1])
        return (rows - height) // 2, (columns - width) // 2, height, width

    def __call__(self, img: Tensor) -> Tensor:
        part = self.part(img)
        return F.resized_crop(img, *part, self.size, self.interpolation, self.antialias)


class RandomHorizontalFlip:
    """Left and right exchanged with probability p."""

    def __init__(self, p: float = 0.5) -> None:
        need_probability(p)
        self.p = p

    def __call__(self, img: Tensor) -> Tensor:
        return F.hflip(img) if draw() < self.p else img


class RandomVerticalFlip:
    """Top and bottom exchanged with probability p."""

    def __init__(self, p: float = 0.5) -> None:
        need_probability(p)
        self.p = p

    def __call__(self, img: Tensor) -> Tensor:
        return F.vflip(img) if draw() < self.p else img


class RandomRotation:
    """Turned by degrees drawn from (−degrees, degrees), or from a range."""

    def __init__(
        self,
        degrees: float | Sequence[float],
        interpolation: str = "nearest",
        fill: float = 0,
    ) -> None:
        self.degrees = _range(degrees, "degrees")
        self.interpolation = interpolation
        self.fill = fill

    def __call__(self, img: Tensor) -> Tensor:
        return F.rotate(img, draw(*self.degrees), self.interpolation, self.fill)


class RandomAffine:
    """Turned, moved (by shares of the size), scaled and sheared, each drawn from its range.

    shear: degrees along x; (low, high) of them; or (x low, x high, y low, y high).
    """

    def __init__(
        self,
        degrees: float | Sequence[float],
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: float | Sequence[float] | None = None,
        interpolation: str = "nearest",
        fill: float = 0,
    ) -> None:
        self.degrees = _range(degrees, "degrees")
        if translate is not None and not all(0 <= share <= 1 for share in translate):
            raise ValueRangeError(
                "A picture is moved by shares of its size", expected="0 to 1", actual=translate
            )
        if scale is not None and not 0 < scale[0] <= scale[1]:
            raise ValueRangeError(
                "Scales are a range above 0", expected="0 < low ≤ high", actual=scale
            )
        self.translate = translate
        self.scale = scale
        several = isinstance(shear, list | tuple) and len(shear) == 4
        along: float | Sequence[float] = shear[:2] if several else (shear or 0.0)  # type: ignore[index]
        self.shear_x = _range(along, "shear")
        self.shear_y = _range(shear[2:], "shear") if several else (0.0, 0.0)  # type: ignore[index]
        self.interpolation = interpolation
        self.fill = fill

    def __call__(self, img: Tensor) -> Tensor:
        angle = draw(*self.degrees)
        moved = [0, 0]
        if self.translate is not None:
            most = (self.translate[0] * img.shape[-1], self.translate[1] * img.shape[-2])
            moved = [round(draw(-bound, bound)) for bound in most]
        scale = 1.0 if self.scale is None else draw(self.scale[0], self.scale[1])
        shear = [draw(*self.shear_x), draw(*self.shear_y)]
        return F.affine(img, angle, moved, scale, shear, self.interpolation, self.fill)
