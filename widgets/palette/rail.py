"""The palette folded to 44 px: one icon a family, each opens a menu of its types."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from nodegraph_app.catalog.registry import Catalog, Family
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown

RAIL_WIDTH = 44


class PaletteRail(QWidget):
    """Family icons under each other."""

    chosen = Signal(str)

    def __init__(self, catalog: Catalog, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedWidth(RAIL_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        self._buttons = {family.name: self._button(family) for family in catalog.families()}
        for button in self._buttons.values():
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        theme.changed.connect(self._retouch)
        self._retouch()

    def _button(self, family: Family) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "ghost")
        button.setFixedSize(28, 28)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(shown(family.title))
        button.setAccessibleName(shown(family.title))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for node_type in family.types:
            action = menu.addAction(node_type.name)
            action.setToolTip(shown(node_type.help))
            action.triggered.connect(lambda _=False, name=node_type.name: self.chosen.emit(name))
        button.setMenu(menu)
        return button

    def _retouch(self, *_: object) -> None:
        for family, button in self._buttons.items():
            button.setIcon(self._theme.theme.icon(family, f"family.{family}.text"))
