"""A line under a number that touches it is taken off, and no digit's own stroke is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitpad.imaging.pieces import pieces_of
from digitpad.imaging.underlines import without_underlines
from tests.drawing_samples import page_of


def underlined(text: str, bow: int = 0, slope: float = 0.0) -> np.ndarray:
    """Digits that stand on a line drawn by hand, a little beyond them."""
    ink = np.pad(page_of([text]), 20)
    bottom = max(piece.y + piece.height for piece in pieces_of(ink))
    x = np.arange(12, ink.shape[1] - 12)
    u = np.linspace(-1, 1, len(x))
    y = bottom - 3 + bow * (1 - u * u) + slope * (x - x.mean())
    cv2.polylines(ink, [np.rint(np.stack([x, y], axis=1)).astype(np.int32)], False, (1.0,), 4)
    return ink


@pytest.mark.parametrize(("bow", "slope"), [(0, 0.0), (4, 0.0), (0, 0.02)])
def test_digits_that_a_line_holds_together_are_marks_of_their_own(bow, slope):
    ink = underlined("83628", bow, slope)
    assert max(piece.width for piece in pieces_of(ink)) > 300
    parts = [piece for piece in without_underlines(pieces_of(ink)) if piece.height > 30]
    assert len(parts) == 5
    assert max(part.width for part in parts) < 60
    bare = [piece for piece in pieces_of(np.pad(page_of(["83628"]), 20)) if piece.height > 30]
    for part, digit in zip(sorted(parts, key=lambda p: p.x), sorted(bare, key=lambda p: p.x), strict=True):
        assert abs(part.x - digit.x) < 6
        assert abs(part.height - digit.height) < 8


def test_a_dash_stays():
    ink = np.zeros((60, 300), np.float32)
    ink[26:34, 60:180] = 1
    assert len(without_underlines(pieces_of(ink))) == 1


@pytest.mark.parametrize("text", ["2222", "0000", "1234", "56789"])
def test_digits_that_touch_each_other_are_left_as_they_are(text):
    pieces = pieces_of(page_of([text], space=0.6))
    assert without_underlines(pieces) == pieces


def test_no_marks_have_no_lines():
    assert without_underlines([]) == []


def test_a_line_under_a_single_digit_that_is_far_longer_than_it_is_taken_off():
    ink = np.pad(page_of(["8"]), ((20, 20), (90, 90)))
    bottom = max(piece.y + piece.height for piece in pieces_of(ink))
    cv2.line(ink, (12, bottom - 3), (ink.shape[1] - 12, bottom - 3), (1.0,), 4)
    (piece,) = pieces_of(ink)
    (digit,) = (part for part in without_underlines([piece]) if part.height > 30)
    assert digit.width < 60


def test_the_long_foot_of_a_two_is_its_own():
    ink = np.pad(page_of(["2"]), ((20, 20), (20, 90)))
    (piece,) = pieces_of(ink)
    bottom = piece.y + piece.height
    cv2.line(ink, (piece.x + 10, bottom - 4), (ink.shape[1] - 12, bottom - 4), (1.0,), 5)
    assert len(without_underlines(pieces_of(ink))) == 1
