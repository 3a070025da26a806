"""Where samples come from: what a data node gives, and its values when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from nodegraph_app.catalog.parameter import Values
from nodegraph_app.catalog.port import Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

TargetKind: TypeAlias = Literal["class", "value", "none"]


@dataclass(frozen=True)
class Spec:
    """One sample's value on an output port: `shape` has no batch axis.

    classes: how many there are, where the value is a class's number.
    """

    shape: tuple[int, ...]
    dtype: str
    role: Role
    classes: int | None = None


@dataclass(frozen=True)
class Samples:
    """All samples of a source.

    inputs: (n, ...) float32. targets: (n,) int64 for classes, (n, ...) float32 for values, None
    where there are none. classes: the name of each class index.
    """

    inputs: NDArray[Any]
    targets: NDArray[Any] | None
    target_kind: TargetKind
    classes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True)
class DataSource:
    """Samples behind a data node.

    `outputs` tells every port's shape and `count` the number of samples, without loading anything.

    `load(values, seed)` gives bit-equal samples for equal arguments. A node with a seed of its own
    draws by that, so that two trainings with different seeds see the same data; `seed` serves the
    sources that have none.
    """

    outputs: Callable[[Values], Mapping[str, Spec]]
    load: Callable[[Values, int], Samples]
    count: Callable[[Values], int]
