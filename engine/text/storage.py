"""Vocabularies and tokenizers in files: JSON, so that a file can hold nothing but data.

A file's size is looked at before it is read, and every field before it is used.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import FileFormatError
from engine.files import write_whole

_LARGEST = 100_000_000  # bytes; 100,000 tokens take about 5 million


def write_json(path: str | os.PathLike[str], kind: str, content: dict[str, Any]) -> None:
    """Write `content` with its kind and version; the file is complete or not there at all."""
    document = {"format": kind, "version": 1, **content}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    write_whole(path, text.encode("utf-8"))


class Fields:
    """The fields of such a file, each checked as it is asked for. Raises FileFormatError."""

    def __init__(self, path: str | os.PathLike[str], kind: str) -> None:
        self.path, self.kind = Path(path), kind
        self._content = self._read()
        if self._content.get("format") != kind:
            raise self.problem(f"it does not say that it is of the format {kind}")
        if self._content.get("version") != 1:
            raise self.problem("it is of a version that is not known here")

    def _read(self) -> dict[str, Any]:
        try:
            if not self.path.is_file():
                raise self.problem("there is no such file")
            if self.path.stat().st_size > _LARGEST:
                raise self.problem(f"it is larger than {_LARGEST:,} bytes")
            with self.path.open("rb") as file:
                content = json.loads(file.read(_LARGEST + 1))
        except OSError as error:
            raise self.problem(error.strerror or str(error)) from error
        except (ValueError, RecursionError) as error:  # also text that is not UTF-8
            raise self.problem("it is not JSON") from error
        if not isinstance(content, dict):
            raise self.problem("it does not hold named fields")
        return content

    def problem(self, reason: str) -> FileFormatError:
        """The error that tells why the file cannot be used."""
        return FileFormatError(
            "{path} cannot be read: {reason}",
            path=str(self.path),
            reason=reason,
            expected=f"a file of the format {self.kind}",
            mend="Choose a file that was saved here, or save it again",
        )

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        return [self._text(name, value) for value in self._list(name)]

    def numbers(self, name: str) -> list[float]:
        """A list of numbers."""
        return [self._number(name, value) for value in self._list(name)]

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """A list of pairs of texts."""
        found = []
        for value in self._list(name):
            if not isinstance(value, list) or len(value) != 2:
                raise self.problem(f"the field {name} does not hold pairs")
            found.append((self._text(name, value[0]), self._text(name, value[1])))
        return found

    def text(self, name: str, allowed: Sequence[str | None]) -> Any:
        """One of the `allowed` texts."""
        value = self._content.get(name)
        if value not in allowed:
            raise self.problem(f"the field {name} holds {value!r}")
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._content.get(name)
        if not isinstance(value, bool):
            raise self.problem(f"the field {name} is neither true nor false")
        return value

    def _list(self, name: str) -> list[Any]:
        value = self._content.get(name)
        if not isinstance(value, list):
            raise self.problem(f"the field {name} is not a list")
        return value

    def _text(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or not is_whole(value):
            raise self.problem(f"the field {name} holds something that is not text")
        return value

    def _number(self, name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
            raise self.problem(f"the field {name} holds something that is not a number")
        return float(value)


def is_whole(text: str) -> bool:
    """Whether text is made of characters: a Python str can hold halves of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
