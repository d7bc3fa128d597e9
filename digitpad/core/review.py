"""How many readings of a scan are wrong, and how many to look at until few enough are.

The probabilities are calibrated: the sum of the doubts is what to expect.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.scan_row import ScanRow


def doubts_of(rows: Sequence[ScanRow]) -> NDArray[np.float64]:
    """The probability of each row that its reading is wrong."""
    return np.array([row.doubt for row in rows], np.float64)


def worst_first(rows: Sequence[ScanRow]) -> list[int]:
    """The places of the readings nobody has looked at, the most doubtful first; pages without ink come last."""
    waiting = [place for place, row in enumerate(rows) if not row.is_reviewed and row.error is None]
    return sorted(waiting, key=lambda place: -rows[place].doubt)


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
