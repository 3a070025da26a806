"""The palette's list: opens families, starts drags, adds on Enter and double-click."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from nodegraph_app.catalog.registry import Catalog
from widgets.common.theme import ThemeManager
from widgets.palette.delegate import PaletteDelegate
from widgets.palette.drag import drag_pixmap, grip
from widgets.palette.model import ItemRole, PaletteModel

_FIRST_OPEN = "convolution"


class PaletteList(QTreeView):
    """Node types in their families, or the hits of a search."""

    chosen = Signal(str)
    """A type was asked for by Enter or double-click; its name."""

    def __init__(self, catalog: Catalog, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog, self._theme = catalog, theme
        self._model = PaletteModel(catalog)
        self._delegate = PaletteDelegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Node types"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._toggle)
        self.doubleClicked.connect(self._choose)
        theme.changed.connect(lambda _: self.doItemsLayout())
        self._open_families = {_FIRST_OPEN}
        self._reopen()

    def search(self, query: str) -> int:
        """Show what matches; the families again for an empty query. Returns the number of hits."""
        if query.strip():
            self._delegate.flat = True
            hits = self._model.show_hits(query)
            self.setCurrentIndex(self._model.index(0, 0))
            return hits
        self._delegate.flat = False
        self._model.show_families()
        self._reopen()
        return len(self._catalog.types)

    def choose_current(self) -> None:
        """As Enter does: ask for the current type."""
        self._choose(self.currentIndex())

    def move_current(self, rows: int) -> None:
        """Current row up or down, for the search box that keeps the focus."""
        row = max(0, min(self.currentIndex().row() + rows, self._model.rowCount() - 1))
        self.setCurrentIndex(self._model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds a type or opens a family."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
            self._toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """A drag shows the node's head under the pointer."""
        name = self.currentIndex().data(ItemRole.TYPE)
        if name is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData([self.currentIndex()]))
        node_type = self._catalog.types[name]
        drag.setPixmap(drag_pixmap(node_type, self._theme.theme, self.devicePixelRatioF()))
        drag.setHotSpot(QPoint(*grip()))
        drag.exec(Qt.DropAction.CopyAction)

    def _choose(self, index: object) -> None:
        name = index.data(ItemRole.TYPE)
        if name is not None:
            self.chosen.emit(name)

    def _toggle(self, index: object) -> None:
        if index.data(ItemRole.TYPE) is None and index.isValid():
            self.setExpanded(index, not self.isExpanded(index))
            family = index.data(ItemRole.FAMILY)
            self._open_families ^= {family}

    def _reopen(self) -> None:
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            self.setExpanded(index, index.data(ItemRole.FAMILY) in self._open_families)
