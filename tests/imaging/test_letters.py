"""Words between numbers are left out, and no digit with them that is merely badly written."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading, Status
from digitpad.imaging.found_ink import find_written
from digitpad.imaging.letters import Mark, letters_of
from digitpad.imaging.pieces import Piece
from digitpad.imaging.reader import Reader
from tests.drawing_samples import as_ink, on_paper, page_of
from tests.imaging.test_pages import KnowsDigits, lines, read_page

STATUSES = {"d": Status.OK, "u": Status.UNSURE, "?": Status.NOT_A_DIGIT}


def row_of(text: str, width: int = 20, height: int = 30) -> list[Mark]:
    """Marks of a row: d a digit, u an unsure one, ? none, . too small to be read, a space a gap as wide as a digit."""
    marks = []
    for place, character in enumerate(text):
        side = height if character != "." else 6
        piece = Piece(place * (width + 4), 100 - side, np.ones((side, width if character != "." else 6), np.float32))
        if character != " ":
            marks.append(Mark(piece, answer(piece, STATUSES[character]) if character != "." else None))
    return marks


def answer(piece: Piece, status: Status) -> DigitReading:
    glyph = Glyph(np.zeros((28, 28), np.float32), Box(piece.x, piece.y, piece.width, piece.height))
    return DigitReading(1, status, 0.5, (0.1,) * 10, glyph)


def kept(*texts: str) -> list[int]:
    """How many marks of each row are no letters."""
    rows = [row_of(text) for text in texts]
    letters = letters_of(rows)
    return [sum(mark not in letters for mark in row) for row in rows]


@pytest.mark.parametrize(
    "text", ["dddd", "d?dd", "dd??", "d??d", "ddu?", "??", "? ?", "dd ?? dd", "d?u?d", "", "....", "d.d"]
)
def test_a_number_of_which_some_is_not_read_is_kept_whole(text):
    assert kept(text) == [len(text.replace(" ", ""))]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("?d???du?", 0),
        ("??d?u?. ddddd", 5),
        ("ddd ?u???", 3),
        ("??d??? ddd ?u?d??", 3),
        ("?dd?? d?u? ?dd??", 0),
        ("?u?.?.?.", 0),
    ],
)
def test_words_are_left_out_and_numbers_beside_them_are_not(text, digits):
    assert kept(text) == [digits]


def test_a_short_word_is_one_beside_other_rows_with_words():
    assert kept("??") == [2]
    assert kept("??", "??u??d??", "dddd") == [0, 0, 4]


@pytest.mark.parametrize("text", ["uuuuuu", "?u?", "?uuuu?", "uuuu uuuu"])
def test_a_row_of_doubted_digits_is_no_word(text):
    assert kept(text) == [len(text.replace(" ", ""))]


def test_doubted_digits_are_no_word_beside_words_either():
    assert kept("uuuu", "??u??d??") == [4, 0]


def test_a_row_of_pairs_of_digits_that_touch_is_kept():
    """Two in one are no digit."""
    row = row_of("??d?", width=45)
    assert letters_of([row]) == []


def test_what_is_far_higher_than_the_letters_around_it_was_written_between_them():
    row, high = row_of("??d??     ?d???"), row_of("      uu?", height=70)
    tall = high
    row = sorted([*row, *high], key=lambda mark: mark.piece.x)
    letters = letters_of([row])
    assert all(mark not in letters for mark in tall)
    assert len(letters) == len(row) - 3


@pytest.mark.parametrize("cost", [0.5, 2.0])
def test_a_wide_mark_is_several_digits_where_it_reads_well_once_it_is_cut(cost):
    row = row_of("????", width=60)
    parts = [answer(mark.piece, Status.OK) for mark in row[:3]]
    digits = [DigitReading(7, part.status, 0.9, part.probabilities, part.glyph) for part in parts]
    told = [Mark(mark.piece, mark.answer, digits, cost * len(digits)) for mark in row]
    assert bool(letters_of([told])) == (cost > 1)


@given(st.text("du?. ", max_size=30))
def test_letters_are_marks_of_the_row_each_once(text):
    row = row_of(text)
    letters = letters_of([row])
    assert len(set(map(id, letters))) == len(letters)
    assert {id(letter) for letter in letters} <= {id(mark) for mark in row}


def test_no_rows_have_no_letters():
    assert letters_of([]) == []
    assert letters_of([[], []]) == []


@pytest.mark.parametrize("size", [0.7, 1.0])
def test_print_above_a_number_is_left_out(size):
    """The page's digits are measured anew without it: they are not cut because the letters are small."""
    number = page_of(["2026", "1193"], size=80)
    page = np.pad((number * 255).astype(np.uint8), ((160, 0), (40, 260)))
    for row in range(4):
        cv2.putText(page, "We thank you for waiting", (10, 30 + 36 * row), cv2.FONT_HERSHEY_DUPLEX, size, (255,), 2)
    assert lines(read_page(as_ink(page), KnowsDigits())) == ["2026", "1193"]


def test_a_page_of_words_alone_is_shown_but_nothing_of_it_is_sure():
    """That it is empty is not for the program to say: it may be a page that lies on its side."""
    page = np.zeros((200, 700), np.uint8)
    for row in range(4):
        cv2.putText(page, "Men may want hay", (10, 30 + 40 * row), cv2.FONT_HERSHEY_DUPLEX, 1.0, (255,), 2)
    answers = read_page(as_ink(page), KnowsDigits())
    assert answers
    assert any(answer.status is Status.NOT_A_DIGIT for answer in answers)
    assert all(answer.status is not Status.OK for answer in answers)


def test_rows_of_touching_digits_are_read_and_no_words():
    rows = ["2308", "3208", "8230", "2038"]
    answers = read_page(page_of(rows, space=0.72), KnowsDigits())
    assert sum(map(len, lines(answers))) >= 14


def test_what_is_kept_of_a_page_with_print_is_what_was_read_on_it():
    """Corrected digits become samples: without the print, digits that touch are told apart as they were when read."""
    page = np.pad((page_of(["2308", "8230"], size=80, space=0.72) * 255).astype(np.uint8), ((160, 0), (40, 260)))
    for row in range(4):
        cv2.putText(page, "We thank you for waiting", (10, 30 + 36 * row), cv2.FONT_HERSHEY_DUPLEX, 0.7, (255,), 2)
    found = find_written(on_paper(page))
    read = Reader(KnowsDigits()).read_found(found)
    assert read.text == "2308\n8230"
    kept = found.glyphs_in([digit.box for digit in read.digits])
    for digit, glyph in zip(read.digits, kept, strict=True):
        assert glyph is not None
        assert np.abs(glyph.pixels - digit.glyph.pixels).mean() < 0.01
