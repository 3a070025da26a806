"""`export`: a network as Python code that runs without this program."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from nodegraph_app.commands.command import (
    Command,
    console,
    json_argument,
    network_argument,
    print_json,
    weights_argument,
)


def configure(parser: ArgumentParser) -> None:
    """Arguments of `export`."""
    network_argument(parser)
    parser.add_argument("--to", metavar="TARGET", required=True, help="pytorch or engine")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True)
    weights_argument(parser)
    parser.add_argument("--force", action="store_true", help="overwrite files that are not ours")
    json_argument(parser)


def run(arguments: Namespace) -> int:
    """Write the code, run it against the canvas, and say how far they are apart."""
    from nodegraph_app import gallery
    from nodegraph_app import weights as weight_files
    from nodegraph_app.commands.weights import read_weights
    from nodegraph_app.exchange import export

    document = gallery.open_document(arguments.network)
    weights = read_weights(arguments.weights)
    report = export(
        document, arguments.to, arguments.output, weights=weights, force=arguments.force
    )
    is_trained = weights is not None or weight_files.beside(document) is not None
    if arguments.json:
        print_json(
            {
                "files": [str(path) for path in report.files],
                "largest_difference": report.largest_difference,
                "verified": report.verified,
                "note": str(report.note),
                "trained": is_trained,
            }
        )
        return 0
    out = console()
    for path in report.files:
        out.print(str(path), soft_wrap=True)
    out.print(str(report.note), soft_wrap=True)
    if not is_trained:
        out.print("The weights are untrained: no file with weights was found or named.")
    return 0


COMMAND = Command("export", "write Python code that runs elsewhere", configure, run)
