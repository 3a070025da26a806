"""Printing the code model."""

from __future__ import annotations

from nodegraph_app.code.model import AnyExpression, Module


def print_expression(expression: AnyExpression) -> str:
    """The expression on one line."""
    raise NotImplementedError


def print_code(module: Module) -> str:
    """The module's source text."""
    raise NotImplementedError
