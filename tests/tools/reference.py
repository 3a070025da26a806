"""The engine's reference, from its signatures and docstrings: `python -m tests.tools.reference`.

One page a subject in resources/help/engine; the same code gives the same bytes.
"""

from __future__ import annotations

import importlib.util
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import engine
from engine import ops

FOLDER = Path(__file__).parents[2] / "resources" / "help" / "engine"


@dataclass(frozen=True)
class Page:
    """A page: its title, and the modules or packages that it lists."""

    title: str
    modules: tuple[str, ...]


PAGES: dict[str, Page] = {
    "functions": Page("Functions of tensors", ("engine.functions", "engine.linalg")),
    "nn": Page("Layers", ("engine.nn",)),
    "functional": Page("Layers as functions", ("engine.nn.functional",)),
    "optim": Page("Optimizers", ("engine.optim",)),
    "lr_scheduler": Page("Schedules of the learning rate", ("engine.optim.lr_scheduler",)),
    "data": Page("Data sets, samplers and loaders", ("engine.data",)),
    "transforms": Page("Changes of pictures", ("engine.data.transforms",)),
    "text": Page("Text", ("engine.text",)),
    "scalar": Page("The engine of single numbers", ("engine.scalar",)),
    "autograd": Page("Differentiation", ("engine.autograd",)),
    "program": Page("Programs", ("engine.program",)),
    "rest": Page(
        "Devices, dtypes, shapes, files, errors",
        ("engine.backend", "engine.dims", "engine.amp", "engine.memory", "engine.files",
         "engine.utils", "engine.errors"),
    ),
}  # fmt: skip
INNER = {module for page in PAGES.values() for module in page.modules}


def modules_of(page: Page) -> Iterator[ModuleType]:
    """The modules that a page lists, packages with all that no other page lists."""
    for name in page.modules:
        if importlib.util.find_spec(name) is not None:
            yield from _walk(importlib.import_module(name))


def _walk(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    inside = pkgutil.iter_modules(getattr(module, "__path__", []))
    for found in sorted(inside, key=lambda info: info.name):
        name = f"{module.__name__}.{found.name}"
        if name not in INNER and not found.name.startswith("_"):
            yield from _walk(importlib.import_module(name))


def public_of(module: ModuleType) -> list[tuple[str, Any]]:
    """The public functions and classes that a module defines, in the order of their code.

    Those too that it takes from a module which does not list them itself.
    """
    listed = getattr(module, "__all__", None)
    if listed is None:
        names = [name for name in vars(module) if not name.startswith("_")]
    else:
        names = [*listed, *(n for n in vars(module) if n in vars(engine) and n not in listed)]
    found = []
    for name in dict.fromkeys(names):
        value = getattr(module, name)
        if not (inspect.isfunction(value) or inspect.isclass(value)):
            continue
        home = sys.modules.get(value.__module__)
        taken = name in (listed or ()) and name not in getattr(home, "__all__", [name])
        if home is module or taken:
            found.append((name, value))
    return sorted(found, key=lambda pair: _line(pair[1]))


def _line(value: Any) -> int:
    try:
        return inspect.getsourcelines(inspect.unwrap(value))[1]
    except OSError:
        return 0


def methods_of(kind: type) -> list[tuple[str, Any]]:
    """The public methods and properties that a class defines itself, in alphabetical order."""
    return sorted(
        (name, value)
        for name, value in vars(kind).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, property | classmethod | staticmethod))
    )


# ---- how it is written


def signature_of(value: Any) -> str:
    """(a: int, b: float = 1.0) -> Tensor, the same on every machine."""
    if isinstance(value, classmethod | staticmethod):
        value = value.__func__
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return "(…)"
    parts: list[str] = []
    kinds = [p.kind for p in signature.parameters.values()]
    starred = inspect.Parameter.VAR_POSITIONAL in kinds
    for parameter in signature.parameters.values():
        if parameter.name in ("self", "cls") and not parts:
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        parts.append(_parameter(parameter))
    result = signature.return_annotation
    ending = "" if result is inspect.Signature.empty else f" -> {_annotation(result)}"
    return f"({', '.join(parts)}){ending}"


def _parameter(parameter: inspect.Parameter) -> str:
    star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    text = star + parameter.name
    if parameter.annotation is not parameter.empty:
        text += f": {_annotation(parameter.annotation)}"
    if parameter.default is not parameter.empty:
        text += f" = {_default(parameter.default)}"
    return text


def _annotation(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _default(value: Any) -> str:
    if isinstance(value, ModuleType):
        return value.__name__
    if inspect.isfunction(value) or inspect.isclass(value):
        return value.__name__
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def described(value: Any) -> str:
    """The docstring."""
    if isinstance(value, property):
        value = value.fget
    if isinstance(value, classmethod | staticmethod):
        value = value.__func__
    return inspect.cleandoc(vars(value).get("__doc__") or getattr(value, "__doc__", None) or "")


def function_text(name: str, value: Any, level: str = "###") -> str:
    """One function or method."""
    if isinstance(value, property):
        return f"{level} {name}\n\n{described(value)}\n"
    return f"{level} {name}\n\n```python\n{name}{signature_of(value)}\n```\n\n{described(value)}\n"


def class_text(name: str, kind: type) -> str:
    """One class and its methods."""
    parts = [f"### {name}\n\n```python\n{name}{signature_of(kind)}\n```\n\n{described(kind)}\n"]
    for method, value in methods_of(kind):
        text = described(value).replace("\n", "\n  ")
        written = "" if isinstance(value, property) else signature_of(value)
        parts.append(f"- `{method}{written}`" + (f"\n\n  {text}" if text else "") + "\n")
    return "\n".join(parts)


def page_text(page: Page) -> str:
    """A page: its modules as sections."""
    parts = [f"# {page.title}\n", "Written by `python -m tests.tools.reference` from the code.\n"]
    for module in modules_of(page):
        found = public_of(module)
        if not found:
            continue
        parts.append(f"## {module.__name__}\n\n{described(module)}\n")
        for name, value in found:
            parts.append(
                class_text(name, value) if inspect.isclass(value) else function_text(name, value)
            )
    return "\n".join(parts)


def tensor_text() -> str:
    """The page of Tensor: every method, those of the classes it is made of too."""
    parts = [
        "# Tensor\n",
        "Written by `python -m tests.tools.reference` from the code.\n",
        described(engine.Tensor) + "\n",
        "Each function of tensors is a method too, with the tensor as its first argument.\n",
    ]
    names = sorted(name for name in dir(engine.Tensor) if not name.startswith("_"))
    for name in names:
        value = inspect.getattr_static(engine.Tensor, name)
        if inspect.isfunction(value) or isinstance(value, property | classmethod | staticmethod):
            parts.append(function_text(name, value, "##"))
    return "\n".join(parts)


def primitives_text() -> str:
    """The page of primitives: a table of derivatives."""
    parts = [
        "# Primitives: a table of derivatives\n",
        "Written by `python -m tests.tools.reference` from the declarations in `engine/ops`. δ is"
        " the gradient that arrives.\n",
        "| primitive | of | formula | gradients |\n|---|---|---|---|",
    ]
    for name, primitive in sorted(ops.ALL.items()):
        cells = (
            f"`{name}`",
            ", ".join(primitive.inputs),
            primitive.formula,
            "; ".join(text for text in primitive.gradient_formulas if text),
        )
        parts.append(
            "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"
        )
    return "\n".join(parts) + "\n"


def index_text(pages: dict[str, str]) -> str:
    """The page that leads to the others."""
    links = [f"- [{text.splitlines()[0][2:]}]({name}.md)" for name, text in pages.items()]
    return (
        "# The engine\n\n"
        "Written by `python -m tests.tools.reference` from the code.\n\n"
        "- [How autograd works here](how-autograd-works.md)"
        " · [自动求导如何工作](how-autograd-works.zh_CN.md)\n" + "\n".join(links) + "\n"
    )


def pages() -> dict[str, str]:
    """File name -> text, of every generated page."""
    written = {"tensors": tensor_text()}
    for name, page in PAGES.items():
        text = page_text(page)
        if "\n## " in text:
            written[name] = text
    written["primitives"] = primitives_text()
    found = {"index": index_text(written), **written}
    return {f"{name}.md": _tidy(text) for name, text in found.items()}


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text) // 1024} KiB")


if __name__ == "__main__":
    main()
