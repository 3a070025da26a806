"""Parameters in a list and by name, so that a module finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.errors import ValueRangeError
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.tensors import Tensor

__all__ = ["ParameterDict", "ParameterList"]


def _parameter(value: Any) -> Parameter:
    if isinstance(value, Parameter):
        return value
    if isinstance(value, Tensor):
        return Parameter(value)
    raise ValueRangeError(
        "A container of parameters holds tensors",
        expected="a Parameter or a Tensor",
        actual=type(value).__name__,
    )


class ParameterList(Module):
    """Parameters by number, from any iterable of values; a Tensor becomes a Parameter."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self.extend(values or ())

    def __len__(self) -> int:
        return len(self._parameters)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._parameters.values()))

    def __getitem__(self, index: int | slice) -> Any:
        parameters = list(self)
        if isinstance(index, slice):
            return ParameterList(parameters[index])
        return parameters[self._place(index)]

    def __setitem__(self, index: int, value: Any) -> None:
        self._parameters[str(self._place(index))] = _parameter(value)

    def _place(self, index: int) -> int:
        if not -len(self) <= index < len(self):
            raise ValueRangeError(
                "There is no parameter {index}",
                index=index,
                expected=f"0 to {len(self) - 1}",
                actual=index,
            )
        return index % len(self)

    def append(self, value: Any) -> ParameterList:
        """Add one at the end; returns itself."""
        self.register_parameter(str(len(self)), _parameter(value))
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Add several at the end; returns itself."""
        for value in list(values):
            self.append(value)
        return self


class ParameterDict(Module):
    """Parameters by name, in the order of setting; a Tensor becomes a Parameter."""

    def __init__(self, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.update(parameters or {})

    def __len__(self) -> int:
        return len(self._parameters)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._parameters))

    def __contains__(self, name: object) -> bool:
        return name in self._parameters

    def __getitem__(self, name: str) -> Any:
        if name not in self._parameters:
            raise ValueRangeError(
                "There is no parameter {name}",
                name=name,
                expected=", ".join(self._parameters) or "none",
                actual=name,
            )
        return self._parameters[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.register_parameter(name, _parameter(value))

    def __delitem__(self, name: str) -> None:
        self.pop(name)

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._parameters.keys()

    def values(self) -> Iterable[Any]:
        """The parameters."""
        return self._parameters.values()

    def items(self) -> Iterable[tuple[str, Any]]:
        """(name, parameter)."""
        return self._parameters.items()

    def update(self, parameters: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        """Set several."""
        for name, value in dict(parameters).items():
            self[name] = value

    def pop(self, name: str) -> Any:
        """Take one out."""
        parameter = self[name]
        del self._parameters[name]
        return parameter
