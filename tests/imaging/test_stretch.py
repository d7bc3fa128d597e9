"""Rows are parted at wide gaps, and only what is read badly is cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.imaging.page import suppose
from digitpad.imaging.pieces import Piece, digit_height, pieces_of
from digitpad.imaging.stretch import Stretch, stretches_of
from tests.drawing_samples import page_of

HEIGHT = 60.0


def block(x: int, width: int = 30) -> Piece:
    """A mark as high as a digit."""
    return Piece(x, 0, np.ones((int(HEIGHT), width), np.float32))


def answers(glyphs: Sequence[Glyph], confidence: float) -> list[DigitReading]:
    """Sevens, all as sure as that; or else they are no digits."""
    none = (1 - confidence) / 9
    return [digit_reading(glyph, [*[none] * 7, confidence, none, none], 0.5, 0.2) for glyph in glyphs]


def one_stretch() -> Stretch:
    """Two digits that touch, as they are found on a page."""
    ink = page_of(["23"], space=0.72)
    pieces = pieces_of(ink)
    (stretch,) = stretches_of(pieces, 0, digit_height(pieces) / 1.1)
    return stretch


@pytest.mark.parametrize(("gap", "count"), [(0.1, 1), (0.24, 1), (0.26, 2), (1.0, 2)])
def test_a_row_is_parted_where_no_digit_may_reach_across(gap, count):
    row = [block(0), block(30 + round(gap * HEIGHT))]
    parts = list(stretches_of(row, 3, HEIGHT))
    assert len(parts) == count
    assert [piece for part in parts for piece in part.pieces] == row
    assert {part.line for part in parts} == {3}


def test_a_piece_under_a_long_one_is_not_parted_from_what_that_reaches():
    row = [block(0, 20), block(0, 200), block(190, 30)]
    assert len(list(stretches_of(row, 0, HEIGHT))) == 1


def test_no_pieces_are_no_stretch():
    assert list(stretches_of([], 0, HEIGHT)) == []


def test_every_piece_alone_is_among_the_runs():
    stretch = Stretch([block(0, 40), block(45, 40), block(90, 40)], 0, HEIGHT)
    assert {(0, 1), (1, 2), (2, 3)} <= set(stretch.runs)
    assert (0, 3) not in stretch.runs  # 130 pixels are wider than any digit of sixty


def test_narrow_pieces_are_not_cut():
    assert Stretch([block(0), block(35)], 0, HEIGHT).cut(6.0) is None


def test_cutting_keeps_all_ink():
    stretch = one_stretch()
    cut = stretch.cut(6.0)
    assert cut is not None
    assert cut.is_cut
    assert len(cut.pieces) > len(stretch.pieces)
    assert sum(float(part.ink.sum()) for part in cut.pieces) == pytest.approx(float(stretch.pieces[0].ink.sum()))


def test_a_wide_mark_that_is_read_is_not_cut():
    hypotheses = suppose(page_of(["23"], space=0.72))
    settled = hypotheses.answered(answers(list(hypotheses.glyphs()), 0.9999))
    assert settled.count == 0
    assert [digit.value for digit in settled.digits] == [7]


def test_a_wide_mark_that_is_not_read_is_cut_once():
    hypotheses = suppose(page_of(["23"], space=0.72))
    assert hypotheses.count == 1
    cut = hypotheses.answered(answers(list(hypotheses.glyphs()), 0.3))
    (stretch,) = cut.stretches
    assert stretch.is_cut
    asked = 1
    while cut.count:
        asked += cut.count
        cut = cut.answered(answers(list(cut.glyphs()), 0.3))
    assert [one.is_cut for one in cut.stretches] == [True]
    assert asked <= len(stretch.runs)  # the mark as it is was not read again


@given(st.integers(1, 5), st.integers(0, 12), st.data())
def test_no_way_that_was_not_read_is_cheaper(count, gap, data):
    row = [block(place * (18 + gap), 18) for place in range(count)]
    sure = {}  # how sure the network is of each run, by its box

    def asked(glyphs: Iterable[Glyph]) -> list[DigitReading]:
        return [answers([glyph], sure.setdefault(glyph.box, data.draw(st.floats(0.1, 1))))[0] for glyph in glyphs]

    stretch = Stretch(row, 0, HEIGHT)
    while stretch.asked:
        stretch = stretch.answered(asked(stretch.glyphs()))
    whole = Stretch(row, 0, HEIGHT, answers=dict(zip(stretch.runs, asked(stretch.all_glyphs()), strict=True)))
    assert stretch.cost == pytest.approx(whole.cost)


def test_what_is_settled_is_not_asked_again():
    hypotheses = suppose(page_of(["23", "23"], space=0.72))
    half = hypotheses.count // 2
    glyphs = list(hypotheses.glyphs())
    left = hypotheses.answered([*answers(glyphs[:half], 0.9999), *answers(glyphs[half:], 0.3)])
    assert {glyph.line for glyph in left.glyphs()} | {pair.line for pair in left.pair_glyphs()} == {1}
