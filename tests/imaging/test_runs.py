"""A row is cut where it costs least."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.runs import cheapest_runs


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


def test_no_pieces_are_no_runs():
    assert cheapest_runs({}, 0) == []


def test_runs_that_leave_a_gap_are_an_error():
    with pytest.raises(ValueError, match="cover"):
        cheapest_runs({(0, 1): 1.0, (2, 3): 1.0}, 3)
