"""The canvas as a picture file, without a window: PNG or SVG."""

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMarginsF, QRect, QRectF, QSaveFile, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from nodegraph_app.document.document import Document
from widgets.canvas.looks import Looks
from widgets.canvas.scene import CanvasScene
from widgets.common.theme import Theme
from widgets.common.workspace import Workspace

FORMATS = (".png", ".svg")
_RATIO = 2.0
_MOST_PIXELS = 16384
_MARGIN = 24.0


def render(
    document: Document,
    path: Path | str,
    theme: str = "light",
    *,
    weights: Mapping[str, np.ndarray] | None = None,
    values: bool = True,
) -> QSize:
    """Draw a document into a file; returns its size in px.

    The ending of ``path`` says the format: ``.png`` (two pixels a px) or ``.svg``. ``values`` runs
    one batch forward first, where the network can run, so that faces show pictures; ``weights`` are
    the ones to run with. Raises ValueError for another ending or an unknown theme, OSError when the
    file cannot be written; the file is then as it was.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"render: expected a path ending in .png or .svg, actual {path.name!r}")
    application = _application()
    looks = Looks(Theme.load(theme))
    workspace = Workspace()
    workspace.replace(document, weights)
    if values and document.nodes and not workspace.compilation.obstacles:
        workspace.run_to_loss()
    looks.chrome.is_vector = True
    scene = CanvasScene(workspace, looks)
    if scene.node_at_work is not None:
        scene.node_at_work.set_flag("is_now", False)
    area = scene.content_rect()
    area = area if not area.isEmpty() else QRectF(0, 0, 400, 240)
    area = area.marginsAdded(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN))
    size = area.size().toSize()
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise OSError(f"{path}: {file.errorString()}")
    if path.suffix.lower() == ".svg":
        size = _write_svg(scene, area, size, file)
    else:
        size = _write_png(scene, area, size, file)
    if not file.commit():
        raise OSError(f"{path}: {file.errorString()}")
    scene.clear()
    application.processEvents()
    return size


def _application() -> QApplication:
    """The running application, or one without a screen."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(["nodegraph"])


def _write_png(scene: CanvasScene, area: QRectF, size: QSize, file: QSaveFile) -> QSize:
    ratio = min(_RATIO, _MOST_PIXELS / max(size.width(), size.height()))
    pixels = size * ratio
    image = QImage(pixels, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    _paint(scene, painter, area, QRectF(0, 0, pixels.width(), pixels.height()))
    painter.end()
    writer = QImageWriter(file, b"png")
    if not writer.write(image):
        raise OSError(writer.errorString())
    return pixels


def _write_svg(scene: CanvasScene, area: QRectF, size: QSize, file: QSaveFile) -> QSize:
    generator = QSvgGenerator()
    generator.setOutputDevice(file)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(scene.workspace.document.name or scene.tr("Network"))
    painter = QPainter(generator)
    _paint(scene, painter, area, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return size


def _paint(scene: CanvasScene, painter: QPainter, area: QRectF, target: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.scale(target.width() / area.width(), target.height() / area.height())
    painter.translate(-area.topLeft())
    painter.fillRect(area, scene.looks.ink.color("surface.canvas"))
    painter.restore()
    scene.render(painter, target, area)


__all__ = ["FORMATS", "render"]
