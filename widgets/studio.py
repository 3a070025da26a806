"""The main window: lays the panels out and joins their signals, nothing else."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nodegraph_app.catalog.registry import default
from widgets.actions import Actions
from widgets.canvas.view import CanvasView
from widgets.code.code_view import CodeView
from widgets.code.export_dialog import ExportDialog
from widgets.common.placing import place
from widgets.common.settings import Settings
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.gallery.welcome import WelcomePage
from widgets.inspector.inspector import WIDTH as INSPECTOR_WIDTH
from widgets.inspector.inspector import Inspector
from widgets.inspector.training_form import TrainingForm
from widgets.inspector.value_tab import ValueTab
from widgets.palette.palette import WIDTH as PALETTE_WIDTH
from widgets.palette.palette import Palette
from widgets.palette.rail import RAIL_WIDTH
from widgets.search.search import Search
from widgets.stepper.dock import StepperDock
from widgets.training.panel import TrainingPanel
from widgets.window.dock import Dock
from widgets.window.handlers import handlers
from widgets.window.menu import main_menu
from widgets.window.project_commands import ProjectCommands
from widgets.window.status_bar import StatusBar
from widgets.window.toast import Toasts
from widgets.window.top_bar import TopBar

MINIMUM_WIDTH, MINIMUM_HEIGHT = 960, 600
WIDTH, HEIGHT = 1440, 900
NARROW_BELOW = 1100
STEPS_HEIGHT, TRAINING_HEIGHT = 206, 380


class Studio(QMainWindow):
    """One project in one window."""

    language_requested = Signal()
    """Show the other language: the window is made anew."""
    text_scale_requested = Signal(float)

    def __init__(
        self, workspace: Workspace, theme: ThemeManager, settings: Settings, language: str = "en"
    ) -> None:
        super().__init__()
        self.workspace, self.theme, self.settings = workspace, theme, settings
        self._is_narrow: bool | None = None
        self.commands = Actions(self, workspace, theme)
        self._make_panels(language)
        self._lay_out()
        self.project = ProjectCommands(self, workspace, settings)
        self.search = Search(self, workspace, default(), self.commands, theme)
        self.toasts = Toasts(self.canvas, theme)
        self.commands.attach_canvas(self.canvas)
        self.commands.connect_to(handlers(self))
        self.top_bar.set_menu(
            main_menu(self, self.commands, workspace, settings, self.project.open_path)
        )
        self._connect()
        self.setMinimumSize(MINIMUM_WIDTH, MINIMUM_HEIGHT)
        self.resize(WIDTH, HEIGHT)
        self._show_title()

    def _make_panels(self, language: str) -> None:
        workspace, theme, catalog = self.workspace, self.theme, default()
        self.top_bar = TopBar(workspace, self.commands, theme)
        self.top_bar.set_language("中文" if language == "en" else "EN")
        self.status_bar = StatusBar(workspace, theme)
        self.palette_panel = Palette(catalog, theme)
        self.canvas = CanvasView(workspace, theme)
        self.stepper = StepperDock(workspace, theme.theme)
        self.training = TrainingPanel(workspace, theme.theme)
        self.dock = Dock(theme)
        self.dock.add(self.tr("Steps"), "step", self.stepper)
        self.dock.add(self.tr("Training"), "chart", self.training)
        self.values = ValueTab("value", workspace, theme)
        self.gradient = ValueTab("gradient", workspace, theme)
        self.code = CodeView(workspace, theme)
        self.training_form = TrainingForm(workspace, theme)
        self.inspector = Inspector(
            workspace,
            catalog,
            theme,
            (
                (self.tr("Values"), self.values),
                (self.tr("Gradient"), self.gradient),
                (self.tr("Code"), self.code),
                (self.tr("Training"), self.training_form),
            ),
        )
        self.welcome = WelcomePage(self.settings, theme)
        self._dock_page: QWidget = self.stepper
        self._dock_heights = {self.stepper: STEPS_HEIGHT, self.training: TRAINING_HEIGHT}

    def _lay_out(self) -> None:
        self._upper = _splitter(Qt.Orientation.Horizontal, self.palette_panel, self.canvas)
        self._left = _splitter(Qt.Orientation.Vertical, self._upper, self.dock)
        self._work = _splitter(Qt.Orientation.Horizontal, self._left, self.inspector)
        self._upper.setSizes([PALETTE_WIDTH, WIDTH])
        self._left.setSizes([HEIGHT, STEPS_HEIGHT])
        self._work.setSizes([WIDTH - INSPECTOR_WIDTH, INSPECTOR_WIDTH])
        for splitter, grows in ((self._upper, 1), (self._left, 0), (self._work, 0)):
            splitter.setStretchFactor(grows, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._work)
        self._pages.addWidget(self.welcome)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self._pages, 1)
        column.addWidget(self.status_bar)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        self.palette_panel.chosen.connect(self._add_at_centre)
        self.canvas.add_requested.connect(self.search.add_node)
        self.canvas.node_activated.connect(lambda _: self.inspector.show())
        self.inspector.node_requested.connect(self._show_node)
        self.status_bar.problem_requested.connect(self._show_node)
        self.welcome.new_requested.connect(self.project.new)
        self.welcome.open_requested.connect(self.project.open)
        self.welcome.file_requested.connect(self.project.open_path)
        self.welcome.example_requested.connect(self.project.open_example)
        self.welcome.closed.connect(self.show_canvas)
        self.project.opened.connect(self.show_canvas)
        self.dock.opened.connect(self._fit_dock)
        self.workspace.notified.connect(self.toasts.show)
        self.workspace.saved_changed.connect(self._show_title)
        self.workspace.document_replaced.connect(self._show_title)
        self.theme.changed.connect(self._retouch)

    # Pages and panels

    def show_welcome(self) -> None:
        """Examples and recent files instead of the canvas."""
        self.welcome.refresh()
        self._pages.setCurrentWidget(self.welcome)
        self.welcome.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_canvas(self) -> None:
        """The canvas with its panels."""
        self._pages.setCurrentWidget(self._work)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def shows_welcome(self) -> bool:
        """Whether the welcome page is in front."""
        return self._pages.currentWidget() is self.welcome

    def toggle_palette(self) -> None:
        """Show or hide the palette."""
        self.palette_panel.setVisible(self.palette_panel.isHidden())

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self.inspector.setVisible(self.inspector.isHidden())

    def train(self) -> None:
        """Train, and show how it goes."""
        self.dock.open(self.training)
        self.workspace.train()

    def show_steps(self) -> None:
        """The steps, unless the dock is folded."""
        if not self.dock.is_folded and self.dock.page is not self.stepper:
            self.dock.open(self.stepper)

    def show_export(self) -> None:
        """The export dialog; the window goes on behind it."""
        path = self.workspace.document.path
        folder = (path.parent if path is not None else Path.home()) / "exported"
        dialog = ExportDialog(self.workspace, self.theme, folder, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_about(self) -> None:
        """What this is."""
        QMessageBox.about(
            self,
            self.tr("About"),
            self.tr("A visual node-graph editor for neural networks: build, step, train, export."),
        )

    def focus_next_panel(self) -> None:
        """F6: palette, canvas, dock, inspector, and around."""
        stops = [
            stop
            for stop in (self.palette_panel, self.canvas, self.dock, self.inspector)
            if stop.isVisible()
        ]
        focus = self.focusWidget()
        here = next((i for i, stop in enumerate(stops) if focus and _holds(stop, focus)), -1)
        there = stops[(here + 1) % len(stops)]
        if there is self.palette_panel:
            self.palette_panel.focus_search()
        elif there is self.canvas:
            there.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            first = _first_focusable(there)
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)

    def switch_language(self) -> None:
        """English, Chinese, English …"""
        self.language_requested.emit()

    def set_text_scale(self, factor: float) -> None:
        """Larger or smaller text."""
        self.text_scale_requested.emit(factor)

    # What Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short, panels fold before the canvas does."""
        super().resizeEvent(event)
        is_narrow = event.size().width() <= NARROW_BELOW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.palette_panel.set_narrow(is_narrow)
            self.inspector.setVisible(not is_narrow)
            self._upper.setSizes([RAIL_WIDTH if is_narrow else PALETTE_WIDTH, WIDTH])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes; end what runs."""
        if not self.project.may_leave():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        self.workspace.training.close()
        super().closeEvent(event)

    # Between panels

    def _fit_dock(self, page: QWidget) -> None:
        """Curves need more height than steps; each page keeps the height it was given."""
        whole = sum(self._left.sizes())
        if self._dock_page is not page:
            self._dock_heights[self._dock_page] = self._left.sizes()[1]
            self._dock_page = page
            wanted = min(self._dock_heights[page], whole // 2)
            self._left.setSizes([whole - wanted, wanted])

    def _add_at_centre(self, type_name: str) -> None:
        view = self.canvas.viewport()
        middle = self.canvas.mapToScene(view.rect().center())
        count = sum(1 for _ in self.workspace.document.nodes) % 8
        place(
            self.workspace, type_name, (middle.x() - 70 + 12 * count, middle.y() - 60 + 12 * count)
        )

    def _show_node(self, node: str) -> None:
        self.workspace.select([node])
        self.canvas.reveal(node)

    def _show_title(self) -> None:
        name = self.workspace.document.name or self.tr("Untitled")
        self.setWindowTitle(f"{name}[*]")
        self.setWindowModified(not self.workspace.is_saved)

    def _retouch(self) -> None:
        theme = self.theme.theme
        self.stepper.set_theme(theme)
        self.training.set_theme(theme)
        self.settings.theme = theme.name


def _splitter(orientation: Qt.Orientation, *parts: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for part in parts:
        splitter.addWidget(part)
    return splitter


def _holds(panel: QWidget, widget: QWidget) -> bool:
    return panel is widget or panel.isAncestorOf(widget)


def _first_focusable(panel: QWidget) -> QWidget | None:
    for widget in panel.findChildren(QWidget):
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and widget.isVisible() and widget.isEnabled():
            return widget
    return None


def main(argv: list[str]) -> int:
    """Open the studio, with the project file that ``argv`` names; returns the exit code."""
    from widgets.window.application import run

    return run(argv)
