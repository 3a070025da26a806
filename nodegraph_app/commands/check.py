"""`check`: whether a network is sound, and if not, what is wrong where and how to mend it."""

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
    from nodegraph_app.compiler import Problem
    from nodegraph_app.document.document import Document

SOUND, PROBLEMS = 0, 1


def configure(parser: ArgumentParser) -> None:
    """Arguments of `check`."""
    network_argument(parser)
    json_argument(parser)


def run(arguments: Namespace) -> int:
    """Print every problem; exit code 0 where the network is sound, else 1."""
    from nodegraph_app import compiler, gallery

    document = gallery.open_document(arguments.network)
    compilation = compiler.check(document)
    facts = [_facts(document, problem) for problem in compilation.problems]
    if arguments.json:
        print_json({"sound": compilation.is_sound, "problems": facts})
    else:
        _print(document, facts, compilation.is_sound)
    return SOUND if compilation.is_sound else PROBLEMS


def _facts(document: Document, problem: Problem) -> dict[str, Any]:
    node = document.nodes.get(problem.node) if problem.node else None
    return {
        "node": problem.node,
        "name": node.name if node else None,
        "type": node.type if node else None,
        "port": problem.port,
        "code": problem.code,
        "severity": problem.severity,
        "message": str(problem.message),
        "expected": problem.expected,
        "actual": problem.actual,
        "mends": [str(mend.title) for mend in problem.mends],
    }


def _print(document: Document, problems: list[dict[str, Any]], is_sound: bool) -> None:
    out = console()
    for problem in problems:
        place = problem["name"] or "network"
        port = f".{problem['port']}" if problem["port"] else ""
        out.print(f"{place}{port}: {problem['message']} [{problem['code']}]")
        if problem["expected"] or problem["actual"]:
            out.print(f"    expected {problem['expected']}, got {problem['actual']}")
        for mend in problem["mends"]:
            out.print(f"    mend: {mend}")
    verdict = "sound" if is_sound else "not sound"
    out.print(f"{verdict}; nodes: {len(document.nodes)}, problems: {len(problems)}")


COMMAND = Command("check", "check a network: exit code 0 sound, 1 problems", configure, run)
