"""`run`, `test` and `.ci/run`: whole, executable, and out of the way once everything is set up."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ("run", "test", ".ci/run")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the scripts are for bash")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_executed_and_parsed(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / name)], check=True)


def test_no_registry_is_named_anywhere_in_the_set_up() -> None:
    """Packages come from wherever the machine's own settings say."""
    paths = [ROOT / name for name in (*SCRIPTS, ".ci/environment.sh", "pyproject.toml")]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|index-url|find-links", text), path.name


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that is set up already: its Python is this one, its stamp is in place."""
    root = (tmp_path / "a checkout").resolve()
    (root / ".ci").mkdir(parents=True)
    for name in ("run", ".ci/environment.sh", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("main.py", "nodegraph_app", "engine", "resources"):
        (root / name).symlink_to(ROOT / name)
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    sums = subprocess.run(
        ["cksum"], input=(root / "pyproject.toml").read_bytes(), capture_output=True, check=True
    )
    stamp = f"{root} {sums.stdout.decode().strip()}\n"
    (root / ".venv" / ".installed").write_text(stamp, encoding="utf-8")
    return root


def ran(checkout: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    command = [str(checkout / "run"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_a_command_runs_at_once_where_everything_is_set_up(checkout: Path, tmp_path: Path) -> None:
    answer = ran(checkout, "examples", "--json", folder=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert json.loads(answer.stdout)


@pytest.mark.slow
def test_paths_are_meant_from_where_the_user_stands(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "here.nodegraph").write_text("", encoding="utf-8")
    answer = ran(checkout, "check", "here.nodegraph", folder=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr.startswith("nodegraph: here.nodegraph: The file is empty")
