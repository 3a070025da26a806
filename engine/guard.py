"""The door: whoever calls the engine wrongly hears from the engine, not from NumPy.

While all goes well a guarded function only calls the one it guards. Where Python or NumPy raises
inside of it, the arguments are held against the annotations, and the error says which of them does
not fit. What the code of a user raises, called back by the engine, is passed on as it is.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from types import FunctionType, NoneType, TracebackType
from typing import Any

import numpy as np

from engine.dims import Dim
from engine.errors import ArgumentError, EngineError, OutOfMemoryError, ValueRangeError

__all__ = ["described", "failure", "guard"]

_OURS = frozenset({"engine", "numpy", "scipy", "cupy", "cupyx"}) | sys.stdlib_module_names
# What is not a mistake in the arguments, though it may come out of a call.
_PASSED_ON = (
    EngineError, Warning, StopIteration, ImportError, RecursionError, OSError, AssertionError,
)  # fmt: skip

_guarded: dict[Callable[..., Any], Callable[..., Any]] = {}


def guard(namespace: dict[str, Any]) -> None:
    """Guard the public functions of a package, and the public methods of its classes."""
    for name, thing in list(namespace.items()):
        if name.startswith("_") or not str(getattr(thing, "__module__", "")).startswith("engine"):
            continue
        if isinstance(thing, FunctionType):
            namespace[name] = _guarding(thing, thing.__name__)
        elif isinstance(thing, type) and not issubclass(thing, Exception):
            for base in thing.__mro__:
                if base.__module__.startswith("engine"):
                    _guard_methods(base)


def failure(
    name: str, error: Exception, arguments: dict[str, Any], expected: str = ""
) -> EngineError | None:
    """What to raise instead of an error from inside the engine; None where it is to be passed on.

    arguments: what the operation was given, by name.
    """
    if isinstance(error, _PASSED_ON) or not _from_inside(error.__traceback__):
        return None
    kind: type[EngineError] = EngineError
    if isinstance(error, MemoryError):
        kind = OutOfMemoryError
    elif isinstance(error, TypeError | AttributeError):
        kind = ArgumentError
    elif isinstance(error, ValueError | LookupError | ArithmeticError):
        kind = ValueRangeError
    return kind(
        "{operation} cannot be computed of what it was given",
        operation=name,
        expected=expected,
        actual=", ".join(f"{key}={described(value)}" for key, value in arguments.items()),
    )


def described(value: Any) -> str:
    """A value as an error shows it: tensors and arrays by shape and dtype."""
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if isinstance(shape, tuple) and dtype is not None:
        sizes = "×".join(map(str, shape)) if shape else "a single"
        return f"{sizes} {dtype} {type(value).__name__}"
    if isinstance(value, list | tuple) and len(value) > 8:
        return f"{type(value).__name__} of {len(value)}"
    if isinstance(value, list | tuple):
        inside = ", ".join(map(described, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if value is None or isinstance(value, bool | int | float | complex | str):
        return repr(value) if len(repr(value)) <= 40 else f"{repr(value)[:40]}…"
    return type(value).__name__


# ---- what stands at the door


def _guarding(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    if function in _guarded:
        return _guarded[function]
    if hasattr(function, "is_guarded"):
        return function

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except _PASSED_ON:
            raise
        except Exception as error:
            inner = error.__traceback__ and error.__traceback__.tb_next
            if inner is None:  # a wrong number or name of arguments: Python says it best
                raise
            answer = _answer(function, name, args, kwargs, error)
            if answer is None:
                raise
            raise answer from error

    guarded.is_guarded = True  # type: ignore[attr-defined]
    _guarded[function] = guarded
    return guarded


def _guard_methods(kind: type) -> None:
    """Guard what a class itself defines. Tensors are made too often for a guard at their making."""
    for name, member in list(vars(kind).items()):
        public = not name.startswith("_") or (name == "__init__" and kind.__name__ != "Tensor")
        if isinstance(member, FunctionType) and (public or name in ("__getitem__", "__setitem__")):
            a_function = member.__qualname__ == member.__name__  # a function as a method
            setattr(kind, name, _guarding(member, name if a_function else f".{name}"))


def _answer(
    function: Callable[..., Any],
    name: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    error: Exception,
) -> EngineError | None:
    if not _from_inside(error.__traceback__):
        return None
    if isinstance(error, LookupError) and name[0] == "." and name not in (".__init__", ".forward"):
        return None  # containers: what is not there is Python's KeyError or IndexError
    if name[0] == ".":
        name = type(args[0]).__name__ + name.removesuffix(".__init__").removesuffix(".forward")
    signature = inspect.signature(function)
    given = signature.bind(*args, **kwargs).arguments
    given.pop("self", None)
    for key, value, annotation in _by_annotation(signature, given):
        if not fits(value, annotation):
            return ArgumentError(
                "{operation} takes something else as {argument}",
                operation=name,
                argument=key,
                expected=annotation,
                actual=described(value),
            )
    return failure(name, error, given, f"{name}({_plain(signature)})")


def _from_inside(traceback: TracebackType | None) -> bool:
    """Whether no code but the engine's and its libraries' was at work behind the first frame."""
    while traceback is not None and (traceback := traceback.tb_next) is not None:
        name = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] not in _OURS:
            return False
    return True


def _plain(signature: inspect.Signature) -> str:
    """The arguments with their annotations, without defaults and what comes back."""
    return ", ".join(
        p.name if p.annotation is p.empty else f"{p.name}: {p.annotation}"
        for p in signature.parameters.values()
        if p.name != "self"
    )


def _by_annotation(
    signature: inspect.Signature, given: dict[str, Any]
) -> Iterator[tuple[str, Any, str]]:
    for key, value in given.items():
        parameter = signature.parameters[key]
        if not isinstance(parameter.annotation, str):
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            yield from ((key, each, parameter.annotation) for each in value)
        elif parameter.kind is parameter.VAR_KEYWORD:
            yield from ((k, each, parameter.annotation) for k, each in value.items())
        elif value is not parameter.default:
            yield key, value, parameter.annotation


# ---- annotations


_KINDS: dict[str, tuple[type, ...]] = {
    "int": (int, np.integer, Dim),
    "float": (int, float, np.integer, np.floating),
    "bool": (bool, np.bool_),
    "str": (str,),
    "None": (NoneType,),
    "Module": (),
    "Tensor": (),
}
_SEQUENCES = ("Sequence", "list", "tuple", "Iterable", "Collection")


def fits(value: Any, annotation: str) -> bool:
    """Whether a value is of the kind that an annotation names; of unknown kinds, yes."""
    return any(_is(value, part) for part in _parts(annotation, "|"))


def _is(value: Any, kind: str) -> bool:
    head, _, rest = kind.partition("[")
    if head in _SEQUENCES:
        if isinstance(value, str | bytes | dict) or not isinstance(value, Iterable):
            return False
        if not isinstance(value, Sequence) or not rest:
            return True  # looking at it would use it up
        inside = [part for part in _parts(rest[:-1], ",") if part != "..."]
        if len(inside) > 1:
            return len(value) == len(inside) and all(map(fits, value, inside))
        return all(fits(each, inside[0]) for each in value)
    if head not in _KINDS:
        return True
    if head in ("Tensor", "Module"):
        return any(base.__name__ == head for base in type(value).__mro__)
    return isinstance(value, _KINDS[head])


def _parts(annotation: str, separator: str) -> list[str]:
    """An annotation cut where the separator stands outside of brackets."""
    parts, depth = [""], 0
    for letter in annotation.strip("\"'"):
        depth += (letter == "[") - (letter == "]")
        if letter == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
