"""Where arrays live: NumPy or CuPy, devices, dtypes and random generators.

The one place that imports CuPy. Everything above computes with `xp`, the array module of the
device its operands are on, and has no branch on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, TypeAlias

import numpy as np

from engine.errors import DeviceError, DTypeError, ValueRangeError

Array: TypeAlias = Any  # numpy.ndarray or cupy.ndarray
ArrayModule: TypeAlias = Any  # numpy or cupy
DType: TypeAlias = "np.dtype[Any]"

float16, float32, float64 = np.dtype("float16"), np.dtype("float32"), np.dtype("float64")
int16, int32, int64 = np.dtype("int16"), np.dtype("int32"), np.dtype("int64")
bool_ = np.dtype("bool")
DTYPES = (float16, float32, float64, int16, int32, int64, bool_)


# ---- dtypes

_default_dtype: ContextVar[DType] = ContextVar("default_dtype", default=float32)


def get_default_dtype() -> DType:
    """The dtype of new floating-point tensors: float32 unless set."""
    return _default_dtype.get()


def set_default_dtype(dtype: object) -> None:
    """Make new floating-point tensors of `dtype`: float16, float32 or float64."""
    wanted = as_dtype(dtype)
    if not is_floating(wanted):
        raise DTypeError("The default dtype is a floating-point one", actual=wanted)
    _default_dtype.set(wanted)


def as_dtype(dtype: object) -> DType:
    """`dtype` as one of the engine's dtypes; DTypeError for any other."""
    try:
        wanted = np.dtype(dtype)  # type: ignore[call-overload]
    except TypeError:
        wanted = None
    if wanted is None or wanted not in DTYPES:  # NumPy takes None for float64
        raise DTypeError(
            "This dtype is not one of the engine's",
            expected=", ".join(d.name for d in DTYPES),
            actual=dtype,
        )
    return wanted


def is_floating(dtype: DType) -> bool:
    """Whether values of this dtype can carry a gradient."""
    return dtype.kind == "f"


def promote(*dtypes: DType) -> DType:
    """The dtype of a result: the widest float where there is one, else the widest integer.

    PyTorch's rule: an integer operand never widens a floating-point one.
    """
    floats = [dtype for dtype in dtypes if dtype.kind == "f"]
    return np.result_type(*(floats or dtypes))


def promote_ranked(operands: Sequence[tuple[DType, int]]) -> DType:
    """The dtype in which tensors of these (dtype, number of dimensions) meet.

    PyTorch's rule (torch.result_type): a tensor without dimensions counts only where it is of a
    higher kind (bool < integer < floating-point) than all that have dimensions.
    """
    ranked = [dtype for dtype, ndim in operands if ndim]
    single = [dtype for dtype, ndim in operands if not ndim]
    if not ranked or not single:
        return promote(*ranked, *single)
    of_ranked, of_single = promote(*ranked), promote(*single)
    kinds = "bif"
    return of_ranked if kinds.index(of_single.kind) <= kinds.index(of_ranked.kind) else of_single


# ---- devices


@dataclass(frozen=True)
class Device:
    """ "cpu", "cuda" (with an index) or "meta", where tensors have a shape and no memory.

    Used as `with engine.device("meta"):` it is where new tensors and parameters go.
    """

    type: str
    index: int = 0

    def __str__(self) -> str:
        return f"cuda:{self.index}" if self.type == "cuda" else self.type

    def __enter__(self) -> Device:
        _entered.set((*_entered.get(), self))
        return self

    def __exit__(self, *_: object) -> None:
        _entered.set(_entered.get()[:-1])


_entered: ContextVar[tuple[Device, ...]] = ContextVar("device", default=())
CPU, META = Device("cpu"), Device("meta")


def device(name: str | Device) -> Device:
    """The device of that name; DeviceError says what is there when it is not."""
    if isinstance(name, Device):
        return name
    kind, _, index = str(name).partition(":")
    if kind in ("cpu", "meta") and not index:
        return CPU if kind == "cpu" else META
    if kind == "cuda" and (not index or index.isdigit()):
        return _cuda_device(int(index or 0))
    raise DeviceError(
        "No device has this name", expected="cpu, cuda, cuda:1, … or meta", actual=name
    )


def default_device() -> Device:
    """Where new tensors go: the innermost `with engine.device(...)`, else the CPU."""
    entered = _entered.get()
    return entered[-1] if entered else CPU


def cuda_device_count() -> int:
    """How many GPUs CuPy can use; 0 where CuPy or a driver is missing."""
    cupy = _cupy()
    if cupy is None:
        return 0
    try:
        return int(cupy.cuda.runtime.getDeviceCount())
    except cupy.cuda.runtime.CUDARuntimeError:
        return 0


def _cuda_device(index: int) -> Device:
    count = cuda_device_count()
    if index >= count:
        raise DeviceError(
            "There is no such GPU",
            expected="cpu" if count == 0 else f"cpu or cuda:0 to cuda:{count - 1}",
            actual=f"cuda:{index}",
            mend="Use the CPU"
            if _cupy()
            else "Install CuPy (pip install nodegraph[cuda]), or use the CPU",
        )
    return Device("cuda", index)


@cache
def _cupy() -> ArrayModule | None:
    try:
        import cupy
    except ImportError:
        return None
    return cupy


def array_module(place: Device) -> ArrayModule:
    """NumPy or CuPy, whichever computes on this device (NumPy for meta)."""
    return _cupy() if place.type == "cuda" else np


def special(xp: ArrayModule) -> Any:
    """Functions that NumPy lacks (erf, erfinv, digamma, …): `scipy.special`, or CuPy's of it.

    Imported when it is first asked for.
    """
    if xp is np:
        import scipy.special as functions
    else:
        import cupyx.scipy.special as functions
    return functions


def device_of(array: Array) -> Device:
    """The device an array lies on."""
    return CPU if isinstance(array, np.ndarray | np.generic) else Device("cuda", array.device.id)


def move(array: Array, place: Device) -> Array:
    """The array on `place`; the same array where it is there already."""
    if device_of(array) == place:
        return array
    cupy = _cupy()
    if place.type == "cpu":
        return cupy.asnumpy(array)  # type: ignore[union-attr]
    with cupy.cuda.Device(place.index):  # type: ignore[union-attr]
        return cupy.asarray(array)  # type: ignore[union-attr]


def memory_offset(array: Array) -> int:
    """How many bytes lie between the beginning of the memory that an array sees and its first
    element."""
    whole = node = array
    while (node := getattr(node, "base", None)) is not None:  # as_strided puts no array between
        whole = node if isinstance(node, type(array)) else whole
    return _address(array) - _address(whole)


def _address(array: Array) -> int:
    return int(getattr(array.data, "ptr", None) or array.ctypes.data)


# ---- random numbers


_drawing = Lock()


class Generator:
    """Random streams that can be taken back: the whole state is (seed, draws made).

    Each draw opens a stream of its own from a counter-based generator (Philox: Salmon et al.,
    "Parallel random numbers: as easy as 1, 2, 3", 2011), so going back is setting a number.
    """

    def __init__(self, seed: int = 0) -> None:
        self.manual_seed(seed)

    def manual_seed(self, seed: int) -> Generator:
        """Start again from `seed`: a whole number of 64 bits; below 0, the upper half of them.

        Raises ValueRangeError for anything else.
        """
        if not isinstance(seed, int | np.integer) or not -(2**63) <= seed < 2**64:
            raise ValueRangeError(
                "There is no seed {seed}",
                seed=repr(seed),
                expected="a whole number from -2^63 to 2^64 - 1",
                actual=repr(seed),
            )
        self.seed, self.draws = int(seed) % 2**64, 0
        return self

    @property
    def state(self) -> tuple[int, int]:
        """(seed, draws made): set it to go back or to repeat."""
        return self.seed, self.draws

    @state.setter
    def state(self, state: tuple[int, int]) -> None:
        self.seed, self.draws = state

    def skip(self, draws: int) -> None:
        """Go on as if that many draws had been made."""
        self.draws += draws

    def next(self, xp: ArrayModule = np) -> Any:
        """A fresh `xp.random.Generator` for one draw."""
        with _drawing:  # threads that share a generator draw different numbers
            self.draws += 1
            number = self.draws
        if xp is np:
            counter = np.array([0, 0, 0, number], dtype=np.uint64)
            return np.random.Generator(np.random.Philox(key=self.seed, counter=counter))
        mixed = np.random.SeedSequence((self.seed, number)).generate_state(1, np.uint64)
        return xp.random.Generator(xp.random.Philox4x3210(seed=int(mixed[0])))


default_generator = Generator(np.random.SeedSequence().generate_state(1)[0])


def manual_seed(seed: int) -> Generator:
    """Seed the generator that everything uses which is not given one of its own."""
    return default_generator.manual_seed(seed)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Inside, draws start from `seed`; outside goes on as if nothing had been drawn."""
    before = default_generator.state
    default_generator.manual_seed(seed)
    try:
        yield
    finally:
        default_generator.state = before
