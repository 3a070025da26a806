"""`doctor`: what this machine has, what it lacks, and what to do about it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from nodegraph_app.commands.command import Command, console, json_argument, print_json


def configure(parser: ArgumentParser) -> None:
    """Arguments of `doctor`."""
    json_argument(parser)


def run(arguments: Namespace) -> int:
    """Print every finding. The report itself succeeds whatever it says."""
    from nodegraph_app.doctor import examine

    findings = examine()
    if arguments.json:
        print_json([asdict(finding) for finding in findings])
        return 0
    out = console()
    for finding in findings:
        out.print(f"{finding.status:8} {finding.name}: {finding.detail}", soft_wrap=True)
        if finding.mend:
            out.print(f"{'':8} → {finding.mend}", soft_wrap=True)
    return 0


COMMAND = Command("doctor", "say what this machine has and lacks", configure, run)
