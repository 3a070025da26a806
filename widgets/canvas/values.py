"""What the timeline knows of a node or a wire, for its face. Reads values, computes none."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from nodegraph_app.document.records import PortRef
from nodegraph_app.stepper import Timeline
from widgets.canvas.ink import Ink
from widgets.canvas.node_item import NodeItem
from widgets.canvas.picture_painter import FacePicture
from widgets.canvas.pictures import Picture, loss_picture, picture_of, zero_share
from widgets.canvas.wire_item import Flow
from widgets.common.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Shown:
    """What a face shows of a value, and which value that was."""

    source: tuple[int, int] | None
    """The sample and a checksum of its elements; None before anything ran."""
    picture: FacePicture | None
    note: str
    is_stale: bool


_NOTHING = Shown(None, None, "", False)


def node_at_work(timeline: Timeline | None) -> str | None:
    """The node that ran last, or None before anything ran."""
    if timeline is None or timeline.position == 0:
        return None
    step = timeline.steps[timeline.position - 1]
    return step.node or None


def flow(timeline: Timeline | None, source: PortRef) -> Flow:
    """How far the playhead is along the wires of an output."""
    if timeline is None:
        return Flow.AHEAD
    gradient = timeline.node_gradient(source.node)
    if gradient is not None and timeline.value(gradient) is not None:
        return Flow.GRADIENT
    return Flow.AHEAD if _output(timeline, source) is None else Flow.PASSED


def shown(workspace: Workspace, item: NodeItem, sample: int, old: Shown | None, ink: Ink) -> Shown:
    """What a face shows now: ``old`` itself where nothing differs, and greyed where it is old."""
    timeline = workspace.timeline
    value = None
    if timeline is not None and item.face.outputs:
        value = _output(timeline, PortRef(node=item.id, port=item.face.outputs[0].name))
    if value is None:
        if old is None or old.picture is None:
            return old or _NOTHING
        return old if old.is_stale else Shown(None, old.picture, old.note, True)
    source = (sample, _checksum(value, sample))
    if old is not None and old.source == source:
        return old
    picture = _picture(workspace, item, value, sample)
    return Shown(source, FacePicture(picture, ink), _note(item, value), False)


def _checksum(value: np.ndarray, sample: int) -> int:
    one = value[min(sample, len(value) - 1)] if value.ndim else value
    return crc32(np.ascontiguousarray(one).view(np.uint8).data)


def _picture(workspace: Workspace, item: NodeItem, value: np.ndarray, sample: int) -> Picture:
    if not item.face.is_loss:
        return picture_of(item.face, item.anatomy, value, sample)
    arriving = [_arriving(workspace, item, port.name) for port in item.face.inputs[:2]]
    return loss_picture(*arriving, loss=value, sample=sample)


def _note(item: NodeItem, value: np.ndarray) -> str:
    """A figure in the place of the parameter line, for what has no parameters: "44 % zero"."""
    if item.face.summary or item.face.is_loss or value.ndim < 2:
        return ""
    return zero_share(value)


def _output(timeline: Timeline, port: PortRef) -> np.ndarray | None:
    number = timeline.node_output(port.node, port.port)
    return None if number is None else timeline.value(number)


def _arriving(workspace: Workspace, item: NodeItem, port: str) -> np.ndarray | None:
    """What arrives at an input: the output at the other end of its wire."""
    wire = workspace.document.wire_into(PortRef(node=item.id, port=port))
    if wire is None or workspace.timeline is None:
        return None
    return _output(workspace.timeline, wire.source)
