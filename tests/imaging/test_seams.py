"""A seam goes from the top of a mark to its bottom, between two digits and not through them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.seams import seams_of


def two_rings(apart, height=60, pen=6):
    """Two zeros beside each other, their middles so far apart."""
    ink = np.zeros((height + 2 * pen, apart + height), np.float32)
    for x in (height // 2 - 4, height // 2 - 4 + apart):
        cv2.ellipse(ink, (x, height // 2 + pen), (height // 3, height // 2), 0, 0, 360, (1.0,), pen)
    return ink


@pytest.mark.parametrize("apart", [44, 45, 47])
def test_touching_rings_are_parted_where_they_touch(apart):
    ink = two_rings(apart)
    between = 60 // 2 - 4 + apart / 2
    nearest = min(seams_of(ink, 60, 6), key=lambda seam: abs(float(seam.columns.mean()) - between))
    assert np.abs(nearest.columns - between).max() <= 6
    assert nearest.crossed == pytest.approx(ink[:, round(between)].sum(), rel=0.25)


def test_a_seam_goes_around_what_reaches_over_from_either_side():
    ink = np.zeros((80, 70), np.float32)
    ink[5:75, 15:20] = ink[5:75, 50:55] = 1  # two stems
    ink[15:32, 20:36] = ink[40:57, 33:50] = 1  # an arm from each, one under the other
    ink[68:71, 20:50] = 1  # what joins them
    straight = min(float(ink[:, column].sum()) for column in range(25, 45))
    assert min(seam.crossed for seam in seams_of(ink, 70, 8)) < 0.5 * straight


@pytest.mark.parametrize("width", [40, 100, 300])
def test_a_dash_has_no_seams(width):
    assert seams_of(np.ones((8, width), np.float32), 60, 8) == []


@given(st.integers(1, 90), st.integers(1, 200), st.integers(0, 2**32 - 1), st.floats(0.5, 200), st.floats(0.5, 30))
def test_seams_stay_in_the_mark_step_by_step_and_do_not_cross(height, width, seed, digit, pen):
    ink = np.random.default_rng(seed).random((height, width)).astype(np.float32)
    before = np.zeros(height, np.int64)
    for seam in seams_of(ink, digit, pen):
        assert seam.columns.shape == (height,)
        assert ((seam.columns >= before) & (seam.columns < width)).all()
        assert seam.crossed >= 0
        before = seam.columns
