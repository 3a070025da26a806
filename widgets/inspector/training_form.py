"""The training set-up of the document as a form: optimizer, rate, batch, epochs, split, seed."""

from typing import get_args

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.parameter import Kind, Parameter
from nodegraph_app.document.edits import SetTraining
from nodegraph_app.document.records import Training
from nodegraph_app.text import Text, translate
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.inspector.form import ParameterForm


def _limits(name: str) -> tuple[float | None, float | None]:
    """What the record of the file allows."""
    field = Training.model_fields[name]
    tiny = 0 if field.annotation is int else 1e-12
    gap = 1 if field.annotation is int else 1e-6
    least = most = None
    for rule in field.metadata:
        least = getattr(rule, "ge", least)
        most = getattr(rule, "le", most)
        if (above := getattr(rule, "gt", None)) is not None:
            least = above + tiny
        if (below := getattr(rule, "lt", None)) is not None:
            most = below - gap
    return least, most


def _declare(name: str, kind: Kind, help_text: Text) -> Parameter:
    return Parameter(name, kind, getattr(Training(), name), help_text, *_limits(name))


def _choice(name: str, choices: tuple[str, ...], help_text: Text) -> Parameter:
    return Parameter(name, "choice", getattr(Training(), name), help_text, choices=choices)


OPTIMIZERS: tuple[str, ...] = get_args(Training.model_fields["optimizer"].annotation)
DEVICES = ("cpu", "cuda")

SETUP = NodeType(
    name="Training",
    family="optimizer",
    help=translate("training", "How the network learns."),
    parameters=(
        _choice("optimizer", OPTIMIZERS,
                translate("training", "How the gradient becomes a change of the parameters.")),
        _declare("lr", "float", translate("training", "Learning rate: how far one update goes.")),
        _declare("momentum", "float",
                 translate("training", "Share of the last change that goes on (SGD).")),
        _declare("weight_decay", "float",
                 translate("training", "Pull of every parameter towards zero.")),
        _declare("batch_size", "integer", translate("training", "Samples in one update.")),
        _declare("epochs", "integer", translate("training", "Passes over the training data.")),
        _declare("validation", "float",
                 translate("training", "Share of the data held out to check on.")),
        _declare("seed", "integer",
                 translate("training", "The same seed gives the same run, to the bit.")),
        _choice("device", DEVICES, translate("training", "Where it is computed.")),
    ),
)  # fmt: skip


class TrainingForm(QWidget):
    """Shows ``document.training`` and edits it."""

    def __init__(self, workspace: Workspace, theme: ThemeManager) -> None:
        super().__init__()
        self._workspace = workspace
        self.form = ParameterForm(SETUP, theme)
        self.form.edited.connect(self._edit)
        note = QLabel(self.tr("These are saved with the project and used by Train and by exports."))
        note.setProperty("look", "caption")
        note.setWordWrap(True)
        note.setContentsMargins(16, 4, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form)
        column.addWidget(note)
        column.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        workspace.document_replaced.connect(self._show)
        workspace.document_changed.connect(self._follow)
        self._show()

    def _edit(self, name: str, value: object) -> None:
        self._workspace.apply(SetTraining(name, value))

    def _follow(self, change: object) -> None:
        if change.training:
            self._show()

    def _show(self) -> None:
        values = self._workspace.document.training.model_dump()
        self.form.show_values(values, values, {})
