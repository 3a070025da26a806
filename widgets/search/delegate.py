"""One line of a search: icon, title, what it is, and its keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from widgets.common.theme import Theme, ThemeManager
from widgets.search.candidates import Entry

ENTRY_ROLE = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 32
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class EntryDelegate(QStyledItemDelegate):
    """Paints an Entry."""

    def __init__(self, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All lines are equally high."""
        return QSize(200, round(ROW_HEIGHT * self._theme.theme.text_scale))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One line; the current one stands on the colour of a selection."""
        theme, entry = self._theme.theme, index.data(ENTRY_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("selection.text_background"))
            painter.drawRoundedRect(QRectF(option.rect.adjusted(2, 1, -2, -1)), 5, 5)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("surface.hover"))
            painter.drawRoundedRect(QRectF(option.rect.adjusted(2, 1, -2, -1)), 5, 5)
        self._paint_icon(painter, option, entry, theme)
        self._paint_texts(painter, option, entry, theme)
        painter.restore()

    def _paint_icon(
        self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry, theme: Theme
    ) -> None:
        ratio = painter.device().devicePixelRatio()
        x, y = option.rect.left() + 10, option.rect.center().y() - 10
        color = "text.disabled" if entry.disabled else "text.secondary"
        if entry.family:
            color = f"family.{entry.family}.text"
            painter.setBrush(theme.color(f"family.{entry.family}.tint"))
            painter.drawRoundedRect(QRectF(x, y, 22, 22), 5, 5)
        if entry.icon:
            painter.drawPixmap(x + 4, y + 4, theme.pixmap(entry.icon, color, 14, ratio))

    def _paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry, theme: Theme
    ) -> None:
        rect = option.rect.adjusted(42, 0, -12, 0)
        small = theme.font("caption")
        painter.setFont(small)
        painter.setPen(theme.color("text.tertiary"))
        if entry.keys:
            painter.drawText(rect, _RIGHT, entry.keys)
            rect.setRight(rect.right() - QFontMetrics(small).horizontalAdvance(entry.keys) - 12)
        title_width = QFontMetrics(theme.font("body")).horizontalAdvance(entry.title)
        rest = rect.adjusted(title_width + 12, 0, 0, 0)
        detail = QFontMetrics(small).elidedText(
            entry.detail, Qt.TextElideMode.ElideRight, max(0, rest.width())
        )
        if rest.width() > 40:
            painter.drawText(rest, _RIGHT, detail)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.disabled" if entry.disabled else "text.primary"))
        painter.drawText(rect, _LEFT, entry.title)
