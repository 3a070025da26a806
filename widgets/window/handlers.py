"""What every action does: one table from an action's id to the call."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from widgets.canvas import editing
from widgets.common.theme import TEXT_SCALES

if TYPE_CHECKING:
    from widgets.studio import Studio

Handlers = Mapping[str, Callable[[], object]]


def handlers(studio: "Studio") -> Handlers:
    """The handlers of one window; the ids stand in ``actions.ACTIONS``."""
    return {
        **_project(studio),
        **_editing(studio),
        **_view(studio),
        **_run(studio),
        "help.search": studio.search.actions,
        "help.about": studio.show_about,
    }


def _project(studio: "Studio") -> Handlers:
    project = studio.project
    return {
        "file.new": project.new,
        "file.open": project.open,
        "file.welcome": studio.show_welcome,
        "file.save": project.save,
        "file.save_as": project.save_as,
        "file.revert": project.revert,
        "file.export": studio.show_export,
        "file.quit": studio.close,
    }


def _editing(studio: "Studio") -> Handlers:
    workspace = studio.workspace
    return {
        "edit.undo": workspace.undo_stack.undo,
        "edit.redo": workspace.undo_stack.redo,
        "edit.cut": lambda: editing.cut(workspace),
        "edit.copy": lambda: editing.copy(workspace),
        "edit.paste": lambda: editing.paste_clipboard(workspace),
        "edit.duplicate": lambda: editing.duplicate(workspace),
        "edit.delete": lambda: editing.delete(workspace),
        "edit.select_all": lambda: editing.select_all(workspace),
        "edit.add": studio.canvas.request_add,
        "edit.arrange": lambda: editing.arrange(workspace) and studio.canvas.fit(),
    }


def _view(studio: "Studio") -> Handlers:
    canvas, dock = studio.canvas, studio.dock
    return {
        "view.fit": canvas.fit,
        "view.zoom_in": canvas.zoom_in,
        "view.zoom_out": canvas.zoom_out,
        "view.zoom_actual": canvas.zoom_actual,
        "view.palette": studio.toggle_palette,
        "view.inspector": studio.toggle_inspector,
        "view.steps": lambda: dock.open(studio.stepper),
        "view.training": lambda: dock.open(studio.training),
        "view.next_panel": studio.focus_next_panel,
        "view.theme": studio.theme.next,
        "view.language": studio.switch_language,
        "view.text_larger": lambda: studio.set_text_scale(_neighbour(studio, 1)),
        "view.text_smaller": lambda: studio.set_text_scale(_neighbour(studio, -1)),
    }


def _neighbour(studio: "Studio", step: int) -> float:
    """The next text size up or down."""
    here = TEXT_SCALES.index(studio.theme.theme.text_scale)
    return TEXT_SCALES[max(0, min(here + step, len(TEXT_SCALES) - 1))]


def _run(studio: "Studio") -> Handlers:
    workspace = studio.workspace
    moves: Handlers = {
        "run.step": workspace.step,
        "run.back": workspace.step_back,
        "run.over": workspace.step_over,
        "run.to_loss": workspace.run_to_loss,
        "run.restart": lambda: workspace.go_to(0),
        "run.next_batch": workspace.next_batch,
    }
    return {
        **{name: _seen(studio, move) for name, move in moves.items()},
        "run.once": workspace.run_once,
        "run.train": studio.train,
        "run.pause": workspace.pause,
        "run.stop": workspace.stop,
    }


def _seen(studio: "Studio", move: Callable[[], object]) -> Callable[[], object]:
    """A move of the playhead, with the steps in front."""

    def run() -> None:
        studio.show_steps()
        move()

    return run
