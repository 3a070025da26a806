"""How a row of the palette is painted: a family with its count, or a type with its shape."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from widgets.common.theme import Theme, ThemeManager
from widgets.palette.model import ItemRole

Index = QModelIndex | QPersistentModelIndex

FAMILY_HEIGHT, TYPE_HEIGHT, HIT_HEIGHT = 30, 26, 30


class PaletteDelegate(QStyledItemDelegate):
    """Paints by what the item is; ``flat`` rows are search hits and carry their icon."""

    def __init__(self, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.flat = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows stand on the grid of the type scale."""
        height = HIT_HEIGHT if self.flat else TYPE_HEIGHT
        if index.data(ItemRole.TYPE) is None:
            height = FAMILY_HEIGHT
        return QSize(120, round(height * self._theme.theme.text_scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme.theme
        if index.data(ItemRole.TYPE) is None:
            self._paint_family(painter, option, index, theme)
        else:
            self._paint_type(painter, option, index, theme)
        painter.restore()

    def _paint_family(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        view = option.widget
        is_open = bool(view is not None and view.isExpanded(index))
        rect = option.rect
        _background(painter, option, rect.adjusted(4, 1, -4, -1), theme)
        middle = rect.center().y() + 1
        chevron = theme.pixmap("chevron-down" if is_open else "chevron-right", "text.tertiary", 12,
                               painter.device().devicePixelRatio())  # fmt: skip
        painter.drawPixmap(rect.left() + 8, middle - 6, chevron)
        swatch(painter, QRect(rect.left() + 27, middle - 11, 22, 22), index, theme)
        font = theme.font("body")
        font.setWeight(QFont.Weight.DemiBold if is_open else QFont.Weight.Normal)
        self._texts(painter, option.rect.adjusted(56, 0, -12, 0), index, theme, font,
                    theme.font("caption"))  # fmt: skip

    def _paint_type(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        left = 8 if self.flat else 41
        rect = option.rect.adjusted(left, 1, -8, -1)
        _background(painter, option, rect, theme)
        if self.flat:
            swatch(painter, QRect(rect.left() + 4, rect.center().y() - 10, 22, 22), index, theme)
        indent = 34 if self.flat else 8
        hint = theme.font("number_cell")
        self._texts(painter, rect.adjusted(indent, 0, -8, 0), index, theme, theme.font("label"),
                    hint)  # fmt: skip

    def _texts(
        self, painter: QPainter, rect: QRect, index: Index, theme: Theme, font: QFont, small: QFont
    ) -> None:
        """Name left, hint right; the hint goes before the name is cut."""
        name, hint = index.data(Qt.ItemDataRole.DisplayRole), index.data(ItemRole.HINT) or ""
        metrics, hint_width = QFontMetrics(font), QFontMetrics(small).horizontalAdvance(hint)
        if hint and metrics.horizontalAdvance(name) + 8 + hint_width > rect.width():
            hint, hint_width = "", 0
        middle_left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(theme.color("text.primary"))
        room = rect.width() - hint_width
        painter.drawText(
            rect, middle_left, metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        )
        painter.setFont(small)
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hint)


def swatch(painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
    """The icon on a square of its family's tint."""
    family = index.data(ItemRole.FAMILY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"family.{family}.tint"))
    painter.drawRoundedRect(QRectF(rect), 5, 5)
    icon = theme.pixmap(index.data(ItemRole.ICON), f"family.{family}.text", 14,
                        painter.device().devicePixelRatio())  # fmt: skip
    painter.drawPixmap(rect.left() + 4, rect.top() + 4, icon)


def _background(painter: QPainter, option: QStyleOptionViewItem, rect: QRect, theme: Theme) -> None:
    """Hover and selection; the selection is blue only while the list has the focus."""
    state = option.state
    is_selected = bool(state & QStyle.StateFlag.State_Selected)
    has_focus = bool(option.widget is not None and option.widget.hasFocus())
    painter.setPen(Qt.PenStyle.NoPen)
    if is_selected and has_focus:
        painter.setBrush(theme.color("selection.text_background"))
    elif is_selected or state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(theme.color("surface.hover"))
    else:
        return
    painter.drawRoundedRect(QRectF(rect), 5, 5)
