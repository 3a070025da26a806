"""Wrong arguments: the engine says what it takes and what came, and never in NumPy's words."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import engine
from engine import linalg, nn, ops
from engine.errors import (
    ArgumentError,
    DTypeError,
    EngineError,
    OutOfMemoryError,
    ShapeError,
    ValueRangeError,
)
from engine.guard import fits
from engine.nn import functional as F
from engine.nn import init

WRONG: list[Any] = [None, "text", object(), 1j, {}, [None], np.ones(2, complex), np.array(["a"])]
ROOMS = {"engine": engine, "F": F, "linalg": linalg, "init": init}
NOT_ASKED = {"set_default_dtype", "manual_seed", "set_grad_enabled", "special"}


def functions_of(room: Any) -> list[str]:
    return [
        name
        for name, thing in sorted(vars(room).items())
        if inspect.isfunction(thing)
        and not name.startswith("_")
        and thing.__module__.startswith("engine")
        and name not in NOT_ASKED
    ]


def is_wrong_number(function: Any, arguments: tuple[Any, ...]) -> bool:
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return True
    return False


@pytest.mark.parametrize(
    ("room", "name"), [(r, name) for r, module in ROOMS.items() for name in functions_of(module)]
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_wrong_kinds_of_arguments_never_raise_anything_but_the_engines_errors(
    room: str, name: str
) -> None:
    function = getattr(ROOMS[room], name)
    for wrong in WRONG:
        x, labels = engine.ones(2, 3), engine.tensor([0, 1])
        for arguments in ((wrong,), (x, wrong), (wrong, x), (x, labels, wrong), (x, x, x, wrong)):
            if is_wrong_number(function, arguments):
                continue
            try:
                function(*arguments)
            except EngineError as error:
                assert error.expected or error.actual or error.mend


def test_the_argument_of_another_kind_is_named() -> None:
    with pytest.raises(ArgumentError, match=r"cross_entropy .* target; expected Tensor; got \[1"):
        F.cross_entropy(engine.ones(2, 3), [1, 2])  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"sum .* as input; expected Tensor; got 'a'"):
        engine.sum("a")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"SGD takes something else as params; .* got 3"):
        engine.optim.SGD(3)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"add .* a=2 float32 Tensor, b=None"):
        engine.ones(2) + None


def test_methods_and_layers_stand_behind_the_same_door() -> None:
    with pytest.raises(ArgumentError, match=r"sum cannot be computed .* dim='a'"):
        engine.ones(2).sum("a")
    with pytest.raises(EngineError):
        nn.Linear("a", 3)  # type: ignore[arg-type]
    with pytest.raises(EngineError):
        nn.Conv2d(1, 2, 3)("abc")
    assert engine.Tensor.exp is engine.exp


def test_a_wrong_number_of_arguments_is_said_by_python_itself() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument") as caught:
        F.relu()  # type: ignore[call-arg]
    assert not isinstance(caught.value, EngineError)


def test_more_memory_than_there_is_is_an_error_of_the_engine() -> None:
    with pytest.raises(OutOfMemoryError, match="zeros"):
        engine.zeros(2**60)


def test_what_the_users_own_code_raises_is_passed_on() -> None:
    class Mine(nn.Module):
        def forward(self, x: Any) -> Any:
            raise ValueError("mine")

    with pytest.raises(ValueError, match=r"^mine$"):
        nn.Sequential(Mine())(engine.ones(2))
    with pytest.raises(ZeroDivisionError):
        nn.Linear(2, 2).apply(lambda module: 1 / 0)


def test_values_that_are_no_numbers_do_not_become_tensors() -> None:
    x = engine.ones(2)
    for wrong in ("a", 1j, object(), ["a"], {}, [None]):
        with pytest.raises(DTypeError, match="holds numbers"):
            ops.add(x, wrong)
    with pytest.raises(ShapeError, match="equal length"):
        ops.add(x, [[1], [2, 3]])


@pytest.mark.parametrize(
    ("dtype", "number"), [(engine.int64, 2**63), (engine.int64, 2**64), (engine.int32, 2**31)]
)
def test_a_whole_number_that_does_not_fit_is_refused_and_not_wrapped(
    dtype: Any, number: int
) -> None:
    with pytest.raises(ValueRangeError):
        engine.ones(2, dtype=dtype) + number


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        (1, "int", True),
        (engine.N, "int", True),
        (1.0, "int", False),
        (1, "float | None", True),
        (None, "float | None", True),
        ("a", "float | None", False),
        (engine.ones(2), "Tensor", True),
        (nn.Parameter(engine.ones(2)), "Tensor", True),
        ([1], "Tensor", False),
        ((1, 2), "tuple[int, int]", True),
        ((1, 2, 3), "tuple[int, int]", False),
        ([1, 2, 3], "Sequence[int]", True),
        ([1, "a"], "int | Sequence[int]", False),
        ("ab", "Sequence[str]", False),
        ((1, 2), "tuple[int, ...]", True),
        (object(), "Whatever", True),
    ],
)
def test_values_are_held_against_annotations(value: Any, annotation: str, expected: bool) -> None:
    assert fits(value, annotation) is expected
