"""Keeps resources/translations complete.

    python -m tests.tools.translations          bring studio_zh_CN.ts up to date, then make the .qm

Texts are found in the source tree by its syntax: `translate("context", "source", …)`,
`self.tr("source")` with the class as its context, the sentences of the engine's errors, and the
examples' titles and descriptions. A text that is new stands in the .ts without a translation, and a
test fails until it has one; a text that is gone is dropped. (lupdate would miss all but the first
two.)
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
TS, QM = FOLDER / "studio_zh_CN.ts", FOLDER / "studio_zh_CN.qm"
DOOR = ROOT / "widgets" / "common" / "translation.py"
"""The one file that translates what is no literal."""

Key = tuple[str, str]
"""Context and English source."""


@dataclass(frozen=True)
class Found:
    """A text in the source tree; `source` is None where it is no literal, which is a mistake."""

    context: str
    source: str | None
    where: str


def found_texts() -> list[Found]:
    """Every visible text, in the order of the files."""
    paths = [ROOT / "main.py"]
    for floor in ("nodegraph_app", "widgets"):
        paths += sorted((ROOT / floor).rglob("*.py"))
    texts = [t for path in paths if path != DOOR and path.exists() for t in _visible(path)]
    for path in sorted((ROOT / "engine").rglob("*.py")):
        texts += _engine_sentences(path)
    for path in sorted((ROOT / "resources" / "gallery").glob("*.nodegraph")):
        texts += _example_texts(path)
    return texts


def wanted_keys() -> list[Key]:
    """Context and source of every text, each once."""
    return list(dict.fromkeys((t.context, t.source) for t in found_texts() if t.source is not None))


def read_translations(path: Path = TS) -> dict[Key, str]:
    """The translations in a .ts file; an unfinished one is empty."""
    if not path.exists():
        return {}
    translations: dict[Key, str] = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            unfinished = translation is None or translation.get("type") is not None
            text = "" if unfinished or translation is None else translation.text or ""
            translations[name, message.findtext("source", "")] = text
    return translations


def write_translations(translations: dict[Key, str], path: Path = TS) -> None:
    """Write a .ts file: contexts by name, texts in the order given."""
    root = ElementTree.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    for name in sorted({context for context, _ in translations}):
        context = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(context, "name").text = name
        for (owner, source), text in translations.items():
            if owner != name:
                continue
            message = ElementTree.SubElement(context, "message")
            ElementTree.SubElement(message, "source").text = source
            translation = ElementTree.SubElement(message, "translation")
            if text:
                translation.text = text
            else:
                translation.set("type", "unfinished")
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{head}{body}\n", encoding="utf-8", newline="\n")


def placeholders(text: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def update() -> int:
    """Bring the .ts up to date and make the .qm; how many texts have no translation yet."""
    known = read_translations()
    translations = {key: known.get(key, "") for key in wanted_keys()}
    write_translations(translations)
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([lrelease, "-silent", str(TS), "-qm", str(QM)], check=True)
    return sum(not text for text in translations.values())


def _visible(path: Path) -> Iterator[Found]:
    """The texts of one file of the window or of the floor below it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _walk(tree, "", path)


def _walk(node: ast.AST, owner: str, path: Path) -> Iterator[Found]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.ClassDef) else owner
        if isinstance(child, ast.Call):
            yield from _call_text(child, inner, path)
        yield from _walk(child, inner, path)


def _call_text(call: ast.Call, owner: str, path: Path) -> Iterator[Found]:
    where = f"{path.relative_to(ROOT)}:{call.lineno}"
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="tr"), args=[source, *_]):
            yield Found(owner, _literal(source), where)
        case ast.Call(
            func=ast.Name(id="translate")
            | ast.Attribute(value=ast.Name(id="QCoreApplication"), attr="translate"),
            args=[context, source, *_],
        ):
            known = _literal(context)
            yield Found(known or "", _literal(source) if known else None, where)


def _engine_sentences(path: Path) -> Iterator[Found]:
    """What went wrong and how to mend it, of every error that this file makes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        told = any(k.arg in ("expected", "actual") for k in node.keywords)  # by any name
        if not (name.endswith("Error") or told) or not node.args:
            continue
        sentences = [node.args[0], *(k.value for k in node.keywords if k.arg == "mend")]
        for sentence in sentences:
            for choice in _choices(sentence):
                if literal := _literal(choice):
                    yield Found("engine", literal, f"{path.relative_to(ROOT)}:{node.lineno}")


def _example_texts(path: Path) -> Iterator[Found]:
    """Title and description of an example."""
    project = json.loads(path.read_text(encoding="utf-8"))
    for text in (project["name"], project["description"]):
        yield Found("gallery", text, str(path.relative_to(ROOT)))


def _choices(node: ast.expr) -> list[ast.expr]:
    """Both sides of `a if condition else b`, else the expression itself."""
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    missing = update()
    print(f"{len(read_translations())} texts, {missing} without a translation")
