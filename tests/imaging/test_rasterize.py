"""A drawing becomes ink that tells what was written, hardly where, how large or with which pen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.drawing import Point, Stroke, bounding_box
from digitpad.core.glyph import Box
from digitpad.imaging.normalize import normalize
from digitpad.imaging.rasterize import rasterize
from tests.drawing_samples import DIGITS, placed

NEARLY_SAME = 0.005
"""Mean absolute difference over the 784 pixels: a point may round to the next sixteenth of a pixel. Two different
digits of the samples are at least 0.08 apart."""

digits = st.integers(0, 9)


def seen(strokes):
    """Strokes as the network sees them."""
    return normalize(rasterize(strokes)[0])


@given(digits, st.floats(20, 3000), st.floats(-500, 3000), st.floats(-500, 3000), st.floats(0.01, 0.5))
def test_size_place_and_pen_leave_hardly_a_trace(digit, size, x, y, pen):
    anywhere = seen(placed(DIGITS[digit], size, x, y, pen * size))
    assert np.abs(anywhere - seen(placed(DIGITS[digit], 120))).mean() < NEARLY_SAME


@given(digits, st.floats(0, 1))
def test_pressure_leaves_no_trace(digit, pressure):
    pressed = tuple(
        Stroke(tuple(p._replace(pressure=pressure) for p in stroke.points), stroke.width) for stroke in DIGITS[digit]
    )
    assert np.array_equal(rasterize(pressed)[0], rasterize(DIGITS[digit])[0])


places = st.builds(Point, st.floats(0, 500), st.floats(0, 500), st.just(1.0), st.just(0.0))


@given(st.lists(places, min_size=1, max_size=8))
def test_ink_is_bright_on_black_and_nothing_of_it_is_cut_off(points):
    ink, _ = rasterize((Stroke(tuple(points), 10.0),))
    assert ink.dtype == np.float32
    assert ink.max() == 1
    assert ink.min() == 0
    edge = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
    assert not edge.any()


@pytest.mark.parametrize(
    "points",
    [
        pytest.param((Point(50, 60),), id="one point"),
        pytest.param((Point(50, 60),) * 4, id="one point four times"),
        pytest.param((Point(50, 60), Point(50.5, 60)), id="a tremble"),
    ],
)
def test_a_dot_is_a_small_round_mark(points):
    ink, box = rasterize((Stroke(points, 14.0),))
    rows, columns = np.nonzero(ink)
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 3
    assert 5 <= np.ptp(rows) <= 20
    assert box == pytest.approx((43, 53, 14, 14), abs=0.5)


def test_the_box_is_where_the_strokes_are_on_the_canvas():
    strokes = (Stroke((Point(100, 200), Point(130, 260)), 10.0), Stroke((Point(90, 220),), 10.0))
    _, box = rasterize(strokes)
    assert box == Box(85, 195, 50, 70)
    assert box == bounding_box(strokes)


def test_no_strokes_leave_no_ink():
    ink, box = rasterize(())
    assert ink.shape == (0, 0)
    assert box == Box(0, 0, 0, 0)


def test_every_stroke_is_drawn():
    bar, dot = Stroke((Point(0, 0), Point(0, 100)), 8.0), Stroke((Point(60, 50),), 8.0)
    both = rasterize((bar, dot))[0]
    assert both[:, -10:].any()
    assert both[:, :10].any()
