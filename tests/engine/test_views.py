"""Views and writes in place together: PyTorch's values and gradients, or an error; never else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import program
from engine.errors import GradientError, TraceError

# A step of a random program: (kind, operation, first tensor, second tensor).
Step = tuple[str, str, int, int]

MADE: dict[str, Callable[[Any, Any], Any]] = {
    "tanh": lambda a, b: a.tanh(),
    "square": lambda a, b: a.square(),
    "double": lambda a, b: a * 2,
    "sum": lambda a, b: a + b,
    "product": lambda a, b: a * b,
}
VIEWS: dict[str, Callable[[Any, Any], Any]] = {
    "row": lambda a, b: a[0],
    "rest": lambda a, b: a[1:],
    "every second": lambda a, b: a[..., ::2],
    "turned": lambda a, b: a.transpose(0, -1),
    "wider": lambda a, b: a.unsqueeze(0),
    "flat": lambda a, b: a.reshape(-1),
    "squeezed": lambda a, b: a.squeeze(),
    "detached": lambda a, b: a.detach(),
}
WRITES: dict[str, Callable[[Any, Any], Any]] = {
    "mul_ 2": lambda a, b: a.mul_(2.0),
    "add_": lambda a, b: a.add_(b),
    "mul_": lambda a, b: a.mul_(b),
    "sub_": lambda a, b: a.sub_(b, alpha=0.5),
    "tanh_": lambda a, b: a.tanh_(),
    "square_": lambda a, b: a.square_(),
    "sigmoid_": lambda a, b: a.sigmoid_(),
    "zero_": lambda a, b: a.zero_(),
    "copy_": lambda a, b: a.copy_(b),
    "set first": lambda a, b: a.__setitem__(0, 0.25),
    "set part": lambda a, b: a.__setitem__((..., slice(0, 1)), b[..., 1:2]),
    "set mask": lambda a, b: a.__setitem__(a > 0.5, 0.5),
    "masked_fill_": lambda a, b: a.masked_fill_(b > 0, 0.75),
}
BINARY = {"sum", "product", "add_", "mul_", "sub_", "copy_", "set part", "masked_fill_"}

places = st.integers(0, 9)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("make"), st.sampled_from(sorted(MADE)), places, places),
        st.tuples(st.just("view"), st.sampled_from(sorted(VIEWS)), places, places),
        st.tuples(
            st.sampled_from(["write", "write", "write", "write off the tape"]),
            st.sampled_from(sorted(WRITES)),
            places,
            places,
        ),
    ),
    min_size=2,
    max_size=12,
)


def _values(seed: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).uniform(-1.5, 1.5, (3, 2))


def _do(step: Step, tensors: list[Any], library: Any) -> Any:
    """Run one step on a library's tensors; the tensor it made, or None."""
    kind, name, i, j = step
    a, b = tensors[i % len(tensors)], tensors[j % len(tensors)]
    if kind == "write off the tape":
        with library.no_grad():
            WRITES[name](a, b)
        return None
    if kind == "write":
        WRITES[name](a, b)
        return None
    return (MADE if kind == "make" else VIEWS)[name](a, b)


def _fits(step: Step, tensors: list[Any]) -> bool:
    """Whether the step makes sense for these tensors: shapes, and enough dimensions."""
    _, name, i, j = step
    a, b = tensors[i % len(tensors)], tensors[j % len(tensors)]
    if name in BINARY and tuple(a.shape) != tuple(b.shape):
        return False
    if name in ("row", "rest", "every second", "turned", "set first", "set part") and not a.ndim:
        return False
    if name == "set part":
        return a.shape[-1] > 1
    return not (name in ("row", "set first") and a.shape[0] == 0) and 0 not in tuple(a.shape)


def _loss(tensors: list[Any]) -> Any:
    total = tensors[0].sum() * 0
    for number, tensor in enumerate(tensors):
        total = total + (tensor.square() * (0.1 * number + 0.3)).sum()
    return total


def _same(ours: engine.Tensor, theirs: Any) -> None:
    np.testing.assert_allclose(
        ours.detach().numpy(), theirs.detach().numpy(), rtol=1e-9, atol=1e-12
    )


def run_both(steps: list[Step]) -> str:
    """Run a program here and there and compare. Says what became of it."""
    torch = pytest.importorskip("torch")
    theirs_leaves = [torch.tensor(_values(s), requires_grad=True) for s in (0, 1)]
    ours_leaves = [engine.tensor(_values(s), requires_grad=True) for s in (0, 1)]
    theirs = [leaf * 1 for leaf in theirs_leaves]
    ours = [leaf * 1 for leaf in ours_leaves]
    for step in steps:
        if not _fits(step, theirs):
            continue
        try:
            made = _do(step, theirs, torch)
        except RuntimeError:
            return "PyTorch refuses a step"
        try:
            mine = _do(step, ours, engine)
        except GradientError as error:
            return f"refused: {error.what}"
        if made is not None:
            theirs.append(made)
            ours.append(mine)
        for a, b in zip(ours, theirs, strict=True):
            _same(a, b)
            assert a.requires_grad == b.requires_grad, step
    try:
        their_gradients = torch.autograd.grad(_loss(theirs), theirs_leaves, allow_unused=True)
    except RuntimeError:
        their_gradients = None
    try:
        gradients = engine.autograd.grad(_loss(ours), ours_leaves, allow_unused=True)
    except GradientError as error:
        return "both refuse" if their_gradients is None else f"refused: {error.what}"
    if their_gradients is None:
        if any(kind == "write off the tape" or name == "detached" for kind, name, _, _ in steps):
            return "only PyTorch refuses"
        _agrees_with_differences(steps, gradients)
        return "only PyTorch refuses; ours agrees with differences"
    for a, b in zip(gradients, their_gradients, strict=True):
        mine, other = (np.zeros((3, 2)) if g is None else g.detach().numpy() for g in (a, b))
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12)
    return "same"


def _agrees_with_differences(steps: list[Step], gradients: Any) -> None:
    direction = np.random.default_rng(7).standard_normal((3, 2))

    def along(h: float) -> float:
        with engine.no_grad():
            tensors = [engine.tensor(_values(s) + h * direction) * 1 for s in (0, 1)]
            for step in steps:
                if _fits(step, tensors):
                    made = _do(step, tensors, engine)
                    tensors += [] if made is None else [made]
            return float(_loss(tensors).item())

    h = 1e-4
    numeric = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)
    analytic = sum(float((g.array * direction).sum()) for g in gradients if g is not None)
    assert abs(numeric - analytic) <= 1e-6 * max(1.0, abs(numeric))


@settings(max_examples=400, deadline=None)
@given(steps)
def test_random_programs_of_views_and_writes_have_pytorchs_gradients(steps: list[Step]) -> None:
    outcome = run_both(steps)
    assert not outcome.startswith("refused"), outcome  # what PyTorch does, the engine does


def run_traced(steps: list[Step]) -> str:
    """Run a program at once, and as a traced program; the same numbers, or an error."""

    def whole(x: engine.Tensor, w: engine.Tensor) -> dict[str, engine.Tensor]:
        tensors = [x * 1, w * 1]
        for step in steps:
            if _fits(step, tensors):
                made = _do(step, tensors, engine)
                tensors += [] if made is None else [made]
        loss = _loss(tensors)
        found = engine.autograd.grad(loss, [x, w], allow_unused=True, materialize_grads=True)
        values = {str(n): t for n, t in enumerate(tensors)}
        return {"loss": loss, "x": found[0], "w": found[1], **values}  # type: ignore[dict-item]

    data = {"x": _values(0), "w": _values(1)}
    specs = dict.fromkeys(data, ((3, 2), engine.float64))
    try:
        graph = program.trace(whole, specs, requires_grad=["x", "w"])
    except TraceError as error:
        return f"refused in a trace: {error.what}"
    graph.verify()
    ran = program.Interpreter(graph, data)
    ran.run()
    planned = program.Plan(graph).run(data)
    try:
        eager = whole(**{n: engine.tensor(v, requires_grad=True) for n, v in data.items()})
    except GradientError as error:
        return f"refused at once: {error.what}"
    for name, tensor in eager.items():
        made = ran.value(graph.outputs[name])
        np.testing.assert_allclose(made, tensor.detach().numpy(), rtol=1e-12, err_msg=name)
        np.testing.assert_array_equal(made, planned[name])
    return "same"


@settings(max_examples=200, deadline=None)
@given(steps)
def test_random_programs_are_the_same_in_a_trace_or_are_refused(steps: list[Step]) -> None:
    run_traced(steps)


def test_only_view_primitives_share_memory_with_their_operands() -> None:
    from engine import ops

    for primitive in list(ops.ALL.values()):
        if primitive.view or primitive.random:
            continue
        for sample in primitive.samples():
            arrays = [None if a is None else np.asarray(a) for a in sample.arrays]
            with np.errstate(all="ignore"):
                made = primitive.forward(np, *arrays, **sample.attributes)
            for result in made if isinstance(made, tuple) else (made,):
                shared = [a is not None and np.may_share_memory(result, a) for a in arrays]
                assert not any(shared) or not np.asarray(result).size, primitive.name
