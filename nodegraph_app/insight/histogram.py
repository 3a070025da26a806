"""How the elements of a value are spread."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nodegraph_app.insight.mosaic import symmetric_limit


@dataclass(frozen=True)
class Histogram:
    """Counts between neighbouring edges: ``counts[k]`` lie in [edges[k], edges[k + 1])."""

    counts: npt.NDArray[np.int64]
    edges: npt.NDArray[np.float64]
    not_finite: int
    """How many elements are NaN or infinite and so are in no bin."""

    @property
    def total(self) -> int:
        """How many elements lie in the bins."""
        return int(self.counts.sum())


def histogram(values: npt.ArrayLike, bins: int = 48) -> Histogram:
    """Count the finite elements of an array of any shape in ``bins`` bins.

    The range is −max|x| to +max|x| when there are negative elements, so that zero lies in the
    middle (an even number of bins puts an edge on it), and 0 to the maximum otherwise.
    """
    array = np.asarray(values).astype(np.float64).ravel()
    finite = array[np.isfinite(array)]
    limit = symmetric_limit(finite) or 1.0
    low = -limit if (finite < 0).any() else 0.0
    counts, edges = np.histogram(finite, bins=bins, range=(low, limit))
    return Histogram(counts.astype(np.int64), edges, array.size - finite.size)
