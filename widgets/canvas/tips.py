"""What a tip says about the node, port or wire under the pointer."""

from PySide6.QtCore import QCoreApplication, QPointF

from nodegraph_app.insight.numbers import count_text
from widgets.canvas.faces import NodeFace, Status
from widgets.canvas.node_item import NodeItem
from widgets.canvas.scene import CanvasScene


def tip_of(scene: CanvasScene, point: QPointF) -> str:
    """Plain lines; empty where there is nothing to say."""
    found = scene.port_at(point)
    if found is not None:
        node, port = found
        state = scene.workspace.compilation.nodes.get(node.id)
        known = {} if state is None else state.inputs if port.is_input else state.outputs
        value = known.get(port.name)
        shape = f"  {value.label()}  {value.dtype}" if value is not None else ""
        return f"{node.face.name}.{port.name}{shape}"
    item = scene.node_at(point)
    if item is not None:
        return "\n".join(_node_lines(scene, item))
    wire = scene.wire_at(point)
    return f"{wire.wire.source.port} → {wire.wire.target.port}  {wire.label}" if wire else ""


def _node_lines(scene: CanvasScene, item: NodeItem) -> list[str]:
    face = item.face
    lines = [f"{face.name} · {face.title}" if face.name else face.title]
    state = scene.workspace.compilation.nodes.get(item.id)
    if state is not None:
        lines += [f"{name}  {port.label()}" for name, port in state.outputs.items()]
        if state.parameter_count:
            count = count_text(state.parameter_count)
            lines.append(
                QCoreApplication.translate("canvas", "{count} parameters").format(count=count)
            )
    lines.append(_status_words(scene, item, face))
    return [line for line in lines if line]


def _status_words(scene: CanvasScene, item: NodeItem, face: NodeFace) -> str:
    """What the dot means, in words: colour never says it alone."""
    status = item.status
    if status is Status.FAILED and face.problem is not None:
        return face.problem.message
    if status is Status.RUNNING and scene.workspace.timeline is not None:
        timeline = scene.workspace.timeline
        return QCoreApplication.translate("canvas", "running, step {step} of {count}").format(
            step=timeline.position, count=len(timeline.steps)
        )
    if item.is_stale:
        return QCoreApplication.translate("canvas", "stale: upstream changed")
    return (
        QCoreApplication.translate("canvas", "not connected yet") if status is Status.STALE else ""
    )
