"""Programs: a document that runs, with parameters that come from a seed or a file."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nodegraph_app
from engine.errors import DTypeError
from nodegraph_app import compiler

CNN = (
    ("Conv2d", {"out_channels": 4, "padding": 1}),
    "BatchNorm2d",
    "ReLU",
    "MaxPool2d",
    "Flatten",
    "Dropout",
    ("Linear", {"out_features": 10}),
)


@pytest.fixture
def canvas(draw: Callable[..., Any]) -> Any:
    made = draw(seed=7)
    made.classifier(*CNN)
    return made


def test_the_public_door_compiles(canvas: Any) -> None:
    program = nodegraph_app.compile(canvas.document, batch_size=4)
    assert program.batch_size == 4
    assert sorted(program.parameters()) == [
        "batchnorm1.bias",
        "batchnorm1.num_batches_tracked",
        "batchnorm1.running_mean",
        "batchnorm1.running_var",
        "batchnorm1.weight",
        "conv1.bias",
        "conv1.weight",
        "linear1.bias",
        "linear1.weight",
    ]


def test_a_seed_gives_the_same_bits_and_another_one_others(canvas: Any) -> None:
    first, again, other = (
        compiler.compile(canvas.document, 4, seed=seed).parameters() for seed in (7, None, 8)
    )
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["conv1.weight"], other["conv1.weight"])


def test_forward_takes_any_batch_by_node_name_or_by_port(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4)
    images = program.data.inputs[:5]
    by_name = program.forward({"digits1": images})
    by_port = program.forward({"digits1.x": images})
    assert list(by_name) == ["linear1"]
    assert by_name["linear1"].shape == (5, 10)
    assert np.array_equal(by_name["linear1"], by_port["linear1"])


def test_forward_gives_the_losses_when_the_targets_are_given(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4)
    batch = program.batch([0, 5, 9])
    outputs = program.forward(batch)
    scores = outputs["linear1"].astype(np.float64)
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    expected = -np.log(shares[np.arange(3), batch["digits1.y"]]).mean()
    assert float(outputs["crossentropy1"]) == pytest.approx(expected, rel=1e-5)


def test_forward_does_not_change_anything(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4)
    before = program.parameters()
    program.forward(program.batch(range(4)))
    assert all(np.array_equal(before[name], value) for name, value in program.parameters().items())


def test_forward_names_the_inputs_it_wants(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4)
    with pytest.raises(ValueError, match=r"expected inputs named digits1\.x"):
        program.forward({"digits2": np.zeros((1, 1, 8, 8))})
    with pytest.raises(ValueError, match=r"missing digits1\.x"):
        program.forward({})


def test_classes_that_are_fractions_are_refused(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4)
    with pytest.raises(DTypeError, match=r"digits1\.y holds whole numbers"):
        program.forward({**program.batch([0]), "digits1.y": np.array([0.7])})


def test_one_training_step_learns(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 32)
    timeline = program.steps()
    before = program.parameters()
    timeline.next_batch()
    after = program.parameters()
    assert all(not np.array_equal(before[name], after[name]) for name in before)


def test_weights_are_loaded_by_name(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4, seed=1)
    other = compiler.compile(canvas.document, 4, weights=program.parameters(), seed=2)
    images = program.data.inputs[:3]
    assert np.array_equal(
        program.forward({"digits1": images})["linear1"],
        other.forward({"digits1": images})["linear1"],
    )


def test_weights_that_do_not_fit_are_refused_and_nothing_changes(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4)
    weights = program.parameters()
    before = program.parameters()
    wrong = {**weights, "conv1.weight": np.zeros((4, 1, 5, 5))}
    with pytest.raises(compiler.WeightsError, match=r"expected 4×1×3×3|Expected 4×1×3×3") as shape:
        program.load(wrong)
    assert shape.value.where == "conv1.weight"
    missing = {name: value for name, value in weights.items() if name != "linear1.bias"}
    with pytest.raises(compiler.WeightsError) as absent:
        program.load(missing)
    assert absent.value.where == "linear1.bias"
    with pytest.raises(compiler.WeightsError):
        program.load({**weights, "conv9.weight": np.zeros(1)})
    assert all(np.array_equal(before[name], value) for name, value in program.parameters().items())


def test_a_document_with_problems_is_no_program(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier("Linear")
    with pytest.raises(compiler.CompileError) as refused:
        compiler.compile(canvas.document)
    assert str(refused.value.what) == "Linear needs a flat input."
    assert refused.value.where == "linear1"
    assert str(refused.value.mend) == "Insert Flatten"
    assert "Expected N×64" in str(refused.value)


def test_a_network_without_a_loss_runs_and_does_not_train(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain(("Input", {"shape": "3"}), ("Linear", {"out_features": 2}), "Sigmoid")
    program = compiler.compile(canvas.document, 4)
    assert program.forward({"input1": np.ones((2, 3))})["sigmoid1"].shape == (2, 2)
    with pytest.raises(compiler.CompileError, match="nothing to train"):
        program.graph(training=True)
    timeline = program.steps()
    timeline.run_all()
    assert {step.phase for step in timeline.steps} == {"forward"}


def test_float64_runs_in_float64(canvas: Any) -> None:
    program = compiler.compile(canvas.document, 4, dtype="float64")
    assert program.parameters()["conv1.weight"].dtype == np.float64
    outputs = program.forward(program.batch(range(4)))
    assert outputs["linear1"].dtype == np.float64


def test_later_edits_do_not_reach_a_program(canvas: Any) -> None:
    from nodegraph_app.document.edits import SetParameter

    program = compiler.compile(canvas.document, 4)
    canvas.apply(SetParameter(canvas.id("linear1"), "out_features", 12))
    assert program.forward({"digits1": program.data.inputs[:1]})["linear1"].shape == (1, 10)


def test_every_sample_of_every_type_is_compiled_to_the_declared_shape(
    draw: Callable[..., Any],
) -> None:
    from nodegraph_app import catalog

    for node_type in catalog.default().types.values():
        for sample in node_type.samples:
            if node_type.is_loss:
                continue
            canvas = draw()
            name = canvas.add(node_type.name, **dict(sample.parameters))
            ports = node_type.input_ports(dict(sample.parameters))
            for port, shape in zip(ports, sample.inputs, strict=True):
                source = canvas.add("Input", shape="×".join(map(str, shape[1:])))
                canvas.wire(f"{source}.x", f"{name}.{port.name}")
            state = compiler.check(canvas.document).nodes[canvas.id(name)]
            assert state.status == "ready", (node_type.name, state.problems)
            (output,) = state.outputs.values()
            assert output.shape[1:] == sample.output[1:]


def test_what_works_runs_without_a_broken_part_that_no_loss_needs(canvas: Any) -> None:
    whole = nodegraph_app.compile(canvas.document, batch_size=4)
    stray = canvas.add("Linear")
    dead_end = canvas.add("Linear", in_features=3)
    canvas.wire("conv1.output", f"{dead_end}.input")
    assert not compiler.check(canvas.document).is_sound
    program = nodegraph_app.compile(canvas.document, batch_size=4)
    assert sorted(program.parameters()) == sorted(whole.parameters())
    program.steps().run_all()
    assert {stray, dead_end} <= {node.name for node in canvas.document.nodes.values()}


def test_a_broken_part_that_the_loss_needs_stops_it(canvas: Any) -> None:
    loose = canvas.add("Linear")
    canvas.wire(f"{loose}.output", "crossentropy1.input")
    with pytest.raises(compiler.CompileError, match="linear2"):
        nodegraph_app.compile(canvas.document, batch_size=4)


def test_without_a_loss_nothing_may_be_broken(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.chain("Digits", "ReLU")
    canvas.add("Linear")
    with pytest.raises(compiler.CompileError):
        nodegraph_app.compile(canvas.document, batch_size=4)
