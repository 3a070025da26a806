"""The engine's public names are documented, and the reference pages say what the code says."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import pytest

import engine
from tests.tools import reference

MODULES = [module for page in reference.PAGES.values() for module in reference.modules_of(page)]
PUBLIC = [
    pytest.param(value, id=f"{module.__name__}.{name}")
    for module in MODULES
    for name, value in reference.public_of(module)
]
CLASSES = [case for case in PUBLIC if inspect.isclass(case.values[0])]
LAYERS = [
    case for case in CLASSES
    if issubclass(case.values[0], engine.nn.Module | engine.optim.Optimizer)
]  # fmt: skip


def says_something(text: str, least: int = 2) -> bool:
    """Whether a docstring is a sentence or a formula, and not a name once more."""
    return len(re.findall(r"\w+", text)) >= least or bool(re.search(r"[=≥≤·²√←→×−+/]", text))


@pytest.mark.parametrize("value", PUBLIC)
def test_every_public_name_has_a_docstring_that_says_something(value: Any) -> None:
    assert says_something(reference.described(value), 3), "a line that says what it is"


@pytest.mark.parametrize("kind", CLASSES)
def test_every_public_method_has_a_docstring(kind: Any) -> None:
    silent = [
        name
        for name, method in reference.methods_of(kind)
        if not says_something(reference.described(method)) and name not in INHERITED
    ]
    assert not silent


# They say the same in every layer, and of most what it writes is plain: Module says it once.
INHERITED = {"extra_repr"}


def test_every_method_of_tensors_has_a_docstring() -> None:
    silent = [
        name
        for name in dir(engine.Tensor)
        if not name.startswith("_")
        and callable(getattr(engine.Tensor, name))
        and not says_something(reference.described(getattr(engine.Tensor, name)))
    ]
    assert not silent


@pytest.mark.parametrize("kind", LAYERS)
def test_layers_and_optimizers_say_their_shapes_or_arguments(kind: Any) -> None:
    texts = [
        reference.described(kind),
        *(reference.described(m) for _, m in reference.methods_of(kind)),
    ]
    names = [n for n in inspect.signature(kind).parameters if len(n) > 1]
    written = " ".join(texts)
    assert any(re.search(rf"\b{name}\b", written) for name in names) or re.search(
        r"\(N|\(…|\(\*|×|→|shape|element|dimension|batch|input", written
    )


def test_the_reference_says_what_the_code_says() -> None:
    """Else: python -m tests.tools.reference"""
    for name, text in reference.pages().items():
        path = reference.FOLDER / name
        assert path.exists(), f"{name} is missing"
        assert path.read_text(encoding="utf-8") == text, f"{name} is old"


def test_every_link_of_the_help_leads_to_a_file() -> None:
    for page in reference.FOLDER.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:\s]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("name", sorted(reference.INNER))
def test_the_modules_of_the_reference_exist(name: str) -> None:
    importlib.import_module(name)
