"""What a node last produced, as plain data for its face; drawn elsewhere."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nodegraph_app.insight.numbers import result_text
from nodegraph_app.insight.thumbnail import Thumbnail, thumbnail
from nodegraph_app.text import translate
from widgets.canvas.anatomy import TILE, TILE_PITCH, Anatomy
from widgets.canvas.faces import NodeFace
from widgets.common.translation import shown

IMAGE_SIDE = 64
_TOP_CLASSES = 3


@dataclass(frozen=True)
class SingleImage:
    """One map (H, W) that fills the room it has, magnified by a whole number."""

    array: npt.NDArray[np.floating]


@dataclass(frozen=True)
class ClassRow:
    """One class of a classifying loss: its share of softmax, and whether it is the right one."""

    label: str
    share: float
    is_target: bool


@dataclass(frozen=True)
class LossPicture:
    """The likeliest classes of one sample, and the loss of the batch."""

    rows: tuple[ClassRow, ...]
    loss: str


Picture = Thumbnail | SingleImage | LossPicture


def picture_of(
    face: NodeFace, anatomy: Anatomy, value: npt.NDArray[np.generic], sample: int
) -> Picture:
    """The picture of one output (N, ...): a sample's maps, bars, or number."""
    sample = min(sample, value.shape[0] - 1) if value.ndim else 0
    if value.ndim == 4 and value.shape[1] == 1 and face.is_source:
        return SingleImage(value[sample, 0].astype(np.float32))
    room = anatomy.picture
    columns = max(1, int((room.width() + TILE_PITCH - TILE) // TILE_PITCH))
    rows = max(1, int((room.height() + TILE_PITCH - TILE) // TILE_PITCH))
    kind = face.picture_role if value.ndim != 1 else "labels"
    if value.ndim >= 3:
        count = int(np.prod(value.shape[1:-2], dtype=int))
        while count < columns:
            columns -= 1
    return thumbnail(value, kind, sample, tiles=rows * columns, columns=columns)


def loss_picture(
    logits: npt.NDArray[np.generic] | None,
    target: npt.NDArray[np.generic] | None,
    loss: npt.NDArray[np.generic],
    sample: int,
) -> LossPicture:
    """What a loss node shows: for class scores (N, C) the likeliest three, always the loss."""
    text = result_text(float(np.asarray(loss).ravel()[0]))
    scored = logits is not None and logits.ndim == 2 and logits.shape[1] > 1
    if not scored or target is None or target.ndim != 1:
        return LossPicture((), text)
    sample = min(sample, logits.shape[0] - 1)
    scores = logits[sample].astype(np.float64)
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    right = int(target[sample])
    order = [int(place) for place in np.argsort(-shares, kind="stable")[:_TOP_CLASSES]]
    if right not in order:
        order[-1] = right
    rows = tuple(ClassRow(str(place), float(shares[place]), place == right) for place in order)
    return LossPicture(rows, text)


def zero_share(value: npt.NDArray[np.generic]) -> str:
    """How much of a value is exactly zero: "44 % zero", or nothing where none is."""
    share = float((value == 0).mean()) if value.size else 0.0
    if share < 0.005:
        return ""
    return shown(translate("canvas", "{percent} % zero", percent=round(100 * share)))


def bar_tops(values: npt.NDArray[np.floating], height: float) -> tuple[float, list[float]]:
    """Where the zero line lies from the top of ``height``, and the top of each bar's end."""
    finite = np.where(np.isfinite(values), values, 0.0)
    high, low = max(float(finite.max()), 0.0), min(float(finite.min()), 0.0)
    span = (high - low) or 1.0
    zero = height * high / span
    return zero, [zero - height * float(value) / span for value in finite]


def bar_places(count: int, width: float) -> tuple[float, list[float]]:
    """Width of each of ``count`` bars and where each begins, so that they fill ``width``."""
    pitch = width / count
    if pitch >= 4:
        pitch = float(int(pitch))  # whole px, so that bars and their labels stand evenly
    bar = max(1.0, min(16.0, pitch - (1.0 if count > 16 else 3.0)))
    first = (width - pitch * count) / 2 + (pitch - bar) / 2
    return bar, [first + pitch * place for place in range(count)]
