"""A parameter or a type is wrong: the nearest that will do."""

from __future__ import annotations

from collections.abc import Iterator

from nodegraph_app.compiler.mends.situation import Alternatives, Situation, replacement, setting


def nearest_value(situation: Situation) -> Iterator[Alternatives]:
    """The nearest value that the parameter may have, then its default."""
    node, node_type = situation.node, situation.node_type
    if node_type is None:
        return
    for found in node_type.problems(node.parameters, situation.shapes):
        if found.message == situation.problem.message:
            yield (setting(node, found.parameter, found.nearest),)
            parameter = node_type.parameter(found.parameter)
            if parameter is not None and parameter.default != found.nearest:
                yield (setting(node, found.parameter, parameter.default),)


def match_samples(situation: Situation) -> Iterator[Alternatives]:
    """As many points as the other data has samples, where that is a setting."""
    if situation.node_type is not None and situation.node_type.parameter("n") is not None:
        yield (setting(situation.node, "n", int(situation.problem.expected)),)


def nearest_type(situation: Situation) -> Iterator[Alternatives]:
    """A type with a name like the unknown one."""
    for other in situation.catalog.nearest(situation.node.type, 2):
        yield (replacement(situation, other),)
