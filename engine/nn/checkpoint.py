"""A module that computes again what it does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import EngineError
from engine.nn.module import Module
from engine.utils.checkpoint import checkpoint

__all__ = ["Checkpoint"]


class Checkpoint(Module):
    """Another module, with gradient checkpointing: its inside is computed again for its backward.

    It saves the memory of what the module keeps between the passes, for the time of one more
    forward. Parameters and state_dict keys are the module's own, as if it stood here itself. The
    engine's own; see `engine.utils.checkpoint`.
    """

    def __init__(self, module: Module) -> None:
        super().__init__()
        if not isinstance(module, Module):
            raise EngineError(
                "Only a module can be checkpointed",
                expected="a Module",
                actual=type(module).__name__,
                mend="Use engine.utils.checkpoint.checkpoint for functions",
            )
        self.inner = module
        module.__dict__["_name"] = None  # its steps stand where this module stands

    def _walk(self, prefix: str) -> Iterator[tuple[str, Module]]:
        yield from self.inner._walk(prefix)

    def train(self, mode: bool = True) -> Checkpoint:
        """Training mode or evaluation, of the module inside."""
        super().train(mode)
        self.__dict__["training"] = mode
        return self

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module inside takes → what it gives."""
        return checkpoint(self.inner, *args, **kwargs)
