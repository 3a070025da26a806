"""Line icons: SVG files of 16 x 16 px drawn with ``currentColor``, tinted when asked for."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QDir, QRectF, QTemporaryDir
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, Qt
from PySide6.QtSvg import QSvgRenderer

from widgets.common.resources import resource

_FALLBACK = "node"


def names() -> tuple[str, ...]:
    """Every icon there is."""
    return tuple(sorted(path.stem for path in resource("icons").glob("*.svg")))


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    path = resource("icons", f"{name}.svg")
    if not path.is_file():
        path = resource("icons", f"{_FALLBACK}.svg")
    return path.read_text(encoding="utf-8")


def svg(name: str, color: QColor) -> str:
    """The drawing with its ink replaced; an unknown name draws the plain node."""
    return _source(name).replace("currentColor", color.name())


@lru_cache(maxsize=1024)
def _pixmap(name: str, rgba: int, size: int, ratio: float) -> QPixmap:
    color = QColor.fromRgba(rgba)
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(color.alphaF())
    side = pixmap.width()
    renderer = QSvgRenderer(QByteArray(svg(name, color).encode()))
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, color: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Icon of ``size`` device-independent px, crisp at device pixel ratio ``ratio``."""
    return _pixmap(name, color.rgba(), size, ratio)


def icon(name: str, color: QColor, disabled: QColor | None = None, size: int = 16) -> QIcon:
    """QIcon with a crisp pixmap for screens of ratio 1, 2 and 3, and its disabled look."""
    result = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        result.addPixmap(pixmap(name, color, size, ratio))
        if disabled is not None:
            result.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return result


class TintedFiles:
    """Tinted drawings as files, since a style sheet can only name files; gone with this object."""

    def __init__(self) -> None:
        self._folder = QTemporaryDir(QDir.tempPath() + "/nodegraph-icons-XXXXXX")

    def url(self, name: str, color: QColor) -> str:
        """``url("…")`` of that icon in that colour, for a style sheet."""
        path = self._folder.filePath(f"{name}-{color.name()[1:]}.svg")
        with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123  a Qt path
            file.write(svg(name, color))
        return f'url("{path}")'
