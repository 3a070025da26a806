"""Under everything: the surface with its dots, and the sentence of an empty canvas."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from widgets.canvas.looks import Looks

_PITCH = 16
_DOTS_FROM = 0.5
_TILES = 32
"""Dots along the side of a tile: long rows are copied faster than short ones."""


def paint_background(painter: QPainter, looks: Looks, rect: QRectF) -> None:
    """Fill ``rect`` (canvas coordinates); from 50 % on with dots 16 px apart, 32 below 75 %."""
    transform = painter.worldTransform()
    scale = transform.m11()
    if scale < _DOTS_FROM:
        painter.fillRect(rect, looks.ink.color("surface.canvas"))
        return
    pitch = round(_PITCH * scale * (2 if scale < 0.75 else 1))
    tile = _dots(looks, pitch)
    device = transform.mapRect(rect).toAlignedRect()
    # The dots move with the canvas by whole px, so that scrolled pixels need no repair.
    x = (device.left() - round(transform.dx())) % (pitch * _TILES)
    y = (device.top() - round(transform.dy())) % (pitch * _TILES)
    painter.setWorldTransform(QTransform())
    painter.drawTiledPixmap(device, tile, QPoint(x, y))
    painter.setWorldTransform(transform)


def _dots(looks: Looks, pitch: int) -> QPixmap:
    """A tile of dots that repeats without a seam."""
    found = looks.tiles.get(pitch)
    if found is not None:
        return found
    side = pitch * _TILES
    pixmap = QPixmap(round(side * looks.ratio), round(side * looks.ratio))
    pixmap.setDevicePixelRatio(looks.ratio)
    pixmap.fill(looks.ink.color("surface.canvas"))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(looks.ink.color("surface.canvas_dot"))
    radius = 0.9 if pitch < 28 else 1.1
    for row in range(_TILES):
        for column in range(_TILES):
            centre = QPointF(column * pitch + pitch / 2, row * pitch + pitch / 2)
            painter.drawEllipse(centre, radius, radius)
    painter.end()
    looks.tiles[pitch] = pixmap
    return pixmap


def paint_hint(painter: QPainter, looks: Looks, text: str, port: QRect) -> None:
    """A sentence in the middle of the view."""
    transform = painter.worldTransform()
    painter.setWorldTransform(QTransform())
    painter.setFont(looks.ink.theme.font("body"))
    painter.setPen(looks.ink.color("text.tertiary"))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(port.adjusted(40, 0, -40, 0), int(flags), text)
    painter.setWorldTransform(transform)
