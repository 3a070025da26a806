"""Every primitive's numbers are explained to the number that the engine computes."""

import math
from typing import Any

import numpy as np
import pytest

import engine
from engine.ops.primitive import REGISTRY, Primitive, Sample
from nodegraph_app.insight.numbers import parse
from nodegraph_app.stepper.explainers import Operation, explain_operation
from nodegraph_app.stepper.explanation import Explanation

CASES = [
    pytest.param(primitive, sample, id=f"{primitive.name}-{number}")
    for primitive in REGISTRY.values()
    for number, sample in enumerate(primitive.samples())
]


def operation_of(primitive: Primitive, sample: Sample) -> Operation:
    keywords: dict[str, Any] = dict(sample.attributes)
    if primitive.random:
        keywords["generator"] = engine.Generator(3)
    with np.errstate(all="ignore"):  # as the engine runs it
        made = primitive.forward(np, *sample.arrays, **keywords)
    outputs = tuple(np.asarray(array) for array in (made if isinstance(made, tuple) else (made,)))
    return Operation(primitive.name, sample.arrays, outputs, sample.attributes, primitive.inputs)


def check_that_it_adds_up(explanation: Explanation) -> None:
    expected = explanation.expected_value
    size = max([abs(expected), *(abs(term.value) for term in explanation.terms), 1e-12])
    assert explanation.result == pytest.approx(expected, rel=1e-9, abs=1e-9 * size, nan_ok=True)
    values = [term.value for term in explanation.terms]
    if explanation.rule == "sum":
        assert math.fsum(values) == pytest.approx(explanation.result, abs=1e-9 * size)
    if explanation.rule == "maximum":
        assert max(values) == explanation.result
    if explanation.rule == "minimum":
        assert min(values) == explanation.result
    if explanation.rule == "function":
        assert explanation.workings[-1].value == explanation.result
    for term in explanation.terms:
        if len(term.factors) > 1:
            product = math.prod(factor.value for factor in term.factors)
            assert product == pytest.approx(term.value, abs=1e-12 * size)
    check_that_grids_multiply(explanation)


def check_that_grids_multiply(explanation: Explanation) -> None:
    window, kernel, products = explanation.window, explanation.kernel, explanation.products
    if window is not None and kernel is not None and products is not None:
        assert np.allclose(window.values * kernel.values, products.values)
        letter = next((t for t in explanation.terms if t.label in shown_labels(explanation)), None)
        if letter is not None:
            assert products.values.sum() == pytest.approx(letter.value)


def shown_labels(explanation: Explanation) -> tuple[str, str]:
    return f"c = {explanation.channel}", f"o = {explanation.channel}"


@pytest.mark.parametrize(("primitive", "sample"), CASES)
def test_every_cell_of_every_sample_is_explained_to_the_engines_number(
    primitive: Primitive, sample: Sample
) -> None:
    operation = operation_of(primitive, sample)
    for position, output in enumerate(operation.outputs):
        placed = Operation(
            operation.name,
            operation.inputs,
            operation.outputs,
            operation.attributes,
            operation.symbols,
            position,
        )
        cells = list(np.ndindex(output.shape))
        for index in cells[:: max(1, len(cells) // 25)]:
            explanation = explain_operation(placed, index)
            assert explanation.index == index
            check_that_it_adds_up(explanation)
            assert explanation.equation()


def test_a_convolution_by_hand_shows_its_window_its_kernel_and_the_sum() -> None:
    image = np.arange(25.0).reshape(1, 1, 5, 5)
    kernel = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    primitive = REGISTRY["conv2d"]
    result = primitive.forward(np, image, kernel, np.array([0.5]), padding=(1, 1))
    operation = Operation(
        "conv2d", (image, kernel, np.array([0.5])), (result,), {"padding": (1, 1)}, ("x", "w", "b")
    )
    explanation = explain_operation(operation, (0, 0, 0, 2))
    assert explanation.window is not None and explanation.window.inside is not None
    assert str(explanation.window.place) == "rows −1–1, columns 1–3"
    assert not explanation.window.inside[0].any()
    assert explanation.window.values[1].tolist() == [1.0, 2.0, 3.0]
    assert [term.label for term in explanation.terms] == ["c = 0", "b[0]"]
    assert explanation.result == result[0, 0, 0, 2]


def test_the_gradient_of_an_input_shows_the_kernel_turned_round() -> None:
    kernel = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    upstream = np.arange(9.0).reshape(1, 1, 3, 3)
    made = REGISTRY["conv2d_input"].forward(np, upstream, kernel, size=(5, 5))
    operation = Operation("conv2d_input", (upstream, kernel), (made,), {"size": (5, 5)}, ("δ", "w"))
    explanation = explain_operation(operation, (0, 0, 2, 2))
    assert explanation.kernel is not None and explanation.window is not None
    assert explanation.kernel.values[0, 0] == 9.0
    assert explanation.window.values.tolist() == upstream[0, 0].tolist()


def test_a_long_sum_keeps_its_largest_terms_and_gathers_the_rest() -> None:
    x, w = np.arange(1.0, 101.0)[np.newaxis], np.ones((1, 100))
    operation = Operation("linear", (x, w), (x @ w.T,), {}, ("x", "w"))
    explanation = explain_operation(operation, (0, 0))
    shown = explanation.gathered(4)
    assert [term.value for term in shown[:4]] == [100.0, 99.0, 98.0, 97.0]
    assert shown[-1].count == 96
    assert str(shown[-1].label) == "96 more terms"
    assert math.fsum(term.value for term in shown) == explanation.result


def test_a_cell_that_is_not_there_is_refused() -> None:
    operation = Operation("relu", (np.zeros(3),), (np.zeros(3),), {}, ("x",))
    with pytest.raises(IndexError, match="expected an index into shape"):
        explain_operation(operation, (3,))


def test_the_equation_of_a_sum_adds_up_as_printed() -> None:
    operation = Operation(
        "add", (np.array(-0.647766), np.array(0.241416)), (np.array(-0.40635),), {}, ("a", "b")
    )
    equation = explain_operation(operation, ()).equation()
    result, _, terms = equation.partition(" = ")
    numbers = [parse(text.strip("()")) for text in terms.split(" + ")]
    assert math.fsum(numbers) == pytest.approx(parse(result), abs=1e-12)


def test_a_small_sum_states_its_power_of_ten_once() -> None:
    operation = Operation("add", (np.array(-6.0807e-4), np.array(-3.56851e-3)), (), {})
    placed = Operation("add", operation.inputs, (np.array(-4.17658e-3),), {}, ("a", "b"))
    assert explain_operation(placed, ()).equation().endswith("×10⁻³")


def test_a_cell_that_nothing_was_taken_from_gets_no_gradient() -> None:
    operation = Operation(
        "max_pool2d_input",
        (np.ones((1, 1, 1, 1)), np.zeros((1, 1, 1, 1), dtype=np.int64)),
        (np.array([[[[1.0, 0.0], [0.0, 0.0]]]]),),
        {"size": (2, 2), "kernel_size": (2, 2), "stride": (2, 2)},
    )
    assert explain_operation(operation, (0, 0, 1, 1)).equation() == "0.0000 = 0"
