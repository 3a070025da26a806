"""Where everything on a node lies, in px at 100 %: pure geometry, no painting."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt

from widgets.canvas.faces import NodeFace, PortFace
from widgets.canvas.ink import Ink

HEADER = 30.0
PORT_Y = 15.0
PORT_PITCH = 24.0
SIDE = 8.0
TITLE_X = 31.0
DOT_FROM_RIGHT = 14.0
SUMMARY_BASELINE = 45.0
PICTURE_TOP = 56.0
TILE = 28
TILE_PITCH = 32
SOURCE_PICTURE = 66.0
"""Height of the one picture of a source, with its frame."""
BODY_HEIGHT = 126.0
WIDEST = 148.0
PORT_REACH = 12.0
MARGIN = 16.0
"""How far halo, focus ring and shadow reach around a node."""

_TILED = (108.0, 140.0)
_CARD_PAD = 10.0
_BUTTON_HEIGHT = 28.0
_MORE_WIDTH = 46.0


@dataclass(frozen=True)
class CardLayout:
    """The error card: its parts, top to bottom."""

    rect: QRectF
    message: QRectF
    rows: float
    """Baseline of the first of the two rows; the second is 17 below."""
    button: QRectF
    more: QRectF


class Anatomy:
    """The layout of one face. Ask it; it computes each part once."""

    def __init__(self, face: NodeFace, ink: Ink) -> None:
        self._face = face
        self._ink = ink
        self.width = self._measure_width()
        self.height = self._measure_height()
        self.rect = QRectF(0.0, 0.0, self.width, self.height)
        self.bounds = self.rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def _measure_width(self) -> float:
        face, ink = self._face, self._ink
        if face.problem is not None:
            return float(ink.theme.size("node_width_error"))
        title = TITLE_X + ink.width(face.title, ink.title_font) + 10 + DOT_FROM_RIGHT + 4
        summary = 18 + ink.width(face.summary, ink.mono_font) if face.summary else 0.0
        wanted = max(title, summary)
        if face.picture_role == "image":
            # Widths at which three or four tiles fill the row.
            wanted = next((width for width in _TILED if width >= wanted), wanted)
        elif face.picture_role in ("features", "unknown"):
            wanted = max(wanted, _TILED[0])
        grid = ink.theme.size("space.grid")
        wanted = max(-(-wanted // grid) * grid, ink.theme.size("node_width_min"))
        return float(min(wanted, WIDEST * ink.theme.text_scale))

    def _measure_height(self) -> float:
        if self.card is not None:
            return self.card.rect.bottom() + SIDE
        rows = max(len(self._face.inputs), len(self._face.outputs))
        least = PORT_Y + PORT_PITCH * (rows - 1) + PORT_Y
        picture = TILE_PITCH + TILE + 10
        if self._face.is_source:
            picture = SOURCE_PICTURE + (24 if self._face.summary else 10)
        return max(BODY_HEIGHT, self.picture_top + picture, least)

    @property
    def extra_rows(self) -> int:
        """How many rows of named ports stand under the header."""
        return max(len(self._face.inputs), len(self._face.outputs), 1) - 1

    @property
    def summary_baseline(self) -> float:
        """Baseline of the parameter line; the caption of a source stands under its picture."""
        if self._face.is_source and self._face.problem is None:
            return self.height - 10
        return SUMMARY_BASELINE + PORT_PITCH * self.extra_rows

    @property
    def picture_top(self) -> float:
        """Where the thumbnail begins."""
        if self._face.is_source:
            return 37.0 + PORT_PITCH * self.extra_rows
        if not self.extra_rows:
            return PICTURE_TOP
        summary = 16.0 if self._face.summary else 0.0
        return HEADER + 4 + PORT_PITCH * self.extra_rows + summary

    @cached_property
    def picture(self) -> QRectF:
        """The room for the thumbnail."""
        bottom = self.height - (22 if self._face.is_source and self._face.summary else 10)
        return QRectF(SIDE, self.picture_top, self.width - 2 * SIDE, bottom - self.picture_top)

    @property
    def title_room(self) -> float:
        """Width that the title has before it is elided."""
        return self.width - TITLE_X - DOT_FROM_RIGHT - 4 - 8

    @property
    def dot(self) -> QPointF:
        """Centre of the status dot."""
        return QPointF(self.width - DOT_FROM_RIGHT, PORT_Y)

    def port(self, port: PortFace) -> QPointF:
        """Centre of a port."""
        return QPointF(0.0 if port.is_input else self.width, PORT_Y + PORT_PITCH * port.place)

    def port_at(self, point: QPointF) -> PortFace | None:
        """The port whose hit area (24 px across) holds the point, nearest first."""
        best: tuple[float, PortFace] | None = None
        for port in self._face.ports:
            away = point - self.port(port)
            distance = (away.x() ** 2 + away.y() ** 2) ** 0.5
            if distance <= PORT_REACH and (best is None or distance < best[0]):
                best = distance, port
        return best[1] if best is not None else None

    @cached_property
    def card(self) -> CardLayout | None:
        """The error card, or None where nothing is wrong."""
        problem, ink = self._face.problem, self._ink
        if problem is None:
            return None
        top = PICTURE_TOP + PORT_PITCH * self.extra_rows
        if not self._face.summary:
            top -= 18
        inner = self.width - 2 * SIDE - 2 * _CARD_PAD
        words = ink.strong_label_metrics.boundingRect(
            QRectF(0, 0, inner, 400),
            int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft),
            problem.message,
        )
        message = QRectF(SIDE + _CARD_PAD, top + 8, inner, min(words.height(), 66.0))
        rows = message.bottom() + 15
        below = rows + 17 + 10 if problem.expected or problem.actual else message.bottom() + 8
        button, more = self._mend_buttons(problem.mends, below)
        bottom = max(below, button.bottom() + 6, more.bottom() + 6)
        rect = QRectF(SIDE, top, self.width - 2 * SIDE, bottom - top)
        return CardLayout(rect, message, rows, button, more)

    def _mend_buttons(self, mends: tuple[str, ...], top: float) -> tuple[QRectF, QRectF]:
        """The first mend and "More…", which goes below where both have no room side by side."""
        if not mends:
            return QRectF(), QRectF()
        left, room = SIDE + 8, self.width - 2 * SIDE - 16
        wanted = self._ink.width(mends[0], self._ink.strong_label_font) + 38
        button = QRectF(left, top, min(wanted, room), _BUTTON_HEIGHT)
        if len(mends) == 1:
            return button, QRectF()
        more = QRectF(button.right() + 4, top, _MORE_WIDTH, _BUTTON_HEIGHT)
        if more.right() > left + room:
            more.moveTo(left, button.bottom())
        return button, more
