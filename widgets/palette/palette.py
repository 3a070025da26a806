"""The palette: every node type by family, a search box above, a narrow rail when room is short."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from nodegraph_app.catalog.registry import Catalog
from widgets.common.search_box import SearchBox
from widgets.common.theme import ThemeManager
from widgets.palette.list import PaletteList
from widgets.palette.rail import RAIL_WIDTH, PaletteRail

WIDTH, MINIMUM_WIDTH = 208, 176


class Palette(QWidget):
    """Types to drag onto the canvas; double-click or Enter adds one at the middle of the view."""

    chosen = Signal(str)
    """The user asks for a node of this type without saying where."""

    def __init__(
        self, catalog: Catalog, theme: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Palette"))
        self._full, self.rail = QWidget(self), PaletteRail(catalog, theme, self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._full)
        self._stack.addWidget(self.rail)
        self.search_box = SearchBox(theme, self.tr("Search, 搜索"), self.tr("Space"), self._full)
        self.list = PaletteList(catalog, theme, self._full)
        self._nothing = QLabel(self._full)
        self._nothing.setProperty("look", "secondary")
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(12, 4, 12, 4)
        self._nothing.hide()
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        box = QVBoxLayout()
        box.setContentsMargins(10, 10, 10, 8)
        box.addWidget(self.search_box)
        column.addLayout(box)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.search_box.textChanged.connect(self._search)
        self.search_box.installEventFilter(self)
        self.list.chosen.connect(self.chosen)
        self.rail.chosen.connect(self.chosen)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Fold to the rail of family icons, or unfold."""
        self._stack.setCurrentWidget(self.rail if narrow else self._full)
        self.setMinimumWidth(RAIL_WIDTH if narrow else MINIMUM_WIDTH)
        self.setMaximumWidth(RAIL_WIDTH if narrow else 2 * WIDTH)

    def focus_search(self) -> None:
        """Cursor into the search box."""
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter in the search box move and choose in the list."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.search_box and is_press and self._steer(event.key()):
            return True
        return super().eventFilter(watched, event)

    def _steer(self, key: int) -> bool:
        if key == Qt.Key.Key_Down:
            self.list.move_current(1)
        elif key == Qt.Key.Key_Up:
            self.list.move_current(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.choose_current()
        elif key == Qt.Key.Key_Escape and self.search_box.text():
            self.search_box.clear()
        else:
            return False
        return True

    def _search(self, query: str) -> None:
        hits = self.list.search(query)
        self._nothing.setVisible(hits == 0)
        if hits == 0:
            nearest = ", ".join(node_type.name for node_type in self._catalog.nearest(query))
            self._nothing.setText(
                self.tr("No node is called “{0}”. Nearest: {1}.").format(query.strip(), nearest)
            )
