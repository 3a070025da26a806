"""`apply` runs a primitive: at once on arrays, on shapes, or into the active trace.

What its operands are first made into stands here too: numbers become tensors, dtypes meet by
PyTorch's rule, and single numbers on the CPU may meet tensors of a GPU.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import amp, backend
from engine.autograd.tape import remember
from engine.autograd.views import make_view, refresh
from engine.backend import Array, Device
from engine.dims import Dim
from engine.errors import DeviceError
from engine.guard import failure
from engine.tensors import Tensor, active_trace, as_tensor

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive
    from engine.program.trace import Trace


def apply(primitive: Primitive, operands: Sequence[Any], attributes: dict[str, Any]) -> Any:
    """Run a primitive on its operands: at once, on shapes, or into the active trace."""
    trace = active_trace.get()
    tensors: Sequence[Tensor | None] = operands
    for operand in operands:
        if isinstance(operand, Tensor):
            if operand._view is not None:
                refresh(operand, trace is not None)
        elif operand is not None:
            tensors = _without_numbers(primitive, operands, trace)
            break
    if amp.is_autocast_enabled():
        tensors = amp.in_precision(primitive, tensors)
    if primitive.promotes and len(operands) > 1:
        tensors = _weakened(tensors)

    try:
        types, several = primitive.result_types(
            [None if t is None else t._shape for t in tensors],
            [None if t is None else t._dtype for t in tensors],
            attributes,
        )
    except Exception as error:
        _tell(error, primitive, tensors, attributes)
        raise
    values = None
    if trace is not None:
        results = trace.record(primitive, tensors, attributes, types)
        values = trace.operands_of_last_step()
        _note_view(primitive, tensors, attributes, results[0])
    elif _is_abstract(tensors, types):
        results = [Tensor(None, shape=shape, dtype=dtype) for shape, dtype in types]
        _note_view(primitive, tensors, attributes, results[0])
    else:
        results = _computed(primitive, tensors, attributes)
    remember(primitive, tensors, attributes, results, values)
    return tuple(results) if several else results[0]


def _tell(
    error: Exception,
    primitive: Primitive,
    tensors: Sequence[Tensor | None],
    attributes: dict[str, Any],
) -> None:
    """Raise the engine's own error in place of one that speaks of arrays."""
    names = (*primitive.inputs, *(f"operand {n + 1}" for n in range(len(tensors))))
    operands = dict(zip(names, tensors, strict=False))
    told = failure(primitive.name, error, {**operands, **attributes})
    if told is not None:
        raise told from error


def _is_abstract(
    tensors: Sequence[Tensor | None], types: Sequence[tuple[tuple[Any, ...], Any]]
) -> bool:
    """Whether an operand has a shape only, or a result's shape hangs on the batch; without
    operands, whether new tensors have a shape only."""
    for tensor in tensors:
        if tensor is not None and tensor._array is None:
            return True
    for shape, _ in types:
        for size in shape:
            if isinstance(size, Dim):
                return True
    return not tensors and backend.default_device().type == "meta"


def _note_view(
    primitive: Primitive,
    tensors: Sequence[Tensor | None],
    attributes: dict[str, Any],
    result: Tensor,
) -> None:
    if primitive.view and tensors[0] is not None:
        make_view(result, tensors[0], primitive, attributes)


def _computed(
    primitive: Primitive, tensors: Sequence[Tensor | None], attributes: dict[str, Any]
) -> list[Tensor]:
    arrays = [None if t is None else t._array for t in tensors]
    place = _common_device(primitive, tensors, arrays)
    xp = backend.array_module(place)
    keywords = {"generator": backend.default_generator} if primitive.random else {}
    try:
        with np.errstate(all="ignore"):  # NaN and infinity are values here; the studio shows them
            result = primitive.forward(xp, *arrays, **attributes, **keywords)
    except Exception as error:
        _tell(error, primitive, tensors, attributes)
        raise
    if isinstance(result, tuple):
        return [Tensor(xp.asarray(array), device=place) for array in result]
    array = xp.asarray(result)
    made = Tensor(array, device=place)
    if primitive.view:
        source = arrays[0]
        base = array.base
        if base is not None and (
            base is source
            or base is source.base  # type: ignore[union-attr]
            or xp.may_share_memory(array, source)
        ):
            make_view(made, tensors[0], primitive, attributes)  # type: ignore[arg-type]
    return [made]


def _common_device(
    primitive: Primitive, tensors: Sequence[Tensor | None], arrays: list[Array | None]
) -> Device:
    """The device of all operands. Single numbers on the CPU may meet others: they are moved."""
    place: Device | None = None
    for tensor in tensors:
        if tensor is None or tensor._device is place:
            continue
        if place is None:
            place = tensor._device
        elif tensor._device != place:
            return _meeting_place(primitive, tensors, arrays)
    return place or backend.default_device()


def _meeting_place(
    primitive: Primitive, tensors: Sequence[Tensor | None], arrays: list[Array | None]
) -> Device:
    present = [t for t in tensors if t is not None]
    places = {t._device for t in present if t._shape or t._device.type != "cpu"}
    if len(places) != 1:
        raise DeviceError(
            "{operation} needs its operands on one device",
            actual=", ".join(sorted({str(t._device) for t in present})),
            mend="Move them with .to(device)",
            operation=primitive.name,
        )
    place = places.pop()
    for index, array in enumerate(arrays):
        if array is not None:
            arrays[index] = backend.move(array, place)
    return place


# ---- the dtypes of operands that meet


def _without_numbers(
    primitive: Primitive, operands: Sequence[Any], trace: Trace | None
) -> list[Tensor | None]:
    """The operands as tensors: a number gets the dtype that it has beside the tensors."""
    present = [operand for operand in operands if isinstance(operand, Tensor)]
    for tensor in present:
        if tensor._view is not None:
            refresh(tensor, trace is not None)
    like = present[0] if present else None
    if like is not None and len(present) > 1 and primitive.promotes:
        wanted = backend.promote_ranked([(t._dtype, len(t._shape)) for t in present])
        if wanted != like._dtype:
            like = Tensor(None, shape=(), dtype=wanted, device=like._device)
    tensors: list[Tensor | None] = []
    for operand in operands:
        if operand is None or isinstance(operand, Tensor):
            tensors.append(operand)
            continue
        plain = operand.item() if isinstance(operand, np.generic) else operand
        tensor = as_tensor(plain, like)
        if trace is not None:
            trace.constant(tensor)
        tensors.append(tensor)
    return tensors


def _weakened(tensors: Sequence[Tensor | None]) -> Sequence[Tensor | None]:
    """The operands, with single numbers cast where they would widen tensors of their kind."""
    first = None
    for tensor in tensors:
        if tensor is None:
            continue
        if first is None:
            first = tensor._dtype
        elif tensor._dtype is not first and tensor._dtype != first:
            break
    else:
        return tensors
    wanted = backend.promote_ranked([(t._dtype, len(t._shape)) for t in tensors if t is not None])
    return [
        t if t is None or t._shape or backend.promote(t._dtype, wanted) == wanted
        else t.type(wanted)
        for t in tensors
    ]  # fmt: skip
