"""From a document to live shapes, problems with their mends, and a program that runs."""

from nodegraph_app.compiler.compiler import Compiler, check
from nodegraph_app.compiler.connect import can_connect
from nodegraph_app.compiler.errors import CompileError, WeightsError
from nodegraph_app.compiler.program import Program, compile
from nodegraph_app.compiler.state import (
    Compilation,
    Mend,
    NodeState,
    PortState,
    Problem,
    Refusal,
    Status,
)

__all__ = [
    "Compilation",
    "CompileError",
    "Compiler",
    "Mend",
    "NodeState",
    "PortState",
    "Problem",
    "Program",
    "Refusal",
    "Status",
    "WeightsError",
    "can_connect",
    "check",
    "compile",
]
