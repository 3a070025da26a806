"""What is known of a document without running it: plain, frozen records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from pydantic import JsonValue

from nodegraph_app.catalog.port import Role, Shape
from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.document.edits import Edit
from nodegraph_app.insight.numbers import shape_text
from nodegraph_app.text import Text

Status: TypeAlias = Literal["ready", "failed", "waiting"]
Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True)
class PortState:
    """What flows through a port: shape with the batch as N, dtype and meaning.

    classes: how many there are, where the values are the numbers of classes.
    """

    shape: Shape
    dtype: str
    role: Role
    classes: int | None = None

    def label(self) -> str:
        """The shape as on the wire: "N×32×14×14"."""
        return shape_text(self.shape)


@dataclass(frozen=True)
class Mend:
    """A way out of a problem: an edit and what the button says."""

    title: Text
    edit: Edit


@dataclass(frozen=True)
class Problem:
    """What is wrong, on which node and port, and how to mend it.

    ``node`` is None for what concerns the whole document. A warning does not stop a program from
    being made: a network without a loss runs forward, and cannot be trained.
    """

    node: str | None
    port: str | None
    code: str
    message: Text
    expected: str = ""
    actual: str = ""
    severity: Severity = "error"
    propose: Callable[[], tuple[Mend, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def mends(self) -> tuple[Mend, ...]:
        """Edits that each make this problem vanish, likeliest first.

        Worked out when asked for, on the document as it is then: a drag pays nothing for them.
        """
        return self.propose()


@dataclass(frozen=True)
class NodeState:
    """A node as the compiler knows it.

    ready: it has been run abstractly. failed: it has a problem of its own. waiting: an input is
    not wired yet, or something upstream failed.
    """

    inputs: Mapping[str, PortState | None] = field(default_factory=dict)
    outputs: Mapping[str, PortState] = field(default_factory=dict)
    parameters: Mapping[str, JsonValue] = field(default_factory=dict)
    """Resolved: with what comes from the wires."""
    parameter_count: int = 0
    multiply_adds: int = 0
    """Multiplications for one sample of the batch."""
    samples: int | None = None
    """How many samples a data node has."""
    problems: tuple[Problem, ...] = ()
    module: Callable[..., Any] | None = field(default=None, compare=False)
    """The engine module, or the function, with parameters that have shapes and no memory."""
    status: Status = "waiting"


@dataclass(frozen=True)
class Compilation:
    """The whole document: every node's state, and all problems in the order of the network."""

    nodes: Mapping[str, NodeState]
    problems: tuple[Problem, ...]
    order: tuple[str, ...]
    """Node ids so that every node comes after what it reads."""
    catalog: Catalog
    losses: tuple[str, ...] = ()
    """The loss nodes, in order."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing in it is wrong."""
        return not self._errors

    @cached_property
    def obstacles(self) -> tuple[Problem, ...]:
        """What keeps it from running.

        Where every loss has all it needs, a part that is broken is none: the rest runs without it.
        """
        if self.losses and all(self.nodes[loss].status == "ready" for loss in self.losses):
            return tuple(problem for problem in self._errors if problem.node is None)
        return self._errors

    @cached_property
    def _errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def parameter_count(self) -> int:
        """How many numbers training would change."""
        return sum(state.parameter_count for state in self.nodes.values())

    @property
    def multiply_adds(self) -> int:
        """Multiplications for one sample, forward."""
        return sum(state.multiply_adds for state in self.nodes.values())


@dataclass(frozen=True)
class Refusal:
    """Why a wire cannot be drawn, in a sentence, with what was expected and what came."""

    reason: Text
    expected: str = ""
    actual: str = ""
