"""Modules made of modules: one after the other, in a list, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from engine.errors import ValueRangeError
from engine.nn.module import Module

__all__ = ["ModuleDict", "ModuleList", "Sequential"]


class _Numbered(Module):
    """Modules in a row, named by their numbers."""

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def __getitem__(self, index: int | slice) -> Any:
        modules = list(self)
        if isinstance(index, slice):
            return type(self)._of(modules[index])
        return modules[self._place(index)]

    def __setitem__(self, index: int, module: Module) -> None:
        self.add_module(list(self._modules)[self._place(index)], module)

    def __delitem__(self, index: int | slice) -> None:
        kept = list(self)
        if isinstance(index, int):
            index = self._place(index)
        del kept[index]
        self._renumber(kept)

    def __add__(self, other: Iterable[Module]) -> Any:
        return type(self)._of([*self, *other])

    def __iadd__(self, other: Iterable[Module]) -> Any:
        return self.extend(other)

    def __contains__(self, module: object) -> bool:
        return any(own is module for own in self)

    @classmethod
    def _of(cls, modules: list[Module]) -> _Numbered:
        raise NotImplementedError

    def _place(self, index: int, end: int = 0) -> int:
        """The index from the front. ValueRangeError where there is none."""
        if not -len(self) <= index < len(self) + end:
            raise ValueRangeError(
                "There is no module {index}",
                index=index,
                expected=f"0 to {len(self) - 1 + end}",
                actual=index,
            )
        return index % len(self) if index < 0 else index

    def _renumber(self, modules: Iterable[Module]) -> None:
        self._modules.clear()
        for number, module in enumerate(modules):
            self.add_module(str(number), module)

    def append(self, module: Module) -> Any:
        """Add a module at the end; returns itself."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Any:
        """Add modules at the end; returns itself."""
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Any:
        """Add a module before another; those after it get new numbers. Returns itself."""
        modules = list(self)
        modules.insert(self._place(index, end=1), module)
        self._renumber(modules)
        return self

    def pop(self, index: int = -1) -> Module:
        """Take a module out."""
        module: Module = self[index]
        del self[index]
        return module


class Sequential(_Numbered):
    """Modules one after the other: each gets what the one before gives.

    Takes modules, or one mapping of names to modules.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = (
            args[0].items() if len(args) == 1 and isinstance(args[0], Mapping) else enumerate(args)
        )
        for name, module in named:
            self.add_module(str(name), module)

    @classmethod
    def _of(cls, modules: list[Module]) -> Sequential:
        return cls(*modules)

    def forward(self, input: Any) -> Any:
        """What the first module takes → what the last one gives."""
        for module in self:
            input = module(input)
        return input


class ModuleList(_Numbered):
    """A list of modules whose parameters are found; it has no forward of its own."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        self.extend(modules or ())

    @classmethod
    def _of(cls, modules: list[Module]) -> ModuleList:
        return cls(modules)

    def __repr__(self) -> str:
        """Modules that are written alike and follow each other stand in one line, as PyTorch's."""
        lines, first = [], 0
        for text, alike in groupby(map(repr, self)):
            count = len(list(alike))
            name = f"({first})" if count == 1 else f"({first}-{first + count - 1})"
            lines.append(f"{name}: {text}" if count == 1 else f"{name}: {count} x {text}")
            first += count
        body = "\n".join(lines).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {body}\n)" if lines else f"{type(self).__name__}()"


class ModuleDict(Module):
    """Modules by name, in the order of setting; it has no forward of its own."""

    def __init__(self, modules: Mapping[str, Module] | None = None) -> None:
        super().__init__()
        self.update(modules or {})

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __getitem__(self, name: str) -> Module:
        if name not in self._modules:
            raise ValueRangeError(
                "There is no module {name}",
                name=name,
                expected=", ".join(self._modules) or "none",
                actual=name,
            )
        return self._modules[name]

    def __setitem__(self, name: str, module: Module) -> None:
        self.add_module(name, module)

    def __delitem__(self, name: str) -> None:
        self.pop(name)

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._modules.keys()

    def values(self) -> Iterable[Module]:
        """The modules."""
        return self._modules.values()

    def items(self) -> Iterable[tuple[str, Module]]:
        """(name, module)."""
        return self._modules.items()

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Set several."""
        for name, module in dict(modules).items():
            self.add_module(name, module)

    def pop(self, name: str) -> Module:
        """Take a module out."""
        module = self[name]
        del self._modules[name]
        return module

    def clear(self) -> None:
        """Take all of them out."""
        self._modules.clear()
