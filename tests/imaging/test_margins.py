"""The lines of a form's box at the edge of a digit's picture are no part of the digit."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.imaging.margins import without_margins
from digitpad.imaging.page import suppose_one_digit
from digitpad.imaging.pieces import pieces_of
from tests.drawing_samples import as_ink, drawn_digit

SIDE = 60


def boxed(ink: np.ndarray, sides: str, thick: int = 2) -> np.ndarray:
    """With lines along some sides: l, r, t, b."""
    boxed = ink.copy()
    for side, part in {"l": np.s_[:, :thick], "r": np.s_[:, -thick:], "t": np.s_[:thick], "b": np.s_[-thick:]}.items():
        if side in sides:
            boxed[part] = 1
    return boxed


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("sides", ["l", "b", "lr", "lb", "lrtb"])
def test_a_digit_cut_out_of_a_form_is_read_without_the_lines(digit, sides):
    ink = as_ink(drawn_digit(digit, side=SIDE, size=36))
    (alone,) = suppose_one_digit(ink).glyphs()
    (glyph,) = suppose_one_digit(boxed(ink, sides)).glyphs()
    assert glyph.box == alone.box
    assert np.array_equal(glyph.pixels, alone.pixels)


@pytest.mark.parametrize("sides", ["l", "b", "lrtb"])
def test_lines_alone_are_all_there_is(sides):
    ink = boxed(np.zeros((SIDE, SIDE), np.float32), sides)
    ink[30, 30] = 1  # dust
    assert len(without_margins(pieces_of(ink), ink.shape)) == 2


def test_a_digit_that_fills_its_picture_stays():
    ink = np.pad(as_ink(drawn_digit(0, side=SIDE, size=SIDE)), ((0, 0), (0, SIDE)))
    ink[20:40, 80:100] = 1
    assert len(without_margins(pieces_of(ink), ink.shape)) == 2


def test_no_marks_are_no_lines():
    assert without_margins([], (SIDE, SIDE)) == []
