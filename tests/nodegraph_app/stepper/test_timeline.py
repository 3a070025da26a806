"""The timeline: real numbers, forward and back, and every one of them explained."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nodegraph_app import compiler
from nodegraph_app.stepper import Timeline, explain, facts
from nodegraph_app.stepper.describe import describe
from nodegraph_app.stepper.explain import explain_arriving

CNN = (
    ("Conv2d", {"out_channels": 4, "padding": 1}),
    "BatchNorm2d",
    "ReLU",
    "MaxPool2d",
    ("Conv2d", {"out_channels": 6, "kernel_size": 2, "stride": 2, "bias": False}),
    "Tanh",
    "AvgPool2d",
    "Flatten",
    "Dropout",
    ("Linear", {"out_features": 10}),
)


@pytest.fixture
def cnn(draw: Callable[..., Any]) -> Any:
    canvas = draw(optimizer="SGD", lr=0.1, momentum=0.9, weight_decay=0.01, seed=3)
    canvas.classifier(*CNN)
    return canvas


@pytest.fixture
def mlp(draw: Callable[..., Any]) -> Any:
    """A network with a skip, so that a gradient is a sum; Adam; squared error."""
    canvas = draw(lr=0.01)
    canvas.chain("Curve", ("Linear", {"out_features": 5}), "Sigmoid")
    canvas.add("Linear", out_features=5)
    canvas.wire("sigmoid1.output", "linear2.input")
    canvas.add("Add")
    canvas.wire("linear2.output", "add1.input")
    canvas.wire("sigmoid1.output", "add1.other")
    canvas.chain(("Linear", {"out_features": 1}), "MSE")
    canvas.wire("add1.output", "linear3.input")
    canvas.wire("curve1.y", "mse1.target")
    return canvas


def timeline_of(canvas: Any, batch_size: int = 4, dtype: str = "float32") -> Timeline:
    return compiler.compile(canvas.document, batch_size, dtype=dtype).steps()


def every_value(timeline: Timeline) -> list[bytes | None]:
    arrays = [timeline.value(value.id) for value in timeline.graph.values]
    return [None if array is None else array.tobytes() for array in arrays]


# ---- moving


def test_steps_go_forward_then_backward_then_update(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    phases = [step.phase for step in timeline.steps]
    order = ["forward", "backward", "update"]
    assert sorted(phases, key=order.index) == phases and set(phases) == set(order)
    assert timeline.steps[timeline.loss_index].op == "nll_loss"
    assert all(step.node in cnn.document.nodes for step in timeline.steps)
    assert all(step.path[0] == step.node for step in timeline.steps)


def test_a_value_is_there_once_its_step_is_done(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    assert timeline.current is None
    for step in timeline.steps:
        assert timeline.value(step.outputs[0].id) is None
        assert timeline.step() == step == timeline.current
        value = timeline.value(step.outputs[0].id)
        assert value is not None and value.shape == step.outputs[0].shape
    assert timeline.step() is None


def test_going_back_and_forth_is_equal_to_the_bit(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    seen = []
    while timeline.step() is not None:
        seen.append(every_value(timeline))
    for position in [5, 30, 12, len(seen), 1]:
        timeline.go_to(position)
        assert every_value(timeline) == seen[position - 1]
    timeline.back()
    assert timeline.position == 0 and timeline.back() is None


def test_the_same_seed_gives_the_same_bits_in_another_timeline(cnn: Any) -> None:
    first, second = timeline_of(cnn), timeline_of(cnn)
    first.run_all()
    second.run_forward()
    second.run_all()
    assert every_value(first) == every_value(second)


def test_values_are_read_only(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    timeline.step()
    value = timeline.value(timeline.steps[0].outputs[0].id)
    assert value is not None
    with pytest.raises(ValueError, match="read-only"):
        value[...] = 0


def test_run_forward_stops_at_the_loss_and_next_node_at_the_next_node(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    timeline.next_node()
    assert timeline.current is not None and timeline.current.node == cnn.id("conv1")
    timeline.next_node()
    assert timeline.current.node == cnn.id("batchnorm1")
    assert timeline.steps[timeline.position].node == cnn.id("relu1")
    timeline.run_forward()
    assert timeline.position == timeline.loss_index + 1
    loss = timeline.node_output(cnn.id("crossentropy1"))
    assert loss is not None and timeline.value(loss) is not None
    with pytest.raises(IndexError, match="expected a position"):
        timeline.go_to(len(timeline.steps) + 1)


def test_nothing_is_written_to_the_program_before_the_next_batch(cnn: Any) -> None:
    program = compiler.compile(cnn.document, 4)
    before = program.parameters()
    timeline = program.steps()
    timeline.run_all()
    assert all(np.array_equal(before[name], value) for name, value in program.parameters().items())
    weight = timeline.parameters_of(cnn.id("conv1"))["weight"]
    updated = timeline.parameter_update(weight)
    assert updated is not None
    expected = timeline.value(updated)
    first_batch = timeline.value(timeline.graph.inputs["digits1.x"])
    timeline.next_batch()
    assert timeline.position == 0
    assert np.array_equal(program.parameters()["conv1.weight"], expected)
    second_batch = timeline.value(timeline.graph.inputs["digits1.x"])
    assert first_batch is not None and not np.array_equal(first_batch, second_batch)


def test_stepping_agrees_with_training_at_full_speed(cnn: Any) -> None:
    from engine import Generator
    from engine.program import Plan

    stepped, planned = (compiler.compile(cnn.document, 4) for _ in range(2))
    timeline = stepped.steps()
    plan = Plan(planned.graph(), generator=Generator(planned.seed))
    for number in range(3):
        timeline.next_batch()
        plan.run(planned.batch(range(4 * number, 4 * number + 4)))
    for name, value in stepped.parameters().items():
        assert np.array_equal(value, planned.parameters()[name]), name


def test_a_batch_of_ones_own_is_stepped(mlp: Any) -> None:
    program = compiler.compile(mlp.document, 2)
    timeline = program.steps({"curve1": np.array([[0.5], [1.0]]), "curve1.y": np.zeros((2, 1))})
    timeline.run_all()
    value = timeline.value(timeline.graph.inputs["curve1.x"])
    assert value is not None and value.tolist() == [[0.5], [1.0]]


def test_going_back_to_earlier_batches_restores_everything_to_the_bit(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    seen = []
    for _ in range(3):
        timeline.run_all()
        seen.append(every_value(timeline))
        timeline.next_batch()
    for number in (2, 1, 0):
        assert timeline.previous_batch()
        assert (timeline.batch_number, timeline.position) == (number, 0)
        timeline.run_all()
        assert every_value(timeline) == seen[number]
    assert not timeline.previous_batch()
    timeline.next_batch()
    timeline.run_all()
    assert every_value(timeline) == seen[1]


# ---- gradients


def test_every_node_has_the_gradient_that_arrives_and_the_ones_it_hands_on(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    timeline.run_all()
    layers = [node for node in cnn.document.nodes.values() if node.type != "Digits"]
    for node in layers[1:-1]:
        arriving = timeline.node_gradient(node.id)
        output = timeline.node_output(node.id)
        assert arriving is not None and output is not None, node.name
        assert timeline.info(arriving).shape == timeline.info(output).shape
        handed = timeline.handed_on(node.id)
        assert list(handed) == ["input"], node.name
        (above,) = (w.source.node for w in cnn.document.wires_into(node.id))
        assert handed["input"] == timeline.node_gradient(above)


def test_a_step_that_completes_a_gradient_tells_its_rule(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    weight = timeline.parameters_of(cnn.id("linear1"))["weight"]
    gradient = timeline.gradient_of(weight)
    step = next(s for s in timeline.steps if gradient in {made.id for made in s.outputs})
    assert step.gradient_formula == "∂L/∂w = δᵀ x"
    assert all(not s.gradient_formula for s in timeline.steps if s.phase != "backward")


def test_the_gradient_of_the_loss_is_one_once_the_loss_is_known(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    seed = timeline.node_gradient(cnn.id("crossentropy1"))
    assert seed is not None
    timeline.go_to(timeline.loss_index)
    assert timeline.value(seed) is None
    timeline.run_forward()
    assert float(timeline.value(seed)) == 1.0


def test_a_gradient_that_comes_from_two_places_is_their_sum(mlp: Any) -> None:
    timeline = timeline_of(mlp)
    timeline.run_all()
    output = timeline.node_output(mlp.id("sigmoid1"))
    assert output is not None and len(timeline.contributions(output)) == 2
    explanation = explain_arriving(timeline, output, (1, 3))
    assert sorted(str(term.label) for term in explanation.terms) == [
        "through add1",
        "through linear2",
    ]
    assert explanation.result == pytest.approx(explanation.expected_value, rel=1e-6)
    handed = timeline.handed_on(mlp.id("add1"))
    assert set(handed) == {"input", "other"}


def test_a_parameter_has_its_gradient_and_its_update(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    timeline.run_all()
    parameters = timeline.parameters_of(cnn.id("conv1"))
    assert set(parameters) == {"weight", "bias"}
    gradient = timeline.gradient_of(parameters["weight"])
    assert gradient is not None
    assert timeline.info(gradient).name == "∂L/∂conv1.weight"
    assert set(timeline.parameters_of(cnn.id("batchnorm1"))) == {"weight", "bias"}


def test_a_kernel_gradient_agrees_with_a_finite_difference(cnn: Any) -> None:
    program = compiler.compile(cnn.document, 4, dtype="float64")
    start = program.parameters()

    def loss_with(shift: float) -> float:
        moved = {name: value.copy() for name, value in start.items()}
        moved["conv1.weight"][2, 0, 1, 2] += shift
        program.load(moved)
        timeline = program.steps()
        timeline.run_forward()
        loss = timeline.node_output(cnn.id("crossentropy1"))
        value = None if loss is None else timeline.value(loss)
        assert value is not None
        return float(value)

    program.load(start)
    timeline = program.steps()
    timeline.run_all()
    weight = timeline.parameters_of(cnn.id("conv1"))["weight"]
    gradient = timeline.value(timeline.gradient_of(weight) or -1)
    assert gradient is not None
    step = 1e-6
    difference = (loss_with(step) - loss_with(-step)) / (2 * step)
    assert float(gradient[2, 0, 1, 2]) == pytest.approx(difference, rel=1e-5, abs=1e-9)


# ---- explanations


@pytest.mark.parametrize("network", ["cnn", "mlp"])
def test_every_number_of_every_step_is_explained(
    network: str, request: pytest.FixtureRequest
) -> None:
    timeline = timeline_of(request.getfixturevalue(network))
    timeline.run_all()
    random = np.random.default_rng(0)
    for step in timeline.steps:
        for output in step.outputs:
            value = timeline.value(output.id)
            assert value is not None
            for _ in range(6):
                index = tuple(int(random.integers(size)) for size in value.shape)
                explanation = explain(timeline, step.index, output.id, index)
                size = max([abs(term.value) for term in explanation.terms] + [1e-6])
                place = f"{step.index} {step.op} {output.name}{index}"
                assert explanation.expected_value == float(value[index]), place
                assert explanation.result == pytest.approx(
                    explanation.expected_value, rel=2e-4, abs=2e-5 * size
                ), place
                if explanation.rule == "sum":
                    terms = math.fsum(term.value for term in explanation.terms)
                    assert terms == pytest.approx(explanation.result, abs=1e-9), place
                assert str(explanation.title) and explanation.equation(), place


def test_a_convolution_shows_the_channel_that_is_asked_for(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    timeline.run_all()
    step = next(s for s in timeline.steps if s.op == "conv2d" and s.node == cnn.id("conv2"))
    explanation = explain(timeline, step.index, step.outputs[0].id, (0, 1, 0, 1), channel=2)
    assert explanation.channel == 2 and explanation.window is not None
    assert explanation.window.plane == (0, 2)
    assert len(explanation.terms) == 4
    assert explanation.formula.startswith("y[n,o,i,j]")


def test_what_is_not_done_is_not_explained(cnn: Any) -> None:
    timeline = timeline_of(cnn)
    output = timeline.steps[0].outputs[0].id
    with pytest.raises(ValueError, match="expected a step that is done"):
        explain(timeline, 0, output, (0, 0, 0, 0))
    timeline.step()
    with pytest.raises(ValueError, match="expected one of the values"):
        explain(timeline, 0, output + 1, (0, 0, 0, 0))
    with pytest.raises(IndexError):
        explain(timeline, 0, output, (0, 0, 0, 99))


# ---- facts


def test_the_facts_of_every_step_are_plain_data(cnn: Any) -> None:
    import json

    timeline = timeline_of(cnn)
    assert describe(timeline, 0)["outputs"][0]["norm"] is None
    described = facts(timeline)
    assert len(described) == len(timeline.steps)
    first = described[0]
    assert (first["phase"], first["op"], first["node"]) == ("forward", "conv2d", "conv1")
    assert [value["name"] for value in first["inputs"]] == [
        "digits1.x",
        "conv1.weight",
        "conv1.bias",
    ]
    assert first["outputs"][0]["shape"] == [4, 4, 8, 8]
    assert first["outputs"][0]["dtype"] == "float32"
    assert first["outputs"][0]["norm"] > 0
    assert described[-1]["phase"] == "update"
    json.dumps(described)


# ---- worked by hand (systems.md, D2)


@pytest.fixture
def hand_worked(draw: Callable[..., Any]) -> tuple[Any, Timeline]:
    """The 2-2-2 network of sigmoids with squared error and a factor ½, at rate 0.5.

    The halved sum of squares is written as the mean of two, as both have the same gradient.
    """
    canvas = draw(optimizer="SGD", lr=0.5)
    canvas.chain(
        ("Values", {"inputs": "0.05, 0.10", "targets": "0.01, 0.99"}),
        ("Linear", {"out_features": 2}),
        "Sigmoid",
        ("Linear", {"out_features": 2}),
        "Sigmoid",
        "MSE",
    )
    canvas.wire("values1.y", "mse1.target")
    weights = {
        "linear1.weight": np.array([[0.15, 0.20], [0.25, 0.30]]),
        "linear1.bias": np.array([0.35, 0.35]),
        "linear2.weight": np.array([[0.40, 0.45], [0.50, 0.55]]),
        "linear2.bias": np.array([0.60, 0.60]),
    }
    program = compiler.compile(canvas.document, 1, weights=weights, dtype="float64")
    timeline = program.steps(
        {"values1.x": np.array([[0.05, 0.10]]), "values1.y": np.array([[0.01, 0.99]])}
    )
    return canvas, timeline


def test_the_network_worked_by_hand_gives_the_figures_of_the_book(
    hand_worked: tuple[Any, Timeline],
) -> None:
    canvas, timeline = hand_worked
    timeline.run_all()

    def number(value: int | None) -> Any:
        assert value is not None
        array = timeline.value(value)
        assert array is not None
        return array

    hidden = number(timeline.node_output(canvas.id("sigmoid1")))
    output = number(timeline.node_output(canvas.id("sigmoid2")))
    loss = number(timeline.node_output(canvas.id("mse1")))
    assert hidden[0] == pytest.approx([0.593269992, 0.596884378], abs=5e-10)
    assert output[0] == pytest.approx([0.751365070, 0.772928465], abs=5e-10)
    assert float(loss) == pytest.approx(0.298371109, abs=5e-10)
    w1 = timeline.parameters_of(canvas.id("linear1"))["weight"]
    w5 = timeline.parameters_of(canvas.id("linear2"))["weight"]
    assert number(timeline.gradient_of(w5))[0, 0] == pytest.approx(0.082167041, abs=5e-10)
    assert number(timeline.gradient_of(w1))[0, 0] == pytest.approx(0.000438568, abs=5e-10)
    assert number(timeline.parameter_update(w1))[0, 0] == pytest.approx(0.149780716, abs=5e-10)


def test_the_first_hidden_unit_is_explained_as_on_paper(
    hand_worked: tuple[Any, Timeline],
) -> None:
    canvas, timeline = hand_worked
    timeline.run_all()
    step = next(step for step in timeline.steps if step.node == canvas.id("linear1"))
    explanation = explain(timeline, step.index, step.outputs[0].id, (0, 0))
    assert explanation.result == pytest.approx(0.3775)
    assert [term.value for term in explanation.terms] == pytest.approx([0.0075, 0.02, 0.35])
    assert [term.label for term in explanation.terms] == ["i = 0", "i = 1", "b[0]"]


def test_few_samples_are_a_smaller_batch(draw: Callable[..., Any]) -> None:
    canvas = draw()
    values = ("Values", {"inputs": "1\n2\n3", "targets": "2\n4\n6"})
    canvas.chain(values, ("Linear", {"out_features": 1}), "MSE")
    canvas.wire("values1.y", "mse1.target")
    timeline = timeline_of(canvas, batch_size=8)
    value = timeline.value(timeline.graph.inputs["values1.x"])
    assert value is not None and value.tolist() == [[1.0], [2.0], [3.0]]
    timeline.next_batch()
    assert timeline.position == 0
