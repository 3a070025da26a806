"""Every primitive, in every way of running it and on every kind of operand: the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import Generator, backend, ops, program
from engine.dims import with_batch
from engine.errors import EngineError
from engine.ops import Primitive, Sample
from engine.program import Interpreter, Plan
from tests.engine.primitive_samples import CASES, array_of, forward, outputs_of

Array = np.ndarray[Any, Any]
EACH = pytest.mark.parametrize(("primitive", "sample"), CASES)
ELEMENTWISE = [case for case in CASES if case.values[0].elementwise]


def arrays_of(sample: Sample) -> list[Array | None]:
    return [array_of(array) for array in sample.arrays]


def shapes_of(arrays: Any) -> list[Any]:
    return [None if array is None else array.shape for array in arrays]


def admits(primitive: Primitive, arrays: Any, attributes: Any) -> bool:
    """Whether its shape and dtype rules take these operands."""
    try:
        dtypes = [None if array is None else array.dtype for array in arrays]
        primitive.result_types(shapes_of(arrays), dtypes, attributes)
    except EngineError:
        return False
    return True


# ---- what is handed back


@EACH
def test_results_have_memory_of_their_own_unless_it_is_a_view(
    primitive: Primitive, sample: Sample
) -> None:
    arrays = arrays_of(sample)
    results = forward(primitive, arrays, sample.attributes)
    if primitive.view:
        return
    for result in results:
        for array in arrays:
            assert array is None or not np.shares_memory(result, array)
    for place, result in enumerate(results):
        assert not any(np.shares_memory(result, other) for other in results[place + 1 :])


# ---- operands without elements, and that stretch


def emptied(sample: Sample) -> list[list[Array | None]]:
    """The sample with each of its sizes set to 0, wherever that size stands."""
    arrays = arrays_of(sample)
    sizes = sorted({n for array in arrays if array is not None for n in array.shape} - {0})
    return [
        [
            None
            if array is None
            else array[tuple(slice(0) if n == size else slice(None) for n in array.shape)]
            for array in arrays
        ]
        for size in sizes
    ]


# Backward primitives whose attributes or operands repeat sizes of the forward one: no caller can
# set one of these to 0 without the others.
TIED = {
    "as_strided_input", "ctc_loss_input", "gru_cell_input", "mean_input", "nll_loss_input",
    "slice_input", "sliding_input", "take_input",
}  # fmt: skip


@EACH
def test_operands_without_elements_are_computed_or_refused(
    primitive: Primitive, sample: Sample
) -> None:
    for arrays in emptied(sample):
        if primitive.name in TIED or not admits(primitive, arrays, sample.attributes):
            continue
        dtypes = [None if array is None else array.dtype for array in arrays]
        types, _ = primitive.result_types(shapes_of(arrays), dtypes, sample.attributes)
        try:
            results = forward(primitive, arrays, sample.attributes)
        except EngineError:
            continue
        assert [(r.shape, r.dtype) for r in results] == [(tuple(s), d) for s, d in types]


@pytest.mark.parametrize(("primitive", "sample"), ELEMENTWISE)
def test_an_operand_that_stretches_gives_what_its_copies_give(
    primitive: Primitive, sample: Sample
) -> None:
    arrays = arrays_of(sample)
    for place, array in enumerate(arrays):
        if array is None or array.ndim == 0 or 0 in array.shape:
            continue
        for axis in range(array.ndim):
            one = array.take([0], axis)
            short, long = list(arrays), list(arrays)
            short[place], long[place] = one, np.broadcast_to(one, array.shape)
            if not admits(primitive, short, sample.attributes):
                continue
            made = forward(primitive, short, sample.attributes)
            expected = forward(primitive, long, sample.attributes)
            for a, b in zip(made, expected, strict=True):
                assert np.array_equal(np.broadcast_to(a, b.shape), b, equal_nan=True)


@pytest.mark.parametrize(("primitive", "sample"), ELEMENTWISE)
def test_a_cell_of_an_elementwise_result_hangs_on_the_same_cells_only(
    primitive: Primitive, sample: Sample
) -> None:
    arrays = arrays_of(sample)
    results = forward(primitive, arrays, sample.attributes)
    shape = np.broadcast_shapes(*(a.shape for a in arrays if a is not None))
    stretched = [None if a is None else np.broadcast_to(a, shape) for a in arrays]
    for index in list(np.ndindex(shape))[:10]:
        cells = [None if a is None else np.asarray(a[index]) for a in stretched]
        for whole, one in zip(results, forward(primitive, cells, sample.attributes), strict=True):
            assert whole.shape == shape and one.shape == ()
            np.testing.assert_allclose(one, whole[index], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("primitive", [pytest.param(p, id=n) for n, p in ops.ALL.items()])
def test_what_could_be_told_cell_by_cell_is_declared_elementwise(primitive: Primitive) -> None:
    if primitive.elementwise or primitive.random:
        return
    for sample in primitive.samples():
        try:
            test_a_cell_of_an_elementwise_result_hangs_on_the_same_cells_only(primitive, sample)
        except Exception:
            return  # it does not
    assert not any(np.size(array) for s in primitive.samples() for array in s.arrays)


@pytest.mark.parametrize(
    "primitive", [pytest.param(p, id=n) for n, p in ops.ALL.items() if p.multiply_adds is not None]
)
def test_products_say_how_many_they_sum(primitive: Primitive) -> None:
    counts = [
        primitive.multiply_adds(*shapes_of(arrays_of(sample)), **sample.attributes)
        for sample in primitive.samples()
        if all(0 not in shape for shape in shapes_of(arrays_of(sample)) if shape is not None)
    ]
    assert counts and all(count > 0 for count in counts)


# ---- half precision


@EACH
def test_half_precision_is_the_same_number_rounded(primitive: Primitive, sample: Sample) -> None:
    halves = [
        a if a is None or a.dtype.kind != "f" else a.astype(np.float16) for a in arrays_of(sample)
    ]
    if not admits(primitive, halves, sample.attributes):
        return
    exact = [a if a is None or a.dtype.kind != "f" else a.astype(np.float64) for a in halves]
    made = forward(primitive, halves, sample.attributes)
    expected = forward(primitive, exact, sample.attributes)
    for a, b in zip(made, expected, strict=True):
        if a.dtype != np.float16:
            continue
        size = np.abs(b[np.isfinite(b)]).max(initial=1.0)
        np.testing.assert_allclose(
            a.astype(np.float64), b, rtol=2e-2, atol=size * 2**-8, err_msg=primitive.name
        )


# ---- eager, stepped, planned


@EACH
def test_eager_interpreter_and_plan_give_the_same_bits(
    primitive: Primitive, sample: Sample
) -> None:
    arrays = {f"x{n}": a for n, a in enumerate(arrays_of(sample)) if a is not None}
    wanted = sample.differentiable or (True,) * len(sample.arrays)
    leaves = [n for n, a in arrays.items() if a.dtype.kind == "f" and wanted[int(n[1:])]]
    places = [None if array is None else f"x{n}" for n, array in enumerate(sample.arrays)]

    def run(**fed: engine.Tensor) -> dict[str, engine.Tensor]:
        operands = [None if name is None else fed[name] for name in places]
        outputs = outputs_of(primitive(*operands, **sample.attributes))
        found = {f"y{n}": output for n, output in enumerate(outputs)}
        live = [output for output in outputs if output.requires_grad]
        if live:
            seeds = [engine.ones_like(output) * 0.7 for output in live]
            slopes = engine.autograd.grad(
                live, [fed[name] for name in leaves], seeds, allow_unused=True
            )
            found |= {
                f"d{name}": g for name, g in zip(leaves, slopes, strict=True) if g is not None
            }
        return found

    with backend.seeded(5):
        eager = run(**{n: engine.tensor(a, requires_grad=n in leaves) for n, a in arrays.items()})
    specs = {name: (array.shape, array.dtype) for name, array in arrays.items()}
    graph = program.trace(run, specs, requires_grad=leaves)
    graph.verify()
    stepped = Interpreter(graph, arrays, Generator(5))
    stepped.run()
    planned = Plan(graph, generator=Generator(5)).run(arrays)
    assert set(planned) == set(eager)
    for name, tensor in eager.items():
        expected = tensor.detach().numpy()
        np.testing.assert_array_equal(stepped.value(graph.outputs[name]), expected)
        np.testing.assert_array_equal(planned[name], expected)


ON_A_GPU = (
    CASES
    if backend.cuda_device_count()
    else [pytest.param(None, None, marks=pytest.mark.skip(reason="there is no GPU here"))]
)


@pytest.mark.parametrize(("primitive", "sample"), ON_A_GPU)
def test_a_gpu_computes_the_same_numbers(primitive: Primitive, sample: Sample) -> None:
    if primitive.random:
        return  # other streams
    place = backend.device("cuda")
    xp = backend.array_module(place)
    arrays = arrays_of(sample)
    moved = [None if a is None else backend.move(a, place) for a in arrays]
    made = outputs_of(primitive.forward(xp, *moved, **sample.attributes))
    expected = forward(primitive, arrays, sample.attributes)
    for a, b in zip(made, expected, strict=True):
        result = backend.move(xp.asarray(a), backend.CPU)
        assert (result.shape, result.dtype) == (b.shape, b.dtype)
        np.testing.assert_allclose(result, b, rtol=1e-10, atol=1e-10)


# ---- the batch as a symbol


def with_symbol(sample: Sample, primitive: Primitive) -> list[list[int]]:
    """Which operands may have a batch of any size as their first dimension: those whose first
    size can be changed together, by the shape rule's own word."""
    shapes = shapes_of(arrays_of(sample))
    first = {shape[0] for shape in shapes if shape}
    found = []
    for size in sorted(first - {0, 1}):
        places = [n for n, shape in enumerate(shapes) if shape and shape[0] == size]
        subsets = [places, *([n] for n in places), places[:2]]
        for subset in subsets:
            if (
                subset
                and subset not in found
                and all(
                    types_with(primitive, sample, subset, size + more) is not None
                    for more in (1, 5)
                )
            ):
                found.append(subset)
    return found


def types_with(
    primitive: Primitive, sample: Sample, places: list[int], batch: Any
) -> list[Any] | None:
    """What the rules say where these operands have that batch; None where they refuse."""
    arrays = arrays_of(sample)
    shapes = [
        (batch, *shape[1:]) if n in places else shape for n, shape in enumerate(shapes_of(arrays))
    ]
    dtypes = [None if array is None else array.dtype for array in arrays]
    try:
        return primitive.result_types(shapes, dtypes, sample.attributes)[0]
    except EngineError:
        return None


# These refuse a symbol where they accept the numbers: whether N rows are as many as an attribute
# or another operand asks for hangs on N.
HANGS_ON_N = {
    "as_strided", "diagonal", "gather", "scatter", "scatter_reduce", "slice", "slice_put",
    "sliding", "svd", "topk", "view_written",
}  # fmt: skip


@EACH
def test_the_shape_rule_says_the_same_with_a_symbol_for_the_batch(
    primitive: Primitive, sample: Sample
) -> None:
    for places in with_symbol(sample, primitive):
        abstract = types_with(primitive, sample, places, engine.N)
        if abstract is None and primitive.name in HANGS_ON_N:
            continue
        assert abstract is not None, f"operands {places} may have any batch, but not a symbol"
        for batch in (7, 11):
            assert [(with_batch(shape, batch), dtype) for shape, dtype in abstract] == (
                types_with(primitive, sample, places, batch)
            )


# Their first dimensions are no batch: sizes stand in an attribute, or make another size.
WITHOUT_BATCH = {"diag_embed", "expand", "kernel_width", "time_steps", "with_self_loops"}


def test_every_primitive_that_has_a_batch_is_tried_with_a_symbol() -> None:
    none = {
        name
        for name, primitive in ops.ALL.items()
        if any(np.ndim(a) for s in primitive.samples() for a in s.arrays if a is not None)
        and not any(with_symbol(sample, primitive) for sample in primitive.samples())
    }
    assert none == WITHOUT_BATCH
