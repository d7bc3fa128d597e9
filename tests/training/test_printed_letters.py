"""Printed letters can be drawn, each one mark, and a seed gives the same again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.pieces import pieces_of
from training.non_digits import draw_non_digit
from training.printed_letters import draw_print

seeds = st.integers(0, 2**32 - 1)


@given(seeds)
def test_print_is_ink_within_its_paper(seed):
    ink = draw_print(np.random.default_rng(seed))
    assert ink.dtype == np.float32
    assert 0 <= ink.min() < ink.max() <= 1
    assert ink.max() > 0.5
    assert not (ink[[0, -1]] > 0.1).any()
    assert not (ink[:, [0, -1]] > 0.1).any()


@given(seeds)
def test_print_is_one_mark(seed):
    """An i without its dot would be a one."""
    pieces = pieces_of(draw_print(np.random.default_rng(seed)))
    largest = max(pieces, key=lambda piece: float(piece.ink.sum()))
    assert float(largest.ink.sum()) > 0.9 * sum(float(piece.ink.sum()) for piece in pieces)


def test_the_same_seed_prints_the_same():
    one, other = (draw_print(np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one, other)


def test_some_non_digits_are_boxes_with_a_tick():
    drawn = [draw_non_digit(np.random.default_rng(seed)) for seed in range(300)]
    closed = [
        strokes for strokes in drawn if len(strokes) > 1 and np.allclose(strokes[0][0], strokes[0][-1], atol=0.02)
    ]
    assert closed
