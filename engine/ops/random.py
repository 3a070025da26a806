"""Chance: numbers that are drawn anew each time."""

from __future__ import annotations

__all__: list[str] = []
