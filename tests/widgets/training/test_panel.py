"""The training panel: its buttons, its progress, its curves and its table, over a real worker."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nodegraph_app
from nodegraph_app.document.edits import SetTraining
from nodegraph_app.training.events import EpochDone, Failed, Finished, Started, StepDone
from widgets.common.theme import Theme
from widgets.common.workspace import Workspace
from widgets.training.history import Run
from widgets.training.panel import TrainingPanel


@pytest.fixture
def panel(qtbot: QtBot) -> TrainingPanel:
    workspace = Workspace(nodegraph_app.open("digits-mlp"))
    made = TrainingPanel(workspace, Theme.load("light"))
    workspace.setParent(made)
    qtbot.addWidget(made, before_close_func=lambda _: workspace.training.close())
    made.resize(1200, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


def workspace_of(panel: TrainingPanel) -> Workspace:
    found = panel.findChild(Workspace)
    assert isinstance(found, Workspace)
    return found


def tell(panel: TrainingPanel, number: int, *events: object) -> Run:
    """A run without a process: the workspace's signals as the worker would cause them."""
    workspace = workspace_of(panel)
    run = Run(number, "digits", workspace.document.training)
    panel.runs.append(run)
    for event in events:
        workspace.training_event.emit(event)
    panel.refresh()
    return run


def some_epochs(final_loss: float, accuracy: float) -> list[object]:
    events: list[object] = [Started(2, 10, 320, 80, 0, "cpu", 0)]
    for step in range(1, 21):
        events.append(StepDone(step, (step - 1) // 10 + 1, 2.0 / step))
        if step % 10 == 0:
            loss = final_loss * (3 - step // 10)
            events.append(EpochDone(step // 10, loss, loss, accuracy, accuracy, 0.1, 0.001))
    return events


def test_before_a_run_it_says_so_and_offers_train(panel: TrainingPanel) -> None:
    assert panel.train_button.isVisible()
    assert panel.train_button.property("kind") == "primary"
    assert not panel.charts.isVisible()
    assert not panel.pause_button.isVisible()


def test_the_figures_of_the_run_are_printed(panel: TrainingPanel) -> None:
    tell(panel, 1, *some_epochs(0.1, 0.9)[:14])
    assert panel.progress.text("epoch") == "Epoch 2 of 2"
    assert panel.progress.text("step") == "step 12 of 20"
    assert panel.progress.text("share") == "60\u2009%"
    assert panel.progress.bar.value() == 600
    assert [series.name for series in panel.charts.loss.series] == [
        "this batch",
        "training",
        "validation",
    ]


def test_the_pointer_shows_exact_values_in_both_charts(panel: TrainingPanel) -> None:
    tell(panel, 1, *some_epochs(0.1, 0.9))
    chart = panel.charts.loss
    QTest.qWait(20)
    QTest.mouseMove(chart.viewport(), QPoint(round(chart.screen_x(10)), 60))
    assert panel.charts.tip.isVisible()
    rows = {row.name: row.values for row in panel.charts.tip.rows}
    assert rows["this batch"] == ("0.20000", "–")
    assert rows["validation"] == ("0.20000", "0.90000")
    assert panel.charts.accuracy.pointer == 10


def test_the_best_of_each_column_is_bold(panel: TrainingPanel) -> None:
    tell(panel, 1, *some_epochs(0.2, 0.95), Finished("complete", {}))
    tell(panel, 2, *some_epochs(0.1, 0.9))
    model = panel.model
    bold = [
        [model.data(model.index(row, column), Qt.ItemDataRole.FontRole).bold() for column in (4, 5)]
        for row in (0, 1)
    ]
    assert bold == [[True, False], [False, True]]
    names = [model.index(row, 0).data() for row in (0, 1)]
    assert names == ["run 2", "run 1"]


def test_a_tick_takes_a_run_out_of_the_curves(panel: TrainingPanel) -> None:
    tell(panel, 1, *some_epochs(0.2, 0.95), Finished("complete", {}))
    tell(panel, 2, *some_epochs(0.1, 0.9))
    QTest.qWait(20)
    assert "run 1" in [series.name for series in panel.charts.loss.series]
    cell = panel.table.visualRect(panel.model.index(1, 0))
    QTest.mouseClick(
        panel.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(cell.left() + 14, cell.center().y()),
    )
    assert "run 1" not in [series.name for series in panel.charts.loss.series]


def test_a_failure_is_told_with_its_mend(panel: TrainingPanel) -> None:
    tell(panel, 1, Failed("The loss is NaN", "a number", "NaN", "step 3", "Lower the rate"))
    assert panel.note.text() == "The loss is NaN\nstep 3\nLower the rate"
    assert panel.progress.text("left") == "failed"


def test_a_regression_shows_no_accuracy(panel: TrainingPanel) -> None:
    tell(
        panel,
        1,
        Started(1, 2, 64, 16, 0, "cpu", 0),
        StepDone(1, 1, 3.0),
        EpochDone(1, 3.0, 2.0, None, None, 0.1, 0.001),
    )
    assert panel.charts.loss.isVisible()
    assert not panel.charts.accuracy.isVisible()


@pytest.mark.slow
def test_a_real_run_starts_pauses_goes_on_and_stops(panel: TrainingPanel, qtbot: QtBot) -> None:
    workspace = workspace_of(panel)
    workspace.apply(SetTraining("epochs", 500))
    QTest.mouseClick(panel.train_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(panel.runs and panel.runs[0].epochs), timeout=60_000)
    run = panel.runs[0]
    assert panel.pause_button.isVisible()
    assert not panel.train_button.isVisible()
    QTest.mouseClick(panel.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: run.state == "paused", timeout=20_000)
    assert panel.resume_button.property("kind") == "primary"
    done = run.done_steps
    QTest.mouseClick(panel.resume_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: run.done_steps > done, timeout=20_000)
    QTest.mouseClick(panel.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: run.state == "stopped", timeout=20_000)
    assert workspace.weights is not None
    qtbot.waitUntil(panel.train_button.isVisible)
