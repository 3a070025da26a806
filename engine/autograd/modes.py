"""Whether operations are put on the tape: per thread and context, as a block or a decorator."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from contextvars import ContextVar
from functools import wraps
from types import TracebackType
from typing import Any, TypeVar

_grad_enabled: ContextVar[bool] = ContextVar("grad_enabled", default=True)
_inference: ContextVar[bool] = ContextVar("inference", default=False)

F = TypeVar("F", bound=Callable[..., Any])


def is_grad_enabled() -> bool:
    """Whether operations are put on the tape."""
    return _grad_enabled.get()


def is_inference_mode_enabled() -> bool:
    """Whether the code at work stands inside `inference_mode`."""
    return _inference.get()


class _Mode:
    """A block that sets the mode and puts the old one back; also a decorator of functions."""

    mode = True

    def __init__(self) -> None:
        self._before: list[bool] = []

    def _again(self) -> _Mode:
        return type(self)()

    def __enter__(self) -> None:
        self._before.append(_grad_enabled.get())
        _grad_enabled.set(self.mode)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _grad_enabled.set(self._before.pop())

    def __call__(self, function: F) -> F:
        """The function, with every call (every step of a generator) inside the mode."""
        if inspect.isgeneratorfunction(function):

            @wraps(function)
            def stepped(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
                steps = function(*args, **kwargs)
                sent = None
                while True:
                    try:
                        with self._again():
                            made = steps.send(sent)
                    except StopIteration as end:
                        return end.value
                    try:
                        sent = yield made
                    except GeneratorExit:
                        steps.close()
                        raise

            return stepped  # type: ignore[return-value]

        @wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self._again():
                return function(*args, **kwargs)

        return inside  # type: ignore[return-value]


class _PlainMode(_Mode):
    """A mode without arguments: `@no_grad` means `@no_grad()`."""

    def __new__(cls, function: Any = None) -> Any:
        if function is None:
            return super().__new__(cls)
        return cls()(function)

    def __init__(self, function: Any = None) -> None:
        super().__init__()


class no_grad(_PlainMode):  # noqa: N801
    """Inside, operations are not put on the tape. A block or a decorator."""

    mode = False


class enable_grad(_PlainMode):  # noqa: N801
    """Inside, operations are put on the tape even within `no_grad`. A block or a decorator."""


class set_grad_enabled(_Mode):  # noqa: N801
    """From here on operations are put on the tape, or not; as a block, until its end."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.mode = mode
        self._outside: bool | None = _grad_enabled.get()
        _grad_enabled.set(mode)

    def _again(self) -> _Mode:
        return set_grad_enabled(self.mode)

    def __enter__(self) -> None:
        outside = _grad_enabled.get() if self._outside is None else self._outside
        self._outside = None
        self._before.append(outside)
        _grad_enabled.set(self.mode)

    def __call__(self, function: F) -> F:
        if self._outside is not None:  # a decorator sets nothing by itself
            _grad_enabled.set(self._outside)
            self._outside = None
        return super().__call__(function)


class inference_mode(_Mode):  # noqa: N801
    """Inside, operations are not put on the tape, as in `no_grad`. A block or a decorator.

    What is made inside may be used outside like any other tensor, which PyTorch refuses.
    """

    def __new__(cls, mode: Any = True) -> Any:
        if isinstance(mode, bool):
            return super().__new__(cls)
        return cls()(mode)

    def __init__(self, mode: Any = True) -> None:
        super().__init__()
        self.inference = bool(mode)
        self._inferring: list[bool] = []

    def _again(self) -> _Mode:
        made: _Mode = inference_mode(self.inference)
        return made

    def __enter__(self) -> None:
        self._inferring.append(_inference.get())
        _inference.set(self.inference)
        self.mode = not self.inference and _grad_enabled.get()
        super().__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, traceback)
        _inference.set(self._inferring.pop())
