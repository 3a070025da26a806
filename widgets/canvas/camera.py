"""Where the view looks: zoom, pan and fit."""

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

SMALLEST = 0.05
LARGEST = 4.0
STEP = 1.2
FIT_MARGIN = 16.0
_STOPS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0)


class Camera:
    """Moves one view. A point that the user holds stays where it is on the screen."""

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view

    @property
    def zoom(self) -> float:
        """1.0 is 100 %."""
        return self._view.transform().m11()

    def set_zoom(self, zoom: float, anchor: QPoint | None = None) -> None:
        """Zoom so that what lies under ``anchor`` (view px; the middle by default) stays there."""
        view = self._view
        zoom = min(max(zoom, SMALLEST), LARGEST)
        if abs(zoom - 1.0) < 0.02:
            zoom = 1.0
        if zoom == self.zoom:
            return
        anchor = anchor if anchor is not None else view.viewport().rect().center()
        held = view.mapToScene(anchor)
        view.setTransform(QTransform.fromScale(zoom, zoom))
        moved = view.mapFromScene(held) - anchor
        self.pan(moved)

    def zoom_by(self, factor: float, anchor: QPoint | None = None) -> None:
        """Zoom by a factor around a point of the view."""
        self.set_zoom(self.zoom * factor, anchor)

    def zoom_in(self) -> None:
        """To the next larger of the usual zooms."""
        self.set_zoom(next((stop for stop in _STOPS if stop > self.zoom * 1.01), LARGEST))

    def zoom_out(self) -> None:
        """To the next smaller of the usual zooms."""
        self.set_zoom(
            next((stop for stop in reversed(_STOPS) if stop < self.zoom * 0.99), SMALLEST)
        )

    def pan(self, by: QPoint) -> None:
        """Look ``by`` px further right and down."""
        view = self._view
        if by.x():
            bar = view.horizontalScrollBar()
            bar.setValue(bar.value() + by.x())
        if by.y():
            bar = view.verticalScrollBar()
            bar.setValue(bar.value() + by.y())

    def centre_on(self, point: QPointF) -> None:
        """Bring a point of the canvas to the middle."""
        self._view.centerOn(point)

    def fit(self, rect: QRectF, *, largest: float = 1.0) -> None:
        """Show all of ``rect``, at most at ``largest``."""
        if rect.isEmpty():
            self.set_zoom(1.0)
            self.centre_on(QPointF(0, 0))
            return
        port = self._view.viewport().rect()
        room_x = max(port.width() - 2 * FIT_MARGIN, 40)
        room_y = max(port.height() - 2 * FIT_MARGIN, 40)
        zoom = min(room_x / rect.width(), room_y / rect.height(), largest)
        self.set_zoom(max(zoom, SMALLEST))
        self.centre_on(rect.center())

    def reveal(self, rect: QRectF) -> None:
        """Pan just far enough that ``rect`` is seen."""
        self._view.ensureVisible(rect, 48, 48)
