"""The command line as a user types it, in this process: what it prints and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import nodegraph_app
from nodegraph_app import cli
from nodegraph_app.document import files
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import DisconnectPorts, SetParameter

Output = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project file of the user's."""
    path = tmp_path / "mine.nodegraph"
    files.write(nodegraph_app.open("spirals"), path)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A project with a shape that does not fit and an input that is not wired."""
    document = nodegraph_app.open("digits-mlp")
    document.apply(SetParameter("hidden", "in_features", 10))
    document.apply(DisconnectPorts(document.wires_into("relu")[0]))
    path = tmp_path / "broken.nodegraph"
    files.write(document, path)
    return path


def answer(output: Output, *arguments: object) -> Any:
    """The JSON that a command prints; nothing else may be on standard output."""
    assert cli.main([*map(str, arguments), "--json"]) == 0
    return json.loads(output.readouterr().out)


def test_examples_lists_the_gallery(capsys: Output) -> None:
    rows = answer(capsys, "examples")
    assert {"digits-cnn", "spirals"} <= {row["name"] for row in rows}
    assert all(row["title"] and row["description"] for row in rows)
    assert cli.main(["examples"]) == 0
    assert "digits-cnn" in capsys.readouterr().out


def test_check_of_a_sound_network_is_zero(capsys: Output) -> None:
    assert answer(capsys, "check", "digits-cnn") == {"sound": True, "problems": []}
    assert cli.main(["check", "digits-cnn"]) == 0
    assert "sound" in capsys.readouterr().out


def test_check_names_node_port_expected_actual_and_mends(capsys: Output, broken: Path) -> None:
    assert cli.main(["check", str(broken), "--json"]) == 1
    problems = {p["name"]: p for p in json.loads(capsys.readouterr().out)["problems"]}
    misfit = problems["hidden"]
    assert (misfit["node"], misfit["port"]) == ("hidden", "input")
    assert misfit["expected"]
    assert misfit["actual"]
    assert misfit["mends"]
    assert problems["relu"]["code"] == "missing-input"
    assert cli.main(["check", str(broken)]) == 1
    assert "hidden" in capsys.readouterr().out


def test_summary_counts_parameters(capsys: Output) -> None:
    facts = answer(capsys, "summary", "digits-cnn")
    assert facts["parameters"] == 6090
    assert facts["nodes"][1]["outputs"] == {"output": "N×16×8×8"}
    assert cli.main(["summary", "digits-cnn"]) == 0
    assert "6,090" in capsys.readouterr().out


def test_summary_works_on_a_network_with_problems(capsys: Output, broken: Path) -> None:
    assert cli.main(["summary", str(broken)]) == 0
    assert "failed" in capsys.readouterr().out


def test_step_gives_every_operation_with_its_norms(capsys: Output) -> None:
    steps = answer(capsys, "step", "hand-worked-2-2-2")
    assert [step["phase"] for step in steps if step["op"] == "linear"] == ["forward", "forward"]
    assert {step["phase"] for step in steps} == {"forward", "backward", "update"}
    loss = next(value for step in steps for value in step["outputs"] if value["name"] == "loss")
    assert loss["norm"] == pytest.approx(0.298371109, abs=1e-6)
    assert loss["shape"] == []
    assert all(value["norm"] is not None for step in steps for value in step["outputs"])


def test_step_prints_a_table(capsys: Output) -> None:
    assert cli.main(["step", "digits-cnn", "--batch-size", "2"]) == 0
    assert "2×16×8×8" in capsys.readouterr().out


def test_train_writes_one_line_an_epoch(capsys: Output, tmp_path: Path) -> None:
    metrics = tmp_path / "m.jsonl"
    assert cli.main(["train", "spirals", "--epochs", "3", "--metrics", str(metrics)]) == 0
    records = [json.loads(line) for line in metrics.read_text(encoding="utf-8").splitlines()]
    assert [record["epoch"] for record in records] == [1, 2, 3]
    assert {"train_loss", "val_loss", "val_accuracy"} <= set(records[0])
    said = capsys.readouterr()
    assert "val_accuracy" in said.out
    assert "training" in said.err


def test_two_trainings_with_one_seed_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        metrics, weights = tmp_path / f"{name}.jsonl", tmp_path / f"{name}.safetensors"
        command = ["train", "spirals", "--epochs", "2", "--seed", "9"]
        assert cli.main([*command, "--metrics", str(metrics), "--weights", str(weights)]) == 0
        written.append((metrics.read_bytes(), weights.read_bytes()))
    assert written[0] == written[1]


def test_a_network_without_classes_has_no_accuracy_in_its_metrics(tmp_path: Path) -> None:
    metrics = tmp_path / "m.jsonl"
    assert cli.main(["train", "curve-fit", "--epochs", "1", "--metrics", str(metrics)]) == 0
    record = json.loads(metrics.read_text(encoding="utf-8"))
    assert set(record) == {"epoch", "train_loss", "val_loss", "learning_rate"}


def test_train_keeps_the_weights_beside_a_project(capsys: Output, project: Path) -> None:
    facts = answer(capsys, "train", project, "--epochs", 1)
    weights = project.with_suffix(".safetensors")
    assert facts["weights"] == str(weights)
    first = weights.read_bytes()
    assert cli.main(["train", str(project), "--epochs", "2"]) == 0
    assert weights.read_bytes() != first, "our own weights may be replaced"


def test_train_never_overwrites_what_is_not_ours(capsys: Output, project: Path) -> None:
    from engine.files import save_file

    weights = project.with_suffix(".safetensors")
    for foreign in ("somebody's notes", None):
        if foreign is None:
            save_file({"hidden1.weight": [1.0]}, weights)
        else:
            weights.write_text(foreign, encoding="utf-8")
        before = weights.read_bytes()
        assert cli.main(["train", str(project), "--epochs", "1"]) == 2
        assert "not written by Nodegraph" in capsys.readouterr().err
        assert weights.read_bytes() == before


def test_train_never_overwrites_a_file_that_holds_no_metrics(
    capsys: Output, project: Path, tmp_path: Path
) -> None:
    before = project.read_bytes()
    assert cli.main(["train", "spirals", "--epochs", "1", "--metrics", str(project)]) == 2
    assert "something else than metrics" in capsys.readouterr().err
    assert project.read_bytes() == before


def test_train_goes_on_from_weights(capsys: Output, tmp_path: Path) -> None:
    weights = tmp_path / "w.safetensors"
    first = answer(capsys, "train", "spirals", "--epochs", 3, "--weights", weights)
    more = answer(capsys, "train", "spirals", "--epochs", 1, "--start", weights)
    assert more["epochs"][0]["train_loss"] < first["epochs"][0]["train_loss"]
    assert more["weights"] is None


def test_a_project_is_stepped_with_the_weights_beside_it(capsys: Output, project: Path) -> None:
    fresh = answer(capsys, "step", project)
    answer(capsys, "train", project, "--epochs", 2)
    assert answer(capsys, "step", project) != fresh
    assert answer(capsys, "step", project, "--seed", 0) == fresh


@pytest.mark.slow
def test_export_writes_code_that_was_run(capsys: Output, project: Path, tmp_path: Path) -> None:
    facts = answer(capsys, "export", project, "--to", "engine", "-o", tmp_path / "out")
    assert facts["verified"]
    assert facts["largest_difference"] < 1e-5
    assert not facts["trained"]
    assert any(path.endswith(".py") for path in facts["files"])


@pytest.mark.slow
def test_the_two_lines_of_the_readme_give_a_file_that_runs(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    weights = ("--weights", "digits.safetensors")
    answer(capsys, "train", "digits-cnn", "--epochs", 2, "--metrics", "m.jsonl", *weights)
    facts = answer(capsys, "export", "digits-cnn", *weights, "--to", "pytorch", "-o", "out")
    assert str(Path("out") / "digits_cnn.py") in facts["files"]
    assert facts["trained"]


def test_render_draws_with_what_main_hands_in(capsys: Output, tmp_path: Path) -> None:
    drawn: list[tuple[str, Path, str]] = []

    def draw(document: Document, path: Path, theme: str) -> None:
        drawn.append((document.name, path, theme))

    picture = tmp_path / "canvas.svg"
    assert cli.main(["render", "spirals", "-o", str(picture), "--theme", "dark"], draw=draw) == 0
    assert drawn == [("Spirals", picture, "dark")]


def test_doctor_reports_whatever_it_finds(capsys: Output) -> None:
    findings = {finding["name"]: finding for finding in answer(capsys, "doctor")}
    assert findings["Python"]["status"] == "ok"
    assert findings["numpy"]["status"] == "ok"
    assert cli.main(["doctor"]) == 0
    assert "Display" in capsys.readouterr().out


def test_json_has_null_where_python_has_nan() -> None:
    from nodegraph_app.commands.command import plain

    assert plain({"a": [1.5, float("nan"), (float("inf"),)]}) == {"a": [1.5, None, [None]]}
