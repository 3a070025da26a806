"""Every bad input: one line on standard error, exit code 2, nothing written, never a traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nodegraph_app import cli
from nodegraph_app.commands import check

ROOT = Path(__file__).parents[3]
Output = pytest.CaptureFixture[str]


def refusal(output: Output, *arguments: object) -> str:
    """The one line that a command says when it refuses."""
    assert cli.main([str(argument) for argument in arguments]) == 2
    said = output.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    (line,) = said.err.splitlines()
    assert line.startswith("nodegraph: ")
    return line


BAD_FILES = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "corrupt": (b'{"format": "nodegraph", "version": 1, "nodes": [', "is damaged"),
    "foreign": (b'{"some": "json"}', "no nodegraph project"),
    "list": (b"[]", "no nodegraph project"),
    "newer": (b'{"format": "nodegraph", "version": 99}', "newer version"),
    "binary": (bytes(range(256)), "not text"),
}


@pytest.mark.parametrize("command", ["check", "summary", "train", "step"])
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_named_with_what_is_wrong_and_stays_as_it_is(
    command: str, kind: str, capsys: Output, tmp_path: Path
) -> None:
    content, words = BAD_FILES[kind]
    path = tmp_path / "bad.nodegraph"
    path.write_bytes(content)
    line = refusal(capsys, command, path)
    assert words in line
    assert "bad.nodegraph" in line
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_a_folder_and_a_null_character_are_told_apart(
    capsys: Output, tmp_path: Path
) -> None:
    assert "no such file" in refusal(capsys, "check", tmp_path / "missing.nodegraph")
    assert "folder" in refusal(capsys, "check", tmp_path)
    assert refusal(capsys, "check", "nul\0l.nodegraph")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_told(capsys: Output, tmp_path: Path) -> None:
    path = tmp_path / "secret.nodegraph"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0)
    assert "ermission" in refusal(capsys, "check", path)


@pytest.mark.parametrize("epochs", ["0", "-1", "many", "1.5", "", "100001"])
def test_epochs_are_a_whole_number_from_one(epochs: str, capsys: Output) -> None:
    line = refusal(capsys, "train", "spirals", "--epochs", epochs)
    assert "expected a whole number from 1" in line


@pytest.mark.parametrize("seed", ["-1", "x", str(2**32)])
def test_a_seed_is_a_whole_number_from_zero(seed: str, capsys: Output) -> None:
    assert "expected a whole number from 0" in refusal(capsys, "train", "spirals", "--seed", seed)


def test_a_word_that_is_nearly_a_command_or_an_example_is_recognised(capsys: Output) -> None:
    assert "Did you mean train?" in refusal(capsys, "trian", "spirals")
    assert "Did you mean spirals?" in refusal(capsys, "train", "spiral")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("--bogus",),
        ("train", "spirals", "--bogus"),
        ("train", "spirals", "--epoch", "3"),
        ("export", "spirals", "--to", "pytorch"),
        ("export", "spirals", "-o", "out"),
        ("render", "spirals"),
        ("xyz",),
    ],
)
def test_wrong_arguments_are_one_line_with_the_way_to_help(
    arguments: tuple[str, ...], capsys: Output
) -> None:
    assert "--help" in refusal(capsys, *arguments)


def test_an_unknown_export_target_lists_those_there_are(capsys: Output, tmp_path: Path) -> None:
    line = refusal(capsys, "export", "spirals", "--to", "onnx", "-o", tmp_path / "out")
    assert "pytorch, engine" in line
    assert not (tmp_path / "out").exists()


def test_an_export_never_overwrites_what_is_not_ours(capsys: Output, tmp_path: Path) -> None:
    mine = tmp_path / "spirals.py"
    mine.write_text("print('mine')", encoding="utf-8")
    line = refusal(capsys, "export", "spirals", "--to", "engine", "-o", tmp_path)
    assert "spirals.py is there already" in line
    assert mine.read_text(encoding="utf-8") == "print('mine')"


@pytest.mark.parametrize("option", ["--metrics", "--weights"])
def test_an_output_that_cannot_be_written_is_told_before_training(
    option: str, capsys: Output, tmp_path: Path
) -> None:
    ending = {"--metrics": "m.jsonl", "--weights": "w.safetensors"}[option]
    assert "no such folder" in refusal(capsys, "train", "spirals", option, tmp_path / "no" / ending)
    folder = tmp_path / ending
    folder.mkdir()
    assert "folder" in refusal(capsys, "train", "spirals", option, folder)


def test_a_gpu_that_is_not_there_is_told_with_what_is_there(capsys: Output) -> None:
    from engine.backend import cuda_device_count

    line = refusal(capsys, "train", "spirals", "--device", f"cuda:{cuda_device_count()}")
    assert "no such GPU; expected cpu" in line
    assert "expected cpu, cuda" in refusal(capsys, "train", "spirals", "--device", "abacus")


def test_metrics_of_an_earlier_run_survive_a_run_that_cannot_begin(
    capsys: Output, tmp_path: Path
) -> None:
    metrics = tmp_path / "m.jsonl"
    line = json.dumps({"epoch": 1, "train_loss": 0.5}) + "\n"
    metrics.write_text(line, encoding="utf-8")
    refusal(capsys, "train", "spirals", "--metrics", metrics, "--device", "cuda:99")
    assert metrics.read_text(encoding="utf-8") == line


@pytest.mark.parametrize("name", ["x.gif", "x", "no/x.png"])
def test_a_picture_needs_a_place_and_a_known_ending(name: str, capsys: Output) -> None:
    assert name.split("/")[0] in refusal(capsys, "render", "spirals", "-o", name)


def test_weights_that_do_not_fit_are_told_by_name(capsys: Output) -> None:
    weights = ROOT / "resources" / "gallery" / "hand-worked-2-2-2.safetensors"
    line = refusal(capsys, "train", "spirals", "--start", weights)
    assert "weights are not those of this network" in line
    assert "no such file" in refusal(capsys, "step", "spirals", "--weights", "no.safetensors")


def test_a_defect_of_ours_goes_to_a_log_file_that_is_named(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(*_: object) -> None:
        raise KeyError("a defect")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(check, "_facts", defect)
    monkeypatch.setattr("nodegraph_app.gallery.open_document", defect)
    line = refusal(capsys, "check", "spirals")
    assert "unexpected error (KeyError: 'a defect')" in line
    found = re.search(r"the details are in (\S+?\.log)", line)
    assert found is not None
    assert "Traceback" in Path(found[1]).read_text(encoding="utf-8")
    Path(found[1]).unlink()


def process(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_ctrl_c_ends_with_one_line_and_130() -> None:
    running = process("train", "hand-worked-2-2-2", "--epochs", "100000")
    assert running.stderr is not None
    running.stderr.readline()  # the first epoch was told
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert errors.endswith("nodegraph: interrupted\n")
    assert "Traceback" not in errors


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error_to_speak_of() -> None:
    running = process("step", "digits-cnn", "--json")
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == ""
    running.stderr.close()
    running.wait(timeout=60)


@pytest.mark.slow
def test_main_runs_a_command_without_importing_qt() -> None:
    code = (
        "import main, sys; main.main(['examples', '--json']); assert 'PySide6' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
