"""The data nodes: shapes told before loading, values bit-equal for equal seeds."""

from __future__ import annotations

import numpy as np
import pytest

from nodegraph_app.catalog import Samples, default, sources, tables

SOURCES = ["Digits", "Curve", "Spirals", "Values", "Input"]


def load(name: str, seed: int = 0, **values: object) -> Samples:
    node_type = default().types[name]
    assert node_type.data is not None
    return node_type.data.load(node_type.complete(values), seed)


@pytest.mark.parametrize("name", SOURCES)
def test_what_is_loaded_is_what_was_told(name: str) -> None:
    node_type = default().types[name]
    assert node_type.data is not None
    told, samples = node_type.data.outputs(node_type.defaults()), load(name)
    assert node_type.data.count(node_type.defaults()) == len(samples)
    assert told.keys() == {port.name for port in node_type.outputs}
    assert samples.inputs.shape == (len(samples), *told["x"].shape)
    assert samples.inputs.dtype == told["x"].dtype
    for port in node_type.outputs:
        assert told[port.name].role in port.roles
    if samples.targets is None:
        assert "y" not in told
    else:
        assert samples.targets.shape == (len(samples), *told["y"].shape)
        assert samples.targets.dtype == told["y"].dtype
    assert (samples.target_kind == "class") == bool(samples.classes)
    assert samples.targets is None or (told["y"].classes or 0) == len(samples.classes)


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("Spirals", {"classes": 5}, 5),
        ("Values", {"targets": "0\n3\n1\n3", "target_kind": "class"}, 4),
    ],
)
def test_how_many_classes_there_are_is_told_before_loading(
    name: str, values: dict[str, object], count: int
) -> None:
    node_type = default().types[name]
    assert node_type.data is not None
    complete = node_type.complete(values)  # type: ignore[arg-type]
    assert node_type.data.outputs(complete)["y"].classes == count
    assert len(node_type.data.load(complete, 0).classes) == count


@pytest.mark.parametrize("name", SOURCES)
def test_equal_seeds_give_bit_equal_samples(name: str) -> None:
    one, other = load(name), load(name)
    assert one.inputs.tobytes() == other.inputs.tobytes()
    if one.targets is not None and other.targets is not None:
        assert one.targets.tobytes() == other.targets.tobytes()


@pytest.mark.parametrize("name", ["Curve", "Spirals"])
def test_the_nodes_seed_draws_the_samples_and_the_trainings_does_not(name: str) -> None:
    assert load(name, seed=1).inputs.tobytes() == load(name, seed=2).inputs.tobytes()
    node_type = default().types[name]
    assert node_type.data is not None
    first, second = (
        node_type.data.load(node_type.complete({"seed": s}), 0).inputs.tobytes() for s in (1, 2)
    )
    assert first != second


def test_digits_are_real_images_between_0_and_1() -> None:
    digits = load("Digits")
    assert digits.inputs.shape == (1797, 1, 8, 8)
    assert (digits.inputs.min(), digits.inputs.max()) == (0.0, 1.0)
    assert digits.targets is not None
    assert np.bincount(digits.targets).min() > 170
    assert digits.classes == tuple("0123456789")


def test_the_curve_is_the_formula_on_standard_axes() -> None:
    curve = load("Curve", n=2000)
    (x_mean, x_std), (y_mean, y_std) = sources.curve_scales()
    x = curve.inputs.astype(np.float64) * x_std + x_mean
    assert x.min() >= -5 - 1e-6
    assert x.max() <= 5 + 1e-6
    expected = np.exp(-0.1 * x) * np.sin(2 * x) + 0.1 * x**3 - 3 * x**2 + 2 * x
    assert curve.targets is not None
    np.testing.assert_allclose(curve.targets * y_std + y_mean, expected, atol=2e-4)
    assert abs(curve.targets.mean()) < 0.1
    assert abs(curve.targets.std() - 1) < 0.1


def test_spirals_have_equal_arms_inside_the_unit_circle() -> None:
    samples = load("Spirals", classes=3, n=300, noise=0.0)
    assert samples.targets is not None
    assert np.bincount(samples.targets).tolist() == [100, 100, 100]
    assert np.linalg.norm(samples.inputs, axis=1).max() <= 1 + 1e-6


def test_the_table_worked_by_hand_is_read_as_typed() -> None:
    samples = load("Values", inputs="0.05, 0.10", targets="0.01, 0.99")
    np.testing.assert_array_equal(samples.inputs, np.float32([[0.05, 0.10]]))
    assert samples.targets is not None
    np.testing.assert_array_equal(samples.targets, np.float32([[0.01, 0.99]]))


def test_a_tables_targets_may_be_classes() -> None:
    samples = load("Values", inputs="0 0; 0 1; 1 0", targets="0; 2; 1", target_kind="class")
    assert samples.targets is not None
    assert samples.targets.tolist() == [0, 2, 1]
    assert samples.classes == ("0", "1", "2")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1, 2; 3, 4", ((1, 2), (3, 4))),
        ("1 2\n3 4\n", ((1, 2), (3, 4))),
        ("1，2；3，4", ((1, 2), (3, 4))),
        ("  −1,\t.5 ;\r\n\n 1e-3, +2 ,", ((-1, 0.5), (0.001, 2))),
    ],
)
def test_rows_are_read_as_people_type_them(typed: str, expected: tables.Rows) -> None:
    assert tables.rows(typed) == expected


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "no numbers yet"),
        (";,;", "no numbers yet"),
        ("1, two", "Row 0"),
        ("1, 2; 3", "row 1 differs"),
        ("1; nan", "Row 1"),
        ("1; 1e999", "Row 1"),
        ("0;" * 100_001, "at most 100000 numbers"),
    ],
)
def test_text_that_is_no_table_is_explained(typed: str, words: str) -> None:
    with pytest.raises(tables.TableError, match=words):
        tables.rows(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("1×28×28", (1, 28, 28)), ("1x28X28", (1, 28, 28)), ("(1, 28, 28)", (1, 28, 28)), ("7", (7,))],
)
def test_shapes_are_read_as_people_type_them(typed: str, expected: tuple[int, ...]) -> None:
    assert tables.shape(typed) == expected


@pytest.mark.parametrize("typed", ["", "0", "-3", "1×a", "1.5", "99999999×99999999", "²"])
def test_text_that_is_no_shape_is_explained(typed: str) -> None:
    with pytest.raises(tables.TableError, match="no shape"):
        tables.shape(typed)
