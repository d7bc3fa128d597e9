"""What was found on a picture: its ink, compressed, and what stands in parts of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.glyph import Box
from digitpad.imaging.found_ink import find_written
from digitpad.imaging.ink import inked
from tests.drawing_samples import DIGITS, drawn, on_paper, placed


def page(factor=1):
    """A 2, a 0 and an 8, far apart."""
    sheet = np.zeros((200, 400), np.uint8)
    for index, digit in enumerate((2, 0, 8)):
        np.maximum(sheet, drawn(placed(DIGITS[digit], 90, 30 + 120 * index, 50), 400, 200), out=sheet)
    return cv2.resize(on_paper(sheet), None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)


def test_the_ink_is_kept_but_for_its_rounding():
    pixels = page()
    assert np.abs(find_written(pixels, one_digit=True).ink - inked(pixels)[1]).max() <= 0.5 / 255 + 1e-6


@pytest.mark.parametrize("factor", [1, 8])
def test_a_box_holds_the_ink_that_is_in_it(factor):
    found = find_written(page(factor))
    piece = found.piece_in(Box(145 * factor, 40 * factor, 100 * factor, 120 * factor))
    zero = found.box_in_picture(Box(piece.x, piece.y, piece.width, piece.height))
    assert zero == pytest.approx([n * factor for n in (165, 48, 62, 95)], abs=6 * factor)


@given(st.floats(-500, 900), st.floats(-500, 900), st.floats(0, 2000), st.floats(0, 2000))
def test_a_box_anywhere_is_no_error(x, y, width, height):
    piece = find_written(page()).piece_in(Box(x, y, width, height))
    assert piece is None or piece.ink.any()


def test_a_mark_is_cut_where_least_ink_is_in_the_way():
    left, right = find_written(page()).halves_of(Box(20, 40, 230, 120))  # the two and the zero
    assert left.x + left.width == pytest.approx(right.x)
    assert 115 < right.x < 165  # between them
    assert left.width + right.width > 180


def test_what_has_no_ink_or_no_width_is_not_cut():
    found = find_written(page())
    assert found.halves_of(Box(0, 0, 10, 10)) is None
    assert found.halves_of(Box(0, 0, 0, 0)) is None
