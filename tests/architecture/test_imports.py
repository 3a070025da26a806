"""The four floors: what imports what, proved on the code and on running interpreters."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("engine", "nodegraph_app", "widgets")
QT = ("PySide6", "shiboken6", "pyqtgraph")
SOURCES = [
    ROOT / "main.py",
    *sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")),
]


def modules_after(statement: str) -> set[str]:
    """The top-level names in sys.modules of a fresh interpreter after `statement`."""
    code = (
        f"{statement}\nimport sys\nprint(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    )
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("module", ["engine", "nodegraph_app", "nodegraph_app.cli", "main"])
def test_importing_what_needs_no_screen_never_imports_qt(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint({*QT, "widgets"})


def test_importing_the_engine_brings_neither_the_canvas_nor_its_libraries() -> None:
    loaded = modules_after("import engine")
    assert loaded.isdisjoint({*QT, "nodegraph_app", "networkx", "pydantic", "rich"})
    assert loaded.isdisjoint({"sklearn", "scipy", "tokenizers"})


def test_only_a_tokenizer_that_is_made_brings_its_package() -> None:
    loaded = modules_after("import engine.data, engine.nn, engine.optim, engine.text")
    assert loaded.isdisjoint({*QT, "networkx", "sklearn", "tokenizers"})


def test_importing_the_public_api_costs_no_more_than_the_standard_library() -> None:
    assert modules_after("import nodegraph_app").isdisjoint(
        {"numpy", "pydantic", "networkx", "rich"}
    )


def test_the_training_process_never_imports_qt() -> None:
    loaded = modules_after("import nodegraph_app.training.worker, nodegraph_app.training.run")
    assert loaded.isdisjoint({*QT, "widgets"})


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_imported_by_a_computed_name(path: Path) -> None:
    """The import contracts see `import`; a call could climb a floor unseen."""
    hidden = {"import_module", "__import__"} & called_names(path)
    assert not hidden, f"{path.relative_to(ROOT)} calls {', '.join(hidden)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_a_user_opens_can_run_code(path: Path) -> None:
    """No eval, exec, pickle, marshal or shelve anywhere in the product."""
    forbidden_calls = {"eval", "exec"} & called_names(path, methods=False)
    forbidden_imports = {"pickle", "marshal", "shelve", "dill", "joblib"} & imported_names(path)
    found = forbidden_calls | forbidden_imports
    assert not found, f"{path.relative_to(ROOT)} uses {', '.join(found)}"


def called_names(path: Path, *, methods: bool = True) -> set[str]:
    """Names of the functions that a file calls; with `methods`, also after a dot."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                names.add(node.func.id)
            elif methods and isinstance(node.func, ast.Attribute):
                names.add(node.func.attr)
    return names


def imported_names(path: Path) -> set[str]:
    """Top-level names of the modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names
