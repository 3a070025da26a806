"""Every registered primitive, held against its own declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import engine
from engine import ops
from engine.errors import DTypeError
from engine.ops import Primitive, Sample
from tests.engine.primitive_samples import (
    CASES,
    array_of,
    forward,
    outputs_of,
    strided,
    tensors_of,
)

DIFFERENTIABLE = [case for case in CASES if case.values[0].gradient is not None]


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
    arrays = [array_of(a) for a in sample.arrays]
    shapes = [None if a is None else a.shape for a in arrays]
    for floats in (np.float64, np.float32, np.float16):
        cast = [a.astype(floats) if a is not None and a.dtype.kind == "f" else a for a in arrays]
        dtypes = [None if a is None else a.dtype for a in cast]
        try:
            types, several = primitive.result_types(shapes, dtypes, sample.attributes)
        except DTypeError:  # matrices are not factored in half precision
            assert floats is np.float16
            continue
        real = forward(primitive, cast, sample.attributes)
        assert [(tuple(shape), dtype) for shape, dtype in types] == [
            (r.shape, r.dtype) for r in real
        ]
        assert several == (len(real) > 1)


@pytest.mark.parametrize(("primitive", "sample"), CASES)
def test_a_strided_operand_gives_the_same_numbers(primitive: Primitive, sample: Sample) -> None:
    arrays = [array_of(a) for a in sample.arrays]
    spread = [None if a is None else strided(a) for a in arrays]
    for expected, actual in zip(
        forward(primitive, arrays, sample.attributes),
        forward(primitive, spread, sample.attributes),
        strict=True,
    ):
        np.testing.assert_allclose(actual, expected, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(("primitive", "sample"), CASES)
def test_operands_are_left_as_they_were(primitive: Primitive, sample: Sample) -> None:
    arrays = [array_of(a) for a in sample.arrays]
    before = [None if a is None else a.copy() for a in arrays]
    forward(primitive, arrays, sample.attributes)
    for a, b in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(a, b)


def _gradients(
    primitive: Primitive,
    sample: Sample,
    leaves: Sequence[Any],
    seeds: Sequence[engine.Tensor | None],
    create_graph: bool = False,
) -> list[engine.Tensor | None]:
    outputs = outputs_of(primitive(*leaves, **sample.attributes))
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
    results = forward(primitive, [array_of(a) for a in sample.arrays], sample.attributes)
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
    leaves = tensors_of(sample, requires_grad=True)
    seeds = _seeds(primitive, sample)
    directions = _directions(leaves)
    gradients = _gradients(primitive, sample, leaves, seeds)

    def loss(step: float) -> float:
        outputs = outputs_of(primitive(*_moved(leaves, directions, step), **sample.attributes))
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
    leaves = tensors_of(sample, requires_grad=True)
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
