"""How many wrong readings are left, and how many to look at."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.core.reading import Status
from digitpad.core.review import doubts_of, expected_wrong, to_look_at, worst_first
from digitpad.core.scan_row import ScanRow

DOUBTS = np.array([0.0, 0.5, 0.01, 0.0, 0.2, 0.9])


def row(confidence: float, correction: str | None = None, status: Status = Status.OK) -> ScanRow:
    error = "It is damaged." if status is Status.ERROR else None
    return ScanRow("a.png", 1, "7", status, confidence, (confidence,), error, "model", correction)


def test_the_worst_come_first_and_what_was_looked_at_does_not_come_again():
    rows = [row(0.9), row(0.5), row(0.99, "7"), row(0.6), row(0, status=Status.EMPTY), row(0, status=Status.ERROR)]
    assert worst_first(rows) == [1, 3, 0, 4]
    assert doubts_of(rows) == pytest.approx([0.1, 0.5, 0, 0.4, 0, 0])


def test_the_doubts_add_up_to_the_wrong_ones():
    assert expected_wrong(DOUBTS) == pytest.approx(1.61)
    assert expected_wrong(np.array([])) == 0


@pytest.mark.parametrize(("most", "count"), [(2, 0), (1.0, 1), (0.5, 2), (0.1, 3), (0.001, 4), (0, 4)])
def test_the_worst_are_looked_at_until_few_enough_wrong_ones_are_left(most: float, count: int):
    assert to_look_at(DOUBTS, most) == count


def test_nothing_asks_for_nothing():
    assert to_look_at(np.array([]), 0) == 0
