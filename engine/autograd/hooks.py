"""Functions that are called when a gradient arrives: handles, and where they are kept."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["RemovableHandle"]

_numbers = count()


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook away again.

    hooks: the mapping that the hook is put into, under the handle's `id`. Also a block: the hook
    is removed at its end.
    """

    def __init__(self, hooks: MutableMapping[int, Any], hook: Any = None) -> None:
        self.id = next(_numbers)
        self._hooks: MutableMapping[int, Any] | None = hooks
        if hook is not None:
            hooks[self.id] = hook

    def remove(self) -> None:
        """Take the hook away; nothing where it is gone already."""
        if self._hooks is not None:
            self._hooks.pop(self.id, None)
            self._hooks = None

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.remove()


class Hooks:
    """What is called, or kept, when the gradient of one value is known.

    gradient: called with it; a Tensor that one returns goes on in its place.
    accumulated: called with the leaf after its `.grad` was added to.
    retained: the Tensor whose `.grad` keeps it, though it is no leaf.
    """

    __slots__ = ("accumulated", "gradient", "retained")

    def __init__(self) -> None:
        self.gradient: dict[int, Callable[[Tensor], Tensor | None]] = {}
        self.accumulated: dict[int, Callable[[Tensor], None]] = {}
        self.retained: ReferenceType[Tensor] | None = None

    def passed(self, gradient: Tensor) -> Tensor:
        """The gradient as the hooks leave it."""
        for hook in list(self.gradient.values()):
            changed = hook(gradient)
            if changed is not None:
                gradient = changed
        return gradient
