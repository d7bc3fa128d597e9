"""Rules are taken out, pieces cut, rows found, and pages split into digits by a recogniser that knows widths only."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, Status, digit_reading
from digitpad.imaging.brackets import is_bowed
from digitpad.imaging.normalize import normalize
from digitpad.imaging.page import suppose
from digitpad.imaging.pieces import cut, digit_height, merged, pieces_of
from digitpad.imaging.rows import rows_of
from tests.drawing_samples import DIGITS, as_ink, drawn, page_of, placed


class KnowsDigits:
    """Names the sample digits by likeness, and doubts what is like none of them."""

    model_name, device, device_reason, model_version = "likeness", "CPU", "For tests.", "test"

    def __init__(self) -> None:
        from digitpad.imaging.normalize import normalize

        self._known = np.stack([normalize(as_ink(drawn(placed(strokes, 80, 10, 10), 120, 120))) for strokes in DIGITS])

    def recognize(self, glyphs: Sequence[Glyph]) -> list[DigitReading]:
        return [self._answer(glyph) for glyph in glyphs]

    def _answer(self, glyph: Glyph) -> DigitReading:
        distance = np.abs(self._known - glyph.pixels).mean(axis=(1, 2))
        share = np.exp(-distance * 60)
        confidence = float(np.exp(-distance.min() * 12))
        probabilities = confidence * share / share.sum() + (1 - confidence) / 10
        return digit_reading(glyph, probabilities.tolist(), 0.5, 0.2)


def read_page(ink: np.ndarray, recognizer: KnowsDigits) -> list[DigitReading]:
    """What the recogniser makes of a page's ink."""
    hypotheses = suppose(ink)
    while not hypotheses.is_settled:
        hypotheses = hypotheses.answered(recognizer.recognize(list(hypotheses.glyphs())))
    return hypotheses.digits


def lines(answers: Sequence[DigitReading]) -> list[str]:
    """What was read, line by line."""
    numbers = sorted({answer.line for answer in answers})
    return ["".join(answer.character for answer in answers if answer.line == number) for number in numbers]


@pytest.mark.parametrize("slope", [-0.06, 0.0, 0.06])
def test_rows_of_digits_are_read_in_order_even_where_they_slope(slope):
    rows = ["2026", "1193", "58074"]
    assert lines(read_page(page_of(rows, slope=slope), KnowsDigits())) == rows


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_in_two_pieces_is_one_digit(digit):
    """A fold of the paper took the ink away from edge to edge."""
    ink = page_of([str(digit)])
    rows = np.flatnonzero(ink.any(axis=1))
    ink[int(rows.mean()) : int(rows.mean()) + 3] = 0
    assert lines(read_page(ink, KnowsDigits())) == [str(digit)]


def test_digits_that_touch_are_cut_apart():
    assert lines(read_page(page_of(["2308"], space=0.72), KnowsDigits())) == ["2308"]


def test_a_picture_of_thousands_of_blobs_is_bounded():
    ink = (np.random.default_rng(0).random((500, 700)) > 0.9).astype(np.float32)
    ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    assert len(list(suppose(ink).all_glyphs())) <= 40_000


@pytest.mark.parametrize("size", [1, 2, 3])
def test_marks_of_a_few_pixels_are_no_error(size):
    ink = np.zeros((size, 500), np.float32)
    ink[:, 40:300] = 1
    read_page(ink, KnowsDigits())


def test_a_dash_is_not_cut_into_digits():
    ink = np.zeros((60, 300), np.float32)
    ink[26:34, 60:180] = 1
    assert len(read_page(ink, KnowsDigits())) <= 1


@pytest.mark.parametrize("slope", [0, 8])
def test_a_line_below_a_wide_digit_does_not_part_it(slope):
    """A digit that is cut in vain is joined again: nothing else may stand between its parts."""
    page = np.zeros((260, 400, 1), np.uint8)
    page[:200] = cv2.resize(drawn(placed(DIGITS[3], 150, 100, 30, pen=14), 400, 200), (560, 200))[:, 80:480, None]
    cv2.line(page, (20, 215 - slope), (380, 215 + slope), (255,), 12)
    assert lines(read_page(as_ink(page[:, :, 0]), KnowsDigits())) == ["3"]


def test_a_circle_around_a_number_does_not_hide_it():
    ink = page_of(["2026"], space=1.3)
    width = ink.shape[1]
    cv2.ellipse(ink, (width // 2, 62), (width // 2 - 3, 59), 0, 0, 360, (1.0,), 3)
    assert [digit.value for digit in read_page(ink, KnowsDigits()) if digit.box.width < 100] == [2, 0, 2, 6]


def test_stripes_across_a_picture_need_no_more_memory_than_a_few_pages():
    ink = np.zeros((600, 600), np.float32)
    for start in range(-600, 600, 9):
        cv2.line(ink, (start, 0), (start + 600, 600), (1.0,), 2)
    assert sum(piece.ink.size for piece in pieces_of(ink)) <= 4 * ink.size


def test_no_ink_is_no_digits():
    assert read_page(np.zeros((300, 400), np.float32), KnowsDigits()) == []


def test_dots_commas_and_dashes_are_no_digits():
    ink = page_of(["47"], space=2.0)
    cv2.circle(ink, (112, 88), 4, (1.0,), -1)
    cv2.line(ink, (200, 60), (225, 60), (1.0,), 6)
    assert lines(read_page(ink, KnowsDigits())) == ["47"]


def bow(bend: float, flag: float = 0.0) -> np.ndarray:
    """A stroke from top to bottom as the network sees it: bowed by a share of its height, with a flag."""
    t = np.linspace(0, 1, 40)
    places = [(60 + 60 * bend * np.sin(np.pi * y), 20 + 60 * y) for y in t]
    sheet = np.zeros((120, 120), np.uint8)
    lines = [places, [places[0], (places[0][0] - 60 * flag, 20 + 40 * flag)]]
    for line in lines:
        cv2.polylines(sheet, [np.rint(np.array(line) * 16).astype(np.int32)], False, (255,), 5, cv2.LINE_AA, 4)
    return normalize(as_ink(sheet))


@pytest.mark.parametrize(
    ("bend", "flag", "is_bracket"),
    [(0.17, 0, True), (-0.17, 0, True), (0.25, 0, True), (0, 0, False), (0.03, 0, False), (0, 0.3, False)],
)
def test_a_bracket_is_bowed_and_a_one_is_not(bend, flag, is_bracket):
    assert is_bowed(bow(bend, flag)) is is_bracket


def test_a_bracket_alone_on_a_page_is_doubted():
    """As it is among others: there is nothing else that it might be a part of."""

    class TakesAllForOnes(KnowsDigits):
        def _answer(self, glyph: Glyph) -> DigitReading:
            return digit_reading(glyph, [0.0, 1.0, *[0.0] * 8], 0.5, 0.2)

    sheet = np.zeros((160, 120), np.float32)
    sheet[20:140, 20:100] = cv2.resize(bow(0.25), (80, 120))
    (digit,) = read_page(np.where(sheet > 0.3, sheet, 0).astype(np.float32), TakesAllForOnes())
    assert digit.value == 1
    assert digit.status is Status.UNSURE


@pytest.mark.parametrize("digit", range(10))
def test_no_digit_is_bowed(digit):
    assert not is_bowed(normalize(as_ink(drawn(placed(DIGITS[digit], 80, 10, 10), 120, 120))))


def test_what_is_too_low_for_a_digit_of_the_page_is_not_sure():
    ink = page_of(["2026"], space=1.3)
    small = as_ink(drawn(placed(DIGITS[3], 33, 350, 55), *ink.shape[::-1]))
    answers = read_page(np.maximum(np.pad(ink, ((0, 0), (0, 60))), np.pad(small, ((0, 0), (0, 60)))), KnowsDigits())
    assert [answer.status for answer in answers[:4]] == [Status.OK] * 4
    assert all(answer.status is not Status.OK for answer in answers[4:])


def test_only_marks_that_stand_together_may_be_one_digit():
    assert not suppose(page_of(["354"])).whole
    ring = np.zeros((200, 200), np.float32)
    cv2.circle(ring, (100, 60), 30, (1.0,), 6)
    cv2.circle(ring, (100, 140), 34, (1.0,), 6)
    assert len(suppose(ring).whole) == 2


def test_pieces_put_together_again_are_the_page():
    ink = page_of(["2026"])
    whole, box = merged(pieces_of(ink))
    x, y, width, height = (int(side) for side in box)
    assert np.array_equal(ink[y : y + height, x : x + width], whole)
    assert ink.sum() == whole.sum()


def test_the_parts_of_a_cut_piece_hold_all_its_ink():
    (piece,) = pieces_of(page_of(["23"], space=0.72))
    parts = cut(piece, height=60, pen=6)
    assert len(parts) > 1
    assert parts[0].cut_cost == 0
    assert all(part.cut_cost > 0 for part in parts[1:])
    assert sum(float(part.ink.sum()) for part in parts) == pytest.approx(float(piece.ink.sum()))


def test_the_digits_height_is_that_of_most_ink():
    assert digit_height(pieces_of(page_of(["2026", "1193"]))) == pytest.approx(66, abs=3)


def test_rows_have_their_pieces_from_the_left():
    pieces = pieces_of(page_of(["2026", "1193"]))
    rows = rows_of(pieces[::-1], 66)
    assert [len(row) for row in rows] == [4, 4]
    assert all(one.centre < other.centre for row in rows for one, other in itertools.pairwise(row))
