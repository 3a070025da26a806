"""Random numbers: seeds, generators, programs that draw anew, and what the distributions are."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from engine import Generator, errors, program
from engine.functions import random
from engine.program import Interpreter, Plan


def test_a_seed_repeats_every_kind_of_draw() -> None:
    def draws() -> list[np.ndarray]:
        weights = engine.tensor([[1.0, 2.0, 3.0]])
        made = [
            engine.rand(3), engine.randn(2, 2), engine.randint(5, (4,)), engine.randperm(6),
            engine.normal(engine.zeros(3), 2.0), engine.bernoulli(engine.full((5,), 0.5)),
            engine.multinomial(weights, 2), random.exponential(engine.zeros(3)),
        ]  # fmt: skip
        return [x.numpy() for x in made]

    engine.manual_seed(3)
    first, second = draws(), draws()
    engine.manual_seed(3)
    for once, again in zip(first, draws(), strict=True):
        np.testing.assert_array_equal(once, again)
    assert not np.array_equal(first[0], second[0])


def test_a_generator_of_ones_own_leaves_the_engines_alone() -> None:
    engine.manual_seed(0)
    expected = engine.rand(4).numpy()
    engine.manual_seed(0)
    own = engine.rand(4, generator=Generator(7)).numpy()
    np.testing.assert_array_equal(engine.rand(4).numpy(), expected)
    np.testing.assert_array_equal(engine.rand(4, generator=Generator(7)).numpy(), own)


def test_a_program_draws_anew_in_every_run_and_alike_in_every_way_of_running() -> None:
    def noisy(x: engine.Tensor) -> dict[str, engine.Tensor]:
        return {"y": x + engine.randn_like(x), "z": engine.rand(2, 3)}

    graph = program.trace(noisy, {"x": ((2, 3), engine.float32)})
    x = np.ones((2, 3), np.float32)
    plan = Plan(graph, generator=Generator(5))
    first, second = plan.run({"x": x}), plan.run({"x": x})
    assert not np.array_equal(first["y"], second["y"])
    engine.manual_seed(5)
    eager = noisy(engine.tensor(x))
    np.testing.assert_array_equal(eager["y"].numpy(), first["y"])
    np.testing.assert_array_equal(eager["z"].numpy(), first["z"])
    stepper = Interpreter(graph, {"x": x}, generator=Generator(5))
    stepper.run()
    np.testing.assert_array_equal(stepper.value(graph.outputs["y"]), first["y"])


def test_draws_are_distributed_as_their_names_say() -> None:
    generator = Generator(1)
    many = engine.zeros(40_000, dtype=engine.float64)
    uniform = random.uniform(many, -1, 3, generator=generator).numpy()
    normal = random.normals(many, 2, 3, generator=generator).numpy()
    rates = random.exponential(many, 4, generator=generator).numpy()
    ones = engine.bernoulli(many + 0.3, generator=generator).numpy()
    for sample, mean, std in (
        (uniform, 1, 4 / 12**0.5), (normal, 2, 3), (rates, 0.25, 0.25), (ones, 0.3, 0.21**0.5),
    ):  # fmt: skip
        assert abs(sample.mean() - mean) < 5 * std / 200
        assert abs(sample.std() - std) < 0.05 * std
    assert uniform.min() >= -1
    assert uniform.max() < 3


@pytest.mark.parametrize("replacement", [True, False])
def test_multinomial_draws_by_weight_and_never_what_has_none(replacement: bool) -> None:
    weights = engine.tensor([0.0, 1.0, 0.0, 3.0, 6.0])
    generator = Generator(2)
    rows = engine.tensor(np.tile(weights.numpy(), (20_000, 1)))
    drawn = engine.multinomial(rows, 2, replacement, generator=generator).numpy()
    assert not set(np.unique(drawn)) & {0, 2}
    shares = np.bincount(drawn[:, 0], minlength=5) / 20_000
    np.testing.assert_allclose(shares, weights.numpy() / 10, atol=0.02)
    assert replacement or (drawn[:, 0] != drawn[:, 1]).all()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: engine.multinomial(engine.tensor([1.0, 0.0]), 2), "at least 2 of them above 0"),
        (lambda: engine.multinomial(engine.tensor([1.0, -1.0]), 1), "numbers of 0 or more"),
        (lambda: engine.multinomial(engine.tensor([1.0, 2.0]), 3), "1 to 2"),
        (lambda: engine.multinomial(engine.ones(1, 1, 1), 1), "1 or 2 dimensions"),
        (lambda: engine.bernoulli(engine.tensor([2.0])), "0 to 1"),
        (lambda: engine.bernoulli(engine.tensor([1])), "float32"),
        (lambda: engine.normal(0.0, -1.0, (2,)), "0 or more"),
        (lambda: engine.normal(0.0, 1.0), "normal(mean, std, size)"),
        (lambda: engine.randint(3, 3, (2,)), "high > 3"),
        (lambda: random.exponential(engine.zeros(2), 0.0), "above 0"),
        (lambda: engine.rand(-1), ""),
    ],
)
def test_what_cannot_be_drawn_is_told_with_what_was_expected(call: object, expected: str) -> None:
    with pytest.raises(errors.EngineError) as caught:
        call()  # type: ignore[operator]
    assert expected in caught.value.expected


def test_a_shape_with_a_symbol_for_the_batch_is_drawn_as_a_shape() -> None:
    x = engine.empty((engine.N, 3), device="meta")
    assert engine.randn_like(x).shape == (engine.N, 3)
    assert engine.bernoulli(x).shape == (engine.N, 3)
    assert engine.multinomial(x, 2).shape == (engine.N, 2)
