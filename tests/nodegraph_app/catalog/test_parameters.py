"""Kinds, live limits and rules of parameters, and the value that each problem offers instead."""

from __future__ import annotations

import pytest

from nodegraph_app.catalog import default


def problems(name: str, values: dict, shape: tuple[int, ...] | None = None) -> list[str]:
    found = default().types[name].problems(values, {"input": shape} if shape else {})
    return [f"{problem.message} → {problem.nearest!r}" for problem in found]


@pytest.mark.parametrize(
    ("name", "values", "shape", "expected"),
    [
        ("Conv2d", {"out_channels": 0}, None, "out_channels is at least 1. → 1"),
        ("Conv2d", {"out_channels": 2.5}, None, "out_channels needs a whole number. → 32"),
        ("Conv2d", {"out_channels": True}, None, "out_channels needs a whole number. → 32"),
        ("Conv2d", {"bias": 1}, None, "bias needs true or false. → True"),
        ("Conv2d", {"kernel_size": [3, 0]}, None, "kernel_size is at least 1. → [3, 1]"),
        ("Conv2d", {"groups": 3}, (2, 6, 8, 8), "groups must divide out_channels. → 2"),
        ("Conv2d", {"groups": 4}, (2, 6, 8, 8), "groups must divide in_channels. → 2"),
        ("MaxPool2d", {"padding": 2}, None, "padding is at most 1. → 1"),
        ("MaxPool2d", {"kernel_size": 9}, (2, 1, 4, 6), "kernel_size is at most 4. → 4"),
        ("Dropout", {"p": 1.5}, None, "p is at most 1. → 1.0"),
        ("Dropout", {"p": "half"}, None, "p needs a number. → 0.5"),
        ("Softmax", {"dim": 2}, (2, 5), "dim is at most 1. → 1"),
        ("Softmax", {"dim": -3}, (2, 5), "dim is at least -2. → -2"),
        ("MSE", {"reduction": "none"}, None, "reduction needs one of mean, sum. → 'mean'"),
        ("Concat", {"inputs": 9}, None, "inputs is at most 8. → 8"),
        ("Spirals", {"classes": 1}, None, "classes is at least 2. → 2"),
        ("Values", {"inputs": "1, x"}, None, "Row 0 holds something that is no number. → '1, 0'"),
        ("Input", {"shape": "1×many"}, None, "This is no shape of one sample. → '1×28×28'"),
    ],
)
def test_a_problem_says_what_and_offers_the_nearest(
    name: str, values: dict, shape: tuple[int, ...] | None, expected: str
) -> None:
    assert expected in problems(name, values, shape)


@pytest.mark.parametrize(
    ("name", "values", "shape"),
    [
        ("Conv2d", {"out_channels": 0, "kernel_size": [3, 0]}, None),
        ("Conv2d", {"groups": 5}, (2, 6, 8, 8)),
        ("MaxPool2d", {"padding": [4, 1], "kernel_size": 3}, (2, 1, 9, 9)),
        ("Dropout", {"p": -1}, None),
        ("Values", {"targets": "1\n2"}, None),
        ("Values", {"targets": "0.5", "target_kind": "class", "inputs": "1"}, None),
        ("Values", {"inputs": ""}, None),
        ("Input", {"shape": ""}, None),
    ],
)
def test_the_offered_values_mend_the_node(name: str, values: dict, shape: tuple | None) -> None:
    node_type = default().types[name]
    shapes = {"input": shape} if shape else {}
    for _ in range(5):
        found = node_type.problems(values, shapes)
        if not found:
            break
        values = {**values, **{problem.parameter: problem.nearest for problem in found}}
    assert not node_type.problems(values, shapes)


def test_a_number_from_the_wire_may_be_none_and_others_may_not() -> None:
    assert not problems("Conv2d", {"in_channels": None})
    assert problems("Conv2d", {"out_channels": None})


def test_limits_are_those_of_the_moment() -> None:
    kernel = default().types["MaxPool2d"].parameter("kernel_size")
    assert kernel is not None
    values = default().types["MaxPool2d"].defaults()
    assert kernel.limits(values, {}) == (1, None)
    assert kernel.limits(values, {"input": (8, 3, 5, 7)}) == (1, 5)
    assert kernel.limits({**values, "padding": 1}, {"input": (8, 3, 5, 7)}) == (1, 7)
