"""Statements as lines: what `ruff format` would leave unchanged.

A line that is too long breaks inside its last brackets, or gets parentheses where it has none. A
comment that does not fit behind its statement moves above it. (A chain of three calls that is too
long for a line breaks inside its brackets, where `ruff format` would break before its dots.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nodegraph_app.code.expressions import (
    bracketed,
    ends_with_brackets,
    expression,
    hugged,
    operators,
    starts_with_brackets,
    without_breaks,
)
from nodegraph_app.code.layout import INDENT, Doc, Indent, Line, flat, render, width
from nodegraph_app.code.model import (
    BINDING,
    AnyExpression,
    AnyStatement,
    Assign,
    BlankLine,
    Class,
    Comment,
    Docstring,
    Expression,
    For,
    Function,
    If,
    Import,
    ImportFrom,
    Module,
    Parameter,
    Return,
    TupleOf,
    With,
)

LINE_LENGTH = 88


def print_expression(item: AnyExpression) -> str:
    """The expression on one line."""
    return flat(expression(item))


def print_code(module: Module) -> str:
    """The module's source text, ending with a line end."""
    return "".join(
        line + "\n" if line else "\n" for line in _block(module.body, 0, below_docstring=1)
    )


def _block(body: Sequence[AnyStatement], indent: int, below_docstring: int = 0) -> Iterator[str]:
    """The lines of a body, with the blank lines that PEP 8 asks for."""
    previous: AnyStatement | None = None
    asked = 0
    for position, statement in enumerate(body):
        if isinstance(statement, BlankLine):
            asked = 1
            continue
        if isinstance(previous, Docstring):
            asked = max(asked, below_docstring)
        if previous is not None:
            following = _subject(body[position:])
            yield from [""] * _blank_lines(previous, statement, following, indent, asked)
        asked = 0
        yield from _statement(statement, indent)
        previous = statement


def _subject(body: Sequence[AnyStatement]) -> AnyStatement:
    """The statement that a comment at the start of `body` speaks of."""
    for statement in body:
        if not isinstance(statement, Comment):
            return statement
    return body[0]


def _blank_lines(
    previous: AnyStatement,
    statement: AnyStatement,
    subject: AnyStatement,
    indent: int,
    asked: int,
) -> int:
    """How many blank lines stand between two neighbours where `asked` are wanted.

    `subject` is the statement, or the one that a comment in its place speaks of.
    """
    if isinstance(previous, Comment) and not asked:
        return 0
    if isinstance(previous, Function | Class) or isinstance(subject, Function | Class):
        return 1 if indent else 2
    imports = isinstance(previous, Import | ImportFrom)
    return 1 if imports and not isinstance(statement, Import | ImportFrom) else asked


def _statement(statement: AnyStatement, indent: int) -> Iterator[str]:
    match statement:
        case Assign(target, value, operator, comment):
            yield from _commented(_assigned(target, operator, value, indent), comment, indent)
        case Return(None, comment):
            yield from _commented([" " * indent + "return"], comment, indent)
        case Return(TupleOf((_, _, *_) as items), comment):
            yield from _commented(_returned(items, indent), comment, indent)
        case Return(value, comment):
            assert value is not None
            yield from _commented(_fitted("return ", value, "", indent), comment, indent)
        case Expression(value, comment):
            yield from _commented(_fitted("", value, "", indent), comment, indent)
        case Import(module, alias):
            yield " " * indent + f"import {module}" + (f" as {alias}" if alias else "")
        case ImportFrom():
            yield from _import_from(statement, indent)
        case Function():
            yield from _function(statement, indent)
        case Class(name, bases, body):
            listed = tuple(map(expression, bases))
            heading: Doc = ("class ", name, hugged(listed) if listed else "", ":")
            yield from _lines(heading, indent)
            yield from _block(body, indent + INDENT, below_docstring=1)
        case For(target, iterable, body):
            start = f"for {flat(_bare(target))} in "
            yield from _fitted(start, iterable, ":", indent)
            yield from _block(body, indent + INDENT)
        case With(context, body):
            yield from _lines(("with ", without_breaks(context), ":"), indent)
            yield from _block(body, indent + INDENT)
        case If():
            yield from _if(statement, "if ", indent)
        case Comment(text):
            yield from ((" " * indent + f"# {line}").rstrip() for line in text.split("\n"))
        case Docstring(text):
            yield from _docstring(text, indent)
        case BlankLine():
            yield ""


def _bare(target: AnyExpression) -> Doc:
    """A target: a tuple stands without parentheses."""
    if isinstance(target, TupleOf) and len(target.items) > 1:
        parts = [part for item in target.items for part in (", ", expression(item))]
        return tuple(parts[1:])
    return expression(target)


def _lines(doc: Doc, indent: int) -> list[str]:
    """A compound statement's heading or a whole statement, broken in its brackets."""
    return (" " * indent + render(doc, LINE_LENGTH, indent)).split("\n")


def _fitted(start: str, value: AnyExpression, end: str, indent: int) -> list[str]:
    """`start value end`: on one line, or broken inside the last brackets, or in parentheses."""
    natural = _lines((start, without_breaks(value), end), indent)
    if _fit(natural[:1]) and (len(natural) == 1 or _may_open_brackets(value)):
        return natural
    wrapped = ("(", Indent((Line(), expression(value))), Line(), ")")
    in_parentheses = _lines((start, wrapped, end), indent)
    splits = bool(operators(value))
    return in_parentheses if start and (splits or _fit(in_parentheses)) else natural


def _assigned(target: AnyExpression, operator: str, value: AnyExpression, indent: int) -> list[str]:
    """An assignment; a tuple of targets breaks only when its line is too long by itself."""
    lines = _fitted(f"{flat(_bare(target))} {operator}= ", value, "", indent)
    if _fit(lines[:1]) or not isinstance(target, TupleOf):
        return lines
    return _lines((expression(target), f" {operator}= ", without_breaks(value)), indent)


def _fit(lines: Sequence[str]) -> bool:
    return all(width(line) <= LINE_LENGTH for line in lines)


def _may_open_brackets(value: AnyExpression) -> bool:
    """Whether `value` reads well when only brackets in it are opened: it starts or ends with some,
    and has at most one operator of the loosest kind."""
    levels = [BINDING[name] for name in operators(value)]
    if not levels:
        return True
    bracketed_side = starts_with_brackets(value) or ends_with_brackets(value)
    return bracketed_side and levels.count(min(levels)) == 1


def _commented(lines: list[str], comment: str, indent: int) -> list[str]:
    """A statement with its comment behind it, or above it when that is too long."""
    if not comment:
        return lines
    behind = f"{lines[-1]}  # {comment}"
    if len(lines) == 1 and _fit([behind]):
        return [behind]
    return [" " * indent + f"# {comment}", *lines]


def _returned(items: tuple[AnyExpression, ...], indent: int) -> list[str]:
    """Several values after `return`: bare on one line, in parentheses on several."""
    bare = " " * indent + f"return {flat(_bare(TupleOf(items)))}"
    return [bare] if _fit([bare]) else _lines(("return ", expression(TupleOf(items))), indent)


def _import_from(statement: ImportFrom, indent: int) -> list[str]:
    start = f"from {statement.module} import "
    one_line = " " * indent + start + ", ".join(statement.names)
    if _fit([one_line]):
        return [one_line]
    return _lines((start, bracketed("(", statement.names, ")")), indent)


def _function(statement: Function, indent: int) -> Iterator[str]:
    for decorator in statement.decorators:
        yield from _lines(("@", expression(decorator)), indent)
    listed = tuple(map(_parameter, statement.parameters))
    parameters = bracketed("(", listed, ")") if len(listed) == 1 else hugged(listed)
    returns: Doc = (" -> ", expression(statement.returns)) if statement.returns else ""
    yield from _lines(("def ", statement.name, parameters, returns, ":"), indent)
    yield from _block(statement.body, indent + INDENT)


def _parameter(parameter: Parameter) -> Doc:
    doc: Doc = parameter.name
    if parameter.annotation is not None:
        doc = (doc, ": ", expression(parameter.annotation))
    if parameter.default is not None:
        equals = " = " if parameter.annotation is not None else "="
        doc = (doc, equals, expression(parameter.default))
    return doc


def _if(statement: If, word: str, indent: int) -> Iterator[str]:
    yield from _fitted(word, statement.test, ":", indent)
    yield from _block(statement.body, indent + INDENT)
    match statement.otherwise:
        case ():
            return
        case (If() as only,):
            yield from _if(only, "elif ", indent)
        case otherwise:
            yield " " * indent + "else:"
            yield from _block(otherwise, indent + INDENT)


def _docstring(text: str, indent: int) -> list[str]:
    """A docstring: the first line beside the quotes, the closing quotes alone after several."""
    safe = text.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    first, *others = [line.rstrip() for line in safe.split("\n")]
    if not others:
        return [" " * indent + '"""' + first + (' """' if first.endswith('"') else '"""')]
    rest = [(" " * indent + line) if line else "" for line in others]
    return [" " * indent + '"""' + first, *rest, " " * indent + '"""']
