"""Strokes are put in lines of writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.drawing import Point, Stroke, Strokes
from digitpad.imaging.stroke_lines import lines_of_strokes
from tests.drawing_samples import DIGITS, placed


def number(text: str, y: float = 0, slope: float = 0.0, size: float = 80) -> Strokes:
    return tuple(
        stroke
        for index, digit in enumerate(text)
        for stroke in placed(DIGITS[int(digit)], size, size * index, y + slope * size * index)
    )


def test_a_small_mark_joins_the_line_it_is_next_to():
    tall, dot = number("1")[0], placed(number("1"), 0.1, 30, 85)[0]
    assert len(lines_of_strokes((tall, dot))) == 1


@pytest.mark.parametrize("slope", [-0.3, -0.15, 0.0, 0.15, 0.3])
def test_a_long_number_that_slopes_is_one_line(slope):
    assert len(lines_of_strokes(number("20657388", slope=slope))) == 1


@pytest.mark.parametrize("slope", [-0.2, 0.0, 0.2])
def test_lines_that_slope_are_told_apart(slope):
    upper, lower = number("20657", slope=slope), number("73182", y=130, slope=slope)
    assert [set(line) for line in lines_of_strokes(lower + upper)] == [set(upper), set(lower)]


def test_digits_above_each_other_are_lines():
    column = tuple(stroke for row in range(5) for stroke in number("6", y=100 * row))
    assert len(lines_of_strokes(column)) == 5


PLACES, WAYS = st.floats(0, 900), st.floats(-200, 200)


@given(st.lists(st.tuples(PLACES, PLACES, WAYS, WAYS), max_size=9))
def test_every_stroke_is_on_one_line(ways):
    strokes = tuple(Stroke((Point(x, y), Point(x + across, y + down)), 4.0) for x, y, across, down in ways)
    lines = lines_of_strokes(strokes)
    assert sorted(map(id, (stroke for line in lines for stroke in line))) == sorted(map(id, strokes))
    assert all(lines)
