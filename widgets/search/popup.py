"""The search that opens over the window: a field, and under it what can be chosen, best first."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from widgets.common.search_box import SearchBox
from widgets.common.theme import ThemeManager
from widgets.search.candidates import Candidates, Entry
from widgets.search.delegate import ENTRY_ROLE, ROW_HEIGHT, EntryDelegate

SHADOW = 16
MOST_ROWS = 9


class SearchPopup(QWidget):
    """Lies over its window: typing searches, arrows move, Enter or a click chooses, Escape leaves.

    It knows nothing of what is chosen: ``chosen(key)`` is sent, then it closes. A child of the
    window rather than a window: its soft edge needs no compositing desktop.
    """

    chosen = Signal(str)
    left = Signal()
    """It was closed without a choice."""

    def __init__(
        self,
        theme: ThemeManager,
        hint: str,
        candidates: Candidates,
        width: int,
        parent: QWidget,
        absence: Callable[[str], str],
    ) -> None:
        """``absence`` is what to say when nothing is found for a query."""
        super().__init__(parent)
        self._absence = absence
        self._theme, self._candidates = theme, candidates
        self._is_chosen = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._before: QWidget | None = None
        self.setFixedWidth(width + 2 * SHADOW)
        self.field = SearchBox(theme, hint, "", self)
        self.rows = QListWidget()
        self.rows.setItemDelegate(EntryDelegate(theme, self.rows))
        self.rows.setAccessibleName(self.tr("Hits"))
        self.rows.setMouseTracking(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = QLabel()
        self.nothing.setProperty("look", "secondary")
        self.nothing.setWordWrap(True)
        self.nothing.setContentsMargins(8, 4, 8, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(SHADOW + 8, SHADOW + 8, SHADOW + 8, SHADOW + 8)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.rows)
        column.addWidget(self.nothing)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.rows.itemClicked.connect(self._choose)
        self._search("")

    def open_at(self, place: QPoint) -> None:
        """Show it with its corner at a global position, within the window."""
        window = self.parentWidget()
        corner = window.mapFromGlobal(place) - QPoint(SHADOW, SHADOW)
        x = max(0, min(corner.x(), window.width() - self.width()))
        y = max(0, min(corner.y(), window.height() - self.sizeHint().height()))
        self._before = window.focusWidget()
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().installEventFilter(self)

    def entries(self) -> list[Entry]:
        """What is offered now."""
        return [self.rows.item(row).data(ENTRY_ROLE) for row in range(self.rows.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that steer the list; a press anywhere else leaves."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            inside = self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))
            if not inside:
                self.close()
            return False
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_key and watched is self.field:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: MOST_ROWS,
                Qt.Key.Key_PageUp: -MOST_ROWS,
            }
            if event.key() in steps:
                self._move(steps[event.key()])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.rows.currentItem())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QEvent) -> None:
        """Give the keys back; tell when nothing was chosen."""
        super().hideEvent(event)
        QApplication.instance().removeEventFilter(self)
        if self._before is not None and self.field.hasFocus():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        if not self._is_chosen:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised card on a soft shadow."""
        theme = self._theme.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        if theme.name != "high_contrast":
            for spread in range(SHADOW - 2, 0, -1):
                path = QPainterPath()
                path.addRoundedRect(card.adjusted(-spread, -spread + 4, spread, spread + 2), 12, 12)
                painter.fillPath(path, QColor(0, 0, 0, 9 if theme.is_dark else 3))
        painter.setPen(theme.color("border.default"))
        painter.setBrush(theme.color("surface.raised"))
        painter.drawRoundedRect(card, 10, 10)
        painter.end()

    def _search(self, query: str) -> None:
        self.rows.clear()
        for entry in self._candidates(query):
            item = QListWidgetItem(entry.title)
            item.setData(ENTRY_ROLE, entry)
            item.setToolTip(entry.disabled)
            self.rows.addItem(item)
        count = self.rows.count()
        self.rows.setCurrentRow(0)
        self.rows.setFixedHeight(min(count, MOST_ROWS) * self._row_height() + 4)
        self.rows.setVisible(count > 0)
        self.nothing.setVisible(count == 0)
        self.nothing.setText(self._absence(query.strip()) if count == 0 else "")
        self.adjustSize()

    def _row_height(self) -> int:
        return round(ROW_HEIGHT * self._theme.theme.text_scale)

    def _move(self, rows: int) -> None:
        last = self.rows.count() - 1
        self.rows.setCurrentRow(max(0, min(self.rows.currentRow() + rows, last)))

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        entry: Entry = item.data(ENTRY_ROLE)
        if entry.disabled:
            return
        self._is_chosen = True
        self.hide()
        self.chosen.emit(entry.key)
        self.close()
