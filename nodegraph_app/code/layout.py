"""Text that knows where it may break (P. Wadler, "A prettier printer", 2003).

A group is printed on one line when it fits, else every line break of its own is taken; groups
inside it decide for themselves.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TypeAlias

INDENT = 4


@dataclass(frozen=True)
class Line:
    """A place where a line may end; `flat` stands there when it does not."""

    flat: str = ""


@dataclass(frozen=True)
class Indent:
    """Lines that start inside stand one level deeper."""

    content: Doc


@dataclass(frozen=True)
class Group:
    """Broken as a whole or not at all."""

    content: Doc


@dataclass(frozen=True)
class IfBroken:
    """Text that stands only where the group around it is broken."""

    text: str


Doc: TypeAlias = str | Line | Indent | Group | IfBroken | tuple["Doc", ...]
_Pending: TypeAlias = list[tuple[int, bool, Doc]]


def width(text: str) -> int:
    """How many columns `text` takes; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def render(doc: Doc, limit: int, indent: int = 0) -> str:
    """The lines of `doc`, none beyond column `limit` if that can be; the first line is taken to
    start at column `indent`, the others are indented by as much."""
    pending: _Pending = [(indent, True, Group(doc))]
    pieces: list[str] = []
    column = indent
    while pending:
        depth, broken, item = pending.pop()
        match item:
            case str():
                pieces.append(item)
                column += width(item)
            case tuple():
                pending.extend((depth, broken, part) for part in reversed(item))
            case Indent(content):
                pending.append((depth + INDENT, broken, content))
            case Group(content):
                fits = _fits(limit - column, [*pending, (depth, False, content)])
                pending.append((depth, not fits, content))
            case IfBroken(text):
                if broken:
                    pieces.append(text)
                    column += width(text)
            case Line(flat) if not broken:
                pieces.append(flat)
                column += width(flat)
            case Line():
                pieces.append("\n" + " " * depth)
                column = depth
    return "".join(pieces)


def flat(doc: Doc) -> str:
    """All of `doc` on one line."""
    match doc:
        case str():
            return doc
        case tuple():
            return "".join(map(flat, doc))
        case Indent(content) | Group(content):
            return flat(content)
        case IfBroken():
            return ""
        case Line(text):
            return text


def _fits(room: int, pending: _Pending) -> bool:
    """Whether everything up to the next line end takes at most `room` columns."""
    rest = list(pending)
    while rest:
        depth, broken, item = rest.pop()
        match item:
            case str():
                room -= width(item)
            case tuple():
                rest.extend((depth, broken, part) for part in reversed(item))
            case Indent(content) | Group(content):
                rest.append((depth, broken, content))
            case IfBroken(text):
                room -= width(text) if broken else 0
            case Line(text):
                if broken:
                    return room >= 0
                room -= width(text)
        if room < 0:
            return False
    return True
