"""A row is cut where it costs least."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.imaging.runs import cheapest_runs, surprise


def answer(none: float, second: float = 0.0) -> DigitReading:
    """A seven, or none, or a one."""
    probabilities = np.full(10, none / 10)
    probabilities[7] += 1 - none - second
    probabilities[1] += second
    glyph = Glyph(np.zeros((28, 28), np.float32), Box(0, 0, 1, 1))
    return digit_reading(glyph, probabilities.tolist(), 0.9, 0.5)


def all_cuts(count):
    """Every way to cut a row of so many pieces."""
    for flags in itertools.product([False, True], repeat=max(count - 1, 0)):
        ends = [index + 1 for index, cut in enumerate(flags) if cut] + [count]
        yield list(zip([0, *ends[:-1]], ends, strict=True))


@given(st.integers(1, 6), st.data())
def test_no_other_way_is_cheaper(count, data):
    runs = [(a, b) for a in range(count) for b in range(a + 1, count + 1)]
    costs = {run: data.draw(st.floats(0, 10)) for run in runs}
    found = cheapest_runs(costs, count)
    assert found[0][0] == 0
    assert found[-1][1] == count
    assert all(one[1] == other[0] for one, other in itertools.pairwise(found))
    least = min(sum(costs[run] for run in cut) for cut in all_cuts(count))
    assert sum(costs[run] for run in found) == pytest.approx(least)


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_rather_none_surprises_more(one, other):
    less, more = sorted((one, other))
    assert -1e-9 <= surprise(answer(less)) <= surprise(answer(more)) + 1e-9


def test_a_hint_of_none_surprises_more_than_as_much_of_another_digit():
    assert surprise(answer(none=0.05)) > 10 * surprise(answer(none=0.0, second=0.05)) > 0
    assert surprise(answer(none=0.0)) == pytest.approx(0)


def test_no_pieces_are_no_runs():
    assert cheapest_runs({}, 0) == []


def test_runs_that_leave_a_gap_are_an_error():
    with pytest.raises(ValueError, match="cover"):
        cheapest_runs({(0, 1): 1.0, (2, 3): 1.0}, 3)
