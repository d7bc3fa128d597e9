"""How many readings of a scan are wrong, and how many to look at until few enough are.

The probabilities are calibrated: the sum of the doubts is what to expect.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def expected_wrong(doubts: NDArray[np.float64]) -> float:
    """How many wrong readings are expected, given the probability of each that it is wrong."""
    return float(doubts.sum())


def to_look_at(doubts: NDArray[np.float64], most_wrong: float) -> int:
    """How many readings to look at, worst first, until no more than so many wrong ones are expected among the rest."""
    from_best = np.cumsum(np.sort(doubts))
    # The rest is the longest run from the best that is good enough.
    certain = int(np.count_nonzero(doubts <= 0))
    rest = int(np.searchsorted(from_best, most_wrong, side="right"))
    return len(doubts) - max(rest, certain)
