"""Every problem sits on its node and port, says what was expected, and has mends that work."""

from collections.abc import Callable
from typing import Any

import pytest

from nodegraph_app import compiler
from nodegraph_app.compiler import Problem
from nodegraph_app.document.edits import AddNode, SetParameter
from nodegraph_app.document.records import Node


def only_problem(canvas: Any) -> Problem:
    problems = [p for p in compiler.check(canvas.document).problems if p.severity == "error"]
    assert len(problems) == 1, [str(problem.message) for problem in problems]
    return problems[0]


def titles(problem: Problem) -> list[str]:
    return [str(mend.title) for mend in problem.mends]


def check_every_mend(canvas: Any, problem: Problem) -> None:
    """Each mend makes the problem vanish, and taking it back brings it again."""
    assert problem.mends
    kinds = {(p.node, p.code) for p in compiler.check(canvas.document).problems}
    for mend in problem.mends:
        inverse = canvas.apply(mend.edit)
        left = compiler.check(canvas.document).problems
        assert problem not in left, str(mend.title)
        if len(kinds) == 1:
            assert (problem.node, problem.code) not in {(p.node, p.code) for p in left}
        canvas.apply(inverse)
        assert problem in compiler.check(canvas.document).problems


def sound_after(canvas: Any, problem: Problem, title: str) -> bool:
    mend = next(mend for mend in problem.mends if str(mend.title) == title)
    canvas.apply(mend.edit)
    return compiler.check(canvas.document).is_sound


def test_linear_on_an_image_needs_a_flat_input(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier(("Conv2d", {"out_channels": 4}), ("Linear", {"out_features": 10}))
    problem = only_problem(canvas)
    assert (problem.node, problem.port, problem.code) == (
        canvas.id("linear1"),
        "input",
        "shape-mismatch",
    )
    assert str(problem.message) == "Linear needs a flat input."
    assert (problem.expected, problem.actual) == ("N×144", "N×4×6×6")
    assert titles(problem)[0] == "Insert Flatten"
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Insert Flatten")
    assert canvas.type("flatten1").name == "Flatten"


def test_a_pinned_size_is_named_and_flatten_alone_does_not_mend_it(
    draw: Callable[..., Any],
) -> None:
    canvas = draw()
    canvas.classifier(("Linear", {"out_features": 10, "in_features": 6272}))
    problem = only_problem(canvas)
    assert (problem.expected, problem.actual) == ("N×6272", "N×1×8×8")
    assert titles(problem)[0] == "Insert Flatten and take in_features from the wire"
    assert "Insert Flatten" not in titles(problem)
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, titles(problem)[0])


def test_a_pinned_in_features_can_be_set_or_freed(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier("Flatten", ("Linear", {"in_features": 320}))
    problem = only_problem(canvas)
    assert (problem.expected, problem.actual) == ("N×320", "N×64")
    assert titles(problem)[:2] == ["Set in_features to 64", "Take in_features from the wire"]
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Set in_features to 64")


def test_a_pinned_in_channels_can_be_set_or_freed(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier(("Conv2d", {"in_channels": 3}), "Flatten", "Linear")
    problem = only_problem(canvas)
    assert problem.node == canvas.id("conv1")
    assert str(problem.message) == "in_channels of Conv2d is 3, but 1 arrive."
    assert (problem.expected, problem.actual) == ("N×3×8×8", "N×1×8×8")
    assert titles(problem)[:2] == ["Set in_channels to 1", "Take in_channels from the wire"]
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Take in_channels from the wire")


def test_a_window_that_does_not_fit_gets_padding_or_a_smaller_kernel(
    draw: Callable[..., Any],
) -> None:
    canvas = draw()
    canvas.classifier(("Conv2d", {"kernel_size": 11}), "Flatten", "Linear")
    problem = only_problem(canvas)
    assert problem.node == canvas.id("conv1")
    assert {"Set padding to 2", "Set kernel_size to 8"} <= set(titles(problem))
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Set padding to 2")


def test_a_pooling_window_that_does_not_fit_gets_a_smaller_kernel(
    draw: Callable[..., Any],
) -> None:
    canvas = draw()
    canvas.classifier(("MaxPool2d", {"kernel_size": 9}), "Flatten", "Linear")
    problem = only_problem(canvas)
    assert problem.node == canvas.id("maxpool1")
    check_every_mend(canvas, problem)
    assert "Set kernel_size to 8" in titles(problem)


def test_a_missing_input_can_be_connected(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain("Digits", "Flatten", "Linear", "CrossEntropy")
    problem = only_problem(canvas)
    assert (problem.code, problem.node, problem.port) == (
        "missing-input",
        canvas.id("crossentropy1"),
        "target",
    )
    assert titles(problem)[0] == "Connect digits1.y"
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Connect digits1.y")


def test_sizes_that_meet_at_add_are_matched_where_they_come_from(
    draw: Callable[..., Any],
) -> None:
    canvas = draw()
    canvas.chain("Digits", ("Conv2d", {"out_channels": 4}), "ReLU", "Add")
    canvas.add("Conv2d", out_channels=6)
    canvas.wire("digits1.x", "conv2.input")
    canvas.wire("conv2.output", "add1.other")
    problem = only_problem(canvas)
    assert problem.node == canvas.id("add1")
    assert (problem.expected, problem.actual) == ("N×4×6×6", "N×6×6×6")
    assert {"Set out_channels of conv2 to 4", "Set out_channels of conv1 to 6"} <= set(
        titles(problem)
    )
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Set out_channels of conv2 to 4")


def test_a_skip_around_an_unpadded_convolution_asks_for_padding(
    draw: Callable[..., Any],
) -> None:
    canvas = draw()
    canvas.chain("Digits", ("Conv2d", {"out_channels": 1}), "Add")
    canvas.wire("digits1.x", "add1.other")
    problem = only_problem(canvas)
    assert "Set padding of conv1 to 1" in titles(problem)
    check_every_mend(canvas, problem)


def test_concat_of_other_sizes_can_be_mended(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain("Digits", ("Conv2d", {"out_channels": 2}), "Concat")
    canvas.wire("digits1.x", "concat1.input2")
    problem = only_problem(canvas)
    assert problem.node == canvas.id("concat1")
    assert (problem.expected, problem.actual) == ("N×…×6×6", "N×1×8×8")
    check_every_mend(canvas, problem)
    assert "Set padding of conv1 to 1" in titles(problem)


def test_a_wire_of_the_wrong_kind_can_be_removed(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier("Flatten", ("Linear", {"out_features": 4}), "Conv2d", "Flatten", "Linear")
    problem = only_problem(canvas)
    assert problem.node == canvas.id("conv1")
    assert str(problem.message) == "Conv2d needs an image: N×C×H×W."
    assert titles(problem) == ["Remove conv1", "Remove the wire"]
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Remove conv1")


@pytest.mark.parametrize(
    ("data", "classes"), [(("Digits", {}), 10), (("Spirals", {"classes": 7}), 7)]
)
def test_a_loss_gets_a_score_for_each_class(
    draw: Callable[..., Any], data: tuple[str, dict[str, Any]], classes: int
) -> None:
    canvas = draw()
    names = canvas.chain(data, "Flatten", ("Linear", {"out_features": 6}), "CrossEntropy")
    canvas.wire(f"{names[0]}.y", "crossentropy1.target")
    problem = only_problem(canvas)
    assert str(problem.message) == f"There are {classes} classes, but only 6 scores arrive."
    assert (problem.node, problem.port) == (canvas.id("crossentropy1"), "input")
    assert (problem.expected, problem.actual) == (f"N×{classes}", "N×6")
    title = f"Set out_features of linear1 to {classes}"
    assert titles(problem)[0] == title
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, title)


def test_data_that_is_read_together_has_as_many_samples(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain("Digits", "Flatten", ("Linear", {"out_features": 2}), "Add", "CrossEntropy")
    canvas.chain("Spirals", "Linear")
    canvas.apply(SetParameter(canvas.id("linear2"), "out_features", 2))
    canvas.wire("linear2.output", "add1.other")
    canvas.wire("spirals1.y", "crossentropy1.target")
    problem = only_problem(canvas)
    assert (problem.node, problem.code) == (canvas.id("spirals1"), "sample-count")
    assert (problem.expected, problem.actual) == ("1797", "600")
    assert titles(problem) == ["Set n to 1797"]
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Set n to 1797")


@pytest.mark.parametrize("rows", ["1, 2\n3", "1, 2\n3, x", "1, 2\n3, nan, 5"])
def test_a_typed_table_is_mended_without_losing_what_is_right_in_it(
    draw: Callable[..., Any], rows: str
) -> None:
    canvas = draw()
    canvas.add("Values", inputs=rows, targets="1\n2")
    problem = only_problem(canvas)
    (mend,) = problem.mends
    canvas.apply(mend.edit)
    assert canvas.node("values1").parameters["inputs"] == "1, 2\n3, 0"
    assert compiler.check(canvas.document).is_sound


def test_a_wire_that_would_not_fit_is_no_mend_for_a_missing_one(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain("Digits", ("Flatten", {}), ("Linear", {"out_features": 10}), "CrossEntropy")
    assert "Connect flatten1.output" not in titles(only_problem(canvas))


def test_a_loss_that_does_not_suit_the_targets_can_be_exchanged(
    draw: Callable[..., Any],
) -> None:
    canvas = draw()
    canvas.chain("Digits", "Flatten", "Linear", "MSE")
    canvas.wire("digits1.y", "mse1.target")
    problem = only_problem(canvas)
    assert problem.node == canvas.id("mse1")
    assert "Change to CrossEntropy" in titles(problem)
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Change to CrossEntropy")


def test_a_network_without_a_loss_can_be_given_one(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain("Digits", "Flatten", "Linear")
    compilation = compiler.check(canvas.document)
    (problem,) = compilation.problems
    assert (problem.code, problem.node, problem.severity) == ("no-loss", None, "warning")
    assert compilation.is_sound
    assert titles(problem) == ["Add CrossEntropy"]
    check_every_mend(canvas, problem)
    canvas.apply(problem.mends[0].edit)
    assert not compiler.check(canvas.document).problems


def test_an_unknown_type_keeps_its_node_and_offers_the_nearest(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain("Digits", "Flatten")
    canvas.apply(AddNode(Node(id="odd", type="Liner", name="odd1", parameters={"out_features": 3})))
    canvas.wire("flatten1.output", "odd1.input")
    problem = only_problem(canvas)
    assert (problem.code, problem.node, problem.actual) == ("unknown-type", "odd", "Liner")
    assert titles(problem)[0] == "Change to Linear"
    check_every_mend(canvas, problem)
    assert sound_after(canvas, problem, "Change to Linear")
    assert canvas.node("odd1").parameters["out_features"] == 3


@pytest.mark.parametrize(
    ("parameters", "mend"),
    [
        ({"out_channels": 0}, "Set out_channels to 1"),
        ({"out_channels": 4, "groups": 3}, None),
        ({"stride": [0, 1]}, None),
    ],
)
def test_a_parameter_that_will_not_do_gets_the_nearest_that_does(
    draw: Callable[..., Any], parameters: dict[str, Any], mend: str | None
) -> None:
    canvas = draw()
    canvas.chain("Digits", ("Conv2d", parameters))
    problem = next(p for p in compiler.check(canvas.document).problems if p.severity == "error")
    assert (problem.code, problem.node) == ("bad-parameter", canvas.id("conv1"))
    assert mend is None or mend in titles(problem)
    check_every_mend(canvas, problem)


def test_an_empty_document_has_no_problem(draw: Callable[..., Any]) -> None:
    compilation = compiler.check(draw().document)
    assert compilation.is_sound and not compilation.problems
