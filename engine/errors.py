"""What the engine raises: one tree; every error says expected, actual, where, how to mend."""

from __future__ import annotations

from engine import scope


class EngineError(RuntimeError):
    """The root of every error of the engine.

    `what` and `mend` are sentences with `{placeholders}` that `values` fill, so that a reader in
    another language can be shown the translated sentence with the same values. `where` defaults
    to the scope at work (canvas node / module path).
    """

    def __init__(
        self,
        what: str,
        *,
        expected: object = "",
        actual: object = "",
        where: str = "",
        mend: str = "",
        **values: object,
    ) -> None:
        self.what = what
        self.values = values
        self.expected = str(expected)
        self.actual = str(actual)
        self.where = where or ".".join(scope.current())
        self.mend_template = mend
        super().__init__(str(self))

    @property
    def message(self) -> str:
        """What went wrong, as one English sentence."""
        return self.what.format(**self.values)

    @property
    def mend(self) -> str:
        """How to mend it, as one English sentence; empty where nobody can know."""
        return self.mend_template.format(**self.values)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.actual:
            parts.append(f"got {self.actual}")
        if self.mend:
            parts.append(self.mend)
        return "; ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross from the training process to the window: keyword arguments must survive.
        return (_rebuild, (type(self), self.what, self._keywords()))

    def _keywords(self) -> dict[str, object]:
        return {
            "expected": self.expected,
            "actual": self.actual,
            "where": self.where,
            "mend": self.mend_template,
            **self.values,
        }


def _rebuild(kind: type[EngineError], what: str, keywords: dict[str, str]) -> EngineError:
    return kind(what, **keywords)


class ShapeError(EngineError):
    """Shapes that do not fit together."""


class ArgumentError(EngineError, TypeError):
    """An argument of another kind than an operation takes: text where a tensor belongs."""


class DTypeError(EngineError, TypeError):
    """A data type that an operation does not take."""


class DeviceError(EngineError):
    """A device that is not there, or operands on different devices."""


class GradientError(EngineError):
    """A backward pass that cannot be made, or that a write has made wrong."""


class TraceError(EngineError):
    """Code that needs a number where only a shape is known."""


class ValueRangeError(EngineError, ValueError):
    """A value outside what an operation takes: a label, an index, a size, a rate."""


class FileFormatError(EngineError):
    """A file that is not what it should be."""


class OutOfMemoryError(EngineError, MemoryError):
    """More memory than there is."""


def unwritten(thing: object, method: str) -> EngineError:
    """What a base class raises in a method that its subclasses write: "forward(self, input)"."""
    return EngineError(
        "{kind} has no {name} of its own",
        kind=type(thing).__name__,
        name=method.partition("(")[0],
        mend="Write a method {method}",
        method=method,
    )
