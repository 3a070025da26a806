"""Visible text: an English source, its translation context and the values that go into it.

No floor below `widgets` translates anything: it says *what* is shown, and the window turns a
`Text` into the user's language. Without a window, `str(text)` is the English sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """One translatable sentence. Arguments may be Texts themselves."""

    context: str
    source: str
    arguments: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.source.format(**self.arguments)


def translate(context: str, source: str, /, **arguments: object) -> Text:
    """A `Text`. `context` and `source` are literals, so that lupdate finds them.

    Values are named: `translate("document", "Delete {count} nodes", count=3)`.
    """
    return Text(context, source, arguments)
