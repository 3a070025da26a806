"""`step`: every operation of one training step, forward and backward, as numbers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from nodegraph_app.commands.command import (
    Command,
    console,
    json_argument,
    network_argument,
    print_json,
    weights_argument,
    whole_number,
)

BATCH = 8


def configure(parser: ArgumentParser) -> None:
    """Arguments of `step`."""
    network_argument(parser)
    parser.add_argument("--batch-size", metavar="N", type=whole_number(1, 4096), default=BATCH)
    parser.add_argument("--seed", metavar="S", type=whole_number(0, 2**32 - 1))
    weights_argument(parser)
    json_argument(parser)


def run(arguments: Namespace) -> int:
    """Run one batch forward and backward, one operation at a time, and print each."""
    from nodegraph_app import compile, gallery
    from nodegraph_app.commands.weights import read_weights
    from nodegraph_app.stepper.describe import facts

    document = gallery.open_document(arguments.network)
    program = compile(
        document,
        arguments.batch_size,
        weights=read_weights(arguments.weights),
        seed=arguments.seed,
    )
    steps = facts(program.steps())
    if arguments.json:
        print_json(steps)
    else:
        _print(steps)
    return 0


def _print(steps: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table("#", "Phase", "Node", "Operation", "Inputs", "Outputs")
    for number, fact in enumerate(steps, 1):
        inputs, outputs = (
            "\n".join(_value(value) for value in fact[side]) for side in ("inputs", "outputs")
        )
        table.add_row(str(number), fact["phase"], fact["node"], fact["op"], inputs, outputs)
    console().print(table)


def _value(value: dict[str, Any]) -> str:
    shape = "×".join(map(str, value["shape"])) or "scalar"
    return f"{value['name']} {shape} ‖{value['norm']:.4g}‖"


COMMAND = Command("step", "show every operation, forward and backward", configure, run)
