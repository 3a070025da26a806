"""`examples`: the gallery as a list."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from nodegraph_app.commands.command import Command, console, json_argument, print_json


def configure(parser: ArgumentParser) -> None:
    """Arguments of `examples`."""
    json_argument(parser)


def run(arguments: Namespace) -> int:
    """List name, title and description of every example."""
    from nodegraph_app.gallery import examples

    rows = [(each.name, str(each.title), str(each.description)) for each in examples()]
    if arguments.json:
        keys = ("name", "title", "description")
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
        return 0
    from rich.table import Table

    table = Table("Example", "Title", "Description")
    for row in rows:
        table.add_row(*row)
    console().print(table)
    return 0


COMMAND = Command("examples", "list the examples of the gallery", configure, run)
