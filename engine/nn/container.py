"""Modules made of modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.errors import ValueRangeError
from engine.nn.module import Module

__all__ = ["ModuleList", "Sequential"]


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
        if not -len(modules) <= index < len(modules):
            raise ValueRangeError(
                "There is no module {index}",
                index=index,
                expected=f"0 to {len(modules) - 1}",
                actual=index,
            )
        return modules[index]

    @classmethod
    def _of(cls, modules: list[Module]) -> _Numbered:
        raise NotImplementedError

    def append(self, module: Module) -> Any:
        """Add a module at the end; returns itself."""
        self.add_module(str(len(self)), module)
        return self


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

    def extend(self, modules: Iterable[Module]) -> ModuleList:
        """Add modules at the end; returns itself."""
        for module in modules:
            self.append(module)
        return self
