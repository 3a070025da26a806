"""Where the view looks: zoom, pan and fit."""

from collections.abc import Callable

from PySide6.QtCore import QMargins, QPoint, QPointF, QRectF
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

    def fit(self, rect: QRectF, *, keep_off: QMargins | None = None) -> None:
        """Show all of ``rect`` at 100 % at most, off the edges of the view by ``keep_off``."""
        if rect.isEmpty():
            self.set_zoom(1.0)
            self.centre_on(QPointF(0, 0))
            return
        margins = keep_off if keep_off is not None else QMargins()
        self.set_zoom(self.zoom_for(rect)(margins))
        aside = QPointF(margins.right() - margins.left(), margins.bottom() - margins.top())
        self.centre_on(rect.center() + aside / (2 * self.zoom))

    def zoom_for(self, rect: QRectF) -> Callable[[QMargins], float]:
        """The zoom at which ``rect`` fits, as a function of the margins to keep off."""
        port = self._view.viewport().rect()

        def zoom(margins: QMargins) -> float:
            room = port.marginsRemoved(margins).toRectF()
            room_x = max(room.width() - 2 * FIT_MARGIN, 40)
            room_y = max(room.height() - 2 * FIT_MARGIN, 40)
            return max(min(room_x / rect.width(), room_y / rect.height(), 1.0), SMALLEST)

        return zoom

    def reveal(self, rect: QRectF) -> None:
        """Pan just far enough that ``rect`` is seen."""
        self._view.ensureVisible(rect, 48, 48)
