"""Where searches open and what a choice does: add a node, add it with its wire, run an action."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtWidgets import QWidget

from nodegraph_app.catalog.port import Role
from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.document.records import PortRef
from widgets.actions import Actions
from widgets.common.placing import is_output, place
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.search.candidates import Candidates, actions_for, fitting_types, types_for
from widgets.search.popup import SHADOW, SearchPopup

QUICK_WIDTH, COMMAND_WIDTH = 340, 520


class Search(QObject):
    """Opens one search at a time over a window."""

    def __init__(
        self,
        window: QWidget,
        workspace: Workspace,
        catalog: Catalog,
        actions: Actions,
        theme: ThemeManager,
    ) -> None:
        super().__init__(window)
        self._window, self._workspace, self._catalog = window, workspace, catalog
        self._actions, self._theme = actions, theme
        self.popup: SearchPopup | None = None

    def add_node(self, scene_place: QPointF, wire: PortRef | None, screen: QPoint) -> None:
        """Quick search at the pointer; with ``wire``, only what fits it, and it comes connected."""
        candidates = types_for(self._catalog)
        hint = self.tr("Add a node")
        if wire is not None:
            downstream = is_output(self._workspace, wire)
            state = self._workspace.compilation.nodes[wire.node]
            known = (state.outputs if downstream else state.inputs).get(wire.port)
            role = known.role if known is not None else Role.UNKNOWN
            shape = known.shape if known is not None else None
            candidates = fitting_types(self._catalog, role, shape, downstream=downstream)
            hint = self.tr("Add a node after this") if downstream else self.tr("Add a node before")
        popup = self._popup(hint, candidates, QUICK_WIDTH, self._no_type)
        where = (scene_place.x(), scene_place.y())
        popup.chosen.connect(lambda name: place(self._workspace, name, where, wire))
        popup.open_at(screen)

    def actions(self) -> None:
        """The command palette, under the top bar."""
        popup = self._popup(
            self.tr("Search actions"), actions_for(self._actions), COMMAND_WIDTH, self._no_action
        )
        popup.chosen.connect(lambda name: self._actions[name].trigger())
        left = (self._window.width() - COMMAND_WIDTH) // 2
        popup.open_at(self._window.mapToGlobal(QPoint(left, 8 + SHADOW)))

    def _no_type(self, query: str) -> str:
        nearest = ", ".join(node_type.name for node_type in self._catalog.nearest(query))
        return self.tr("No fitting node is called “{0}”. Nearest: {1}.").format(query, nearest)

    def _no_action(self, query: str) -> str:
        return self.tr("No action is called “{0}”.").format(query)

    def _popup(
        self, hint: str, candidates: Candidates, width: int, absence: Callable[[str], str]
    ) -> SearchPopup:
        if self.popup is not None:
            self.popup.close()
        popup = SearchPopup(self._theme, hint, candidates, width, self._window, absence)
        popup.destroyed.connect(lambda _=None, gone=popup: self._forget(gone))
        self.popup = popup
        return popup

    def _forget(self, gone: SearchPopup) -> None:
        if self.popup is gone:
            self.popup = None
