"""From numbers to colours: the limits of a map, its 8-bit picture, and the ink that reads on it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from nodegraph_app.insight.mosaic import symmetric_limit
from nodegraph_app.insight.numbers import result_text
from widgets.common.theme import Theme

MapKind = Literal["sequential", "diverging"]

LEVELS = 253
"""How many colours a map has: an odd count, so that a diverging one has an exact middle."""
NOT_A_NUMBER = 253
CLEAR = 254


@dataclass(frozen=True)
class ColourScale:
    """The limits shared by one picture, one mosaic or one equation."""

    kind: MapKind
    limit: float
    """A sequential map runs from 0 to the limit, a diverging one from −limit to +limit."""

    @classmethod
    def of(cls, *arrays: npt.ArrayLike) -> "ColourScale":
        """The scale of all arrays together: diverging as soon as one element is negative."""
        limit = max((symmetric_limit(array) for array in arrays), default=0.0)
        signed = any(bool((np.asarray(array) < 0).any()) for array in arrays)
        return cls("diverging" if signed else "sequential", limit)

    @classmethod
    def signed(cls, *arrays: npt.ArrayLike) -> "ColourScale":
        """A diverging scale of all arrays, for what may be negative: kernels and gradients."""
        return cls("diverging", max((symmetric_limit(array) for array in arrays), default=0.0))

    @property
    def low(self) -> float:
        """The number that has the first colour."""
        return -self.limit if self.kind == "diverging" else 0.0

    def limits_text(self) -> str:
        """Both limits as they are printed under a bar: "−1.49 … 1.49"."""
        return f"{result_text(self.low, 3)} … {result_text(self.limit, 3)}"

    def levels(self, values: npt.ArrayLike) -> npt.NDArray[np.uint8]:
        """The table index of each element; NaN and ±inf get one of their own."""
        array = np.asarray(values, dtype=np.float64)
        finite = np.isfinite(array)
        span = self.limit - self.low
        zero = 0.5 if self.kind == "diverging" else 0.0
        share = np.where(finite, array - self.low, 0.0) / span if span else zero + 0.0 * finite
        level = np.rint(np.clip(share, 0.0, 1.0) * (LEVELS - 1)).astype(np.uint8)
        return np.where(finite, level, np.uint8(NOT_A_NUMBER))


@lru_cache(maxsize=16)
def _table(stops: tuple[int, ...], not_a_number: int) -> tuple[int, ...]:
    """The 256 entries of a picture's colour table: linear steps of sRGB between the stops."""
    points = np.array([QColor.fromRgb(stop).getRgb()[:3] for stop in stops], dtype=np.float64)
    places = np.linspace(0, len(points) - 1, LEVELS)
    channels = [np.interp(places, range(len(points)), points[:, c]) for c in range(3)]
    rgb = np.rint(np.stack(channels, axis=1)).astype(int).tolist()
    opaque = [0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in rgb]
    return (*opaque, not_a_number, 0, 0)


def colour_table(theme: Theme, kind: MapKind) -> tuple[int, ...]:
    """The colour table of a map in a theme, with entries for what is not a number and for gaps."""
    stops = tuple(QColor(stop).rgb() for stop in theme.colormap_stops(kind))
    return _table(stops, theme.not_a_number().rgba())


@lru_cache(maxsize=16)
def _inks(table: tuple[int, ...]) -> tuple[QColor, ...]:
    return tuple(ink_on(QColor.fromRgb(entry)) for entry in table)


def inks(theme: Theme, kind: MapKind) -> tuple[QColor, ...]:
    """For each entry of the colour table, pure black or white: whichever reads better on it."""
    return _inks(colour_table(theme, kind))


def ink_on(colour: QColor) -> QColor:
    """Black or white, whichever has more contrast with a colour (WCAG 2 relative luminance)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    black, white = (luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)
    return QColor("#000000") if black >= white else QColor("#ffffff")


def picture(levels: npt.NDArray[np.uint8], table: tuple[int, ...]) -> QImage:
    """An 8-bit picture of table indices (H, W), with its own copy of the pixels."""
    pixels = np.ascontiguousarray(levels)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(table)
    return image


class ThemedPicture:
    """A picture that is made once; another theme only swaps its colour table."""

    def __init__(self, levels: npt.NDArray[np.uint8], kind: MapKind) -> None:
        self._levels = levels
        self._kind: MapKind = kind
        self._image: QImage | None = None
        self._table: tuple[int, ...] = ()

    def image(self, theme: Theme) -> QImage:
        """The picture in the colours of a theme."""
        table = colour_table(theme, self._kind)
        if self._image is None:
            self._image = picture(self._levels, table)
        elif table is not self._table:
            self._image.setColorTable(table)
        self._table = table
        return self._image
