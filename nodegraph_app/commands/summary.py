"""`summary`: the layers of a network with their shapes and sizes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from nodegraph_app.commands.command import (
    Command,
    console,
    json_argument,
    network_argument,
    print_json,
)

if TYPE_CHECKING:
    from nodegraph_app.compiler import Compilation
    from nodegraph_app.document.document import Document


def configure(parser: ArgumentParser) -> None:
    """Arguments of `summary`."""
    network_argument(parser)
    json_argument(parser)


def run(arguments: Namespace) -> int:
    """One row a node: output shape, parameters, multiplications for one sample."""
    from nodegraph_app import compiler, gallery

    document = gallery.open_document(arguments.network)
    compilation = compiler.check(document)
    rows = [_row(document, compilation, node_id) for node_id in compilation.order]
    totals = {
        "parameters": compilation.parameter_count,
        "multiply_adds": compilation.multiply_adds,
    }
    if arguments.json:
        print_json({"name": document.name, "nodes": rows, **totals})
    else:
        _print(document, rows, totals)
    return 0


def _row(document: Document, compilation: Compilation, node_id: str) -> dict[str, Any]:
    node, state = document.nodes[node_id], compilation.nodes[node_id]
    node_type = document.catalog.types.get(node.type)
    return {
        "node": node_id,
        "name": node.name,
        "type": node.type,
        "settings": node_type.summary(state.parameters or node.parameters) if node_type else "",
        "outputs": {name: port.label() for name, port in state.outputs.items()},
        "parameters": state.parameter_count,
        "multiply_adds": state.multiply_adds,
        "status": state.status,
    }


def _print(document: Document, rows: list[dict[str, Any]], totals: dict[str, int]) -> None:
    from rich.table import Table

    table = Table(title=document.name or None, title_justify="left", show_footer=True)
    table.add_column("Node", "Total")
    table.add_column("Type")
    table.add_column("Settings")
    table.add_column("Output")
    table.add_column("Parameters", f"{totals['parameters']:,}", justify="right")
    table.add_column("Multiply-adds", f"{totals['multiply_adds']:,}", justify="right")
    for row in rows:
        outputs = "\n".join(row["outputs"].values()) or row["status"]
        sizes = (f"{row[key]:,}" if row[key] else "" for key in ("parameters", "multiply_adds"))
        table.add_row(row["name"], row["type"], row["settings"], outputs, *sizes)
    console().print(table)


COMMAND = Command("summary", "list the layers with shapes and sizes", configure, run)
