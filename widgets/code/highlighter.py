"""Light syntax colours for Python, from the theme: keywords, texts, numbers, comments, calls."""

import keyword
import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from widgets.common.theme import Theme

_TOKEN = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<text>[rbf]*(?:\"[^\"\n]*\"|'[^'\n]*'))"
    r"|(?P<number>\b\d[\d_.]*(?:e[+-]?\d+)?\b)"
    r"|(?P<definition>(?<=def )\w+|(?<=class )\w+)"
    r"|(?P<call>\b[A-Z]\w*(?=\())"
    r"|(?P<word>\b[A-Za-z_]\w*\b)"
)
_QUOTES = '"""'
_PLAIN, _IN_TEXT = 0, 1


class PythonHighlighter(QSyntaxHighlighter):
    """Colours one document; ``set_theme`` colours it anew."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        colors = {
            "comment": "text.tertiary",
            "text": "family.activation.text",
            "number": "family.optimizer.text",
            "definition": "accent.text",
            "call": "family.convolution.text",
            "keyword": "phase.backward",
        }
        for kind, color in colors.items():
            form = QTextCharFormat()
            form.setForeground(theme.color(color))
            if kind == "definition":
                form.setFontWeight(QFont.Weight.DemiBold)
            self._formats[kind] = form
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """One line; a docstring may go on over several."""
        start = 0
        if self.previousBlockState() == _IN_TEXT:
            end = text.find(_QUOTES)
            if end < 0:
                self.setFormat(0, len(text), self._formats["text"])
                self.setCurrentBlockState(_IN_TEXT)
                return
            start = end + len(_QUOTES)
            self.setFormat(0, start, self._formats["text"])
        self.setCurrentBlockState(_PLAIN)
        opening = text.find(_QUOTES, start)
        if opening >= 0:
            closing = text.find(_QUOTES, opening + len(_QUOTES))
            end = len(text) if closing < 0 else closing + len(_QUOTES)
            self._tokens(text, start, opening)
            self.setFormat(opening, end - opening, self._formats["text"])
            self.setCurrentBlockState(_IN_TEXT if closing < 0 else _PLAIN)
            return
        self._tokens(text, start, len(text))

    def _tokens(self, text: str, start: int, end: int) -> None:
        for found in _TOKEN.finditer(text, start, end):
            kind = found.lastgroup or ""
            if kind == "word":
                if not keyword.iskeyword(found.group()):
                    continue
                kind = "keyword"
            self.setFormat(found.start(), found.end() - found.start(), self._formats[kind])
