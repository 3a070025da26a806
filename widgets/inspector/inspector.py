"""The inspector: what is selected, its form and facts; its values, gradient and code below."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.document.events import DocumentChanged
from widgets.common.line import hairline
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.inspector.node_page import NodePage
from widgets.inspector.project_page import ProjectPage
from widgets.inspector.tabs import Tabs

WIDTH, MINIMUM_WIDTH = 304, 272


class Inspector(QScrollArea):
    """Follows the selection. ``pages`` are the tabs below: (title, widget), made by the window."""

    node_requested = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        catalog: Catalog,
        theme: ThemeManager,
        pages: Sequence[tuple[str, QWidget]],
    ) -> None:
        super().__init__()
        self._workspace, self._catalog, self._theme = workspace, catalog, theme
        self.setAccessibleName(self.tr("Inspector"))
        self.setWidgetResizable(True)
        self.setMinimumWidth(MINIMUM_WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setProperty("surface", "panel")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.page: NodePage | ProjectPage = self._new_page()
        self.tabs = Tabs()
        for title, page in pages:
            self.tabs.add(title, page)
        self._column.addWidget(self.page)
        self._column.addWidget(hairline())
        self._column.addWidget(self.tabs, 1)
        self.setWidget(body)
        workspace.document_replaced.connect(self._turn)
        workspace.selection_changed.connect(self._turn)
        workspace.document_changed.connect(self._follow)
        workspace.compiled.connect(self._refresh)
        workspace.timeline_changed.connect(lambda: self.page.refresh_status())
        theme.changed.connect(lambda _: self._turn())

    def _new_page(self) -> NodePage | ProjectPage:
        if len(self._workspace.selection) == 1:
            (node,) = self._workspace.selection
            return NodePage(node, self._workspace, self._catalog, self._theme)
        page = ProjectPage(self._workspace, self._theme)
        page.node_requested.connect(self.node_requested)
        return page

    def _turn(self) -> None:
        """Another page for another selection."""
        old = self.page
        self.page = self._new_page()
        self._column.replaceWidget(old, self.page)
        old.hide()
        old.deleteLater()

    def _follow(self, change: DocumentChanged) -> None:
        if change.moved_nodes and not change.changed_nodes and not change.added_nodes:
            return
        self._refresh()

    def _refresh(self, _nodes: object = None) -> None:
        self.page.refresh()
