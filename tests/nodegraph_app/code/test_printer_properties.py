"""Random modules: what is printed parses back to the same structure and ruff leaves it alone."""

import ast
import keyword
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nodegraph_app.code import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    BinaryOperation,
    BlankLine,
    Call,
    Class,
    Comment,
    DictOf,
    Docstring,
    Expression,
    For,
    Function,
    If,
    Import,
    ImportFrom,
    ListOf,
    Literal,
    Module,
    Name,
    Negative,
    Parameter,
    Return,
    Subscript,
    TupleOf,
    With,
    print_code,
)
from nodegraph_app.code.model import BINARY_OPERATORS

OPERATORS = [name for row in BINARY_OPERATORS for name in row]
SYMBOLS = {
    ast.Or: "or", ast.And: "and", ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=",
    ast.Gt: ">", ast.GtE: ">=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in",
    ast.NotIn: "not in", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
    ast.FloorDiv: "//", ast.Mod: "%", ast.MatMult: "@", ast.Pow: "**",
}  # fmt: skip

names = st.from_regex(r"[a-z][a-z_0-9]{0,15}", fullmatch=True).filter(
    lambda name: not keyword.iskeyword(name)
)
texts = st.text(max_size=20).filter(lambda text: text < "\ud800" or text.isprintable())
literals = st.builds(
    Literal,
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
)
variables = st.builds(Name, names)
paths = st.builds(Attribute, variables, names) | variables
atoms = literals | paths


def containers(inner: st.SearchStrategy[AnyExpression]) -> st.SearchStrategy[AnyExpression]:
    """Expressions made of `inner` ones."""
    many = st.lists(inner, max_size=4).map(tuple)
    keywords = st.lists(st.tuples(names, inner), max_size=3, unique_by=lambda pair: pair[0])
    return st.one_of(
        st.builds(Call, paths, many, keywords.map(tuple)),
        st.builds(BinaryOperation, inner, st.sampled_from(OPERATORS), inner),
        st.builds(Negative, inner),
        st.builds(Subscript, paths, inner),
        st.builds(TupleOf, many),
        st.builds(ListOf, many),
        st.builds(DictOf, st.lists(st.tuples(inner, inner), max_size=3).map(tuple)),
    )


expressions = st.recursive(atoms, containers, max_leaves=12)
lines = st.from_regex(r"[A-Za-z][A-Za-z ,.()]{0,30}[a-z.]", fullmatch=True)
simple = st.one_of(
    st.builds(Assign, paths, expressions, st.sampled_from(["", "", "+", "*"]), lines | st.just("")),
    st.builds(Expression, st.builds(Call, paths, st.lists(expressions, max_size=3).map(tuple))),
    st.builds(Return, expressions | st.none(), lines | st.just("")),
)


def bodies(inner: st.SearchStrategy[AnyStatement]) -> st.SearchStrategy[tuple[AnyStatement, ...]]:
    """Blocks: some statements, perhaps with a comment or a blank line between."""
    between = st.lists(st.one_of(st.builds(Comment, lines), st.builds(BlankLine)), max_size=2).map(
        tuple
    )
    grouped = st.tuples(between, inner).map(lambda pair: (*pair[0], pair[1]))
    return st.lists(grouped, min_size=1, max_size=3).map(lambda groups: sum(groups, ()))


def blocks(inner: st.SearchStrategy[AnyStatement]) -> st.SearchStrategy[AnyStatement]:
    """Statements that hold others."""
    body = bodies(inner)
    return st.one_of(
        st.builds(For, variables, expressions, body),
        st.builds(If, expressions, body, body | st.just(())),
        st.builds(With, st.builds(Call, paths, st.lists(expressions, max_size=2).map(tuple)), body),
    )


statements = st.recursive(simple, blocks, max_leaves=4)
parameters = st.lists(
    st.builds(Parameter, names, paths | st.none()), max_size=5, unique_by=lambda p: p.name
)


def documented(
    body: st.SearchStrategy[tuple[AnyStatement, ...]],
) -> st.SearchStrategy[tuple[AnyStatement, ...]]:
    """A body that may start with a docstring."""
    return st.builds(lambda text, rest: (Docstring(text), *rest), lines, body) | body


functions = st.builds(
    Function, names, parameters.map(tuple), documented(bodies(statements)), paths | st.none()
)
classes = st.builds(
    Class, names, st.lists(paths, max_size=2).map(tuple), documented(bodies(functions | simple))
)
imports = st.builds(Import, names) | st.builds(
    ImportFrom, names, st.lists(names, min_size=1, max_size=8).map(tuple)
)
modules = st.builds(Module, documented(bodies(imports | statements | functions | classes)))


def structure(node: object) -> object:
    """A comparable form of an ast or of the model: nested tuples."""
    match node:
        case ast.Constant(value=value) | Literal(value) if not (
            isinstance(value, int | float) and not isinstance(value, bool)
        ):
            return ("constant", value)
        case ast.Constant(value=value) | Literal(value):
            number = ("constant", abs(value))
            return ("negative", number) if str(value).startswith("-") else number
        case ast.Name(id=name) | Name(name):
            return ("name", name)
        case ast.Attribute(value=value, attr=name) | Attribute(value, name):
            return ("attribute", structure(value), name)
        case ast.UnaryOp(operand=value) | Negative(value):
            return ("negative", structure(value))
        case ast.BinOp(left=left, op=op, right=right):
            return (SYMBOLS[type(op)], structure(left), structure(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return (SYMBOLS[type(op)], structure(left), structure(right))
        case ast.BoolOp(op=op, values=values):
            folded = structure(values[0])
            for value in values[1:]:
                folded = (SYMBOLS[type(op)], folded, structure(value))
            return folded
        case BinaryOperation(left, operator, right):
            return (operator, structure(left), structure(right))
        case ast.Call(func=function, args=args, keywords=keywords):
            named = [(k.arg, structure(k.value)) for k in keywords]
            return ("call", structure(function), [*map(structure, args)], named)
        case Call(function, args, keywords):
            named = [(name, structure(value)) for name, value in keywords]
            return ("call", structure(function), [*map(structure, args)], named)
        case ast.Subscript(value=value, slice=index) | Subscript(value, index):
            return ("subscript", structure(value), structure(index))
        case ast.Tuple(elts=items) | TupleOf(items):
            return ("tuple", *map(structure, items))
        case ast.List(elts=items) | ListOf(items):
            return ("list", *map(structure, items))
        case ast.Dict(keys=keys, values=values):
            return (
                "dict",
                *((structure(k), structure(v)) for k, v in zip(keys, values, strict=True)),
            )
        case DictOf(items):
            return ("dict", *((structure(k), structure(v)) for k, v in items))
    raise AssertionError(node)


@given(expressions)
def test_an_expression_parses_back_to_the_same_structure(item: AnyExpression) -> None:
    source = print_code(Module((Assign(Name("x"), item),)))
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.Assign)
    assert structure(statement.value) == structure(item)


def shape(body: object) -> list[object]:
    """The statements of a block, nested, without comments and blank lines."""
    found: list[object] = []
    for item in body:  # type: ignore[attr-defined]
        match item:
            case Comment() | BlankLine():
                continue
            case Docstring() | ast.Expr(value=ast.Constant()):
                found.append("docstring")
            case ast.FunctionDef(name=name, args=arguments, body=inner):
                found.append(("def", name, [a.arg for a in arguments.args], shape(inner)))
            case Function(name, listed, inner):
                found.append(("def", name, [p.name for p in listed], shape(inner)))
            case ast.ClassDef(name=name, body=inner) | Class(name, _, inner):
                found.append(("class", name, shape(inner)))
            case ast.If(test=test, body=inner, orelse=other) | If(test, inner, other):
                found.append(("if", structure(test), shape(inner), shape(other)))
            case ast.For(iter=iterable, body=inner) | For(_, iterable, inner):
                found.append(("for", structure(iterable), shape(inner)))
            case ast.With(items=[ast.withitem(context_expr=context)], body=inner):
                found.append(("with", structure(context), shape(inner)))
            case With(context, inner):
                found.append(("with", structure(context), shape(inner)))
            case ast.Return(value=value) | Return(value):
                found.append(("return", value and structure(value)))
            case ast.Assign(targets=[target], value=value) | Assign(target, value, ""):
                found.append(("=", structure(target), structure(value)))
            case ast.AugAssign(target=target, value=value) | Assign(target, value):
                found.append(("+=", structure(target), structure(value)))
            case ast.Expr(value=value) | Expression(value):
                found.append(("expression", structure(value)))
            case ast.Import(names=[alias]):
                found.append(("import", alias.name))
            case Import(module):
                found.append(("import", module))
            case ast.ImportFrom(module=module, names=aliases):
                found.append(("from", module, [alias.name for alias in aliases]))
            case ImportFrom(module, listed):
                found.append(("from", module, [*listed]))
            case _:
                raise AssertionError(item)
    return found


@given(modules)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_module_parses_back_to_the_same_structure(module: Module) -> None:
    assert shape(ast.parse(print_code(module)).body) == shape(module.body)


def ruff_format(source: str) -> str:
    """What `ruff format` makes of the source, with its own defaults."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "-"]
    done = subprocess.run(
        command, input=source, capture_output=True, check=True, timeout=60, encoding="utf-8"
    )
    return done.stdout


@pytest.mark.slow
@given(modules)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_ruff_format_leaves_a_printed_module_alone(module: Module) -> None:
    source = print_code(module)
    assert source == ruff_format(source)
