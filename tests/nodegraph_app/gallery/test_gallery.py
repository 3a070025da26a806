"""The gallery: every example opens, is sound, steps, trains and exports."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import nodegraph_app
from engine.files import load_file
from nodegraph_app import compiler, gallery
from nodegraph_app.document import files
from nodegraph_app.document.errors import FileProblem

EXAMPLES = gallery.examples()
NAMES = {example.name for example in EXAMPLES}


def test_the_gallery_has_its_five_examples() -> None:
    assert {"digits-mlp", "digits-cnn", "hand-worked-2-2-2", "curve-fit", "spirals"} <= NAMES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_sound_and_says_what_it_is(example: gallery.Example) -> None:
    document = gallery.open_document(example.name)
    assert not compiler.check(document).problems
    assert str(example.title) == document.name != ""
    assert len(str(example.description)) > 50


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_written_as_the_program_writes_it(example: gallery.Example) -> None:
    document = files.read(example.path)
    assert example.path.read_text(encoding="utf-8") == files.dump(document)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_wires_of_an_example_run_to_the_right_or_down(example: gallery.Example) -> None:
    document = files.read(example.path)
    for wire in document.wires:
        source, target = document.nodes[wire.source.node], document.nodes[wire.target.node]
        assert source.position[0] < target.position[0] or source.position[1] < target.position[1]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_steps_to_the_end_and_back(example: gallery.Example) -> None:
    timeline = nodegraph_app.compile(gallery.open_document(example.name), batch_size=4).steps()
    timeline.run_all()
    assert {step.phase for step in timeline.steps} == {"forward", "backward", "update"}
    timeline.go_to(0)
    assert timeline.position == 0


@pytest.mark.parametrize(
    ("name", "epochs", "accuracy"),
    [("digits-cnn", 15, 0.95), ("digits-mlp", 15, 0.95), ("spirals", 40, 0.95)],
)
@pytest.mark.slow
def test_a_classifier_reaches_what_its_text_says(name: str, epochs: int, accuracy: float) -> None:
    result = nodegraph_app.train(nodegraph_app.open(name), epochs=epochs)
    assert len(result.epochs) == epochs
    reached = result.epochs[-1].val_accuracy
    assert reached is not None
    assert reached > accuracy


@pytest.mark.slow
def test_the_curve_is_fitted() -> None:
    result = nodegraph_app.train(nodegraph_app.open("curve-fit"))
    assert result.epochs[-1].val_loss is not None
    assert result.epochs[-1].val_loss < 0.005


def test_the_hand_worked_network_has_the_figures_of_the_book() -> None:
    document = nodegraph_app.open("hand-worked-2-2-2")
    start = nodegraph_app.compile(document).parameters()
    assert start["hidden.weight"] == pytest.approx(np.array([[0.15, 0.20], [0.25, 0.30]]))
    program = nodegraph_app.compile(document, batch_size=1, weights=start, dtype="float64")
    outputs = program.forward(program.batch([0]))
    assert outputs["sigmoid2"][0] == pytest.approx([0.751365070, 0.772928465], abs=1e-7)
    assert outputs["loss"] == pytest.approx(0.298371109, abs=1e-7)
    timeline = program.steps()
    timeline.run_forward()
    hidden = timeline.value(timeline.node_output("sigmoid1", "output"))
    assert hidden is not None
    assert hidden[0] == pytest.approx([0.593269992, 0.596884378], abs=1e-7)


def test_one_step_moves_the_hand_worked_weights_as_in_the_book() -> None:
    document = nodegraph_app.open("hand-worked-2-2-2")
    before = nodegraph_app.compile(document).parameters()
    after = nodegraph_app.train(document, epochs=1).weights
    rate = document.training.lr
    assert rate == 0.5
    assert after["hidden.weight"][0, 0] == pytest.approx(0.149780716, abs=1e-7)
    moved = (before["output.weight"] - after["output.weight"]) / rate
    assert moved[0, 0] == pytest.approx(0.082167041, abs=1e-6)
    moved = (before["hidden.weight"] - after["hidden.weight"]) / rate
    assert moved[0, 0] == pytest.approx(0.000438568, abs=1e-6)


@pytest.mark.parametrize("target", ["engine", "pytorch"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
@pytest.mark.slow
def test_an_example_exports(example: gallery.Example, target: str, tmp_path: Path) -> None:
    report = nodegraph_app.export(gallery.open_document(example.name), target, tmp_path)
    assert all(path.is_file() for path in report.files)
    if target == "engine":
        assert report.verified
    assert report.largest_difference is None or report.largest_difference < 1e-5


def test_an_opened_example_is_a_copy_of_its_own() -> None:
    first, second = nodegraph_app.open("spirals"), nodegraph_app.open("spirals")
    assert first is not second
    assert first.project == second.project
    assert gallery.is_example(first)


def test_a_file_is_not_an_example(tmp_path: Path) -> None:
    path = tmp_path / "mine.nodegraph"
    files.write(nodegraph_app.open("spirals"), path)
    assert not gallery.is_example(nodegraph_app.open(path))


@pytest.mark.parametrize("name", ["digit-cnn", "Digits_CNN", "digitscnn"])
def test_an_unknown_example_names_the_nearest(name: str) -> None:
    with pytest.raises(FileProblem) as caught:
        nodegraph_app.open(name)
    assert str(caught.value.mend) == "Did you mean digits-cnn?"


@pytest.mark.parametrize("name", ["", "nothing/like/it", "no.nodegraph"])
def test_what_is_no_word_is_meant_as_a_path(name: str) -> None:
    with pytest.raises(FileProblem):
        nodegraph_app.open(name)


def test_the_weights_of_an_example_carry_our_mark() -> None:
    from nodegraph_app import weights

    path = gallery.FOLDER / "hand-worked-2-2-2.safetensors"
    assert weights.is_ours(path)
    assert set(load_file(path)) == {
        "hidden.weight",
        "hidden.bias",
        "output.weight",
        "output.bias",
    }


def test_example_files_are_valid_by_the_published_schema() -> None:
    schema = json.loads((gallery.FOLDER.parent / "project.schema.json").read_text(encoding="utf-8"))
    for example in EXAMPLES:
        record = json.loads(example.path.read_text(encoding="utf-8"))
        assert set(record) <= set(schema["properties"])
