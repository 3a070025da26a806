"""What all items of one scene draw with: ink, bodies, icons, and the screen's pixel ratio."""

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


class Looks:
    """One theme on one screen. A new theme is a new object."""

    def __init__(self, theme: Theme, ratio: float = 1.0) -> None:
        self.theme = theme
        self.ratio = ratio
        self.ink = Ink(theme)
        self.chrome = ChromeCache(self.ink)
        self.tiles: dict[int, QPixmap] = {}
        """Tiles of dots by their pitch."""

    def icon(self, name: str, color: QColor, scale: float) -> QPixmap:
        """The icon with enough pixels for 16 px at ``scale`` device pixels a px."""
        wanted = 16 * scale - 0.5
        pixels = next((size for size in _ICON_PIXELS if size >= wanted), _ICON_PIXELS[-1])
        return icons.pixmap(name, color, pixels)
