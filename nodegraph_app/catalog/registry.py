"""The catalog: all node types, by name, by family, by what fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from nodegraph_app.catalog import search
from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.port import Role, Shape
from nodegraph_app.text import Text, translate

FAMILIES: Mapping[str, Text] = MappingProxyType(
    {
        "data": translate("catalog", "Data"),
        "linear": translate("catalog", "Linear"),
        "convolution": translate("catalog", "Convolution"),
        "pooling": translate("catalog", "Pooling"),
        "activation": translate("catalog", "Activation"),
        "normalisation": translate("catalog", "Normalisation"),
        "shape": translate("catalog", "Shape and merge"),
        "loss": translate("catalog", "Loss"),
    }
)
"""Families in the palette's order."""


@dataclass(frozen=True)
class Family:
    """A group of the palette. `name` is also its icon's file stem and its colour's key."""

    name: str
    title: Text
    types: tuple[NodeType, ...]


class Catalog:
    """The node types that there are, immutable."""

    def __init__(self, types: Iterable[NodeType]) -> None:
        by_name: dict[str, NodeType] = {}
        for node_type in types:
            for name in (node_type.name, *node_type.replaces):
                if name in by_name:
                    raise ValueError(f"Two node types are called {name!r}.")
                by_name[name] = node_type
        self._by_name = by_name
        self.types: Mapping[str, NodeType] = MappingProxyType(
            {name: node_type for name, node_type in by_name.items() if name == node_type.name}
        )

    def get(self, name: str) -> NodeType | None:
        """The type of that name or former name, or None when it is unknown."""
        return self._by_name.get(name)

    def families(self) -> tuple[Family, ...]:
        """The families that have types, in the palette's order."""
        families = (
            Family(name, title, tuple(t for t in self.types.values() if t.family == name))
            for name, title in FAMILIES.items()
        )
        return tuple(family for family in families if family.types)

    def find(self, query: str) -> tuple[NodeType, ...]:
        """The types that match, best first: by name, synonym, Chinese or pinyin."""
        return search.find(self.types.values(), query)

    def nearest(self, query: str, count: int = 3) -> tuple[NodeType, ...]:
        """The types whose names look most like `query`."""
        return search.nearest(self.types.values(), query, count)

    def fitting(
        self,
        role: Role,
        shape: Shape | None = None,
        direction: Literal["downstream", "upstream"] = "downstream",
    ) -> tuple[NodeType, ...]:
        """The types that a wire can go on to, likeliest first.

        downstream: types with an input for a value of `role` and `shape`.
        upstream: types with an output that gives one.
        """
        rank = _likelihood_after if direction == "downstream" else _likelihood_before
        ranked = [(rank(node_type, role, shape), node_type) for node_type in self.types.values()]
        fits = [pair for pair in ranked if pair[0] is not None]
        return tuple(node_type for _, node_type in sorted(fits, key=lambda p: -(p[0] or 0)))


def _likelihood_after(node_type: NodeType, role: Role, shape: Shape | None) -> float | None:
    """How likely `node_type` comes next, or None when no input takes the value."""
    ports = node_type.input_ports(node_type.defaults())
    if not any(port.accepts(role) for port in ports):
        return None
    likelihood = float(node_type.follows.get(role, 1))
    if role is Role.IMAGE and shape is not None and node_type.family in ("convolution", "pooling"):
        sides = [size for size in shape[2:] if isinstance(size, int)]
        if sides and min(sides) < 4:  # too small to look at through a window: time to flatten
            likelihood -= 7
    return likelihood


def _likelihood_before(node_type: NodeType, role: Role, shape: Shape | None) -> float | None:
    """How likely `node_type` is where the value comes from, or None when it gives no such one."""
    ports = node_type.output_ports(node_type.defaults())
    if not any(role in port.roles for port in ports):
        return None
    return float(max(node_type.follows.get(role, 1), 8 if node_type.data else 0))


@cache
def default() -> Catalog:
    """The catalog of the studio's own types."""
    from nodegraph_app.catalog import (
        activation,
        convolution,
        data,
        linear,
        loss,
        normalisation,
        pooling,
        shape,
    )

    modules = (data, linear, convolution, pooling, activation, normalisation, shape, loss)
    return Catalog(node_type for module in modules for node_type in module.TYPES)
