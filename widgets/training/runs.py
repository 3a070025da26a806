"""Runs: a table of this session's training runs, the best of each column in bold."""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nodegraph_app.insight.numbers import count_text, result_text
from widgets.common.theme import Theme
from widgets.training.history import Run

_NAME, _OPTIMIZER, _RATE, _STEPS, _LOSS, _ACCURACY = range(6)
_COLUMNS = 6
_NO_PARENT = QModelIndex()
_Anywhere = QModelIndex | QPersistentModelIndex


class RunsModel(QAbstractTableModel):
    """One row a run, the newest first. A ticked run is drawn in the curves."""

    shown_changed = Signal()
    """Another set of runs is to be drawn."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._runs: list[Run] = []
        self._hidden: set[int] = set()

    def set_runs(self, runs: list[Run]) -> None:
        """Show these runs, the oldest first in the list."""
        same = [run.number for run in self._runs] == [run.number for run in reversed(runs)]
        if same and self._runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._runs) - 1, _COLUMNS - 1))
            return
        self.beginResetModel()
        self._runs = list(reversed(runs))
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.layoutChanged.emit()

    def is_shown(self, run: Run) -> bool:
        """Whether a run is ticked."""
        return run.number not in self._hidden

    def colour_of(self, run: Run) -> str:
        """The run at hand is blue, the ones before it take the colours after the first two."""
        newest = bool(self._runs) and run.number == self._runs[0].number
        return "chart.series.0" if newest else f"chart.series.{2 + (run.number - 1) % 4}"

    def rowCount(self, parent: _Anywhere = _NO_PARENT) -> int:
        """One row a run."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: _Anywhere = _NO_PARENT) -> int:
        """Name, optimizer, rate, steps, lowest validation loss, best accuracy."""
        return 0 if parent.isValid() else _COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Column titles, aligned as their column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("name"),
                self.tr("optimizer"),
                self.tr("rate"),
                self.tr("steps"),
                self.tr("lowest validation loss"),
                self.tr("best accuracy"),
            )[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Anywhere, role: int = 0) -> Any:
        """Text, alignment, weight, colour and tick of a cell."""
        run, column = self._runs[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(run, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.FontRole:
                return self._font(run, column)
            case Qt.ItemDataRole.ForegroundRole if column == _OPTIMIZER:
                return self._theme.color("text.secondary")
            case Qt.ItemDataRole.BackgroundRole if run is self._runs[0]:
                return QBrush(self._theme.color("accent.soft"))
            case Qt.ItemDataRole.CheckStateRole if column == _NAME:
                shown = self.is_shown(run)
                return Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Anywhere, value: Any, role: int = 0) -> bool:
        """Tick or untick a run."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        number = self._runs[index.row()].number
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._hidden.discard(number)
        else:
            self._hidden.add(number)
        self.dataChanged.emit(index, index)
        self.shown_changed.emit()
        return True

    def flags(self, index: _Anywhere) -> Qt.ItemFlag:
        """The name can be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == _NAME else flags

    def run_at(self, index: _Anywhere) -> Run:
        """The run of a row."""
        return self._runs[index.row()]

    def state_text(self, run: Run) -> str:
        """What is said of a run that did not simply end."""
        words = {
            "running": self.tr("running"),
            "paused": self.tr("paused"),
            "stopped": self.tr("stopped"),
            "failed": self.tr("failed"),
        }
        return words.get(run.state, "")

    def _text(self, run: Run, column: int) -> str:
        none = "–"
        if column == _NAME:
            return self.tr("run {number}").format(number=run.number)
        if column == _OPTIMIZER:
            return run.training.optimizer
        if column == _RATE:
            return result_text(run.training.lr, 3).rstrip("0").rstrip(".")
        if column == _STEPS:
            return self.tr("{done} of {total}").format(
                done=count_text(run.done_steps), total=count_text(run.total_steps)
            )
        value = run.best_validation_loss if column == _LOSS else run.best_accuracy
        return none if value is None else result_text(value, 4)

    def _font(self, run: Run, column: int) -> QFont:
        font = self._theme.font("body" if column == _NAME else "number")
        newest = run is self._runs[0]
        if self._is_best(run, column) or (column == _NAME and newest):
            font.setWeight(QFont.Weight.Bold)
        return font

    def _is_best(self, run: Run, column: int) -> bool:
        if column == _LOSS:
            losses = [r.best_validation_loss for r in self._runs]
            known = [loss for loss in losses if loss is not None]
            return bool(known) and run.best_validation_loss == min(known)
        if column == _ACCURACY:
            known = [r.best_accuracy for r in self._runs if r.best_accuracy is not None]
            return bool(known) and run.best_accuracy == max(known)
        return False


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == _NAME else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


class NameDelegate(QStyledItemDelegate):
    """The first cell of a run: tick, the colour of its curves, its name and how it stands."""

    def __init__(self, theme: Theme, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Anywhere) -> None:
        """Draw the four parts from left to right."""
        run = self._model.run_at(index)
        rect = QRectF(option.rect)
        background = index.data(Qt.ItemDataRole.BackgroundRole)
        if background is not None:
            painter.fillRect(rect, background)
        middle = rect.center().y()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_tick(painter, QRectF(rect.left() + 8, middle - 7, 14, 14), run)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._model.colour_of(run)))
        painter.drawRoundedRect(QRectF(rect.left() + 32, middle - 1.5, 14, 3), 1.5, 1.5)
        font = index.data(Qt.ItemDataRole.FontRole)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        painter.setFont(font)
        painter.setPen(self._theme.color("text.primary"))
        painter.drawText(rect.adjusted(56, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
        width = QFontMetricsF(font).horizontalAdvance(text)
        tone = "failed" if run.state == "failed" else "running"
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color(f"status.{tone}.text"))
        spot = rect.adjusted(56 + width + 8, 0, 0, 0)
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignVCenter), self._model.state_text(run))
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: _Anywhere,
    ) -> bool:
        """A click anywhere in the cell, or Space, ticks the run."""
        is_click = event.type() == QEvent.Type.MouseButtonRelease
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if not (is_click or (is_space and event.type() == QEvent.Type.KeyPress)):
            return False
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        other = Qt.CheckState.Unchecked
        return model.setData(
            index,
            other if checked == Qt.CheckState.Checked else Qt.CheckState.Checked,
            Qt.ItemDataRole.CheckStateRole,
        )

    def _paint_tick(self, painter: QPainter, box: QRectF, run: Run) -> None:
        shown = self._model.is_shown(run)
        edge = self._theme.color("accent.main" if shown else "border.strong")
        painter.setPen(QPen(edge, 1))
        painter.setBrush(edge if shown else self._theme.color("surface.raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if shown:
            ratio = painter.device().devicePixelRatioF()
            tick = self._theme.pixmap("check", "text.on_accent", 12, ratio)
            painter.drawPixmap(box.topLeft() + QPointF(1, 1), tick)


class RunsTable(QTableView):
    """The table of the model above; as high as its rows."""

    def __init__(self, theme: Theme, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._names = NameDelegate(theme, model, self)
        self.setItemDelegateForColumn(_NAME, self._names)
        self.setAccessibleName(self.tr("Runs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model.modelReset.connect(self._fit)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._names.set_theme(theme)
        self.viewport().update()

    def _fit(self) -> None:
        rows = self.verticalHeader().length()
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 4)
