"""The error card on a node that fails: what was expected, what came, and the button that mends."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from nodegraph_app.text import translate
from widgets.canvas.anatomy import CardLayout
from widgets.canvas.faces import ProblemFace
from widgets.canvas.looks import Looks
from widgets.common.translation import shown

_ROW = 17.0
_EXPECTED = translate("canvas", "expected")
_ACTUAL = translate("canvas", "actual")
_MORE = translate("canvas", "More…")


def paint(
    painter: QPainter, looks: Looks, problem: ProblemFace, layout: CardLayout, hovered: bool
) -> None:
    """The whole card at 100 %."""
    ink = looks.ink
    _paint_surface(painter, looks, layout.rect)
    painter.setFont(ink.strong_label_font)
    painter.setPen(ink.color("status.failed.text"))
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    painter.drawText(layout.message, int(flags), problem.message)
    _paint_rows(painter, looks, problem, layout)
    if layout.button.isEmpty():
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color("accent.hover" if hovered else "accent.main"))
    painter.drawRoundedRect(layout.button, 5, 5)
    on_accent = ink.color("text.on_accent")
    icon = looks.icon("wrench", on_accent, painter.worldTransform().m11() * looks.ratio)
    corner = layout.button.topLeft()
    icon_rect = QRectF(corner.x() + 8, corner.y() + 6.5, 15, 15)
    painter.drawPixmap(icon_rect, icon, QRectF(icon.rect()))
    room = layout.button.width() - 36
    title = ink.strong_label_metrics.elidedText(
        problem.mends[0], Qt.TextElideMode.ElideRight, room + 2
    )
    baseline = layout.button.top() + 18
    ink.draw(painter, corner.x() + 28, baseline, title, ink.strong_label_font, on_accent)
    if not layout.more.isEmpty():
        left, baseline = layout.more.left() + 4, layout.more.top() + 18
        ink.draw(painter, left, baseline, shown(_MORE), ink.label_font, "text.link")


def paint_far(painter: QPainter, looks: Looks, layout: CardLayout) -> None:
    """The card where its words are too small to read: its surface and its button."""
    _paint_surface(painter, looks, layout.rect)
    if not layout.button.isEmpty():
        painter.setBrush(looks.ink.color("accent.main"))
        painter.drawRoundedRect(layout.button, 5, 5)


def _paint_surface(painter: QPainter, looks: Looks, rect: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(looks.ink.color("status.failed.soft"))
    painter.drawRoundedRect(rect, 6, 6)


def _paint_rows(painter: QPainter, looks: Looks, problem: ProblemFace, layout: CardLayout) -> None:
    """Expected and actual, one under the other so that they can be compared."""
    ink = looks.ink
    if not (problem.expected or problem.actual):
        return
    left = layout.message.left()
    words = (shown(_EXPECTED), shown(_ACTUAL))
    value_x = left + max(58.0, 10 + max(ink.width(word, ink.caption_font) for word in words))
    room = layout.rect.right() - 6 - value_x
    fonts: tuple[QFont, QFont] = (ink.mono_font, ink.mono_bold_font)
    values = (problem.expected, problem.actual)
    colors = ("text.primary", "status.failed.text")
    for row in range(2):
        baseline = layout.rows + row * _ROW
        ink.draw(painter, left, baseline, words[row], ink.caption_font, "status.failed.text")
        value = ink.mono_metrics.elidedText(values[row], Qt.TextElideMode.ElideRight, room)
        ink.draw(painter, value_x, baseline, value, fonts[row], colors[row])
