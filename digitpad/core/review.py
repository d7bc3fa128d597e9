"""Which rows of a scan a person should look at first, and how many wrong ones are left among the rest."""

from __future__ import annotations

from collections.abc import Sequence

from digitpad.core.scan_row import ScanRow


def expected_wrong(rows: Sequence[ScanRow]) -> float:
    """How many wrong readings are expected among those nobody has looked at.

    The probabilities are calibrated, so the sum of the doubts is what to expect; what could not be read is no reading.
    """
    return sum(row.doubt for row in rows)


def worst_first(rows: Sequence[ScanRow]) -> list[int]:
    """The places of the rows nobody has looked at, the most doubtful first; pages without a reading come last."""
    waiting = [place for place, row in enumerate(rows) if not row.is_reviewed and row.error is None]
    return sorted(waiting, key=lambda place: -rows[place].doubt)


def to_look_at(rows: Sequence[ScanRow], most_wrong: float) -> int:
    """How many rows to look at, worst first, until no more than so many wrong readings are expected among the rest."""
    doubts = sorted((row.doubt for row in rows), reverse=True)
    left = sum(doubts)
    for count, doubt in enumerate(doubts):
        if left <= most_wrong or doubt == 0:
            return count
        left -= doubt
    return len(doubts)
