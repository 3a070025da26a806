"""The body of a node, drawn once for each look and zoom and then only copied.

Shadow, surface, header tint and border depend on family, size, border and scale alone; a canvas of
a thousand nodes has a few dozen of them.
"""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap, QTransform

from widgets.canvas.anatomy import HEADER
from widgets.canvas.ink import Ink, inset
from widgets.common.theme import parse_color, tokens

RADIUS = 8.0
SHADOW_REACH = 12.0
_KEPT = 400


@dataclass(frozen=True)
class Body:
    """What two nodes must share to look alike when empty."""

    family: str
    width: float
    height: float
    border: str
    header: float = HEADER


class ChromeCache:
    """Bodies as pixmaps, at the scale of the screen they are copied to."""

    def __init__(self, ink: Ink) -> None:
        self._ink = ink
        self.is_vector = False
        """Whether the painter writes a drawing (SVG) rather than pixels: then nothing is cached."""
        self._pixmaps: OrderedDict[tuple[Body, float, float], QPixmap] = OrderedDict()
        self._shadows: dict[float, QPixmap | None] = {}

    def draw(self, painter: QPainter, body: Body, ratio: float) -> None:
        """Copy the body to the origin of the painter, aligned to whole pixels of the screen."""
        transform = painter.worldTransform()
        scale = transform.m11()
        if self.is_vector:
            paint_body(painter, self._ink, body, None, 1.0)
            return
        pixmap = self._pixmap(body, scale, ratio)
        reach = round(SHADOW_REACH * scale * ratio)
        x = round(transform.dx() * ratio) - reach
        y = round(transform.dy() * ratio) - reach
        painter.setWorldTransform(QTransform.fromTranslate(x / ratio, y / ratio))
        painter.drawPixmap(0, 0, pixmap)
        painter.setWorldTransform(transform)

    def _pixmap(self, body: Body, zoom: float, ratio: float) -> QPixmap:
        scale = zoom * ratio
        key = (body, scale, ratio)
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            return found
        reach = round(SHADOW_REACH * scale)
        pixmap = QPixmap(
            round(body.width * scale) + 2 * reach, round(body.height * scale) + 2 * reach
        )
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(reach, reach)
        painter.scale(scale, scale)
        paint_body(painter, self._ink, body, self._shadow(scale), scale)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self._pixmaps[key] = pixmap
        if len(self._pixmaps) > _KEPT:
            self._pixmaps.popitem(last=False)
        return pixmap

    def _shadow(self, scale: float) -> QPixmap | None:
        if scale not in self._shadows:
            if len(self._shadows) > 8:
                self._shadows.clear()
            self._shadows[scale] = shadow_tile(self._ink.theme.name, scale)
        return self._shadows[scale]


def paint_body(
    painter: QPainter, ink: Ink, body: Body, shadow: QPixmap | None, scale: float
) -> None:
    """Shadow, surface, tinted header and border, with antialiasing on."""
    rect = QRectF(0.5, 0.5, body.width - 1, body.height - 1)
    if shadow is not None:
        _draw_nine(painter, shadow, QRectF(0, 0, body.width, body.height), scale)
    tint = ink.color(f"family.{body.family}.tint")
    outline = QPainterPath()
    outline.addRoundedRect(rect, RADIUS - 0.5, RADIUS - 0.5)
    painter.fillPath(outline, ink.color("surface.raised"))
    painter.fillPath(_header(rect, min(body.header, body.height)), tint)
    painter.strokePath(outline, ink.pen(body.border, 1.0))


def _header(rect: QRectF, height: float) -> QPainterPath:
    """The top of the body: round above, straight below (SVG has no clip for the whole shape)."""
    radius = RADIUS - 0.5
    path = QPainterPath()
    path.moveTo(rect.left(), height)
    path.lineTo(rect.left(), rect.top() + radius)
    path.arcTo(rect.left(), rect.top(), 2 * radius, 2 * radius, 180, -90)
    path.lineTo(rect.right() - radius, rect.top())
    path.arcTo(rect.right() - 2 * radius, rect.top(), 2 * radius, 2 * radius, 90, -90)
    path.lineTo(rect.right(), height)
    path.closeSubpath()
    return path


def shadow_tile(theme: str, scale: float) -> QPixmap | None:
    """The nine-patch that lies under a node: a soft frame of 4 x reach px; None without shadows."""
    layers = tokens()["shadow"][theme]["node"]
    if layers == "none":
        return None
    reach, side = SHADOW_REACH, 4 * SHADOW_REACH
    pixels = max(8, round(side * scale))
    total = np.zeros((pixels, pixels), dtype=np.float64)
    color = QColor()
    for layer in layers.split(","):
        dx, dy, blur, name = layer.split()
        color = parse_color(name)
        mask = _rounded_mask(pixels, scale, reach, float(dx), float(dy))
        soft = _blur(mask, float(blur) * scale / 2)
        total = total + soft * color.alphaF() * (1 - total)
    alpha = np.rint(total * 255).astype(np.uint8)
    bgra = np.zeros((pixels, pixels, 4), dtype=np.uint8)
    for channel, part in enumerate((color.blue(), color.green(), color.red())):
        bgra[..., channel] = np.rint(part * total)
    bgra[..., 3] = alpha
    image = QImage(bgra.data, pixels, pixels, 4 * pixels, QImage.Format.Format_ARGB32_Premultiplied)
    return QPixmap.fromImage(image.copy())


def _rounded_mask(pixels: int, scale: float, reach: float, dx: float, dy: float) -> np.ndarray:
    """Coverage of a rounded square inset by ``reach``, moved by (dx, dy): (pixels, pixels)."""
    image = QImage(pixels, pixels, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    square = inset(QRectF(0, 0, 4 * reach, 4 * reach), reach).translated(dx, dy)
    painter.drawRoundedRect(square, RADIUS, RADIUS)
    painter.end()
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(pixels, image.bytesPerLine())
    return rows[:, :pixels] / 255.0


def _blur(mask: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur of a picture that is zero at its edges."""
    if sigma < 0.25:
        return mask
    radius = max(1, round(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    rows = np.apply_along_axis(np.convolve, 1, mask, kernel, mode="same")
    return np.apply_along_axis(np.convolve, 0, rows, kernel, mode="same")


def _draw_nine(painter: QPainter, tile: QPixmap, rect: QRectF, scale: float) -> None:
    """Corners as they are, edges stretched: the tile around ``rect``."""
    reach = SHADOW_REACH
    outer = rect.marginsAdded(QMarginsF(reach, reach, reach, reach))
    cut = tile.width() // 2 - 1
    corner = cut / scale
    xs = (outer.left(), outer.left() + corner, outer.right() - corner, outer.right())
    ys = (outer.top(), outer.top() + corner, outer.bottom() - corner, outer.bottom())
    source = (0, cut, tile.width() - cut, tile.width())
    for row in range(3):
        for column in range(3):
            target = QRectF(xs[column], ys[row], xs[column + 1] - xs[column], ys[row + 1] - ys[row])
            part = QRect(
                source[column],
                source[row],
                source[column + 1] - source[column],
                source[row + 1] - source[row],
            )
            painter.drawPixmap(target, tile, QRectF(part))
