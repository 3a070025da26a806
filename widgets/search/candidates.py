"""What a search offers: node types or actions, as plain entries ranked by the query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.port import Role, Shape
from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.catalog.search import match
from widgets.actions import ACTIONS, MENUS, Actions
from widgets.common.translation import shown


@dataclass(frozen=True)
class Entry:
    """One line of a search: what Enter chooses, and how it is drawn."""

    key: str
    title: str
    detail: str = ""
    keys: str = ""
    icon: str = ""
    family: str = ""
    disabled: str = ""
    """Why it cannot be chosen now; empty where it can."""


Candidates = Callable[[str], tuple[Entry, ...]]
"""The entries for a query, best first; for an empty query the likeliest."""


def entry_of(node_type: NodeType) -> Entry:
    """A node type as a line."""
    family = node_type.family
    help_text = shown(node_type.help).split(". ")[0].rstrip(".")
    return Entry(node_type.name, node_type.name, help_text, "", node_type.icon or family, family)


def types_for(catalog: Catalog) -> Candidates:
    """Every node type; the catalog's order for an empty query."""

    def candidates(query: str) -> tuple[Entry, ...]:
        return tuple(entry_of(node_type) for node_type in catalog.find(query))

    return candidates


def fitting_types(
    catalog: Catalog, role: Role, shape: Shape | None, *, downstream: bool
) -> Candidates:
    """Only the types that a wire can go on to, likeliest first; a query picks among them."""
    direction = "downstream" if downstream else "upstream"
    fitting = catalog.fitting(role, shape, direction)

    def candidates(query: str) -> tuple[Entry, ...]:
        if not query.strip():
            return tuple(entry_of(node_type) for node_type in fitting)
        names = {node_type.name for node_type in fitting}
        return tuple(entry_of(found) for found in catalog.find(query) if found.name in names)

    return candidates


def actions_for(actions: Actions) -> Candidates:
    """Every action with its shortcut; those that cannot be done now come last and say why."""

    def candidates(query: str) -> tuple[Entry, ...]:
        ranked = sorted(
            _ranked_actions(actions, query.strip().casefold()), key=lambda pair: pair[0]
        )
        return tuple(entry for _, entry in ranked)

    return candidates


def _ranked_actions(actions: Actions, query: str) -> Iterable[tuple[float, Entry]]:
    for place, spec in enumerate(ACTIONS):
        if spec.id == "help.search":
            continue
        english, title = str(spec.title), shown(spec.title)
        menu = shown(MENUS[spec.menu])
        rank: float | None = place / 1000
        if query:
            words = (title, english, f"{menu} {title}")
            ranks = [match(word.casefold(), query) for word in words]
            rank = min((r for r in ranks if r is not None), default=None)
        if rank is None:
            continue
        why = actions.why_disabled(spec.id)
        keys = actions[spec.id].shortcut().toString().replace("+", " ")
        entry = Entry(spec.id, title.rstrip("…"), why or menu, keys, spec.icon, "", why)
        yield rank + (10 if why else 0) + place / 1e6, entry
