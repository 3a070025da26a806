"""Names for files, classes and variables, made of names that a user typed."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata
from collections.abc import Collection

ACRONYMS = frozenset(["ae", "cnn", "gan", "gru", "lstm", "mlp", "rnn", "vae"])
DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)", re.IGNORECASE)
"""Names that Windows keeps for itself, whatever their ending."""
IMPORTED = frozenset({"engine", "numpy", "safetensors", "torch"})
LONGEST = 60


def file_stem(name: str) -> str:
    """A file name without its ending, and a module that can be imported: "digits_cnn".

    ASCII letters, digits and `_` alone, so no part of `name` can be a path. A name that would hide
    another module from the exported code, or that a system keeps for itself, gets an ending.
    """
    words = _words(name)
    stem = "_".join(words).lower()[:LONGEST].strip("_") or "network"
    if stem[0].isdigit():
        stem = f"network_{stem}"
    taken = stem in IMPORTED or stem in sys.stdlib_module_names or keyword.iskeyword(stem)
    return f"{stem}_network" if taken or DEVICES.fullmatch(stem) else stem


def class_name(name: str) -> str:
    """A class for the document: "DigitsCNN"."""
    stem = file_stem(name)
    words = [word.upper() if word in ACRONYMS else word.capitalize() for word in stem.split("_")]
    joined = "".join(words)
    taken = joined in dir(builtins) or joined in ("Tensor", "DataLoader", "TensorDataset", "Path")
    return f"{joined}Network" if taken or keyword.iskeyword(joined) else joined


def attribute(name: str, taken: Collection[str]) -> str:
    """The attribute of a layer: the node's name, as Python reads it (PEP 3131: NFKC)."""
    read = unicodedata.normalize("NFKC", name)
    return read if read not in taken else variable(read, taken)


def variable(name: str, taken: Collection[str]) -> str:
    """A Python name close to `name` that is none of `taken`, no keyword and no builtin."""
    usable = re.sub(r"\W", "_", unicodedata.normalize("NFKC", name)).lstrip("_") or "value"
    if usable[0].isdigit() or not usable.isidentifier():
        usable = f"value_{usable}"
    if keyword.iskeyword(usable) or hasattr(builtins, usable):
        usable += "_"
    candidate, number = usable, 2
    while candidate in taken:
        candidate, number = f"{usable}_{number}", number + 1
    return candidate


def _words(name: str) -> list[str]:
    """The ASCII words of a name; accents are taken off, other scripts fall away."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.findall(r"[A-Za-z0-9]+", plain)
