"""From text to a document, with every way it can go wrong told in words."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from nodegraph_app.document.document import Document
from nodegraph_app.document.errors import DocumentError, FileProblem
from nodegraph_app.document.migrations import PlainRecord, migrate
from nodegraph_app.document.records import FORMAT, VERSION, Project
from nodegraph_app.fault import Words
from nodegraph_app.text import Text, translate

LARGEST = 64 * 2**20
"""Bytes; far above any network that fits a screen."""
LONGEST_NUMBER = 300
"""Digits; the largest float has 309."""

OPEN_ANOTHER = translate("document", "Open another file, or one of its backups.")


def bytes_of(path: Path) -> bytes:
    """What a file holds. Raises FileProblem when there is no file, or it is too large."""
    try:
        if path.is_dir():
            raise FileProblem(
                translate("document", "This is a folder, not a project file."),
                where=str(path),
                mend=translate("document", "Choose a .nodegraph file inside it."),
            )
        if not path.exists():
            raise FileProblem(
                translate("document", "There is no such file."),
                where=str(path),
                mend=translate("document", "Check the name and the folder."),
            )
        if not path.is_file():
            raise FileProblem(
                translate("document", "This is a device or a pipe, not a project file."),
                where=str(path),
                mend=OPEN_ANOTHER,
            )
        if path.stat().st_size > LARGEST:
            raise FileProblem(
                translate("document", "The file is too large for a project."),
                expected=translate("document", "at most {size} MB", size=LARGEST // 2**20),
                actual=translate("document", "{size} MB", size=path.stat().st_size // 2**20),
                where=str(path),
                mend=OPEN_ANOTHER,
            )
        return path.read_bytes()
    except OSError as error:
        raise FileProblem(
            translate(
                "document", "The file cannot be read: {reason}.", reason=error.strerror or error
            ),
            where=str(path),
            mend=translate("document", "Check its permissions."),
        ) from None


def decoded(data: bytes, where: str) -> str:
    """Bytes as text. Raises FileProblem when they are empty or binary."""
    if not data.strip():
        raise FileProblem(
            translate("document", "The file is empty."),
            where=where,
            mend=translate("document", "Open a backup, or delete it and start a new project."),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _binary(where, error.start) from None
    if "\0" in text:
        raise _binary(where, data.index(b"\0"))
    return text


def parse(text: str, where: str = "") -> Document:
    """The document that a project file's text describes; `where` names the file in messages.

    Raises FileProblem.
    """
    if not text.strip():
        decoded(b"", where)
    record = _record(text, where)
    _check_header(record, where)
    try:
        migrated = json.dumps(migrate(record), ensure_ascii=False).encode()
        project = Project.model_validate_json(migrated, strict=True)
    except ValidationError as error:
        raise _misfit(error, record, where) from None
    except (UnicodeEncodeError, RecursionError):
        what = translate("document", "The file is damaged: a text in it holds half a character.")
        raise _corrupt(what, where) from None
    try:
        return Document(project)
    except DocumentError as error:
        raise FileProblem(
            error.what,
            expected=error.expected,
            actual=error.actual,
            where=_joined(where, error.where),
            mend=error.mend or translate("document", "Mend the file in a text editor."),
        ) from None


def _record(text: str, where: str) -> PlainRecord:
    """The JSON object of the text, strictly: no doubled keys, no NaN, no infinity."""
    try:
        record = json.loads(
            text,
            object_pairs_hook=_without_doubles,
            parse_float=_finite,
            parse_int=_short,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        place = translate(
            "document", "line {line}, column {column}", line=error.lineno, column=error.colno
        )
        what = translate("document", "The file is damaged: {reason}.", reason=error.msg)
        raise _corrupt(what, _joined(where, place)) from None
    except RecursionError:
        raise _too_deep(where) from None
    except ValueError as error:
        what = translate("document", "The file is damaged: {reason}.", reason=error)
        raise _corrupt(what, where) from None
    if not isinstance(record, dict):
        raise _foreign(where, type(record).__name__)
    return record


def _check_header(record: PlainRecord, where: str) -> None:
    """Whether this is a project, of a version that this program reads."""
    if record.get("format") != FORMAT:
        raise _foreign(where, str(record.get("format", translate("document", "no format"))))
    version = record.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _corrupt(translate("document", "The file does not say its version."), where)
    if version > VERSION:
        raise newer(version, where)


def newer(version: int, where: str) -> FileProblem:
    """A file that a later version of this program wrote."""
    return FileProblem(
        translate("document", "The file is of a newer version than this program knows."),
        expected=translate("document", "version {version} at most", version=VERSION),
        actual=str(version),
        where=where,
        mend=translate("document", "Update the program to open it."),
    )


def _misfit(error: ValidationError, record: PlainRecord, where: str) -> FileProblem:
    """The first thing that is not as a project has it, by node and key."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":  # it is JSON, so pydantic has met its limit of nesting
        return _too_deep(where)
    return FileProblem(
        translate("document", "The file holds something that does not belong there."),
        expected=_lowered(first["msg"].removeprefix("Input should be ")),
        actual=_shortened(first["input"]),
        where=_joined(where, _place(first["loc"], record)),
        mend=translate("document", "Mend that place in a text editor."),
    )


def _place(path: tuple[int | str, ...], record: PlainRecord) -> str:
    """A path in the file: nodes[3] “conv1”, position[0]."""
    words = ""
    value: Any = record
    for key in path:
        words += f"[{key}]" if isinstance(key, int) else f", {key}" if words else key
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(key, int) and isinstance(value, dict) and isinstance(value.get("name"), str):
            words += f" “{value['name']}”"
    return words


def _corrupt(what: Text, where: Words) -> FileProblem:
    return FileProblem(what, where=where, mend=OPEN_ANOTHER)


def _too_deep(where: str) -> FileProblem:
    return _corrupt(translate("document", "It is nested too deeply."), where)


def _binary(where: str, position: int) -> FileProblem:
    return FileProblem(
        translate("document", "The file is not text."),
        expected=translate("document", "a .nodegraph project, which is UTF-8 text"),
        actual=translate("document", "binary data from byte {position}", position=position),
        where=where,
        mend=OPEN_ANOTHER,
    )


def _foreign(where: str, actual: str) -> FileProblem:
    return FileProblem(
        translate("document", "The file is no nodegraph project."),
        expected=translate("document", 'an object with "format": "nodegraph"'),
        actual=_shortened(actual),
        where=where,
        mend=translate("document", "Choose a .nodegraph file."),
    )


def _joined(*places: Words) -> str:
    return ", ".join(str(place) for place in places if str(place))


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _without_doubles(pairs: list[tuple[str, Any]]) -> PlainRecord:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key “{next(k for k in keys if keys.count(k) > 1)}” stands twice")
    return record


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text} is too large")
    return number


def _short(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number has {len(text)} digits")
    return int(text)


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number in JSON")
