"""Expressions as text that may break inside its brackets, the way `ruff format` breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nodegraph_app.code.layout import Doc, Group, IfBroken, Indent, Line, flat
from nodegraph_app.code.model import (
    BINDING,
    COMPARISON,
    POWER,
    AnyExpression,
    Attribute,
    BinaryOperation,
    Call,
    DictOf,
    FormattedString,
    ListOf,
    Literal,
    Name,
    Negative,
    Subscript,
    TupleOf,
)

ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
FORMAT = re.compile(r"[-<>=^+ #,._%\w]*")


def expression(item: AnyExpression) -> Doc:
    """`item` as it stands inside brackets, where an operator may start a line."""
    match item:
        case Name(id):
            return id
        case Literal(value):
            return constant(value)
        case FormattedString():
            return formatted_string(item)
        case Attribute(value, name):
            return (_primary(value), ".", name)
        case Call(function, args, keywords):
            return (_primary(function), arguments(args, keywords))
        case Negative(value):
            loose = isinstance(value, BinaryOperation)
            return ("-", parenthesised(value) if loose else expression(value))
        case BinaryOperation():
            return Group(_operation(item, Line(" ")))
        case Subscript(value, TupleOf((_, _, *_) as items)):
            return (_primary(value), bracketed("[", map(expression, items), "]"))
        case Subscript(value, index):
            return (_primary(value), Group(("[", Indent((Line(), expression(index))), Line(), "]")))
        case TupleOf((single,)):
            return Group(("(", Indent((Line(), expression(single), ",")), Line(), ")"))
        case TupleOf(items):
            return bracketed("(", map(expression, items), ")")
        case ListOf(items):
            return bracketed("[", map(expression, items), "]")
        case DictOf(pairs):
            entries = ((expression(key), ": ", expression(value)) for key, value in pairs)
            return bracketed("{", entries, "}")


def without_breaks(item: AnyExpression) -> Doc:
    """`item` as it stands outside brackets: an operator starts no line, brackets may still open."""
    if isinstance(item, BinaryOperation):
        return _operation(item, " ")
    if isinstance(item, Negative) and not isinstance(item.value, BinaryOperation):
        return ("-", without_breaks(item.value))
    return expression(item)


def bracketed(opening: str, items: Iterable[Doc], closing: str) -> Doc:
    """Items between brackets: on one line, or each on its own."""
    listed = tuple(items)
    if not listed:
        return opening + closing
    return Group((opening, Indent((Line(), separated(listed))), Line(), closing))


def arguments(args: Iterable[AnyExpression], keywords: Iterable[tuple[str, AnyExpression]]) -> Doc:
    """Call arguments: on the call's line, on one line of their own, or each on its own."""
    listed = (*map(expression, args), *((name, "=", expression(v)) for name, v in keywords))
    return hugged(listed)


def hugged(listed: tuple[Doc, ...]) -> Doc:
    """Arguments or parameters in parentheses."""
    if not listed:
        return "()"
    return Group(("(", Indent((Line(), Group(separated(listed)))), Line(), ")"))


def separated(items: tuple[Doc, ...]) -> Doc:
    """Items with commas between, and one after the last where each has its own line."""
    parts: list[Doc] = [items[0]]
    for item in items[1:]:
        parts += [",", Line(" "), item]
    return (*parts, IfBroken(","))


def parenthesised(item: AnyExpression) -> Doc:
    """`item` in parentheses that its meaning needs."""
    return Group(("(", Indent((Line(), expression(item))), Line(), ")"))


def operators(item: AnyExpression) -> list[str]:
    """The operators of `item` that stand outside all brackets."""
    if isinstance(item, Negative):
        return operators(item.value) if not isinstance(item.value, BinaryOperation) else []
    if not isinstance(item, BinaryOperation):
        return []
    sides = [(item.left, _left_needs(item)), (item.right, _right_needs(item))]
    inner = [name for side, bracket in sides if not bracket for name in operators(side)]
    return [item.operator, *inner]


def ends_with_brackets(item: AnyExpression) -> bool:
    """Whether `item` ends with arguments, a filled list, tuple or dictionary, or parentheses."""
    match item:
        case BinaryOperation(_, _, right):
            return _right_needs(item) or ends_with_brackets(right)
        case Negative(value):
            return isinstance(value, BinaryOperation) or ends_with_brackets(value)
        case Call(_, args, keywords):
            return bool(args or keywords)
        case TupleOf(items) | ListOf(items) | DictOf(items):
            return bool(items)
        case _:
            return False


def starts_with_brackets(item: AnyExpression) -> bool:
    """Whether `item` starts with a filled list, tuple or dictionary, or with parentheses."""
    match item:
        case BinaryOperation(left, _, _):
            return _left_needs(item) or starts_with_brackets(left)
        case TupleOf(items) | ListOf(items) | DictOf(items):
            return bool(items)
        case _:
            return False


def constant(value: bool | int | float | str | None) -> str:
    """A constant as a person writes it: 1e-5, "text"."""
    if isinstance(value, str):
        quote = "'" if value.count('"') > value.count("'") else '"'
        return quote + escaped(value, quote) + quote
    if isinstance(value, float):
        return re.sub(r"e([+-])0*", lambda sign: "e" + sign[1].strip("+"), repr(value))
    return repr(value)


def escaped(text: str, quote: str) -> str:
    """The inside of a string literal between `quote`s."""
    return "".join(
        ESCAPES.get(c) or ("\\" + c if c == quote else c if c.isprintable() else _code_point(c))
        for c in text
    )


def formatted_string(item: FormattedString) -> str:
    """An f-string; ValueError when a part cannot stand inside one in Python 3.11."""
    parts: list[str] = []
    for part in item.parts:
        if isinstance(part, str):
            parts.append(escaped(part, '"').replace("{", "{{").replace("}", "}}"))
            continue
        value, form = part
        text = flat(expression(value))
        if re.search(r"[\"'\\{}]", text) or not FORMAT.fullmatch(form):
            raise ValueError(f"Expected a value that an f-string can hold, got {text}:{form}.")
        parts.append("{" + text + (":" + form if form else "") + "}")
    return 'f"' + "".join(parts) + '"'


def _code_point(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def _primary(item: AnyExpression) -> Doc:
    """What may stand before a dot or bracket."""
    number = isinstance(item, Literal) and not isinstance(item.value, str | bool | None)
    if number or isinstance(item, BinaryOperation | Negative):
        return parenthesised(item)
    return expression(item)


def _operation(item: BinaryOperation, gap: Doc) -> Doc:
    """A chain of operators that bind alike: all of them start a line, or none does."""
    if item.operator == "**" and _hugs(item):
        if isinstance(gap, str):
            return (expression(item.left), "**", expression(item.right))
        return (expression(item.left), Line(), "**", IfBroken(" "), expression(item.right))
    start = _side(item, item.left, _left_needs(item), gap)
    return (start, gap, item.operator, " ", _side(item, item.right, _right_needs(item), gap))


def _side(parent: BinaryOperation, item: AnyExpression, needs: bool, gap: Doc) -> Doc:
    if needs:
        return parenthesised(item)
    if not isinstance(item, BinaryOperation):
        return expression(item)
    inner = _operation(item, gap)
    return inner if BINDING[item.operator] == BINDING[parent.operator] else Group(inner)


def _left_needs(item: BinaryOperation) -> bool:
    """Whether the left operand needs parentheses."""
    if isinstance(item.left, BinaryOperation):
        own, left = BINDING[item.operator], BINDING[item.left.operator]
        return left < own or (left == own and own in (COMPARISON, POWER))
    return item.operator == "**" and _is_negative(item.left)


def _right_needs(item: BinaryOperation) -> bool:
    """Whether the right operand needs parentheses."""
    if isinstance(item.right, BinaryOperation):
        own, right = BINDING[item.operator], BINDING[item.right.operator]
        return right < own or (right == own and own != POWER)
    return False


def _is_negative(item: AnyExpression) -> bool:
    if isinstance(item, Literal):
        return isinstance(item.value, int | float) and str(item.value).startswith("-")
    return isinstance(item, Negative)


def _hugs(item: BinaryOperation) -> bool:
    """Whether a power is short enough to stand without spaces: `x**2`."""
    return _is_plain(item.left) and _is_plain(item.right) and not _left_needs(item)


def _is_plain(item: AnyExpression) -> bool:
    match item:
        case Name():
            return True
        case Literal(value):
            return not isinstance(value, str)
        case Attribute(value, _) | Negative(value):
            return _is_plain(value)
        case _:
            return False
