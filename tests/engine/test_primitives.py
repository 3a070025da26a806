"""Every registered primitive, held against its own declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import engine
from engine import ops
from engine.backend import Generator
from engine.dims import with_batch
from engine.ops import Primitive, Sample

CASES = [
    pytest.param(primitive, sample, id=f"{name}-{number}")
    for name, primitive in sorted(ops.ALL.items())
    for number, sample in enumerate(primitive.samples())
]
DIFFERENTIABLE = [case for case in CASES if case.values[0].gradient is not None]


def _outputs(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)


def _forward(
    primitive: Primitive, arrays: Sequence[Any], attributes: Any
) -> tuple[np.ndarray[Any, Any], ...]:
    chance = {"generator": Generator(0)} if primitive.random else {}
    with np.errstate(all="ignore"):
        results = _outputs(primitive.forward(np, *arrays, **attributes, **chance))
    return tuple(map(np.asarray, results))


def _tensors(sample: Sample, requires_grad: bool = False) -> list[engine.Tensor | None]:
    wanted = sample.differentiable or (True,) * len(sample.arrays)
    return [
        None
        if array is None
        else engine.tensor(
            np.asarray(array), requires_grad=requires_grad and want and array.dtype.kind == "f"
        )
        for array, want in zip(map(_array, sample.arrays), wanted, strict=True)
    ]


def _array(value: Any) -> Any:
    return None if value is None else np.asarray(value)


def test_every_primitive_is_exported_by_its_name() -> None:
    assert {name for name in ops.ALL if getattr(ops, name, None) is not ops.ALL[name]} == set()


@pytest.mark.parametrize("primitive", [pytest.param(p, id=p.name) for p in ops.ALL.values()])
def test_every_primitive_declares_samples_and_formulas(primitive: Primitive) -> None:
    assert primitive.samples(), "a primitive without samples is not tested"
    assert primitive.formula
    assert primitive.inputs or primitive.random
    if primitive.gradient is not None:
        assert primitive.gradient_formulas


@pytest.mark.parametrize(("primitive", "sample"), CASES)
def test_the_shape_and_dtype_rules_say_what_comes_out(primitive: Primitive, sample: Sample) -> None:
    arrays = [_array(a) for a in sample.arrays]
    shapes = [None if a is None else a.shape for a in arrays]
    for floats in (np.float64, np.float32):
        cast = [a.astype(floats) if a is not None and a.dtype.kind == "f" else a for a in arrays]
        types, several = primitive.result_types(
            shapes, [None if a is None else a.dtype for a in cast], sample.attributes
        )
        real = _forward(primitive, cast, sample.attributes)
        assert [(tuple(shape), dtype) for shape, dtype in types] == [
            (r.shape, r.dtype) for r in real
        ]
        assert several == (len(real) > 1)


@pytest.mark.parametrize(("primitive", "sample"), CASES)
def test_a_strided_operand_gives_the_same_numbers(primitive: Primitive, sample: Sample) -> None:
    arrays = [_array(a) for a in sample.arrays]
    strided = [None if a is None else _strided(a) for a in arrays]
    for expected, actual in zip(
        _forward(primitive, arrays, sample.attributes),
        _forward(primitive, strided, sample.attributes),
        strict=True,
    ):
        np.testing.assert_allclose(actual, expected, rtol=1e-13, atol=1e-13)


# Primitives that treat every sample alike: the batch may be a symbol in each of their operands.
BATCHED = {
    "add", "subtract", "multiply", "divide", "power", "maximum", "minimum", "precedence", "equal",
    "not_equal", "less", "less_equal", "greater", "greater_equal", "exp", "log", "sqrt", "abs",
    "sign", "square", "negative", "clip", "cast", "sigmoid", "tanh", "relu", "relu_input",
    "softmax", "log_softmax", "sum", "mean", "amax", "argmax", "permute",
    "batch_norm", "batch_norm_eval", "nll_loss", "one_hot",
    "dropout_mask", "linear", "matmul",
    *(f"conv{rank}d{part}" for rank in (1, 2, 3) for part in ("", "_input", "_weight")),
    *(f"max_pool{rank}d{part}" for rank in (1, 2, 3) for part in ("", "_input", "_pick")),
    *(f"{kind}{rank}d{part}" for kind in ("avg_pool", "adaptive_avg_pool") for rank in (1, 2, 3)
      for part in ("", "_input")),
    *(f"{kind}{rank}d" for kind in ("conv_transpose", "adaptive_max_pool", "max_unpool")
      for rank in (1, 2, 3)),
    "border", "border_input", "col2im", "fractional_samples", "im2col", "interpolate",
    "interpolate_input",
    "celu", "celu_input", "elu", "elu_input", "gelu", "gelu_input", "hardshrink",
    "hardshrink_input", "hardsigmoid", "hardsigmoid_input", "hardswish", "hardswish_input",
    "hardtanh", "hardtanh_input", "leaky_relu", "leaky_relu_input", "log_sigmoid",
    "log_sigmoid_input", "mish", "mish_input", "silu", "silu_input", "softplus", "softplus_input",
    "softshrink", "softshrink_input", "softsign", "softsign_input", "tanhshrink",
    "tanhshrink_input", "threshold", "threshold_input", "prelu", "glu", "gumbel_noise",
    "rrelu_slope", "batch_norm_input", "batch_norm_weight", "channel_window", "local_response_norm",
    "layer_norm_input", "layer_norm_weight", "rms_norm", "rms_norm_input",
    "rms_norm_weight", "group_norm", "group_norm_input", "group_norm_weight", "instance_norm",
    "instance_norm_input", "instance_norm_weight",
    "lstm_cell_input", "gru_cell_input", "sequence_mask", "linear_scan",
    "selective_scan", "causal_convolution", "causal_convolution_kernel", "concatenate", "gather",
    "gather_input", "take", "take_input", "index_put", "scatter", "scatter_reduce",
    "masked_scatter", "masked_scatter_source", "tril", "triu", "roll", "repeat", "flip",
    "contiguous", "vector_norm", "sum_to", "pinv",
}  # fmt: skip
# … or only in these samples of theirs: the others name the batch's size in an attribute, cut or
# turn the batch, or need as many rows as columns.
BATCHED_SAMPLES = {
    "layer_norm-0", "layer_norm-1",
    "reshape-1", "slice-3", "slice_input-0", "slice_put-3", "pad-0", "diagonal-3",
    "as_strided_input-0", "sliding-0", "sliding_input-0", "einsum-0", "einsum-2", "einsum-3",
    "einsum-4", "inv-1", "solve-1", "solve-2", "det-1", "cofactor-1", "slogdet-1", "cholesky-1",
}  # fmt: skip


# Of these, the operands that follow the first have no batch.
WEIGHTED = {
    "linear", "matmul",
    *(f"conv{rank}d{part}" for rank in (1, 2, 3) for part in ("", "_input")),
    *(f"conv_transpose{rank}d" for rank in (1, 2, 3)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("primitive", "sample"),
    [c for c in CASES if c.values[0].name in BATCHED or c.id in BATCHED_SAMPLES],
)
def test_the_shape_rule_says_the_same_with_a_symbol_for_the_batch(
    primitive: Primitive, sample: Sample
) -> None:
    shapes = [None if a is None else np.shape(a) for a in sample.arrays]
    batch = shapes[0][0] if shapes[0] else 0
    if batch < 2 or (primitive.name == "matmul" and len(shapes[0] or ()) == 1):
        return  # no batch
    ranked = max(len(shape) for shape in shapes if shape is not None)
    symbolic = [
        (engine.N, *shape[1:])
        if shape and shape[0] == batch and (len(shape) == ranked or _is_labels(primitive, place))
        else shape
        for place, shape in enumerate(shapes)
    ]
    if primitive.name in WEIGHTED:
        symbolic[1:] = shapes[1:]  # the weight has no batch
    dtypes = [None if a is None else np.asarray(a).dtype for a in sample.arrays]
    concrete, _ = primitive.result_types(shapes, dtypes, sample.attributes)
    abstract, _ = primitive.result_types(symbolic, dtypes, sample.attributes)
    assert [(with_batch(shape, batch), dtype) for shape, dtype in abstract] == concrete


def _is_labels(primitive: Primitive, place: int) -> bool:
    return primitive.name == "nll_loss" and place == 1


def _strided(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same values at every second place, the dimensions in reverse memory order."""
    spread = np.zeros(tuple(2 * n for n in reversed(array.shape)), array.dtype)
    view = spread[(..., *(slice(None, None, 2) for _ in array.shape))].transpose()
    view[...] = array
    return view


@pytest.mark.parametrize(("primitive", "sample"), CASES)
def test_operands_are_left_as_they_were(primitive: Primitive, sample: Sample) -> None:
    arrays = [_array(a) for a in sample.arrays]
    before = [None if a is None else a.copy() for a in arrays]
    _forward(primitive, arrays, sample.attributes)
    for a, b in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(a, b)


def _gradients(
    primitive: Primitive,
    sample: Sample,
    leaves: Sequence[Any],
    seeds: Sequence[engine.Tensor | None],
    create_graph: bool = False,
) -> list[engine.Tensor | None]:
    outputs = _outputs(primitive(*leaves, **sample.attributes))
    pairs = [(o, s) for o, s in zip(outputs, seeds, strict=True) if s is not None]
    wanted = [leaf for leaf in leaves if leaf is not None and leaf.requires_grad]
    return list(
        engine.autograd.grad(
            [o for o, _ in pairs],
            wanted,
            [s for _, s in pairs],
            create_graph=create_graph,
            allow_unused=True,
        )
    )


def _seeds(primitive: Primitive, sample: Sample) -> list[engine.Tensor | None]:
    rng = np.random.default_rng(1)
    results = _forward(primitive, [_array(a) for a in sample.arrays], sample.attributes)
    return [
        engine.tensor(np.asarray(rng.standard_normal(r.shape))) if r.dtype.kind == "f" else None
        for r in results
    ]


def _directions(leaves: Sequence[Any]) -> list[Any]:
    rng = np.random.default_rng(2)
    return [
        rng.standard_normal(leaf.shape) if leaf is not None and leaf.requires_grad else None
        for leaf in leaves
    ]


def _difference(function: Any, h: float = 1e-3) -> float:
    """The derivative at 0, to fourth order in h (Fornberg, Math. Comp. 51, 1988, table 1)."""
    return float(
        (8 * (function(h) - function(-h)) - (function(2 * h) - function(-2 * h))) / (12 * h)
    )


def _moved(leaves: Sequence[Any], directions: Sequence[Any], step: float) -> list[Any]:
    return [
        leaf if d is None else engine.tensor(leaf.array + step * d, requires_grad=True)
        for leaf, d in zip(leaves, directions, strict=True)
    ]


def _is_close(analytic: float, numeric: float) -> bool:
    return abs(analytic - numeric) <= 1e-8 * max(1.0, abs(numeric))


def _floating_result(primitive: Primitive, sample: Sample) -> bool:
    return any(seed is not None for seed in _seeds(primitive, sample))


@pytest.mark.parametrize(("primitive", "sample"), DIFFERENTIABLE)
def test_the_gradient_is_the_slope(primitive: Primitive, sample: Sample) -> None:
    if not _floating_result(primitive, sample):
        return
    leaves = _tensors(sample, requires_grad=True)
    seeds = _seeds(primitive, sample)
    directions = _directions(leaves)
    gradients = _gradients(primitive, sample, leaves, seeds)

    def loss(step: float) -> float:
        outputs = _outputs(primitive(*_moved(leaves, directions, step), **sample.attributes))
        return sum(
            float((o.array * s.array).sum())
            for o, s in zip(outputs, seeds, strict=True)
            if s is not None
        )

    moving = [d for d in directions if d is not None]
    analytic = sum(
        0.0 if g is None else float((g.array * d).sum())
        for g, d in zip(gradients, moving, strict=True)
    )
    numeric = _difference(loss)
    assert _is_close(analytic, numeric), (analytic, numeric)


@pytest.mark.parametrize(("primitive", "sample"), DIFFERENTIABLE)
def test_the_gradient_has_a_gradient_that_is_its_slope(
    primitive: Primitive, sample: Sample
) -> None:
    if not _floating_result(primitive, sample):
        return
    leaves = _tensors(sample, requires_grad=True)
    seeds = [
        None if s is None else engine.tensor(s.array, requires_grad=True)
        for s in _seeds(primitive, sample)
    ]
    directions = _directions([*leaves, *seeds])
    weights = [engine.tensor(d) for d in _directions(leaves) if d is not None]

    def first(everything: Sequence[Any], create_graph: bool) -> list[engine.Tensor | None]:
        own = everything[: len(leaves)]
        return _gradients(primitive, sample, own, everything[len(leaves) :], create_graph)

    def weighted(step: float) -> float:
        gradients = first(_moved([*leaves, *seeds], directions, step), create_graph=False)
        return sum(
            float((g.array * w.array).sum())
            for g, w in zip(gradients, weights, strict=True)
            if g is not None
        )

    live = [
        (g, w)
        for g, w in zip(first([*leaves, *seeds], create_graph=True), weights, strict=True)
        if g is not None and g.requires_grad
    ]
    everything = [t for t in [*leaves, *seeds] if t is not None and t.requires_grad]
    seconds = engine.autograd.grad(
        [g for g, _ in live], everything, [w for _, w in live], allow_unused=True
    )
    moving = [d for d in directions if d is not None]
    analytic = sum(
        0.0 if s is None else float((s.array * d).sum())
        for s, d in zip(seconds, moving, strict=True)
    )
    numeric = _difference(weighted)
    assert _is_close(analytic, numeric), (analytic, numeric)
