"""What a picture is taken for instead: never where it is sure already, and only where the other is sure."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.imaging.found_ink import FoundInk, find_written
from digitpad.imaging.second_look import is_rather, other_looks
from tests.drawing_samples import bold_crop, drawn_digit, on_paper

LARGE = Box(10, 10, 150, 150)


def digits(text: str, box: Box = LARGE) -> list[DigitReading]:
    """Sure ones by their figures; `?` is in doubt, and `x` no digit."""
    return [
        digit_reading(
            Glyph(np.zeros((28, 28), np.float32), box),
            np.eye(10)[int(mark) if mark.isdecimal() else 0]
            * (0.99 if mark.isdecimal() else 0.6 if mark == "?" else 0.1),
            0.9,
            0.3,
        )
        for mark in text
    ]


@pytest.fixture(scope="module")
def page() -> FoundInk:
    return find_written(bold_crop()[0])


@pytest.mark.parametrize(("text", "is_looked_at"), [("", True), ("1", True), ("?", True), ("11x?", True), ("7", False)])
def test_what_is_in_doubt_or_full_of_ones_is_looked_at_again(page, text, is_looked_at):
    assert bool(other_looks(page, digits(text))) == is_looked_at


def test_a_number_that_is_sure_is_not_looked_at_again_though_it_has_ones(page):
    assert other_looks(page, digits("27314")) == []


def test_one_digit_is_always_looked_at_again():
    assert len(other_looks(find_written(bold_crop()[0], one_digit=True), digits("7"))) == 1


def test_a_small_picture_is_looked_at_again_where_it_is_wide():
    narrow = on_paper(drawn_digit(3, side=40, size=30))
    wide = np.hstack([narrow[:, 6:-6], narrow[:, 6:-6]])
    assert other_looks(find_written(narrow), digits("?")) == []
    (look,) = other_looks(find_written(wide), digits("?"))
    assert not look.is_one_digit
    assert other_looks(find_written(wide, one_digit=True), digits("?")) == []


@pytest.mark.parametrize(
    ("found", "seen", "is_other"),
    [
        ("?", "7", True),
        ("11?", "7", True),
        ("111", "7", True),
        ("", "7", True),
        ("?", "?", False),
        ("?", "", False),
    ],
)
def test_a_page_is_rather_one_digit_where_that_is_sure(page, found, seen, is_other):
    crop = other_looks(page, [])[0]
    assert crop.is_one_digit
    assert is_rather(crop, digits(seen), page, digits(found)) == is_other


@pytest.mark.parametrize(("found", "seen"), [("", "7"), ("?", "1"), ("", "1")])
def test_a_line_across_an_empty_page_is_no_digit(page, found, seen):
    crop = other_looks(page, [])[0]
    assert not is_rather(crop, digits(seen, Box(90, 0, 8, 200)), page, digits(found))


@pytest.mark.parametrize(
    ("found", "seen", "is_other"),
    [
        ("?", "42", True),
        ("", "42", True),
        ("11", "42", True),
        ("121", "42", False),  # all of it is sure
        ("?", "4?", False),
        ("?", "4", False),
        ("", "11", False),  # edges
    ],
)
def test_a_page_is_rather_a_number_where_all_of_it_is_sure(page, found, seen, is_other):
    number = other_looks(page, [])[1]
    assert not number.is_one_digit
    assert is_rather(number, digits(seen), page, digits(found)) == is_other


def test_where_one_digit_is_asked_for_the_surer_answer_counts():
    page = find_written(bold_crop()[0], one_digit=True)
    (crop,) = other_looks(page, [])
    assert is_rather(crop, digits("7"), page, digits("?"))
    assert is_rather(crop, digits("?"), page, [])
    assert not is_rather(crop, digits("?"), page, digits("7"))
