"""The state of a module: what a file keeps of it, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import engine
from engine.errors import ShapeError, ValueRangeError
from engine.nn.parameter import become
from engine.nn.tree import Tree, joined
from engine.tensors import Tensor, as_tensor


class IncompatibleKeys(NamedTuple):
    """What load_state_dict(strict=False) could not match."""

    missing_keys: list[str]
    unexpected_keys: list[str]


class State(Tree):
    """Saving and loading by path; shapes are checked before anything is copied."""

    def _saved(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        for path, module in self._walk(prefix):
            for name, parameter in module._parameters.items():
                if parameter is not None:
                    yield joined(path, name), parameter
            for name, buffer in module._buffers.items():
                if buffer is not None and name not in module._unsaved:
                    yield joined(path, name), buffer

    def state_dict(self, *, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
        """Every parameter and saved buffer under its path, sharing memory.

        prefix: stands before each path, such as "encoder.". keep_vars: the tensors themselves, not
        detached from the tape.
        """
        return {
            prefix + path: member if keep_vars else member.detach()
            for path, member in self._saved()
        }

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Copy tensors or arrays into the parameters and buffers of the same paths.

        assign: take over their memory and dtype instead of copying.
        Raises ValueRangeError for missing or unexpected paths where `strict`, ShapeError for other
        shapes; nothing is copied then.
        """
        own = dict(self._saved())
        keys = IncompatibleKeys(
            [key for key in own if key not in state_dict],
            [key for key in state_dict if key not in own],
        )
        if strict and any(keys):
            raise ValueRangeError(
                "The state does not belong to this module",
                expected="missing: " + (", ".join(keys.missing_keys) or "none"),
                actual="unexpected: " + (", ".join(keys.unexpected_keys) or "none"),
                mend="Load the state of the same network, or pass strict=False",
            )
        matching = {key: as_tensor(state_dict[key]) for key in own if key in state_dict}
        for key, value in matching.items():
            if value.shape != own[key].shape:
                raise ShapeError(
                    "The saved {key} has another shape",
                    key=key,
                    expected=own[key].shape,
                    actual=value.shape,
                    mend="Load the state of the same network",
                )
        with engine.no_grad():
            for key, value in matching.items():
                if assign:
                    become(own[key], value.detach())
                else:
                    own[key].assign(value.detach())
        return keys
