"""Corrections: a value is typed, boxes are parted and joined, and a new one finds its place in its line."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.core.correction import joined_box, with_digits, with_inserted, with_value
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading, Reading, Status, digit_reading


def digit(value: int, x: float, y: float = 10, line: int = 0, confidence: float = 0.6) -> DigitReading:
    probabilities = [(1 - confidence) / 9] * 10
    probabilities[value] = confidence
    glyph = Glyph(np.zeros((28, 28), np.float32), Box(x, y, 20, 30), line)
    return digit_reading(glyph, probabilities, unsure_below=0.9, not_a_digit_below=0.3)


PAGE = Reading((digit(1, 10), digit(2, 40), digit(3, 100), digit(4, 10, 60, 1), digit(5, 40, 60, 1)))


def test_a_typed_value_is_certain_and_the_rest_stays():
    corrected = with_value(PAGE, 1, 7)
    assert corrected.text == "173\n45"
    assert all(after.glyph is before.glyph for after, before in zip(corrected.digits, PAGE.digits, strict=True))
    assert (corrected.digits[1].status, corrected.digits[1].confidence, corrected.digits[1].by_hand) == (
        Status.OK,
        1.0,
        True,
    )
    assert corrected.digits[1].probabilities == PAGE.digits[1].probabilities
    assert PAGE.text == "123\n45"


@pytest.mark.parametrize(("count", "values", "text"), [(1, [8, 9], "123\n895"), (2, [8], "123\n8"), (1, [], "123\n5")])
def test_digits_take_the_place_of_others_on_their_line(count, values, text):
    changed = with_digits(PAGE, 3, count, [digit(value, 10 + 8 * n, 60) for n, value in enumerate(values)])
    assert changed.text == text


@pytest.mark.parametrize(
    ("x", "y", "text", "index"),
    [
        (70, 12, "1293\n45", 2),  # between two
        (0, 62, "123\n945", 3),  # before the first of the second line
        (200, 5, "1239\n45", 3),  # after the last of the first
        (30, 130, "123\n45\n9", 5),  # on a line of its own below…
        (30, -60, "9\n123\n45", 0),  # …and above
    ],
)
def test_an_added_digit_finds_its_place(x, y, text, index):
    changed, place = with_inserted(PAGE, digit(9, x, y))
    assert changed.text == text
    assert place == index
    assert changed.digits[place].value == 9


def test_a_line_that_is_no_more_leaves_its_number_free():
    page = Reading((digit(1, 10), digit(3, 10, 110, 2)))
    changed, place = with_inserted(page, digit(9, 10, 200))
    assert (changed.text, place) == ("1\n3\n9", 2)


def test_the_first_digit_of_an_empty_page_has_the_first_line():
    changed, place = with_inserted(Reading(), digit(9, 5, line=4))
    assert (changed.text, place, changed.digits[0].line) == ("9", 0, 0)


def test_the_box_around_boxes_holds_them_and_nothing_more():
    assert joined_box([Box(5, 10, 10, 20), Box(12, 4, 8, 10)]) == Box(5, 4, 15, 26)
