"""Every action of the window as data: id, title, shortcut, icon, and why it is disabled.

Menus, buttons, the command palette and the tests read this one table. What an action does is
registered by id; ``Actions`` makes the QActions and keeps them enabled or says why not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from nodegraph_app.compiler import Problem
from nodegraph_app.text import Text, translate
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown
from widgets.common.workspace import Workspace

WhyDisabled = Callable[[Workspace], Text | None]


def always(workspace: Workspace) -> Text | None:
    """Enabled whatever the state."""
    return None


def needs_nodes(workspace: Workspace) -> Text | None:
    """Enabled once there is a node."""
    if workspace.document.nodes:
        return None
    return translate("actions", "The canvas is empty. Drag a layer here or open an example.")


def needs_selection(workspace: Workspace) -> Text | None:
    """Enabled while something is selected."""
    return None if workspace.selection else translate("actions", "No node is selected.")


def needs_runnable(workspace: Workspace) -> Text | None:
    """Enabled while the network has nodes and can run."""
    return needs_nodes(workspace) or _to_mend(workspace.compilation.obstacles)


def _to_mend(problems: Sequence[Problem]) -> Text | None:
    if not problems:
        return None
    if len(problems) == 1:
        return translate("actions", "Mend this first: {message}", message=problems[0].message)
    return translate("actions", "Mend {count} problems first.", count=len(problems))


def needs_trainable(workspace: Workspace) -> Text | None:
    """Enabled while the network could be trained and no run is under way."""
    if workspace.training.state in ("running", "stopping"):
        return translate("actions", "A run is under way.")
    problems = workspace.compilation.problems
    warnings = tuple(problem for problem in problems if problem.severity == "warning")
    return needs_runnable(workspace) or _to_mend(warnings)


def needs_running(workspace: Workspace) -> Text | None:
    """Enabled while a run computes."""
    if workspace.training.state == "running":
        return None
    return translate("actions", "No run is under way.")


def needs_run(workspace: Workspace) -> Text | None:
    """Enabled while a run computes or is held."""
    if workspace.training.state in ("running", "paused"):
        return None
    return translate("actions", "No run is under way.")


def needs_undo(workspace: Workspace) -> Text | None:
    """Enabled while there is an edit to take back."""
    return None if workspace.undo_stack.canUndo() else translate("actions", "Nothing to undo.")


def needs_redo(workspace: Workspace) -> Text | None:
    """Enabled while an undone edit can be done again."""
    return None if workspace.undo_stack.canRedo() else translate("actions", "Nothing to redo.")


def needs_file_and_changes(workspace: Workspace) -> Text | None:
    """Enabled while the document differs from its file."""
    if workspace.document.path is None:
        return translate("actions", "The project has not been saved yet.")
    return translate("actions", "Nothing has changed.") if workspace.is_saved else None


def needs_played_steps(workspace: Workspace) -> Text | None:
    """Enabled while the playhead can go back."""
    if workspace.timeline is not None and workspace.timeline.position > 0:
        return None
    return translate("actions", "Nothing has run yet.")


@dataclass(frozen=True)
class ActionSpec:
    """One action. ``separated`` puts a line above it in its menu; the shortcut of an action that is
    ``on_canvas`` works only while the canvas has the focus, so that fields keep their keys.
    """

    id: str
    title: Text
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    why_disabled: WhyDisabled = field(default=always, repr=False)
    separated: bool = False
    on_canvas: bool = False

    @property
    def menu(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]


MENUS: Mapping[str, Text] = {
    "file": translate("actions", "File"),
    "edit": translate("actions", "Edit"),
    "view": translate("actions", "View"),
    "run": translate("actions", "Run"),
    "help": translate("actions", "Help"),
}

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("file.new", translate("actions", "New project"), ("Ctrl+N",), "new"),
    ActionSpec("file.open", translate("actions", "Open…"), ("Ctrl+O",), "folder"),
    ActionSpec("file.welcome", translate("actions", "Examples and recent files"), ("Ctrl+Shift+O",),
               "gallery"),
    ActionSpec("file.save", translate("actions", "Save"), ("Ctrl+S",), "save", separated=True),
    ActionSpec("file.save_as", translate("actions", "Save as…"), ("Ctrl+Shift+S",)),
    ActionSpec("file.revert", translate("actions", "Revert to the saved file"), (), "reset",
               needs_file_and_changes),
    ActionSpec("file.export", translate("actions", "Export code…"), ("Ctrl+E",), "export",
               needs_runnable, separated=True),
    ActionSpec("file.quit", translate("actions", "Quit"), ("Ctrl+Q",), separated=True),
    ActionSpec("edit.undo", translate("actions", "Undo"), ("Ctrl+Z",), "undo", needs_undo),
    ActionSpec("edit.redo", translate("actions", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
               needs_redo),
    ActionSpec("edit.cut", translate("actions", "Cut"), ("Ctrl+X",), "cut", needs_selection,
               separated=True, on_canvas=True),
    ActionSpec("edit.copy", translate("actions", "Copy"), ("Ctrl+C",), "copy", needs_selection,
               on_canvas=True),
    ActionSpec("edit.paste", translate("actions", "Paste"), ("Ctrl+V",), "paste", on_canvas=True),
    ActionSpec("edit.duplicate", translate("actions", "Duplicate"), ("Ctrl+D",), "duplicate",
               needs_selection, on_canvas=True),
    ActionSpec("edit.delete", translate("actions", "Delete"), ("Del", "Backspace"), "delete",
               needs_selection, on_canvas=True),
    ActionSpec("edit.select_all", translate("actions", "Select all"), ("Ctrl+A",), "",
               needs_nodes, separated=True, on_canvas=True),
    ActionSpec("edit.add", translate("actions", "Add a node…"), ("Space",), "plus", on_canvas=True),
    ActionSpec("edit.arrange", translate("actions", "Arrange the nodes"), ("Ctrl+L",), "layout",
               needs_nodes),
    ActionSpec("view.fit", translate("actions", "Fit the network into view"), ("Ctrl+0", "Home"),
               "fit", needs_nodes),
    ActionSpec("view.zoom_in", translate("actions", "Zoom in"), ("Ctrl++", "Ctrl+="), "plus"),
    ActionSpec("view.zoom_out", translate("actions", "Zoom out"), ("Ctrl+-",), "minus"),
    ActionSpec("view.zoom_actual", translate("actions", "Zoom to 100 %"), ("Ctrl+1",)),
    ActionSpec("view.palette", translate("actions", "Show or hide the palette"), ("F2",), "layers",
               separated=True),
    ActionSpec("view.inspector", translate("actions", "Show or hide the inspector"), ("F4",),
               "eye"),
    ActionSpec("view.steps", translate("actions", "Show the steps"), ("F7",), "step"),
    ActionSpec("view.training", translate("actions", "Show the training"), ("F8",), "chart"),
    ActionSpec("view.next_panel", translate("actions", "Go to the next panel"), ("F6",)),
    ActionSpec("view.theme", translate("actions", "Next theme"), ("Ctrl+Shift+T",), "moon",
               separated=True),
    ActionSpec("view.language", translate("actions", "Switch language"), ("Ctrl+Shift+L",),
               "language"),
    ActionSpec("view.text_larger", translate("actions", "Larger text"), ("Ctrl+Shift+.",)),
    ActionSpec("view.text_smaller", translate("actions", "Smaller text"), ("Ctrl+Shift+,",)),
    ActionSpec("run.once", translate("actions", "Run once"), ("Ctrl+R",), "run", needs_runnable),
    ActionSpec("run.step", translate("actions", "Step one operation"), ("F10",), "step",
               needs_runnable, separated=True),
    ActionSpec("run.back", translate("actions", "Step back"), ("Shift+F10",), "back",
               needs_played_steps),
    ActionSpec("run.over", translate("actions", "Step over the node"), ("F11",), "over",
               needs_runnable),
    ActionSpec("run.to_loss", translate("actions", "Run to the loss"), ("F5",), "to-loss",
               needs_runnable),
    ActionSpec("run.restart", translate("actions", "Back to the start"), ("Shift+F5",), "to-start",
               needs_played_steps),
    ActionSpec("run.next_batch", translate("actions", "Update and take the next batch"),
               ("Ctrl+F10",), "next-batch", needs_runnable),
    ActionSpec("run.train", translate("actions", "Train"), ("Ctrl+T",), "play",
               needs_trainable, separated=True),
    ActionSpec("run.pause", translate("actions", "Pause training"), ("Ctrl+P",), "pause",
               needs_running),
    ActionSpec("run.stop", translate("actions", "Stop training"), ("Ctrl+.",), "stop", needs_run),
    ActionSpec("help.search", translate("actions", "Search actions"), ("Ctrl+Shift+P",), "search"),
    ActionSpec("help.about", translate("actions", "About"), (), "info"),
)  # fmt: skip


class Actions(QObject):
    """The QActions of one window, made from the table and kept up to date with the workspace."""

    def __init__(self, window: QWidget, workspace: Workspace, theme: ThemeManager) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._theme = theme
        self._specs = {spec.id: spec for spec in ACTIONS}
        self._actions = {spec.id: self._make(spec, window) for spec in ACTIONS}
        for signal in (
            workspace.document_replaced, workspace.document_changed, workspace.compiled,
            workspace.selection_changed, workspace.timeline_changed,
            workspace.training_state_changed, workspace.saved_changed,
            workspace.history_changed,
        ):  # fmt: skip
            signal.connect(self.refresh)
        theme.changed.connect(self.retouch)
        self.retouch()
        self.refresh()

    def _make(self, spec: ActionSpec, window: QWidget) -> QAction:
        action = QAction(window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        if not spec.on_canvas:
            window.addAction(action)
        return action

    def attach_canvas(self, canvas: QWidget) -> None:
        """Let the keys of the canvas's own actions work while it has the focus."""
        for spec in ACTIONS:
            if spec.on_canvas:
                action = self._actions[spec.id]
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                canvas.addAction(action)

    def __getitem__(self, name: str) -> QAction:
        """The QAction of that id; KeyError for an id that is not in the table."""
        return self._actions[name]

    def connect_to(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Say what the actions of these ids do."""
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(lambda _checked=False, run=handler: run())

    def why_disabled(self, name: str) -> str:
        """The sentence that says why the action is disabled; empty while it is enabled."""
        reason = self._specs[name].why_disabled(self._workspace)
        return "" if reason is None else shown(reason)

    def refresh(self, *_: object) -> None:
        """Enable what can be done now, and let the tooltips of the rest say why not."""
        for spec in ACTIONS:
            action = self._actions[spec.id]
            reason = self.why_disabled(spec.id)
            action.setEnabled(not reason)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            title = action.text()
            action.setToolTip(reason or (f"{title} ({keys})" if keys else title))

    def retouch(self, *_: object) -> None:
        """Give every action its title in the language, and its icon in the theme, now in force."""
        for spec in ACTIONS:
            action = self._actions[spec.id]
            action.setText(shown(spec.title))
            if spec.icon:
                action.setIcon(self._theme.theme.icon(spec.icon))
        self.refresh()
