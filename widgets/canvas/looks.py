"""What all items of one scene draw with: ink, bodies, icons, and the screen's pixel ratio."""

from collections import OrderedDict

from PySide6.QtGui import QColor, QPixmap

from widgets.canvas.chrome import ChromeCache
from widgets.canvas.ink import Ink
from widgets.common import icons
from widgets.common.theme import Theme

FULL_DETAIL = 0.75
"""From this zoom on a node shows everything."""
NODE_DETAIL = 0.35
"""Below this zoom the view draws in batches (``far.py``) and items do not paint."""
BLOCK_DETAIL = 0.18
"""Below this zoom a node is a flat rectangle."""

_ICON_PIXELS = (16, 24, 32, 48, 64)


class Faces:
    """The faces that were drawn last, as pixels; the oldest go when they take too much memory."""

    def __init__(self, most_pixels: int = 24_000_000) -> None:
        self._most = most_pixels
        self._pixels = 0
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()

    def get(self, owner: str) -> QPixmap | None:
        """The face of a node as it was drawn last, or None."""
        return self._kept.get(owner)

    def put(self, owner: str, face: QPixmap) -> None:
        """Keep a face; older ones may go."""
        self.drop(owner)
        self._kept[owner] = face
        self._pixels += _area(face)
        while self._pixels > self._most and len(self._kept) > 1:
            self._pixels -= _area(self._kept.popitem(last=False)[1])

    def drop(self, owner: str) -> None:
        """The node has another face now."""
        face = self._kept.pop(owner, None)
        if face is not None:
            self._pixels -= _area(face)


def _area(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height()


class Looks:
    """One theme on one screen. A new theme is a new object."""

    def __init__(self, theme: Theme, ratio: float = 1.0) -> None:
        self.theme = theme
        self.ratio = ratio
        self.ink = Ink(theme)
        self.chrome = ChromeCache(self.ink)
        self.faces = Faces()
        self.tiles: dict[int, QPixmap] = {}
        """Tiles of dots by their pitch."""

    def icon(self, name: str, color: QColor, scale: float) -> QPixmap:
        """The icon with enough pixels for 16 px at ``scale`` device pixels a px."""
        wanted = 16 * scale - 0.5
        pixels = next((size for size in _ICON_PIXELS if size >= wanted), _ICON_PIXELS[-1])
        return icons.pixmap(name, color, pixels)
