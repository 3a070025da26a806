"""The line under a node's title: the few parameters that tell one node from the next."""

from __future__ import annotations


def line(*parts: str | bool) -> str:
    """The parts that are there, as "1→32 · 3×3 · pad 1"."""
    return " · ".join(part for part in parts if isinstance(part, str) and part)


def arrow(before: object, after: object) -> str:
    """From one size to another; "?" for what no wire says yet."""
    return f"{'?' if before is None else before}→{after}"


def window(value: object) -> str:
    """A pair, always with both sides: 3×3."""
    height, width = value if isinstance(value, list | tuple) else (value, value)
    return f"{height}×{width}"


def unless(usual: object, word: str, value: object) -> str:
    """`word` and the value, or nothing where the value is the usual one."""
    if value == usual:
        return ""
    sides = value if isinstance(value, list | tuple) else (value,)
    return f"{word} {'×'.join(map(str, sides))}"
