"""Nodegraph for scripts: open a project or an example, compile, train and export it.

    import nodegraph_app

    document = nodegraph_app.open("digits-cnn")          # a file or an example
    program = nodegraph_app.compile(document, batch_size=32)
    outputs = program.forward({"digits": images})       # {output name: array}
    timeline = program.steps()                           # one operation at a time
    result = nodegraph_app.train(document, epochs=15)
    nodegraph_app.export(document, "pytorch", "out", weights=result.weights)

Kept stable: names here change only with a major version. Importing this costs next to nothing;
each function brings what it needs when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from nodegraph_app.compiler.program import Program
    from nodegraph_app.document.document import Document
    from nodegraph_app.exchange import ExportReport
    from nodegraph_app.training.events import Event
    from nodegraph_app.training.result import TrainingResult

__all__ = ["compile", "export", "open", "train"]


def open(path_or_example: str | Path) -> Document:
    """The document in a project file, or a fresh copy of the gallery example of that name.

    Raises FileProblem (what, where, mend) for what cannot be read, and for an unknown name.
    """
    from nodegraph_app.gallery import open_document

    return open_document(path_or_example)


def compile(
    document: Document,
    batch_size: int = 32,
    *,
    weights: Mapping[str, NDArray[Any]] | None = None,
    seed: int | None = None,
    dtype: str = "float32",
    device: str = "cpu",
) -> Program:
    """The document as a program: `.forward(inputs)`, `.steps()`, `.parameters()`.

    The weights are those given, else fresh ones drawn by `seed`, else those beside the document's
    file, else fresh ones drawn by the document's own seed. A broken part that no
    loss needs is left out. Raises CompileError with the document's problems where more is broken,
    WeightsError for weights that do not fit.
    """
    from nodegraph_app.compiler.program import compile as compile_document
    from nodegraph_app.weights import beside

    if weights is None and seed is None:
        weights = beside(document)
    return compile_document(
        document, batch_size, weights=weights, seed=seed, dtype=dtype, device=device
    )


def train(
    document: Document,
    *,
    epochs: int | None = None,
    seed: int | None = None,
    device: str | None = None,
    weights: Mapping[str, NDArray[Any]] | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> TrainingResult:
    """Train in this process to the end: the weights, and one record per epoch.

    What is left out comes from the document's training set-up. `on_event` is called with every
    event; one seed gives the same bits every time. Raises CompileError for an unsound document
    and TrainingError where training cannot go on.
    """
    from nodegraph_app.training.result import train_to_the_end

    return train_to_the_end(
        document, epochs=epochs, seed=seed, device=device, weights=weights, on_event=on_event
    )


def export(
    document: Document,
    target: str,
    folder: str | Path,
    *,
    weights: Mapping[str, NDArray[Any]] | None = None,
    force: bool = False,
) -> ExportReport:
    """Write Python code for `target` ("pytorch" or "engine") and run it against the canvas.

    Raises ExportError, naming the node, for what the target cannot say.
    """
    from nodegraph_app.exchange import export as export_document

    return export_document(document, target, folder, weights=weights, force=force)
