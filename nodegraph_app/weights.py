"""Weights in files, marked as ours, so that no file of somebody else's is ever overwritten."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from numpy.typing import NDArray

from engine.errors import EngineError
from engine.files import load_file, save_file
from nodegraph_app.document.document import Document
from nodegraph_app.document.files import weights_path
from nodegraph_app.fault import FaultError
from nodegraph_app.text import translate

Weights: TypeAlias = Mapping[str, NDArray[Any]]

SUFFIX = ".safetensors"
MARK = {"written_by": "nodegraph"}


def beside(document: Document) -> dict[str, NDArray[Any]] | None:
    """The weights beside the document's file; None where there are none.

    Raises engine.errors.FileFormatError for a damaged file.
    """
    path = document.path and weights_path(document.path)
    return load_file(path) if path and path.is_file() else None


def fit(weights: Weights, parameters: Weights) -> bool:
    """Whether the weights have exactly the names and shapes of a network's parameters."""
    shapes, wanted = (
        {name: array.shape for name, array in each.items()} for each in (weights, parameters)
    )
    return shapes == wanted


def save(weights: Weights, path: Path) -> None:
    """Write the weights with our mark; the file is complete or not there at all."""
    save_file(weights, path, MARK)


def check_free(path: Path) -> None:
    """Raise FaultError when weights cannot be written there, or would destroy another's file."""
    if path.suffix != SUFFIX:
        raise FaultError(
            translate("weights", "Weights have another ending."),
            expected=SUFFIX,
            actual=path.suffix,
            where=str(path),
        )
    check_writable(path)
    if path.exists() and not is_ours(path):
        raise FaultError(
            translate("weights", "This file was not written by Nodegraph."),
            where=str(path),
            mend=translate("weights", "Choose another name, or move the file away."),
        )


def check_writable(path: Path) -> None:
    """Raise FaultError when no file can be written there."""
    if path.is_dir():
        raise FaultError(
            translate("weights", "This is a folder."),
            expected=translate("weights", "a file"),
            where=str(path),
        )
    if not path.parent.is_dir():
        raise FaultError(
            translate("weights", "There is no such folder."),
            where=str(path.parent),
            mend=translate("weights", "Make it first, or choose another."),
        )
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise FaultError(
            translate("weights", "There is no permission to write this file."),
            where=str(path),
            mend=translate("weights", "Choose another place."),
        )


def is_ours(path: Path) -> bool:
    """Whether the file holds weights with our mark."""
    from safetensors import SafetensorError, safe_open

    try:
        load_file(path)
        with safe_open(path, framework="numpy") as file:
            return MARK.items() <= (file.metadata() or {}).items()
    except (EngineError, SafetensorError, OSError):
        return False
