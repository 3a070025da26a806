"""The gallery: example projects that come with the program. The files are the truth.

An example is one file in resources/gallery, with its title and description inside; where it starts
from weights of its own, they lie beside it.
"""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nodegraph_app.document import files
from nodegraph_app.document.errors import FileProblem
from nodegraph_app.text import Text, translate

if TYPE_CHECKING:
    from nodegraph_app.document.document import Document

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "gallery"
SUFFIX = ".nodegraph"
CONTEXT = "gallery"
"""Translation context of titles and descriptions, whose English sources are in the files."""


@dataclass(frozen=True)
class Example:
    """One project of the gallery. `open_document(name)` opens it."""

    name: str
    title: Text
    description: Text
    path: Path


def examples() -> tuple[Example, ...]:
    """All examples, the smallest network first."""
    found = [(files.read(path), path) for path in FOLDER.glob(f"*{SUFFIX}")]
    found.sort(key=lambda each: (len(each[0].nodes), each[1].name))
    return tuple(
        Example(path.stem, Text(CONTEXT, document.name), Text(CONTEXT, document.description), path)
        for document, path in found
    )


def open_document(path_or_example: str | os.PathLike[str]) -> Document:
    """The document in a file, or a fresh copy of the example of that name.

    A file of that name comes first. Raises FileProblem, with the nearest example's name where
    there is neither.
    """
    path = Path(path_or_example)
    example = FOLDER / f"{path_or_example}{SUFFIX}"
    if not path.exists() and _is_word(str(path_or_example)):
        if not example.is_file():
            raise _unknown(str(path_or_example))
        path = example
    return files.read(path)


def is_example(document: Document) -> bool:
    """Whether the document is as the gallery's file has it: a place that is not the user's."""
    return document.path is not None and document.path.resolve().parent == FOLDER


def _is_word(text: str) -> bool:
    """Whether it can only be meant as an example's name: no folder, no ending."""
    return bool(text) and not Path(text).suffix and Path(text).name == text


def _unknown(name: str) -> FileProblem:
    names = sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))
    near = difflib.get_close_matches(name.lower(), names, 1, cutoff=0.4)
    return FileProblem(
        translate("gallery", "There is neither a file nor an example of this name."),
        expected=", ".join(names),
        actual=name,
        mend=translate("gallery", "Did you mean {name}?", name=near[0])
        if near
        else translate("gallery", "Choose one of the examples, or type a file's path."),
    )
