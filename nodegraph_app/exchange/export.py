"""From a document to files that run elsewhere: written, run against the canvas, then moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files import save_file
from nodegraph_app.compiler.compiler import check
from nodegraph_app.compiler.program import Program, compile
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import remove_nodes
from nodegraph_app.exchange.errors import ExportError
from nodegraph_app.exchange.folder import check_free, gathered
from nodegraph_app.exchange.model_code import ModelNames
from nodegraph_app.exchange.names import file_stem
from nodegraph_app.exchange.network import Network, network_of
from nodegraph_app.exchange.source import names_of, print_network
from nodegraph_app.exchange.targets import target_named
from nodegraph_app.exchange.verify import Verification, verify
from nodegraph_app.exchange.writer import Files, check_keys
from nodegraph_app.text import Text, translate
from nodegraph_app.weights import beside

Arrays = Mapping[str, NDArray[Any]]

CHECK_SAMPLES = 8
TOLERANCE = 1e-4
"""How far a prediction may be off, relative to the largest one, before the export is refused."""


@dataclass(frozen=True)
class ExportReport:
    """What was written, and how far it is from the canvas; None when it could not be run."""

    files: tuple[Path, ...]
    largest_difference: float | None
    verified: bool
    note: Text


def export(
    document: Document,
    target: str,
    folder: str | Path,
    *,
    weights: Arrays | None = None,
    force: bool = False,
) -> ExportReport:
    """Write the document as Python code for `target`, with its weights, and run it.

    weights: by name, such as "conv1.weight"; without them those beside the project file are taken,
    else fresh ones. Raises ExportError before anything is written when a node that is needed is
    not sound, when a file that no export wrote is in the way (unless `force`), and when the code
    does not compute what the canvas does.
    """
    library, folder = target_named(target), Path(folder)
    files = Files(file_stem(document.name))
    compilation = check(document)
    network = network_of(document, compilation)
    if not force:
        check_free(folder, (files.code, files.weights, files.check), files.manifest)
    program = _program(document, network, compilation.is_sound, weights)
    names = names_of(network, compilation)
    trained = _renamed(program.parameters(), network, names)
    sample = _check_sample(document, network, names, program)
    source = print_network(document, compilation, network, names, target)
    with gathered(folder, files.manifest) as draft:
        (draft / files.code).write_text(source, encoding="utf-8", newline="\n")
        if trained:
            save_file(trained, draft / files.weights)
        save_file(sample, draft / files.check)
        verification = verify(draft / files.code, library)
        _check_difference(verification, sample)
        written = sorted(path.name for path in draft.iterdir())
    return ExportReport(
        files=tuple(folder / name for name in written),
        largest_difference=verification.largest_difference,
        verified=verification.largest_difference is not None,
        note=_note(verification, network),
    )


def _program(
    document: Document, network: Network, is_sound: bool, weights: Arrays | None
) -> Program:
    """The document with its weights; without the nodes that are left out if one has a problem."""
    part = document
    if not is_sound:
        part = document.copy()
        part.apply(remove_nodes(part, [node.id for node in network.left_out]))
    if weights is None:
        weights = beside(document)
    program = compile(part, CHECK_SAMPLES)
    if weights is not None:
        wanted = program.parameters()
        program.load({name: value for name, value in weights.items() if name in wanted})
    return program


def _renamed(weights: Arrays, network: Network, names: ModelNames) -> dict[str, NDArray[Any]]:
    """The weights of the exported layers, under the names that these have in the code."""
    attributes = {
        part.node.name: names.layers[part.node.id] for part in network.parts if part.is_layer
    }
    renamed: dict[str, NDArray[Any]] = {}
    for key, value in weights.items():
        layer, _, rest = key.partition(".")
        if layer in attributes:
            renamed[f"{attributes[layer]}.{rest}"] = value
    return renamed


def _check_sample(
    document: Document, network: Network, names: ModelNames, program: Program
) -> dict[str, NDArray[Any]]:
    """Real inputs and what the canvas predicts for them, as the check file holds them."""
    keys = check_keys(network, names)
    called = {port: f"{document.nodes[port.node].name}.{port.port}" for port in network.inputs}
    batch = program.batch(range(min(CHECK_SAMPLES, len(program.data))))
    inputs = {port: batch[called[port]] for port in network.inputs}
    outputs = program.forward({called[port]: values for port, values in inputs.items()})
    predictions = {port: outputs[document.nodes[port.node].name] for port in network.outputs}
    return {keys[port]: values for port, values in {**inputs, **predictions}.items()}


def _check_difference(verification: Verification, sample: Arrays) -> None:
    """Raise ExportError when the code computes something else than the canvas."""
    difference = verification.largest_difference
    if difference is None:
        return
    expected = [values for key, values in sample.items() if key.startswith("expected")]
    scale = max(1.0, *(float(np.abs(values).max(initial=0.0)) for values in expected))
    if math.isnan(difference) or difference > TOLERANCE * scale:
        raise ExportError(
            translate("exchange", "The exported code does not compute what the canvas does."),
            expected=translate(
                "exchange", "a difference of at most {limit}", limit=f"{TOLERANCE * scale:.0e}"
            ),
            actual=f"{difference:.1e}",
            mend=translate("exchange", "Look for weights that are infinite or not a number."),
        )


def _note(verification: Verification, network: Network) -> Text:
    """How the check went, and what was left out."""
    if not network.left_out:
        return verification.note
    return translate(
        "exchange",
        "{verification}; left out, because no prediction needs it: {nodes}",
        verification=verification.note,
        nodes=", ".join(node.name for node in network.left_out),
    )
