"""Medians, which every picture needs by the dozen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_NORMAL = 1.4826
"""Standard deviations in the median distance from the middle, where values are spread normally."""


def median(values: NDArray[Any]) -> float:
    """The median of all values, not empty, as `np.median` gives it, which takes five times as long.

    Of an even number the lower of the two in the middle is looked for apart: numpy's fast way finds but one place.
    """
    flat = values.ravel()
    middle = flat.size // 2
    parted = np.partition(flat, middle)
    upper = float(parted[middle])
    return upper if flat.size % 2 else 0.5 * (float(parted[:middle].max()) + upper)


def spread(values: NDArray[Any]) -> float:
    """The standard deviation of values about 0, which outliers do not change: from their median distance."""
    return _NORMAL * median(np.abs(values))
