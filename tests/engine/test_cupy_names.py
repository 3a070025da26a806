"""One code path for NumPy and CuPy: what the engine calls on the array module, both have.

The list of CuPy's names is made by `python -m tests.engine.make_cupy_names`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.make_cupy_names import NAMES

ENGINE = Path(__file__).parents[2] / "engine"
FILES = sorted(ENGINE.rglob("*.py"))
# ufunc.at is there for all of CuPy's ufuncs, and works for these (its documentation says).
AT = {f"xp.{name}.at" for name in ("add", "subtract", "maximum", "minimum")}
CUPY: dict[str, Any] = json.loads(NAMES.read_text(encoding="utf-8"))


def spelled(node: ast.AST) -> str:
    """A chain of names such as "xp.linalg.inv" or "special(xp).erf"; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = spelled(node.value)
        return f"{before}.{node.attr}" if before else ""
    if isinstance(node, ast.Call) and spelled(node.func) in ("special", "backend.special"):
        return "special(xp)"
    return ""


def uses(tree: ast.AST) -> Iterator[tuple[str, int, list[str]]]:
    """(what is used of the array module, line, keywords where it is called)."""
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            name = spelled(node)
            if name.startswith(("xp.", "special(xp).", "stream.")):
                call = called.get(id(node))
                keywords = [] if call is None else [k.arg for k in call.keywords if k.arg]
                yield name, node.lineno, keywords


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ENGINE)))
def test_what_is_called_on_the_array_module_is_also_cupys(path: Path) -> None:
    wrong = []
    for name, line, keywords in uses(ast.parse(path.read_text(encoding="utf-8"))):
        if name in AT or (name.startswith("stream.") and "ops" not in path.parts):
            continue  # data and initial values are drawn on the CPU
        place, _, last = name.rpartition(".")
        known = CUPY.get(place)
        if known is None or last not in known:
            wrong.append(f"{path.name}:{line}: CuPy {CUPY['version']} has no {name}")
        elif known[last] is not None:
            wrong += [
                f"{path.name}:{line}: CuPy's {name} takes no {keyword}="
                for keyword in keywords
                if keyword not in known[last]
            ]
    assert not wrong, "\n".join(wrong)


def test_the_list_of_names_is_of_a_real_cupy() -> None:
    assert {"matmul", "einsum", "asarray"} <= set(CUPY["xp"])
    assert len(set(dir(np)) & set(CUPY["xp"])) > 300
