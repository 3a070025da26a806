"""Ports and the roles of what flows through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from nodegraph_app.text import Text, translate

if TYPE_CHECKING:
    from engine.dims import Dim

Shape: TypeAlias = "tuple[int | Dim, ...]"
Shapes: TypeAlias = Mapping[str, Shape]
"""What arrives at each wired input port, batch first: `{"input": (N, 1, 28, 28)}`."""


class Role(StrEnum):
    """What a value means; its value names the wire's colour in the themes."""

    IMAGE = "image"
    SEQUENCE = "sequence"
    TOKENS = "tokens"
    FEATURES = "features"
    LABELS = "labels"
    SCALAR_LOSS = "scalar_loss"
    UNKNOWN = "unknown"


IMAGES = frozenset({Role.IMAGE})
FEATURES = frozenset({Role.FEATURES})
VECTORS = frozenset({Role.FEATURES, Role.SEQUENCE})
ACTIVATIONS = frozenset({Role.IMAGE, Role.SEQUENCE, Role.FEATURES})
TARGETS = frozenset({Role.LABELS, Role.FEATURES})
LABELS = frozenset({Role.LABELS})
LOSSES = frozenset({Role.SCALAR_LOSS})


def role_of(shape: Shape) -> Role:
    """The role of an activation of this shape, batch first."""
    by_rank = {0: Role.SCALAR_LOSS, 1: Role.LABELS, 2: Role.FEATURES, 3: Role.SEQUENCE}
    return by_rank.get(len(shape), Role.IMAGE if len(shape) == 4 else Role.UNKNOWN)


@dataclass(frozen=True)
class Port:
    """A place for wires. `roles` are what an input accepts or an output may give."""

    name: str
    roles: frozenset[Role]
    label: Text
    optional: bool = False

    def accepts(self, role: Role) -> bool:
        """Whether a value of `role` may arrive here; a value of unknown role always may."""
        return role in self.roles or Role.UNKNOWN in (role, *self.roles)

    def role(self, shape: Shape) -> Role:
        """The role that an output of `shape` has on this port."""
        if len(self.roles) == 1:
            return next(iter(self.roles))
        return role_of(shape)


INPUT = Port("input", ACTIVATIONS, translate("catalog", "input"))
OUTPUT = Port("output", ACTIVATIONS, translate("catalog", "output"))
IMAGE_INPUT = Port("input", IMAGES, translate("catalog", "input"))
IMAGE_OUTPUT = Port("output", IMAGES, translate("catalog", "output"))
