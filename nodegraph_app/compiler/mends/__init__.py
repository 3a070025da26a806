"""Ways out of a problem. Each is a guess by kind of problem; the compiler tries every one on a copy
of the document and offers only those that make the problem vanish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from nodegraph_app.compiler.mends.misfit import (
    bypass,
    fit_window,
    insert_adapter,
    match_classes,
    match_sizes,
    other_loss,
    remove_wire,
    unpin,
)
from nodegraph_app.compiler.mends.missing import add_loss, connect_input, remove_node
from nodegraph_app.compiler.mends.situation import Alternatives, Situation
from nodegraph_app.compiler.mends.wrong import match_samples, nearest_type, nearest_value

__all__ = ["Situation", "candidates"]

Mender = Callable[[Situation], Iterator[Alternatives]]
_MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "shape-mismatch": (
        insert_adapter,
        unpin,
        match_sizes,
        match_classes,
        fit_window,
        other_loss,
        bypass,
        remove_wire,
    ),
    "dtype-mismatch": (other_loss, remove_wire),
    "missing-input": (connect_input, remove_node),
    "bad-parameter": (nearest_value, fit_window),
    "unknown-type": (nearest_type, remove_node),
    "no-loss": (add_loss,),
    "sample-count": (match_samples,),
}


def candidates(situation: Situation) -> tuple[Alternatives, ...]:
    """Mends worth trying, likeliest first."""
    menders = _MENDERS.get(situation.problem.code, ())
    return tuple(alternatives for mender in menders for alternatives in mender(situation))
