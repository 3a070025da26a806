"""Formula: one line of mathematics with lowered and raised parts, as a small layout of its own.

The source is the text of a primitive's declaration: ``y[n,o] = b[o] + Σ_{c,u,v} x[n,c] · w[o,c]``.
"""

import re
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.common.theme import Theme

Place = Literal["line", "lowered", "raised"]

_FAMILIES = (
    "STIX Two Text",
    "Cambria",
    "Liberation Serif",
    "Times New Roman",
    "DejaVu Serif",
)
_SIZE = 14 / 12.5
_SMALL = 0.74
_SCRIPT = re.compile(r"([_^])(?:\{([^}]*)\}|(\w))")
_INDEX = re.compile(r"(\[[^\]]*\])")
_LETTERS = re.compile(r"([A-Za-z]+)")


@dataclass(frozen=True)
class Run:
    """A piece of the formula that is set in one font at one height."""

    text: str
    place: Place = "line"
    italic: bool = False


def runs(formula: str) -> tuple[Run, ...]:
    """The formula's pieces: ``_x``, ``_{…}`` lowered, ``^x``, ``^{…}`` raised, indices italic."""
    found: list[Run] = []
    end = 0
    for match in _SCRIPT.finditer(formula):
        found += _line(formula[end : match.start()])
        place: Place = "lowered" if match[1] == "_" else "raised"
        found.append(Run(match[2] if match[2] is not None else match[3], place, italic=True))
        end = match.end()
    found += _line(formula[end:])
    return tuple(found)


def plain(formula: str) -> str:
    """The formula as screen readers get it, without the marks for lowered and raised parts."""
    return "".join(run.text for run in runs(formula))


def _line(text: str) -> list[Run]:
    """Text on the line; the letters inside square brackets are set italic, as indices are."""
    found: list[Run] = []
    for part in _INDEX.split(text):
        pieces = _LETTERS.split(part) if part.startswith("[") else [part]
        found += [Run(p, italic=part.startswith("[") and p.isalpha()) for p in pieces if p]
    return found


def _longest(text: str, room: float, metrics: QFontMetricsF) -> str:
    """The longest beginning of a text that fits."""
    while text and metrics.horizontalAdvance(text) > room:
        text = text[:-1]
    return text.rstrip()


class FormulaLabel(QWidget):
    """Paints a formula on one line; what does not fit fades out in an ellipsis and stands in the
    tooltip in full."""

    def __init__(self, theme: Theme, formula: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[Run, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_formula(formula)

    def set_formula(self, formula: str) -> None:
        """Show another formula."""
        self._runs = runs(formula)
        self.setAccessibleName(self.tr("Formula"))
        self.setAccessibleDescription(plain(formula))
        self.setToolTip(plain(formula))
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole line, with room for what is lowered."""
        metrics = QFontMetricsF(self._font("line", False))
        width = sum(self._advance(run) for run in self._runs)
        return QSize(round(width) + 2, round(metrics.height()) + 4)

    def minimumSizeHint(self) -> QSize:
        """It gives way before anything else does."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Run after run on one base line."""
        painter = QPainter(self)
        painter.setPen(self._theme.color("text.primary"))
        metrics = QFontMetricsF(self._font("line", False))
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        shift = {"line": 0.0, "lowered": metrics.height() * 0.2, "raised": -metrics.height() * 0.3}
        x, dots = 0.0, metrics.horizontalAdvance("…")
        for position, run in enumerate(self._runs):
            advance = self._advance(run)
            last = position == len(self._runs) - 1
            if x + advance > self.width() - (0 if last else dots):
                painter.setFont(self._font("line", False))
                fitting = _longest(run.text, self.width() - x - dots, metrics)
                painter.drawText(QPointF(x, base), f"{fitting}…")
                return
            painter.setFont(self._font(run.place, run.italic))
            painter.drawText(QPointF(x, base + shift[run.place]), run.text)
            x += advance

    def _advance(self, run: Run) -> float:
        return QFontMetricsF(self._font(run.place, run.italic)).horizontalAdvance(run.text)

    def _font(self, place: Place, italic: bool) -> QFont:
        return formula_font(self._theme, small=place != "line", italic=italic)


def formula_font(theme: Theme, *, small: bool = False, italic: bool = False) -> QFont:
    """The serif face of formulas at the theme's text scale."""
    font = theme.font("body")
    font.setFamilies([*_FAMILIES, *font.families()])
    font.setPointSizeF(font.pointSizeF() * _SIZE * (_SMALL if small else 1.0))
    font.setItalic(italic)
    return font
