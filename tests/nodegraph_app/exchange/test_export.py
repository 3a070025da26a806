"""An exported model: code a person would have written, that computes what the canvas does."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import engine
import nodegraph_app
from nodegraph_app.compiler.program import compile
from nodegraph_app.document import Document
from nodegraph_app.exchange import ExportError, ExportReport, export
from nodegraph_app.exchange import verify as verifying
from nodegraph_app.exchange.targets import ENGINE

Build = Callable[..., Document]
RULES = "E,F,W,I,B,UP,SIM,C4,RUF,PTH,RET,PIE,PERF,N"
"""The rules that this project holds its own code to."""

GALLERY = Path(__file__).parents[3] / "resources" / "gallery"
HAS_TORCH = importlib.util.find_spec("torch") is not None
TARGETS = [
    "engine",
    pytest.param("pytorch", marks=pytest.mark.skipif(not HAS_TORCH, reason="torch is not there")),
]


def source_of(report: ExportReport) -> str:
    (code,) = [path for path in report.files if path.suffix == ".py"]
    return code.read_text(encoding="utf-8")


def method(source: str, name: str) -> list[str]:
    """The lines of one function, without its heading."""
    body = source.split(f"def {name}(")[1].split("\n\n")[0]
    return [line.strip() for line in body.splitlines()[1:]]


def imported(report: ExportReport) -> ModuleType:
    (code,) = [path for path in report.files if path.suffix == ".py"]
    spec = importlib.util.spec_from_file_location(code.stem, code)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("network", ["cnn", "branches"])
def test_an_export_computes_what_the_canvas_does(
    network: str, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    report = export(request.getfixturevalue(network), target, tmp_path / "out")
    assert report.verified
    assert report.largest_difference is not None
    assert report.largest_difference < 1e-5
    assert all(path.is_file() for path in report.files)


@pytest.mark.parametrize("target", ["engine", "pytorch"])
@pytest.mark.parametrize("network", ["cnn", "branches", "long", "longest"])
def test_exported_code_is_formatted_and_clean(
    network: str,
    target: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verifying, "find_spec", lambda name: None)
    export(request.getfixturevalue(network), target, tmp_path)
    ruff = [sys.executable, "-m", "ruff"]
    for arguments in (
        ["format", "--isolated", "--diff"],
        ["check", "--isolated", "--target-version", "py311", "--select", RULES, "--ignore",
         "RUF001,RUF002,RUF003,E501"],
    ):  # fmt: skip
        done = subprocess.run(
            [*ruff, *arguments, str(tmp_path)], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("example", sorted(path.stem for path in GALLERY.glob("*.nodegraph")))
def test_every_example_exports_and_agrees(example: str, target: str, tmp_path: Path) -> None:
    report = export(nodegraph_app.open(example), target, tmp_path)
    assert report.verified
    assert report.largest_difference is not None
    assert report.largest_difference < 1e-5


@pytest.mark.slow
@pytest.mark.skipif(not HAS_TORCH, reason="torch is not there")
def test_an_export_runs_without_numpy_and_without_this_program(
    cnn: Document, tmp_path: Path
) -> None:
    report = export(cnn, "pytorch", tmp_path)
    (code,) = [path for path in report.files if path.suffix == ".py"]
    alone = (
        "import runpy, sys;"
        "sys.modules.update(dict.fromkeys(['numpy', 'engine', 'nodegraph_app']));"
        f"runpy.run_path({str(code)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", alone], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("largest difference from the canvas: ")


def test_a_chain_reads_like_a_chain(cnn: Document, tmp_path: Path) -> None:
    source = source_of(export(cnn, "engine", tmp_path))
    assert method(source, "forward") == [
        "x = self.conv1(x)  # N×8×8×8",
        "x = self.norm1(x)  # N×8×8×8",
        "x = self.relu1(x)  # N×8×8×8",
        "x = self.pool1(x)  # N×8×4×4",
        "x = self.flatten1(x)  # N×128",
        "x = self.dropout1(x)  # N×128",
        "return self.linear1(x)  # N×10",
    ]
    assert "self.conv1 = nn.Conv2d(1, 8, 3, padding=1)" in source
    assert "self.linear1 = nn.Linear(128, 10)" in source


def test_values_that_are_read_later_are_called_like_their_nodes(
    branches: Document, tmp_path: Path
) -> None:
    source = source_of(export(branches, "engine", tmp_path))
    assert method(source, "forward") == [
        "conv1 = self.conv1(images)  # N×4×8×8",
        "x = self.conv2(conv1)  # N×4×8×8",
        "skip1 = x + conv1  # N×4×8×8",
        "x = self.left1(skip1)  # N×2×8×8",
        "left2 = self.left2(x)  # N×2×8×8",
        "x = self.right1(skip1)  # N×3×8×8",
        "x = engine.cat((left2, x), dim=1)  # N×5×8×8",
        "flat = self.flat(x)  # N×320",
        "classes = self.classes(flat)  # N×10",
        "picture = self.picture(flat)  # N×64",
        "pixels = self.pixels(images)  # N×64",
        "return classes, picture, pixels",
    ]
    assert "loss = loss1(classes, y) + loss2(picture, pixels)" in method(source, "train")
    assert "optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)" in source


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("network", ["cnn", "branches"])
def test_the_exported_training_loop_lowers_the_loss(
    network: str,
    target: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = request.getfixturevalue(network)
    module = imported(export(document, target, tmp_path))
    samples = compile(document.copy() if network != "cnn" else without_stray(document)).data
    if target == "engine":
        inputs, targets = engine.tensor(samples.inputs[:256]), engine.tensor(samples.targets[:256])
    else:
        import torch

        inputs = torch.from_numpy(samples.inputs[:256])
        targets = torch.from_numpy(samples.targets[:256])
    module.train(module.load(), inputs, targets, epochs=3, learning_rate=0.01)
    losses = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
    assert len(losses) == 3
    assert losses[-1] < losses[0]


def without_stray(document: Document) -> Document:
    from nodegraph_app.document.edits import remove_nodes

    twin = document.copy()
    twin.apply(remove_nodes(twin, ["id-stray"]))
    return twin


def test_parts_that_nothing_needs_are_left_out_with_a_note(cnn: Document, tmp_path: Path) -> None:
    report = export(cnn, "engine", tmp_path)
    assert "stray" in str(report.note)
    assert "Left out, because no prediction needs it: stray." in source_of(report)
    assert "self.stray" not in source_of(report)


def test_an_unsound_node_that_is_needed_is_named_before_anything_is_written(
    build: Build, tmp_path: Path
) -> None:
    document = build(
        "broken",
        {"digits1": "Digits", "linear1": "Linear", "relu1": "ReLU", "loss1": "CrossEntropy"},
        "digits1.x > linear1 > relu1 > loss1",
        "digits1.y > loss1.target",
    )
    with pytest.raises(ExportError, match="linear1: Linear needs a flat input") as caught:
        export(document, "pytorch", tmp_path / "out")
    assert caught.value.node == "id-linear1"
    assert (caught.value.expected, caught.value.actual) == ("N×64", "N×1×8×8")
    assert "Flatten" in str(caught.value.mend)
    assert not (tmp_path / "out").exists()


def test_an_unknown_type_that_is_needed_is_named(build: Build, tmp_path: Path) -> None:
    document = build(
        "unknown",
        {"digits1": "Digits", "mystery": "Mystery", "loss1": "CrossEntropy"},
        "digits1.x > mystery > loss1",
        "digits1.y > loss1.target",
    )
    with pytest.raises(ExportError, match="mystery") as caught:
        export(document, "engine", tmp_path)
    assert caught.value.node == "id-mystery"


def test_an_empty_document_has_nothing_to_export(build: Build, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="nothing to export"):
        export(build("empty", {}), "engine", tmp_path)


def test_a_target_that_is_not_there_names_those_that_are(cnn: Document, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="expected pytorch, engine"):
        export(cnn, "pytroch", tmp_path)


def test_names_that_python_or_the_file_uses_are_kept_apart(build: Build, tmp_path: Path) -> None:
    nodes = {
        "print": "Digits",
        "input": ("Conv2d", {"out_channels": 2, "kernel_size": 1}),
        "check": "ReLU",
        "super": "Flatten",
        "model": ("Linear", {"out_features": 10}),
        "x": ("Linear", {"out_features": 10}),
        "loss": "CrossEntropy",
        "criterion": "CrossEntropy",
    }
    document = build(
        "../con",
        nodes,
        "print.x > input > check > super > model > loss",
        "super > x > criterion",
        "print.y > loss.target",
        "print.y > criterion.target",
    )
    report = export(document, "engine", tmp_path / "out")
    assert report.verified
    assert all(path.parent == tmp_path / "out" for path in report.files)
    assert "class ConNetwork(nn.Module):" in source_of(report)
    assert "super_ = self.super(x)  # N×128" in source_of(report)


def test_without_a_loss_every_loose_end_is_a_prediction(build: Build, tmp_path: Path) -> None:
    document = build(
        "网络",
        {"input1": ("Input", {"shape": "4"}), "relu1": "ReLU", "tanh1": "Tanh"},
        "input1.x > relu1",
        "input1.x > tanh1",
    )
    report = export(document, "engine", tmp_path)
    source = source_of(report)
    assert report.verified
    assert {path.name for path in report.files} == {"network.py", "network-check.safetensors"}
    assert "return relu1, tanh1" in source
    assert "def train(" not in source
    assert source.startswith('"""网络 in the Nodegraph engine.\n')


def test_several_data_nodes_are_told_apart(
    build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curve = ("Curve", {"n": 64})
    document = build(
        "two curves",
        {
            "a": curve,
            "b": curve,
            "joined": "Concat",
            "out": ("Linear", {"out_features": 1}),
            "l": "MSE",
        },
        "a.x > joined > out > l",
        "b.x > joined.input2",
        "a.y > l.target",
    )
    report = export(document, "engine", tmp_path)
    assert report.verified
    assert "    def forward(self, features: Tensor, features_2: Tensor) -> Tensor:" in source_of(
        report
    )
    assert "for x1, x2, y in loader:" in source_of(report)
    module = imported(report)
    tensor = engine.rand(64, 1)
    module.train(module.load(), tensor, tensor, tensor, epochs=1)
    assert capsys.readouterr().out.startswith("epoch 1: loss ")


def test_text_that_a_user_typed_cannot_become_code(build: Build, tmp_path: Path) -> None:
    evil = 'evil """\nimport os  # \\'
    document = build(
        evil,
        {"input1": ("Input", {"shape": "4"}), "relu1": "ReLU"},
        "input1.x > relu1",
    )
    source = source_of(export(document, "engine", tmp_path))
    assert not re.search(r"^import os", source, re.MULTILINE)


def test_running_statistics_are_weights_too(build: Build, tmp_path: Path) -> None:
    document = build(
        "norm",
        {"digits1": "Digits", "norm1": ("BatchNorm2d", {"affine": False})},
        "digits1.x > norm1",
    )
    weights = compile(document).parameters()
    weights["norm1.running_mean"] += 1
    report = export(document, "engine", tmp_path, weights=weights)
    assert report.verified
    assert "def load(" in source_of(report)
    assert "def train(" not in source_of(report)


def test_weights_given_are_the_weights_exported(cnn: Document, tmp_path: Path) -> None:
    weights = {
        name: np.full_like(value, 0.5)
        for name, value in compile(without_stray(cnn)).parameters().items()
    }
    module = imported(export(cnn, "engine", tmp_path, weights=weights))
    state = module.load().state_dict()
    assert set(state) == set(weights)
    assert all(np.array_equal(state[name].numpy(), weights[name]) for name in weights)


def test_an_export_without_torch_is_not_verified_and_says_so(
    cnn: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "find_spec", lambda name: None if name == "torch" else name)
    report = export(cnn, "pytorch", tmp_path)
    assert (report.verified, report.largest_difference) == (False, None)
    assert "not verified: torch is not installed" in str(report.note)


def test_code_that_disagrees_with_the_canvas_is_not_handed_out(
    cnn: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = verifying.Verification(0.5, "different")  # type: ignore[arg-type]
    monkeypatch.setattr(sys.modules[export.__module__], "verify", lambda code, target: told)
    with pytest.raises(ExportError, match="does not compute what the canvas does"):
        export(cnn, "engine", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_code_that_does_not_run_is_an_error_with_its_last_line(tmp_path: Path) -> None:
    code = tmp_path / "broken.py"
    code.write_text("raise RuntimeError('no such thing')")
    with pytest.raises(ExportError, match="got RuntimeError: no such thing"):
        verifying.verify(code, ENGINE)


def test_a_second_export_replaces_the_first_and_spares_an_edited_one(
    cnn: Document, tmp_path: Path
) -> None:
    report = export(cnn, "engine", tmp_path)
    report = export(cnn, "engine", tmp_path)
    code = next(path for path in report.files if path.suffix == ".py")
    code.write_text("mine")
    with pytest.raises(ExportError, match="there already"):
        export(cnn, "engine", tmp_path)
    assert code.read_text() == "mine"
    export(cnn, "engine", tmp_path, force=True)
    assert code.read_text() != "mine"
