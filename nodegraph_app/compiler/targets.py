"""Whether the targets suit the losses: only the data itself tells how many classes there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from nodegraph_app.catalog.source import Samples
from nodegraph_app.compiler.mends.misfit import resize
from nodegraph_app.compiler.mends.situation import Situation
from nodegraph_app.compiler.network import Layout
from nodegraph_app.compiler.state import Compilation, Mend, PortState, Problem
from nodegraph_app.document.document import Document
from nodegraph_app.text import translate


def target_problems(
    document: Document, compilation: Compilation, layout: Layout, samples: Mapping[str, Samples]
) -> Iterator[Problem]:
    """A loss that is told of more classes than scores arrive for.

    samples: what each data node gives, by its id.
    """
    for loss in layout.losses:
        scores_from, target = loss.operands[0], loss.operands[-1]
        data = samples.get(target.node)
        scores = compilation.nodes[scores_from.node].outputs[scores_from.port]
        if data is None or data.target_kind != "class" or data.targets is None:
            continue
        if target not in layout.targets or len(scores.shape) < 2 or not data.targets.size:
            continue
        classes = int(np.max(data.targets)) + 1
        arriving = scores.shape[1]
        if isinstance(arriving, int) and arriving < classes:
            port = loss.type.input_ports(loss.node.parameters)[0].name
            wanted = PortState((scores.shape[0], classes), scores.dtype, scores.role)
            message = translate(
                "compiler",
                "There are {classes} classes, but only {scores} scores arrive.",
                classes=classes,
                scores=arriving,
            )
            found = Problem(
                loss.node.id, port, "shape-mismatch", message, wanted.label(), scores.label()
            )
            situation = Situation(document, compilation.catalog, compilation.nodes, found)
            yield Problem(
                found.node,
                found.port,
                found.code,
                message,
                found.expected,
                found.actual,
                propose=partial(_mends, situation, port, wanted),
            )


def _mends(situation: Situation, port: str, wanted: PortState) -> tuple[Mend, ...]:
    """Set the layer that makes the scores to as many as there are classes."""
    return tuple(alternatives[0] for alternatives in resize(situation, port, wanted))[:1]
