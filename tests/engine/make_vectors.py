"""Store what PyTorch computes, for machines without it: `python -m tests.engine.make_vectors`."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.common_modules import module_db
from torch.testing._internal.common_optimizers import optim_db

from engine import nn, optim
from tests.engine.oracle import comparison, functions, grids, modules, samples, trajectories
from tests.engine.oracle.stored import FOLDER, Writer

MOST = 3  # samples of an operation or layer
LARGEST = 3000  # numbers in a sample, unless it is the smallest

Case = dict[str, Any]


def operations() -> list[Any]:
    """The OpInfos whose results are stored: those with an operation here that is not random."""
    unstored = functions.RANDOM | functions.UNINITIALISED
    return [
        op
        for op in op_db
        if functions.mapped(op.name) is not None
        and op.formatted_name not in functions.VARIANTS_NOT_MAPPED
        and op.name not in unstored
    ]


def layers() -> list[tuple[Any, bool]]:
    """The ModuleInfos whose results are stored, in training and not."""
    return [
        (info, training)
        for info in module_db
        for training in (True, False)
        if hasattr(nn, info.module_cls.__name__)
        and not (training and info.module_cls.__name__ in modules.RANDOM)
    ]


def of_operation(op: Any) -> Iterator[Case]:
    """A few of its samples, with PyTorch's results and vector-Jacobian products."""
    kept = chosen({n: ours for n, _, ours in samples.of_operation(op) if is_plain(ours)})
    for number, sample, ours in samples.of_operation(op):  # again: some share what calls write to
        if number not in kept:
            continue
        result = op.op(sample.input, *sample.args, **sample.kwargs)
        leaves = [
            t
            for t in comparison.tensors_in((sample.input, sample.args, sample.kwargs))
            if t.requires_grad
        ]
        yield {"name": op.formatted_name, "op": op.name, "of": ours, **results(result, leaves)}


def of_grid(case: grids.Case) -> Case:
    """One combination of settings."""
    operands = case.operands(torch)
    ours = samples.to_engine((operands[0], tuple(operands[1:]), dict(case.keywords)))
    result = getattr(torch.nn.functional, case.function)(*operands, **case.keywords)
    leaves = [t for t in operands if t is not None and t.requires_grad]
    name = f"{case.function}: {case.id}"
    return {"name": name, "op": f"nn.functional.{case.function}", "of": ours,
            **results(result, leaves)}  # fmt: skip


def of_layer(info: Any, training: bool) -> Iterator[Case]:
    """A few of its samples: state, outputs, vector-Jacobian products, state after the call."""
    name = info.module_cls.__name__
    kept = chosen({n: content for n, _, *content in samples.of_layer(info, training)})
    for number, sample, made, fed in samples.of_layer(info, training):
        if number not in kept:
            continue
        build, call = sample.constructor_input, sample.forward_input
        layer = info.module_cls(*build.args, **build.kwargs).to(torch.float64).train(training)
        state = {key: comparison.array(value).copy() for key, value in layer.state_dict().items()}
        output = layer(*call.args, **call.kwargs)
        leaves = [
            *[p for p in layer.parameters() if p.requires_grad],
            *[t for t in comparison.tensors_in((call.args, call.kwargs)) if t.requires_grad],
        ]
        mode = "train" if training else "eval"
        yield {
            "name": f"{name}-{mode}",
            "layer": name,
            "training": training,
            "built": made,
            "text": repr(layer),
            "state": state,
            "of": fed,
            **results(output, leaves),
            "after": {
                key: comparison.array(value)
                for key, value in layer.state_dict().items()
                if not np.array_equal(comparison.array(value), state[key])
            },
        }


def results(output: Any, leaves: list[Any]) -> Case:
    """What PyTorch made, and the vector-Jacobian products with respect to the leaves."""
    tensors = list(comparison.tensors_in(output))
    live = [t for t in tensors if t.requires_grad]
    found = comparison.gradients(torch, live, leaves) if live and leaves else []
    return {
        "results": [comparison.array(t) for t in tensors]
        if tensors
        else {"plain": samples.to_engine(output)},
        "gradients": [None if g is None else comparison.array(g) for g in found],
    }


def chosen(found: dict[int, Any]) -> set[int]:
    """The numbers of the smallest few that do not look alike."""
    ranked = sorted(found, key=lambda n: (size(found[n]) == 0, size(found[n]), n))
    looks: set[str] = set()
    kept: set[int] = set()
    for n in ranked:
        small = not kept or size(found[n]) <= LARGEST
        if look(found[n]) not in looks and small and len(kept) < MOST:
            looks.add(look(found[n]))
            kept.add(n)
    return kept


def is_plain(value: Any) -> bool:
    """Whether a file can hold it: PyTorch's own objects stay out."""
    try:
        Writer().encoded(value, {})
    except TypeError:
        return False
    return True


def size(value: Any) -> int:
    """How many numbers its tensors hold."""
    return sum(int(np.prod(t.shape)) for t in comparison.tensors_in(value))


def look(value: Any) -> str:
    """What tells samples apart: the plain arguments, and the tensors' numbers of dimensions."""

    def text(part: Any) -> Any:
        if hasattr(part, "requires_grad"):
            return f"<{part.ndim} {part.dtype}>" if hasattr(part, "ndim") else type(part).__name__
        if isinstance(part, list | tuple):
            return [text(item) for item in part]
        if isinstance(part, dict):
            return {key: text(item) for key, item in part.items()}
        return str(part)

    return json.dumps(text(value))


def of_optimizers() -> Iterator[Case]:
    """Twenty steps of each optimizer with each of its samples' settings."""
    for info in optim_db:
        name = info.optim_cls.__name__
        if not hasattr(optim, name):
            continue
        for number, case in enumerate(info.optim_inputs_func("cpu")):
            settings = trajectories.plain(case.kwargs)
            torch.set_default_dtype(torch.float64)
            try:
                path = trajectories.trajectory(torch, torch.optim, name, dict(settings))
            finally:
                torch.set_default_dtype(torch.float32)
            yield {"name": f"{name}-{number}", "optimizer": name, "settings": settings,
                   "path": path}  # fmt: skip


def of_schedules() -> Iterator[Case]:
    """Forty epochs of each schedule."""
    for name, make in trajectories.SCHEDULES.items():
        found = trajectories.rates(torch, torch.optim, torch.optim.lr_scheduler, make, 40)
        yield {"name": name, "schedule": name, "rates": np.array(found, dtype=np.float64)}


def main() -> None:
    """Write the vectors beside the tests."""
    warnings.simplefilter("ignore")
    FOLDER.mkdir(exist_ok=True)
    files: dict[str, Iterable[Case]] = {
        "functions": [case for op in operations() for case in of_operation(op)]
        + [of_grid(case) for case in grids.CASES],
        "layers": [case for info, training in layers() for case in of_layer(info, training)],
        "optimizers": [*of_optimizers(), *of_schedules()],
    }
    for name, cases in files.items():
        writer = Writer()
        for case in cases:
            writer.add(case)
        written = writer.save(name, FOLDER, torch.__version__)
        print(f"{name}: {len(writer.lines)} cases, {written // 1024} KiB")


if __name__ == "__main__":
    main()
