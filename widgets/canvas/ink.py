"""Pens, brushes, fonts and laid-out texts of one theme, made once and shared by every item."""

import math
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText

from widgets.common.theme import Theme


class Ink:
    """Everything that the canvas draws with, looked up in one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.title_font = theme.font("node_title")
        self.far_title_fonts = tuple(
            _larger(self.title_font, factor) for factor in (1.5, 1.35, 1.2, 1.1)
        )
        """For 50 %: the largest that fits keeps a title readable."""
        self.mono_font = self._mono(10)
        self.mono_bold_font = QFont(self.mono_font)
        self.mono_bold_font.setBold(True)
        self.caption_font = theme.font("caption")
        self.label_font = theme.font("label")
        self.strong_label_font = QFont(self.label_font)
        self.strong_label_font.setWeight(QFont.Weight.DemiBold)
        self.title_metrics = QFontMetricsF(self.title_font)
        self.mono_metrics = QFontMetricsF(self.mono_font)
        self.caption_metrics = QFontMetricsF(self.caption_font)
        self.label_metrics = QFontMetricsF(self.label_font)
        self.strong_label_metrics = QFontMetricsF(self.strong_label_font)
        self.color = lru_cache(maxsize=256)(theme.color)
        self.pen = lru_cache(maxsize=256)(self._pen)
        self.text = lru_cache(maxsize=4096)(_static_text)
        self.width = lru_cache(maxsize=4096)(_width)

    def _mono(self, pixels: float) -> QFont:
        """The fixed font at a size that the type scale has no role for: parameter lines, shapes."""
        font = self.theme.font("number")
        font.setPointSizeF(font.pointSizeF() * pixels / 11)
        return font

    def _pen(self, color: str, width: float, *, cosmetic: bool = False) -> QPen:
        pen = QPen(self.color(color), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCosmetic(cosmetic)
        return pen

    def draw(
        self,
        painter: QPainter,
        x: float,
        baseline: float,
        text: str,
        font: QFont,
        color: str | QColor,
    ) -> None:
        """Text with its left end and its baseline where the design says."""
        painter.setFont(font)
        painter.setPen(self.color(color) if isinstance(color, str) else color)
        static, ascent = self.text(text, font)
        # Half px always go the same way, so that what stands in a row stands evenly.
        painter.drawStaticText(math.floor(x + 0.5), math.floor(baseline - ascent + 0.5), static)

    def draw_right(
        self,
        painter: QPainter,
        right: float,
        baseline: float,
        text: str,
        font: QFont,
        color: str | QColor,
    ) -> None:
        """Text that ends at ``right``; numbers stand this way."""
        self.draw(painter, right - self.width(text, font), baseline, text, font, color)

    def draw_middle(
        self,
        painter: QPainter,
        middle: float,
        baseline: float,
        text: str,
        font: QFont,
        color: str | QColor,
    ) -> None:
        """Text centred on ``middle``."""
        self.draw(painter, middle - self.width(text, font) / 2, baseline, text, font, color)


def _larger(font: QFont, factor: float) -> QFont:
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * factor)
    return larger


def _static_text(text: str, font: QFont) -> tuple[QStaticText, float]:
    """The laid-out text and the ascent of its font."""
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    static.prepare(font=font)
    return static, QFontMetricsF(font).ascent()


def _width(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)


def inset(rect: QRectF, by: float) -> QRectF:
    """``rect`` made smaller on every side; larger when ``by`` is negative."""
    return rect.adjusted(by, by, -by, -by)
