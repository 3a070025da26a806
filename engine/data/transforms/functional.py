"""The changes themselves, with torchvision's names, arguments and numbers.

Pictures are (…, C, H, W). Sources: torchvision's documentation; hue by the hexcone model (Smith,
"Color gamut transform pairs", 1978).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import engine
import engine.nn.functional as F
from engine import ops
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.guard import guard
from engine.tensors import Tensor

__all__ = [
    "adjust_brightness",
    "adjust_contrast",
    "adjust_hue",
    "adjust_saturation",
    "affine",
    "center_crop",
    "crop",
    "hflip",
    "normalize",
    "pad",
    "resize",
    "resized_crop",
    "rgb_to_grayscale",
    "rotate",
    "to_tensor",
    "vflip",
]

# ---- pictures


def _size(img: Tensor) -> tuple[int, int]:
    """(height, width). ShapeError for what is no picture."""
    if img.ndim < 3:
        raise ShapeError(
            "A picture has channels, rows and columns",
            expected="(C, H, W)",
            actual=img.shape,
            mend="Add a dimension of channels: picture[None]",
        )
    return img.shape[-2], img.shape[-1]


def to_tensor(pic: Any) -> Tensor:
    """An array (H, W) or (H, W, C), or a PIL picture, as a tensor (C, H, W) of float32.

    Whole numbers of 8 bits become 0 to 1; floats stay as they are.
    """
    array = np.asarray(pic)
    if array.ndim not in (2, 3):
        raise ShapeError("A picture has two or three dimensions", actual=array.shape)
    planes = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
    if planes.dtype == np.uint8:
        return engine.tensor(planes.astype(np.float32) / np.float32(255))
    if planes.dtype.kind not in "fb":
        raise DTypeError(
            "Only 8-bit numbers are taken for shades from 0 to 255",
            expected="uint8 or floats",
            actual=planes.dtype,
            mend="Divide by the largest shade",
        )
    return engine.tensor(planes.astype(np.float32))


# ---- size and place


def resize(
    img: Tensor,
    size: int | Sequence[int],
    interpolation: str = "bilinear",
    max_size: int | None = None,
    antialias: bool = True,
) -> Tensor:
    """In another size: (height, width), or one number for the shorter side.

    interpolation: nearest, bilinear or bicubic; the latter two do not alias unless told to.
    max_size: a bound on the longer side where one number is given.
    """
    height, width = _size(img)
    wanted = [size] if isinstance(size, int) else list(size)
    if len(wanted) == 1:
        short, long = min(height, width), max(height, width)
        new_short, new_long = wanted[0], int(wanted[0] * long / short)
        if max_size is not None and new_long > max_size:
            new_short, new_long = int(max_size * new_short / new_long), max_size
        wanted = [new_short, new_long] if height <= width else [new_long, new_short]
    if (height, width) == tuple(wanted):
        return img
    how: dict[str, Any] = {"size": wanted, "mode": interpolation}
    if interpolation in ("bilinear", "bicubic"):
        how.update(antialias=antialias, align_corners=False)
    return _on_batch(img, lambda batch: F.interpolate(batch, **how))


def _on_batch(img: Tensor, change: Any) -> Tensor:
    """A change of (N, C, H, W), on a picture of any dimensions before the last three."""
    lead = img.shape[:-3]
    changed = change(img.reshape(-1, *img.shape[-3:]))
    return changed.reshape(*lead, *changed.shape[1:])


def pad(
    img: Tensor, padding: int | Sequence[int], fill: float = 0, padding_mode: str = "constant"
) -> Tensor:
    """A border: one width, (left and right, top and bottom), or (left, top, right, bottom).

    padding_mode: constant, edge, reflect or symmetric.
    """
    sizes = [padding] if isinstance(padding, int) else list(padding)
    if len(sizes) not in (1, 2, 4):
        raise ValueRangeError(
            "A border has one, two or four widths", expected="1, 2 or 4 numbers", actual=sizes
        )
    left, top, right, bottom = sizes if len(sizes) == 4 else (sizes * (4 // len(sizes)))
    _size(img)
    if padding_mode == "symmetric":
        rows = np.pad(np.arange(img.shape[-2]), (top, bottom), mode="symmetric")
        columns = np.pad(np.arange(img.shape[-1]), (left, right), mode="symmetric")
        return img[..., engine.tensor(rows), :][..., engine.tensor(columns)]
    modes = {"constant": "constant", "edge": "replicate", "reflect": "reflect"}
    if padding_mode not in modes:
        raise ValueRangeError(
            "There is no padding mode {name}",
            name=padding_mode,
            expected="constant, edge, reflect or symmetric",
            actual=padding_mode,
        )
    value = fill if padding_mode == "constant" else None
    border = (left, right, top, bottom)
    return F.pad(img, border, mode=modes[padding_mode], value=value)


def crop(img: Tensor, top: int, left: int, height: int, width: int) -> Tensor:
    """A part; what of it lies outside is black."""
    rows, columns = _size(img)
    border = (
        max(-left, 0),
        max(left + width - columns, 0),
        max(-top, 0),
        max(top + height - rows, 0),
    )
    if any(border):
        img = F.pad(img, border)
        top, left = max(top, 0), max(left, 0)
    return img[..., top : top + height, left : left + width]


def center_crop(img: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """The middle, (height, width) or square; padded with black where the picture is smaller."""
    wanted = [output_size] if isinstance(output_size, int) else list(output_size)
    height, width = wanted * 2 if len(wanted) == 1 else wanted
    rows, columns = _size(img)
    if width > columns or height > rows:
        left, top = max((width - columns) // 2, 0), max((height - rows) // 2, 0)
        right, bottom = max((width - columns + 1) // 2, 0), max((height - rows + 1) // 2, 0)
        img = pad(img, [left, top, right, bottom])
        rows, columns = _size(img)
    top, left = round((rows - height) / 2.0), round((columns - width) / 2.0)
    return crop(img, top, left, height, width)


def resized_crop(
    img: Tensor,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Sequence[int],
    interpolation: str = "bilinear",
    antialias: bool = True,
) -> Tensor:
    """A part, brought to a size."""
    part = crop(img, top, left, height, width)
    return resize(part, size, interpolation, antialias=antialias)


def hflip(img: Tensor) -> Tensor:
    """Left and right exchanged."""
    _size(img)
    return img.flip(-1)


def vflip(img: Tensor) -> Tensor:
    """Top and bottom exchanged."""
    _size(img)
    return img.flip(-2)


def rotate(
    img: Tensor, angle: float, interpolation: str = "nearest", fill: float | None = None
) -> Tensor:
    """Turned round its middle by degrees, against the clock; corners that come in are `fill`."""
    return affine(img, -angle, [0, 0], 1.0, [0.0, 0.0], interpolation, fill)


def affine(
    img: Tensor,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Sequence[float],
    interpolation: str = "nearest",
    fill: float | None = None,
) -> Tensor:
    """Turned clockwise by degrees, moved by (right, down) in pixels, scaled, and sheared by degrees
    along x and y, all round the middle."""
    if scale <= 0:
        raise ValueRangeError("A scale is above 0", expected="above 0", actual=scale)
    height, width = _size(img)
    matrix = _inverse_affine(angle, translate, scale, shear)
    # Positions in pixels from the middle, taken back through the change, as grid_sample wants them.
    across = np.arange(width) - (width - 1) / 2
    down = np.arange(height) - (height - 1) / 2
    x, y = np.meshgrid(across, down)
    places = np.stack([x, y, np.ones_like(x)], axis=-1) @ matrix.T
    grid = places / np.array([width / 2, height / 2])
    return _on_batch(img, lambda batch: _sampled(batch, grid, interpolation, fill))


def _inverse_affine(
    angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]
) -> np.ndarray[Any, Any]:
    """The 2×3 matrix from places of the result to places of the picture."""
    turn, sx, sy = (math.radians(degrees) for degrees in (angle, shear[0], shear[1]))
    a = math.cos(turn - sy) / math.cos(sy)
    b = -math.cos(turn - sy) * math.tan(sx) / math.cos(sy) - math.sin(turn)
    c = math.sin(turn - sy) / math.cos(sy)
    d = -math.sin(turn - sy) * math.tan(sx) / math.cos(sy) + math.cos(turn)
    inverse = np.array([[d, -b], [-c, a]]) / scale
    moved = inverse @ -np.array(translate, dtype=np.float64)
    return np.concatenate([inverse, moved[:, None]], axis=1)


def _sampled(
    batch: Tensor, grid: np.ndarray[Any, Any], interpolation: str, fill: float | None
) -> Tensor:
    places = engine.tensor(grid[None].astype(batch.dtype), device=batch.device)
    places = places.expand(batch.shape[0], *places.shape[1:])
    how: dict[str, Any] = {
        "mode": interpolation,
        "padding_mode": "zeros",
        "align_corners": False,
    }
    taken = F.grid_sample(batch, places, **how)
    if fill is None:
        return taken
    inside = F.grid_sample(engine.ones_like(batch[:, :1]), places, **how)
    if interpolation == "nearest":
        return ops.where(inside < 0.5, float(fill), taken)
    return taken * inside + (1 - inside) * float(fill)


# ---- colour


def normalize(img: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """(picture − mean) / std, channel by channel."""
    _size(img)
    if min(std) <= 0:
        raise ValueRangeError("A spread is above 0", expected="above 0", actual=list(std))

    def column(numbers: Sequence[float]) -> Tensor:
        return engine.tensor(list(numbers), dtype=img.dtype, device=img.device).reshape(-1, 1, 1)

    return (img - column(mean)) / column(std)


def rgb_to_grayscale(img: Tensor, num_output_channels: int = 1) -> Tensor:
    """Brightness as the eye weighs colours (ITU-R BT.601), in one channel or three equal ones."""
    _need_colours(img)
    red, green, blue = (img[..., n, :, :] for n in range(3))
    grey = (red * 0.2989 + green * 0.587 + blue * 0.114).unsqueeze(-3)
    if num_output_channels == 1:
        return grey
    return grey.expand(*grey.shape[:-3], num_output_channels, *grey.shape[-2:])


def _need_colours(img: Tensor) -> None:
    _size(img)
    if img.shape[-3] != 3:
        raise ShapeError(
            "A picture in colour has three channels", expected="3 channels", actual=img.shape[-3]
        )


def _blend(img: Tensor, other: Any, factor: float) -> Tensor:
    if factor < 0:
        raise ValueRangeError("A factor is not negative", expected="0 or more", actual=factor)
    return (img * factor + other * (1.0 - factor)).clamp(0, 1)


def adjust_brightness(img: Tensor, brightness_factor: float) -> Tensor:
    """0 black, 1 as it is, 2 twice as bright."""
    return _blend(img, 0.0, brightness_factor)


def adjust_contrast(img: Tensor, contrast_factor: float) -> Tensor:
    """0 grey, 1 as it is."""
    grey = rgb_to_grayscale(img) if img.shape[-3] == 3 else img
    return _blend(img, grey.mean((-3, -2, -1), keepdim=True), contrast_factor)


def adjust_saturation(img: Tensor, saturation_factor: float) -> Tensor:
    """0 without colour, 1 as it is."""
    if img.shape[-3] == 1:
        return img
    return _blend(img, rgb_to_grayscale(img), saturation_factor)


def adjust_hue(img: Tensor, hue_factor: float) -> Tensor:
    """Every colour moved round the circle of colours by a share of it, −0.5 to 0.5."""
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueRangeError(
            "Hues move by at most half the circle", expected="−0.5 to 0.5",
            actual=hue_factor,
        )  # fmt: skip
    if img.shape[-3] == 1:
        return img
    _need_colours(img)
    hue, saturation, value = _hsv(img)
    return _rgb((hue + hue_factor) % 1.0, saturation, value)


def _hsv(img: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    red, green, blue = (img[..., n, :, :] for n in range(3))
    most, least = img.amax(-3), img.amin(-3)
    spread = most - least
    grey = ops.equal(spread, 0.0)
    saturation = ops.where(grey, 0.0, spread / ops.where(ops.equal(most, 0.0), 1.0, most))
    divisor = ops.where(grey, 1.0, spread)
    from_red, from_green, from_blue = ((most - c) / divisor for c in (red, green, blue))
    hue = ops.where(
        ops.equal(most, red),
        from_blue - from_green,
        ops.where(ops.equal(most, green), from_red - from_blue + 2.0, from_green - from_red + 4.0),
    )
    return ops.where(grey, 0.0, (hue / 6.0 + 1.0) % 1.0), saturation, most


def _rgb(hue: Tensor, saturation: Tensor, value: Tensor) -> Tensor:
    """Each channel is `value` less what its distance on the circle takes away."""
    channels = []
    for offset in (5.0, 3.0, 1.0):
        place = (hue * 6.0 + offset) % 6.0
        share = ops.minimum(place, 4.0 - place).clamp(0, 1)
        channels.append((value - value * saturation * share).clamp(0, 1))
    return engine.stack(channels, -3)


guard(globals())
