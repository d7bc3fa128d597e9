"""Two digits that touch may be read as they are: the right parts are asked, and the cheaper reading wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from digitpad.core.glyph import GLYPH_SIZE, PAIR_WIDTH, Box, Glyph
from digitpad.core.reading import DigitReading, Status, digit_reading
from digitpad.core.recognizer import PairReading
from digitpad.imaging.page import Hypotheses, _doubted
from digitpad.imaging.pairs import pair_glyph_of, pair_runs, told_apart
from digitpad.imaging.pieces import Piece, piece_of
from digitpad.imaging.reader import Reader
from digitpad.imaging.stretch import Stretch
from tests.drawing_samples import as_ink, on_paper, page_of
from tests.imaging.test_pages import KnowsDigits
from tests.nearest_sample import NearestSample

HEIGHT = 60.0


def part(x: int, width: int = 20, cut_cost: float = 0.0) -> Piece:
    return Piece(x, 0, np.ones((int(HEIGHT), width), np.float32), cut_cost)


class KnowsPairs:
    """Takes everything it is asked for one number of two digits, as sure as that, and keeps what it was asked."""

    version = "test"

    def __init__(self, number: str, confidence: float = 0.99) -> None:
        self.number, self.confidence = number, confidence
        self.asked: list[Glyph] = []

    def recognize(self, pairs: Sequence[Glyph]) -> list[PairReading]:
        self.asked += pairs
        return [(self._digit(pair, 0), self._digit(pair, 1)) for pair in pairs]

    def _digit(self, glyph: Glyph, place: int) -> DigitReading:
        probabilities = np.full(10, (1 - self.confidence) / 9)
        probabilities[int(self.number[place])] = self.confidence
        return digit_reading(glyph, probabilities.tolist(), 0.5, 0.2)


def picture(number: str, space: float = 1.1) -> np.ndarray:
    return on_paper(np.rint(page_of([number], space=space) * 255).astype(np.uint8))


def two_in_one() -> np.ndarray:
    """A two and a three that overlap: nothing that is cut off looks like either."""
    return picture("23", space=0.5)


def test_parts_of_one_mark_may_be_two_digits():
    row = [part(0), part(20, cut_cost=0.5), part(40, cut_cost=0.5)]
    assert set(pair_runs(row, HEIGHT)) == {(0, 2), (0, 3), (1, 3)}


def test_marks_that_do_not_touch_are_no_pair():
    assert list(pair_runs([part(0), part(25)], HEIGHT)) == []


@pytest.mark.parametrize(("width", "count"), [(20, 0), (60, 1), (140, 1), (150, 0)])
def test_a_mark_is_a_pair_only_where_it_is_as_wide_as_two_digits(width, count):
    assert len(list(pair_runs([part(0, width)], HEIGHT))) == count


@pytest.mark.parametrize("parts", [[part(10, 80)], [part(10, 40), part(50, 20, 0.5), part(70, 20, 0.5)]])
def test_both_digits_of_a_pair_have_the_boxes_of_its_halves(parts):
    pair = pair_glyph_of(parts, 3)
    assert pair.pixels.shape == (GLYPH_SIZE, PAIR_WIDTH)
    assert (pair.box.x, pair.box.width, pair.line) == (10, 80, 3)
    left, right = told_apart(parts, 3)
    assert (left.box.x, right.box.x + right.box.width) == (10, 90)
    assert left.box.x + left.box.width == right.box.x == 50
    assert {left.line, right.line} == {3}


@given(
    arrays_of.arrays(np.float32, st.tuples(st.integers(1, 30), st.integers(1, 40)), elements=st.sampled_from([0, 1]))
)
def test_any_ink_is_told_apart_within_its_box(ink):
    ink[0, 0] = 1
    left, right = told_apart([Piece(5, 7, ink)], 0)
    high, wide = ink.shape
    for glyph in (left, right):
        assert glyph.pixels.shape == (GLYPH_SIZE, GLYPH_SIZE)
        assert 5 <= glyph.box.x < glyph.box.x + glyph.box.width <= 5 + wide
        assert 7 <= glyph.box.y < glyph.box.y + glyph.box.height <= 7 + high


def test_what_is_too_low_for_two_digits_is_none():
    assert list(pair_runs([Piece(0, 0, np.ones((6, 9), np.float32))], 6.0)) == []


def test_what_is_badly_cut_is_read_as_two_digits_that_touch():
    known = KnowsPairs("23")
    reading = Reader(KnowsDigits(), known).read(two_in_one())
    assert reading.text == "23"
    assert known.asked
    left, right = reading.digits
    assert left.box.x < right.box.x


def test_a_pair_nobody_knows_changes_nothing():
    page = two_in_one()
    without = Reader(KnowsDigits()).read(page)
    doubting = Reader(KnowsDigits(), KnowsPairs("23", 0.1)).read(page)
    assert doubting.text == without.text
    assert [digit.box for digit in doubting.digits] == [digit.box for digit in without.digits]


def test_digits_that_are_read_by_themselves_are_asked_of_nobody_else():
    known = KnowsPairs("99")
    assert Reader(NearestSample(), known).read(picture("2024")).text == "2024"
    assert known.asked == []


def test_the_marks_of_both_digits_are_found_again_by_their_boxes():
    from digitpad.imaging.decode import decode
    from digitpad.imaging.found_ink import find_written

    found = find_written(decode(two_in_one()))
    digits = Reader(KnowsDigits(), KnowsPairs("23")).read_found(found).digits
    glyphs = found.glyphs_in([digit.box for digit in digits])
    for digit, glyph in zip(digits, glyphs, strict=True):
        assert glyph is not None
        assert np.array_equal(glyph.pixels, digit.glyph.pixels)


def test_of_one_digit_that_may_as_well_be_two_nobody_is_sure():
    sure = Stretch([part(0, 60)], 0, HEIGHT, is_cut=True).answered(one_digit(7, 0.999))
    assert [digit.status for digit in sure.answered([], [None]).digits] == [Status.OK]
    (pair,) = KnowsPairs("23", 0.99).recognize(list(sure.pair_glyphs()))
    # Of either digit of the pair somebody is less sure than of the one, but that there are two is likely.
    doubted = sure.answered([], [(pair[0], replace(pair[1], confidence=0.001))])
    assert [(digit.value, digit.status) for digit in doubted.digits] == [(7, Status.UNSURE)]


def one_digit(value: int, confidence: float) -> list[DigitReading]:
    probabilities = np.full(10, (1 - confidence) / 9)
    probabilities[value] = confidence
    empty = np.zeros((GLYPH_SIZE, GLYPH_SIZE), np.float32)
    return [digit_reading(Glyph(empty, Box(0, 0, 60, HEIGHT)), probabilities.tolist(), 0.5, 0.2)]


def test_on_a_page_of_words_alone_no_pair_is_asked_for():
    letter = Stretch([part(0, 60)], 0, HEIGHT).answered(one_digit(7, 0.999))
    doubted = _doubted(Hypotheses([letter]))
    assert doubted.is_settled
    assert [digit.status for digit in doubted.digits] == [Status.UNSURE]


def test_parts_that_are_too_small_may_be_two_digits_together():
    ink = np.zeros((80, 120), np.uint8)
    cv2.line(ink, (5, 5), (115, 65), (255,), 2)
    for x, y in ((15, 15), (60, 40), (105, 65)):
        cv2.circle(ink, (x, y), 9, (255,), 2)
    mark = piece_of(as_ink(ink))
    assert mark is not None
    cut = Stretch([mark], 0, 81.0).cut(2.0)
    assert cut is not None
    known = KnowsPairs("23")
    while not cut.is_settled:
        asked = list(cut.glyphs())
        cut = cut.answered(one_digit(7, 0.2) * len(asked), known.recognize(list(cut.pair_glyphs())))
    assert all(0 <= digit.value <= 9 for digit in cut.digits)


def test_the_marks_of_a_pair_that_cannot_be_cut_are_known():
    whole = Hypotheses([Stretch([part(0, 50)], 0, HEIGHT)], pen=6.0)
    boxes = [glyph.box for glyph in whole.all_glyphs()]
    assert {(box.x, box.width) for box in boxes} == {(0, 50), (0, 25), (25, 25)}


def test_pages_with_and_without_pairs_are_read_together():
    pages = [two_in_one(), picture("2024"), two_in_one()]
    readings = Reader(KnowsDigits(), KnowsPairs("23")).read_many(pages)
    alone = [Reader(KnowsDigits(), KnowsPairs("23")).read(page) for page in pages]
    assert [reading.text for reading in readings] == [reading.text for reading in alone]


def test_who_knows_pairs_is_part_of_the_version():
    assert Reader(KnowsDigits(), KnowsPairs("23")).version != Reader(KnowsDigits()).version


def test_both_digits_of_a_pair_may_be_doubted():
    reading = Reader(KnowsDigits(), KnowsPairs("23", 0.45)).read(two_in_one())
    assert reading.status is Status.UNSURE
