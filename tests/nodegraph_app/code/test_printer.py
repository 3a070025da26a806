"""How printed code looks."""

import ast

import pytest

from nodegraph_app.code import (
    Assign,
    BinaryOperation,
    BlankLine,
    Call,
    Class,
    Comment,
    Docstring,
    Expression,
    FormattedString,
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
    TupleOf,
    call,
    dotted,
    literal,
    print_code,
    print_expression,
)


def printed(*statements: object) -> str:
    return print_code(Module(statements))  # type: ignore[arg-type]


def test_a_layer_is_one_line() -> None:
    layer = call("nn.Conv2d", 1, 32, 3, padding=(1, 0), bias=False)
    assert print_expression(layer) == "nn.Conv2d(1, 32, 3, padding=(1, 0), bias=False)"


def test_arguments_that_do_not_fit_go_to_their_own_line_first() -> None:
    layer = call("nn.Conv2d", 1, 32, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
    body = (Assign(dotted("self.convolution1"), layer),)
    assert printed(Class("Net", (), (Function("f", (), body),))).splitlines()[2:] == [
        "        self.convolution1 = nn.Conv2d(",
        "            1, 32, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False",
        "        )",
    ]


def test_many_arguments_stand_one_a_line_with_a_comma_after_the_last() -> None:
    keywords = {f"argument_number_{n}": n for n in range(5)}
    assert printed(Expression(call("f", **keywords))) == (
        "f(\n" + "".join(f"    {name}={n},\n" for name, n in keywords.items()) + ")\n"
    )


def test_a_comment_that_does_not_fit_moves_above_its_statement() -> None:
    wide = Assign(Name("x"), call("f", Name("a" * 70)), comment="N×32×14×14")
    assert printed(wide) == f"# N×32×14×14\nx = f({'a' * 70})\n"


def test_a_short_comment_stays_behind_its_statement() -> None:
    assert printed(Return(Name("x"), comment="N×10")) == "return x  # N×10\n"


def test_functions_are_two_lines_apart_and_methods_one() -> None:
    method = Function("f", (Parameter("self"),), (Return(),))
    source = printed(
        Docstring("A module."), Import("torch"), Class("A", (), (Docstring("A."), method, method))
    )
    assert source == (
        '"""A module."""\n\nimport torch\n\n\nclass A:\n    """A."""\n\n'
        "    def f(self):\n        return\n\n    def f(self):\n        return\n"
    )


def test_a_comment_stays_with_the_function_it_speaks_of() -> None:
    function = Function("f", (), (Return(),))
    assert printed(Import("a"), Comment("Of f."), function) == (
        "import a\n\n\n# Of f.\ndef f():\n    return\n"
    )


def test_blank_lines_at_the_start_and_end_of_a_block_are_left_out() -> None:
    body = (BlankLine(), Return(), BlankLine())
    assert printed(Function("f", (), body)) == "def f():\n    return\n"


def test_a_second_condition_is_an_elif() -> None:
    inner = If(Name("b"), (Return(),), (Return(Literal(1)),))
    assert printed(If(Name("a"), (Return(),), (inner,))) == (
        "if a:\n    return\nelif b:\n    return\nelse:\n    return 1\n"
    )


def test_parentheses_stand_where_the_structure_needs_them() -> None:
    a, b, c = map(Name, "abc")
    product = BinaryOperation(BinaryOperation(a, "+", b), "*", c)
    assert print_expression(product) == "(a + b) * c"
    assert print_expression(BinaryOperation(a, "-", BinaryOperation(b, "-", c))) == "a - (b - c)"
    assert print_expression(BinaryOperation(Literal(-2), "**", a)) == "(-2) ** a"
    assert print_expression(Negative(BinaryOperation(a, "+", b))) == "-(a + b)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-5, "1e-5"),
        (1e-3, "0.001"),
        (1e22, "1e22"),
        ("it's", '"it\'s"'),
        ('a "b"', "'a \"b\"'"),
        ("a\n\\\x00", '"a\\n\\\\\\x00"'),
        (float("inf"), 'float("inf")'),
        ((1,), "(1,)"),
        ({"a": [True, None]}, '{"a": [True, None]}'),
    ],
)
def test_values_are_written_as_a_person_writes_them(value: object, text: str) -> None:
    assert print_expression(literal(value)) == text


def test_a_docstring_cannot_end_early() -> None:
    source = printed(Docstring('He said """hi""" \\'))
    assert ast.literal_eval(source) == 'He said """hi""" \\'


def test_a_format_cannot_hold_code() -> None:
    with pytest.raises(ValueError, match="f-string"):
        print_expression(FormattedString(((Name("x"), "{evil}"),)))
    with pytest.raises(ValueError, match="f-string"):
        print_expression(FormattedString(((Literal("x"), ""),)))


@pytest.mark.parametrize("name", ["1a", "a b", "class", "", "a;b", "a\nb"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    for make in (
        lambda: Name(name),
        lambda: Call(Name("f"), (), ((name, Literal(1)),)),
        lambda: Import(name),
        lambda: ImportFrom("a", (name,)),
        lambda: Parameter(name),
    ):
        with pytest.raises(ValueError, match="Python name"):
            make()


def test_a_body_without_a_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one statement"):
        Function("f", (), (Comment("Nothing."),))


def test_several_values_are_returned_without_parentheses_while_they_fit() -> None:
    pair = TupleOf((Name("a"), Name("b")))
    assert printed(Return(pair)) == "return a, b\n"
    assert printed(Assign(pair, ListOf((Literal(1), Literal(2))))) == "a, b = [1, 2]\n"


def test_targets_break_only_when_they_are_too_long_by_themselves() -> None:
    short, long = (TupleOf((Name("a" * n), Name("b" * n))) for n in (35, 50))
    value = call("f", Name("c" * 20))
    assert printed(Assign(short, value)) == (f"{'a' * 35}, {'b' * 35} = f(\n    {'c' * 20}\n)\n")
    assert printed(Assign(long, value)) == (
        f"(\n    {'a' * 50},\n    {'b' * 50},\n) = f({'c' * 20})\n"
    )


def test_a_single_parameter_that_does_not_fit_has_a_comma() -> None:
    function = Function("f", (Parameter("a" * 80),), (Return(),), Name("b" * 20))
    assert printed(function) == f"def f(\n    {'a' * 80},\n) -> {'b' * 20}:\n    return\n"
