"""Views: tensors that share memory with another, and what they are after a write.

A view remembers its base and the view primitives between them. A write bumps the version of the
memory, so a view notices when it is next used, and takes its new history (and, in a trace, its
new value) from the base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import engine.tensors
from engine.autograd.modes import _grad_enabled, is_grad_enabled, set_grad_enabled
from engine.autograd.tape import move_to
from engine.errors import GradientError, TraceError

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive, Shape
    from engine.tensors import Tensor

Chain: TypeAlias = "tuple[tuple[Primitive, dict[str, Any]], ...]"


class View:
    """How a tensor is seen in the memory of `base`.

    chain: the view primitives that lead from the base to it, first to last.
    detached: it shares the base's memory and not its history.
    version: of the memory, when its own history was last right.
    graded: whether it was made where operations are put on the tape.
    certain: whether it shares memory in every run; a reshape that joins dimensions may copy.
    """

    __slots__ = ("base", "certain", "chain", "detached", "graded", "version")

    def __init__(
        self, base: Tensor, chain: Chain, *, detached: bool = False, certain: bool = True
    ) -> None:
        self.base = base
        self.chain = chain
        self.detached = detached
        self.certain = certain
        self.graded = _grad_enabled.get()
        self.version = base._memory.version


def make_view(
    result: Tensor, operand: Tensor, primitive: Primitive, attributes: dict[str, Any]
) -> None:
    """Note that a result shares memory with the operand that it was made of."""
    certain = primitive.name != "reshape" or result._array is not None
    certain = certain or keeps_layout(operand._shape, result._shape)
    before = operand._view
    step = ((primitive, attributes),)
    result._memory = operand._memory
    if before is None or before.detached:
        result._view = View(operand, step, certain=certain)
    else:
        result._view = View(before.base, before.chain + step, certain=certain and before.certain)
        result._view.graded = result._view.graded and before.graded


def keeps_layout(old: Shape, new: Shape) -> bool:
    """Whether a reshape needs no copy, whatever the strides: it splits dimensions at most."""
    sizes = [size for size in new if size != 1]
    for size in (size for size in old if size != 1):
        product: Any = 1
        while sizes and product != size:
            product = product * sizes.pop(0)
        if product != size:
            return False
    return not sizes


def refresh(tensor: Tensor, in_trace: bool) -> None:
    """Bring a view up to date, if its memory has been written since.

    Raises GradientError for a view made under `no_grad` of what has got a history since, and
    TraceError where only a run knows whether memory is shared.
    """
    view = tensor._view
    assert view is not None
    base = view.base
    if base._view is not None:
        refresh(base, in_trace)
    if view.version == tensor._memory.version:
        return
    if view.detached:
        trace = engine.tensors.active_trace.get()
        if trace is not None:
            tensor.traced = (trace, trace.value_of(base))
        view.version = tensor._memory.version
        return
    if not in_trace and not (base._requires_grad and _grad_enabled.get()):
        if not base._requires_grad:
            view.version = tensor._memory.version
        return
    if not view.certain and in_trace:
        raise TraceError(
            "The memory that this tensor may share was written",
            actual=f"a reshape from {base.shape} to {tensor.shape}",
            mend="Reshape after the write, or write to a copy: .clone()",
        )
    if base._requires_grad and is_grad_enabled():
        if not view.graded:
            raise GradientError(
                "A view that was made under no_grad is used after its base got a history",
                actual=f"a view of shape {tensor.shape}",
                mend="Make the view again, or detach it",
            )
        if tensor._requires_grad and tensor._origin is None:
            raise GradientError(
                "A leaf that shares memory was written through a tensor with a history",
                actual=f"a leaf of shape {tensor.shape}",
                mend="Write to a copy: .clone()",
            )
    version = tensor._memory.version
    with set_grad_enabled(view.graded):
        fresh = base
        for primitive, attributes in view.chain:
            fresh = primitive(fresh, **attributes)
    if base._requires_grad and view.graded:
        move_to(tensor, fresh._origin, fresh._requires_grad)
    if in_trace:
        tensor.traced = fresh.traced
    view.version = version
