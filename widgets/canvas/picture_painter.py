"""Pictures on the faces of nodes: tiles, one image, bars, cells, a number, classes of a loss."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from nodegraph_app.insight.numbers import result_text
from nodegraph_app.insight.thumbnail import GAP, TILE, Thumbnail
from widgets.canvas.ink import Ink
from widgets.canvas.pictures import (
    IMAGE_SIDE,
    LossPicture,
    Picture,
    SingleImage,
    bar_places,
    bar_tops,
)
from widgets.views.colour import CLEAR, ColourScale, colour_table, picture

_LABELLED_BARS = 12
_MOST_ROWS = 4
"""Up to this many values are told as numbers, each beside its bar."""


class FacePicture:
    """One picture, its pixels made once for one theme."""

    def __init__(self, data: Picture, ink: Ink) -> None:
        self.data = data
        self._ink = ink
        self._image = _image(data, ink)
        self.pixmap = QPixmap.fromImage(self._image) if self._image is not None else None

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Draw within ``room``, in the item's coordinates, at 100 % detail."""
        if self.pixmap is not None:
            self._paint_pixels(painter, room)
        elif isinstance(self.data, LossPicture):
            _paint_loss(painter, self._ink, self.data, room)
        elif isinstance(self.data, Thumbnail) and self.data.form == "bars":
            few = self.data.array.size <= _MOST_ROWS
            paint_bars = _paint_rows if few else _paint_bars
            paint_bars(painter, self._ink, self.data, room)
        elif isinstance(self.data, Thumbnail):
            _paint_number(painter, self._ink, self.data, room)

    def _paint_pixels(self, painter: QPainter, room: QRectF) -> None:
        """Nearest neighbour and a whole number of px a cell, in the middle of the room."""
        target = self.pixel_rect(room)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawPixmap(target, self.pixmap, QRectF(self.pixmap.rect()))
        if isinstance(self.data, SingleImage):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._ink.pen("border.default", 1.0))
            painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))

    def pixel_rect(self, room: QRectF) -> QRectF:
        """Where the pixels lie in the room."""
        size = QSizeF(self._image.size())
        if isinstance(self.data, SingleImage):
            size *= max(1, int(IMAGE_SIDE // max(size.width(), size.height())))
        elif self.data.form == "cells":
            scale = min(room.width() / size.width(), (room.height() - 4) / size.height(), 10.0)
            size *= max(1.0, float(int(scale))) if scale >= 1 else scale
        left = room.left() + (room.width() - size.width()) / 2
        top = room.top()
        if isinstance(self.data, SingleImage) or self.data.form == "cells":
            top += max(0.0, (room.height() - size.height()) / 2)
        return QRectF(QPointF(round(left), round(top)), size)


def paint_ghost(
    painter: QPainter, ink: Ink, role: str, room: QRectF, *, is_loss: bool, is_source: bool
) -> None:
    """What stands in the place of a picture before anything ran: its form without its numbers."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color("surface.sunken"))
    if is_source:
        side = IMAGE_SIDE
        left, top = room.center().x() - side / 2, room.center().y() - side / 2
        painter.drawRoundedRect(QRectF(round(left), round(top), side, side), 2, 2)
        return
    if role == "image":
        columns = int((room.width() + GAP) // (TILE + GAP))
        left = room.left() + (room.width() - columns * (TILE + GAP) + GAP) / 2
        for row in range(int((room.height() + GAP) // (TILE + GAP))):
            for column in range(columns):
                x, y = left + column * (TILE + GAP), room.top() + row * (TILE + GAP)
                painter.drawRoundedRect(QRectF(round(x), round(y), TILE, TILE), 2, 2)
        return
    if is_loss:
        for row in range(3):
            bar = QRectF(room.left() + 4, room.top() + 5 + 15 * row, room.width() - 8, 8)
            painter.drawRoundedRect(bar, 2, 2)
        return
    bar, places = bar_places(8, room.width() - 8)
    for place, tall in zip(places, (18, 30, 12, 24, 36, 16, 28, 20), strict=True):
        rect = QRectF(room.left() + 4 + place, room.center().y() + 18 - tall, bar, tall)
        painter.drawRoundedRect(rect, 1.5, 1.5)


def _image(data: Picture, ink: Ink) -> QImage | None:
    """The 8-bit picture of what is made of pixels; None for what is drawn with lines."""
    if not isinstance(data, SingleImage) and not (
        isinstance(data, Thumbnail) and data.form in ("tiles", "cells")
    ):
        return None
    array = data.array
    scale = ColourScale.of(array)
    levels = scale.levels(array)
    levels[np.isnan(array)] = CLEAR
    return picture(levels, colour_table(ink.theme, scale.kind))


def _paint_bars(painter: QPainter, ink: Ink, data: Thumbnail, room: QRectF) -> None:
    labelled = data.array.size <= _LABELLED_BARS
    height = room.height() - (18 if labelled else 6) - 4
    area = QRectF(room.left() + 1, room.top() + 3, room.width() - 2, height)
    zero, tops = bar_tops(data.array, area.height())
    width, places = bar_places(data.array.size, area.width())
    painter.setPen(Qt.PenStyle.NoPen)
    for place, top in zip(places, tops, strict=True):
        sign = "chart.series.1" if top <= zero else "chart.series.0"
        painter.setBrush(ink.color(sign))
        low, high = min(top, zero), max(top, zero)
        bar = QRectF(area.left() + place, area.top() + low, width, max(high - low, 0.75))
        painter.drawRoundedRect(bar, 1, 1)
    painter.setPen(ink.pen("border.strong", 1.0))
    line = round(area.top() + zero) + 0.5
    painter.drawLine(QPointF(area.left(), line), QPointF(area.right(), line))
    if labelled:
        for number, place in enumerate(places):
            middle = area.left() + place + width / 2
            baseline = room.bottom() - 1
            ink.draw_middle(painter, middle, baseline, str(number), ink.mono_font, "text.secondary")


def _paint_rows(painter: QPainter, ink: Ink, data: Thumbnail, room: QRectF) -> None:
    """A few values: index, bar from the middle, number."""
    texts = [result_text(float(value), 3) for value in data.array]
    number = max(ink.width(text, ink.mono_font) for text in texts)
    left, right = room.left() + 2, room.right()
    track = QRectF(left + 12, 0, right - left - number - 20, 8)
    top = room.center().y() - 15 * len(texts) / 2
    limit = data.limit or 1.0
    signed = bool((data.array < 0).any())
    zero = track.center().x() if signed else track.left()
    reach = track.right() - zero
    for place, text in enumerate(texts):
        baseline = round(top + 15 * place + 11)
        track.moveTop(baseline - 7.5)
        ink.draw(painter, left, baseline, str(place), ink.mono_font, "text.tertiary")
        ink.draw_right(painter, right, baseline, text, ink.mono_font, "text.primary")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.color("surface.sunken"))
        painter.drawRoundedRect(track, 2, 2)
        value = float(data.array[place])
        if not np.isfinite(value):
            continue
        bar = QRectF(zero, track.top(), reach * value / limit, track.height()).normalized()
        painter.setBrush(ink.color("chart.series.0" if value < 0 else "chart.series.1"))
        painter.drawRoundedRect(bar, min(2, bar.width() / 2), 2)


def _paint_number(painter: QPainter, ink: Ink, data: Thumbnail, room: QRectF) -> None:
    value = float(data.array.ravel()[0])
    text = str(int(value)) if value.is_integer() else result_text(value)
    middle = room.center()
    ink.draw_middle(
        painter, middle.x(), middle.y() + 6, text, ink.theme.font("number_hero"), "text.primary"
    )


def _paint_loss(painter: QPainter, ink: Ink, data: LossPicture, room: QRectF) -> None:
    left, right = room.left() + 4, room.right() - 2
    name = max((ink.width(row.label, ink.mono_font) for row in data.rows), default=0.0)
    number = ink.width("0.000", ink.mono_font)
    for place, row in enumerate(data.rows):
        baseline = room.top() + 12 + 15 * place
        ink.draw(painter, left, baseline, row.label, ink.mono_font, "text.secondary")
        ink.draw_right(
            painter, right, baseline, f"{row.share:.3f}", ink.mono_font, "text.secondary"
        )
        track = QRectF(left + name + 6, baseline - 7.5, right - left - name - number - 14, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.color("surface.sunken"))
        painter.drawRoundedRect(track, 2, 2)
        track.setWidth(max(2.0, track.width() * row.share))
        painter.setBrush(ink.color("status.ready.main" if row.is_target else "text.tertiary"))
        painter.drawRoundedRect(track, 2, 2)
    baseline = room.bottom() - 3 if data.rows else room.center().y()
    ink.draw(painter, left, baseline, "loss", ink.mono_font, "text.secondary")
    ink.draw_right(painter, right, baseline, data.loss, ink.mono_bold_font, "text.primary")
