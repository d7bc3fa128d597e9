"""Marks are what OpenCV says they are, only sooner."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.marks import marks_of


@given(st.integers(1, 200), st.integers(1, 200), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_labels_boxes_and_areas_are_those_of_opencv(height, width, seed, share):
    mask = np.random.default_rng(seed).random((height, width)) < share
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    marks = marks_of(mask)
    assert marks.count == count - 1
    assert np.array_equal(marks.labels, labels)
    assert np.array_equal(marks.boxes[1:], stats[1:, :4])
    assert np.array_equal(marks.areas[1:], stats[1:, cv2.CC_STAT_AREA])
    assert marks.areas[0] == 0


def test_a_mark_is_cut_out_without_what_reaches_into_its_box():
    ink = np.zeros((6, 6), np.float32)
    ink[0, :5] = ink[:5, 0] = 0.5  # a corner, with a dot inside
    ink[3, 3] = 1
    marks = marks_of(ink > 0)
    corner = marks.cut_out(1, ink)
    assert corner.shape == (5, 5)
    assert corner.sum() == 0.5 * 9
    dropped = marks.areas < 2
    assert marks.without(dropped, ink)[3, 3] == 0
    assert marks.without(dropped, ink).sum() == 0.5 * 9
    assert marks.without(np.zeros(3, bool), ink) is ink


def test_of_frames_within_frames_only_so_many_are_looked_at_as_cover_the_picture_a_few_times():
    frames = np.zeros((100, 100), np.uint8)
    for inset in range(0, 50, 3):
        cv2.rectangle(frames, (inset, inset), (99 - inset, 99 - inset), 1, 1)
    marks = marks_of(frames > 0)
    order = np.arange(1, marks.count + 1)
    looked_at = marks.affordable(order)
    assert 0 < len(looked_at) < marks.count
    assert np.array_equal(looked_at, order[: len(looked_at)])
    assert marks.boxes[looked_at, 2:].prod(axis=1).sum() <= 4 * frames.size
    few = np.zeros((100, 100), bool)
    few[10:20, 10:20] = True
    assert marks_of(few).affordable(np.array([1])).tolist() == [1]
