"""Which faces lie near a place: squares of canvas, each with the faces that touch it."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF

_SIDE = 256.0


class Districts:
    """Faces by place. A look-up costs the squares that it covers, not the number of faces."""

    def __init__(self) -> None:
        self._rects: dict[str, QRectF] = {}
        self._squares: dict[tuple[int, int], set[str]] = {}

    def put(self, key: str, rect: QRectF) -> None:
        """A face is here now."""
        before = self._rects.get(key)
        if before == rect:
            return
        if before is not None:
            self.drop(key)
        self._rects[key] = rect
        for square in _covered(rect):
            self._squares.setdefault(square, set()).add(key)

    def drop(self, key: str) -> None:
        """A face is gone."""
        rect = self._rects.pop(key, None)
        if rect is not None:
            for square in _covered(rect):
                self._squares[square].discard(key)

    def clear(self) -> None:
        """All faces are gone."""
        self._rects.clear()
        self._squares.clear()

    def rect(self, key: str) -> QRectF:
        """Where a face is. KeyError for one that is not here."""
        return self._rects[key]

    def within(self, rect: QRectF) -> set[str]:
        """The faces that a rectangle touches."""
        found: set[str] = set()
        for square in _covered(rect):
            found |= self._squares.get(square, _NONE)
        return {key for key in found if self._rects[key].intersects(rect)}

    def bounds(self) -> QRectF:
        """The smallest rectangle around all faces."""
        if not self._rects:
            return QRectF()
        edges = [rect.getCoords() for rect in self._rects.values()]
        left, top, right, bottom = zip(*edges, strict=True)
        return QRectF(min(left), min(top), max(right) - min(left), max(bottom) - min(top))


_NONE: set[str] = set()


def _covered(rect: QRectF) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = rect.getCoords()
    for column in range(int(left // _SIDE), int(right // _SIDE) + 1):
        for row in range(int(top // _SIDE), int(bottom // _SIDE) + 1):
            yield column, row
