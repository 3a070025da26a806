"""The command line: every capability without a screen, and without Qt.

Exit codes: 0 done, 1 a check found problems, 2 an error (one line on standard error: where, what,
how to mend), 130 interrupted.
"""

from __future__ import annotations

import difflib
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from nodegraph_app.commands import (
    check,
    doctor,
    examples,
    export,
    render,
    step,
    summary,
    train,
)
from nodegraph_app.commands.command import CommandError, Drawer

PROGRAM = "nodegraph"
OK, ERROR, INTERRUPTED = 0, 2, 130
COMMANDS = (
    examples.COMMAND,
    check.COMMAND,
    summary.COMMAND,
    train.COMMAND,
    step.COMMAND,
    export.COMMAND,
    render.COMMAND,
    doctor.COMMAND,
)


class _Parser(ArgumentParser):
    """A parser whose errors are one line like all others."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(message, mend=f"Type {self.prog} --help")


def main(arguments: Sequence[str] | None = None, *, draw: Drawer | None = None) -> int:
    """Run one command; the exit code. `draw` is what `render` draws with, where there is a Qt."""
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments), draw)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody reads on; Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    except Exception as error:
        _say(_line(error))
        return ERROR
    return code


def _run(arguments: list[str], draw: Drawer | None) -> int:
    parser = _parser()
    if arguments and not arguments[0].startswith("-"):
        _check_command(arguments[0])
    try:
        parsed = parser.parse_args(arguments, Namespace(draw=draw))
    except SystemExit as end:  # after --help
        return OK if not end.code else ERROR
    code: int = parsed.run(parsed)
    return code


def _parser() -> ArgumentParser:
    parser = _Parser(
        PROGRAM,
        description="Build, step through, train and export neural networks. "
        "Without a command, the studio opens.",
        epilog="FILE is a project (.nodegraph); EXAMPLE a name that `examples` lists.",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    words = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        word = words.add_parser(
            command.name, help=command.help, description=command.help, allow_abbrev=False
        )
        command.configure(word)
        word.set_defaults(run=command.run)
    return parser


def _check_command(word: str) -> None:
    names = [command.name for command in COMMANDS]
    if word not in names:
        near = difflib.get_close_matches(word, names, 1)
        raise CommandError(
            "There is no such command",
            expected=", ".join(names),
            actual=repr(word),
            mend=f"Did you mean {near[0]}?" if near else f"Type {PROGRAM} --help",
        )


def _line(error: Exception) -> str:
    """One line about the error; an error of ours goes to a log file, and the line names it."""
    from nodegraph_app.fault import fault_of

    if fault := fault_of(error):
        return str(fault)
    from nodegraph_app.crash import write_log

    log = write_log(error)
    kept = f"the details are in {log}" if log else "the details could not be written to a file"
    reason = " ".join(str(error).split())
    return f"unexpected error ({type(error).__name__}: {reason}); {kept}; please report it"


def _say(line: str) -> None:
    print(f"{PROGRAM}: {line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
