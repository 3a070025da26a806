"""What the palette lists: families that open, or the ranked hits of a search."""

from enum import IntEnum

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.port import Role
from nodegraph_app.catalog.registry import Catalog, Family
from widgets.common.translation import shown

NODE_TYPE_MIME = "application/x-nodegraph-type"
"""Mime type of a dragged node type; its payload is the type's name."""

_SHAPES = {
    Role.IMAGE: "N×C×H×W",
    Role.SEQUENCE: "N×T×F",
    Role.TOKENS: "N×T",
    Role.FEATURES: "N×F",
    Role.LABELS: "N",
}


class ItemRole(IntEnum):
    """What the delegate reads from an item."""

    TYPE = Qt.ItemDataRole.UserRole
    FAMILY = Qt.ItemDataRole.UserRole + 1
    ICON = Qt.ItemDataRole.UserRole + 2
    HINT = Qt.ItemDataRole.UserRole + 3


def shape_hint(node_type: NodeType) -> str:
    """The shape a type works on, where it works on one kind only: ``N×C×H×W``; else nothing."""
    if node_type.data is not None:
        ports = node_type.output_ports(node_type.defaults())
    else:
        ports = node_type.input_ports(node_type.defaults())
    roles = {role for port in ports[:1] for role in port.roles}
    return _SHAPES.get(roles.pop(), "") if len(roles) == 1 else ""


class PaletteModel(QStandardItemModel):
    """Families and their types while nothing is searched; one level of hits while something is."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog
        self.show_families()

    def show_families(self) -> None:
        """Every type under its family."""
        self.clear()
        for family in self._catalog.families():
            row = self._family_item(family)
            for node_type in family.types:
                row.appendRow(self._type_item(node_type))
            self.appendRow(row)

    def show_hits(self, query: str) -> int:
        """The types that match, best first; returns how many there are."""
        self.clear()
        hits = self._catalog.find(query)
        for node_type in hits:
            self.appendRow(self._type_item(node_type))
        return len(hits)

    def mimeTypes(self) -> list[str]:
        """Node types leave as their name."""
        return [NODE_TYPE_MIME]

    def mimeData(self, indexes: list[QModelIndex | QPersistentModelIndex]) -> QMimeData:
        """The dragged type's name."""
        data = QMimeData()
        names = [name for index in indexes if (name := index.data(ItemRole.TYPE))]
        if names:
            data.setData(NODE_TYPE_MIME, names[0].encode())
            data.setText(names[0])
        return data

    def _family_item(self, family: Family) -> QStandardItem:
        item = QStandardItem(shown(family.title))
        item.setEditable(False)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setData(family.name, ItemRole.FAMILY)
        item.setData(family.name, ItemRole.ICON)
        item.setData(str(len(family.types)), ItemRole.HINT)
        return item

    def _type_item(self, node_type: NodeType) -> QStandardItem:
        item = QStandardItem(node_type.name)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        )
        item.setData(node_type.name, ItemRole.TYPE)
        item.setData(node_type.family, ItemRole.FAMILY)
        item.setData(node_type.icon or node_type.family, ItemRole.ICON)
        item.setData(shape_hint(node_type), ItemRole.HINT)
        item.setToolTip(shown(node_type.help))
        return item
