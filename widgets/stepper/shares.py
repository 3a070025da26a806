"""Shares: what a sum's terms are printed as below each other, and that they add up as printed."""

import math
import re

from nodegraph_app.insight.numbers import RESULT_DIGITS, sum_text
from nodegraph_app.stepper.explanation import Explanation, Rule, Term
from nodegraph_app.text import translate
from widgets.common.translation import shown
from widgets.views.strip import Block
from widgets.views.sums import Line, SumFigure

_MOST_LINES = 3
_GAP = 14
_CHANNEL = re.compile(r"\w = (\d+)")


def shown_terms(made: Explanation) -> tuple[Term, ...]:
    """The channel in the grids, the other channels together, and what is no channel (the bias).

    A sum that is not over channels shows its largest terms and gathers the rest.
    """
    channels = {term: _channel(term) for term in made.terms}
    own = [term for term in made.terms if channels[term] == made.channel is not None]
    if len(own) != 1:
        return made.gathered(_MOST_LINES - 1)
    others = [term for term in made.terms if channels[term] is not None and term not in own]
    plain = [term for term in made.terms if channels[term] is None]
    if not others:
        only = Term(translate("stepper", "sum"), own[0].value)
        return (only, *plain)
    rest = math.fsum(term.value for term in others)
    label = translate("stepper", "{count} others", count=len(others))
    return (*own, Term(label, rest, count=len(others)), *plain)


def sum_block(terms: tuple[Term, ...], result: float, symbol: str, rule: Rule = "sum") -> Block:
    """The terms and what follows from them, under one count of decimals and one exponent."""
    values = [term.value for term in terms]
    text = sum_text(values, result, RESULT_DIGITS)
    texts: tuple[str, ...] = text.terms
    final = text.result
    if rule != "sum":
        texts = tuple(text.scale.text(value) for value in values)
        symbol, final = rule_name(rule), text.scale.text(result)
    lines = tuple(
        Line(shown(term.label), printed, term.value)
        for term, printed in zip(terms, texts, strict=True)
    )
    figure = SumFigure(lines, Line(symbol, final, result), caption=text.caption)
    return Block("sum", "", text.caption, figure, _GAP)


def rule_name(rule: Rule) -> str:
    """How a choice among numbers is called: "max" or "min"."""
    is_largest = rule == "maximum"
    return shown(translate("stepper", "max") if is_largest else translate("stepper", "min"))


def _channel(term: Term) -> int | None:
    """The channel that a term is the share of; None for a bias or a gathered rest."""
    found = _CHANNEL.fullmatch(str(term.label))
    return int(found[1]) if found else None
