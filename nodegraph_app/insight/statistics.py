"""The few figures that describe a value at a glance."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Statistics:
    """Figures over the finite elements of one value; NaN where there are none."""

    count: int
    minimum: float
    maximum: float
    mean: float
    std: float
    norm: float
    """Euclidean norm of all elements: NaN or infinite when one of them is."""
    zero_share: float
    """Share of elements that are exactly zero."""
    nan_count: int
    infinite_count: int


def statistics(values: npt.ArrayLike) -> Statistics:
    """The statistics of an array of any shape; sums are taken in float64."""
    array = np.asarray(values).astype(np.float64).ravel()
    finite = array[np.isfinite(array)]
    nan_count = int(np.isnan(array).sum())
    none = float("nan")
    return Statistics(
        count=array.size,
        minimum=float(finite.min()) if finite.size else none,
        maximum=float(finite.max()) if finite.size else none,
        mean=float(finite.mean()) if finite.size else none,
        std=float(finite.std()) if finite.size else none,
        norm=norm(array),
        zero_share=float((array == 0).mean()) if array.size else 0.0,
        nan_count=nan_count,
        infinite_count=array.size - finite.size - nan_count,
    )


def norm(values: npt.ArrayLike) -> float:
    """Euclidean norm over all elements, in float64."""
    array = np.asarray(values).astype(np.float64).ravel()
    return float(np.sqrt(np.dot(array, array)))
