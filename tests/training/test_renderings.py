"""Drawn strokes as images: whatever they were drawn with, the digit is still that digit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.normalize import normalize
from training.pen_digits import draw_digit
from training.renderings import boxed, from_canvas, from_paper, photographed

seeds = st.integers(0, 2**32 - 1)
digits = st.integers(0, 9)


@given(digits, seeds, st.floats(16, 90))
def test_paper_shows_the_digit_as_large_as_asked(digit, seed, side):
    g = np.random.default_rng(seed)
    ink = from_paper(draw_digit(digit, g), side, g)
    rows, columns = np.nonzero(ink > 0.5)
    assert ink.dtype == np.float32
    assert 0 <= ink.min() <= ink.max() <= 1
    assert max(np.ptp(rows), np.ptp(columns)) < 1.35 * side + 4  # the pen is up to a quarter as wide


@given(digits, seeds)
def test_a_photograph_of_ink_is_mostly_that_ink(digit, seed):
    g = np.random.default_rng(seed)
    ink = from_paper(draw_digit(digit, g), 40, g)
    found = photographed(ink, g)
    assert found.shape == ink.shape
    assert 0 <= found.min() <= found.max() <= 1
    if found.any():
        likeness = np.corrcoef(normalize(found).ravel(), normalize(ink).ravel())[0, 1]
        assert likeness > 0.3


def test_nearly_every_photograph_is_seen_through():
    g = np.random.default_rng(5)
    found = [photographed(from_paper(draw_digit(n % 10, g), g.uniform(16, 60), g), g).any() for n in range(100)]
    assert sum(found) >= 95


@given(digits, seeds)
def test_what_is_boxed_fills_a_small_square(digit, seed):
    g = np.random.default_rng(seed)
    ink = boxed(from_canvas(draw_digit(digit, g)), g)
    height, width = ink.shape
    assert height == width <= 37
    assert not ink[0].any()  # the margin
    inner = ink[1:-1, 1:-1]
    assert inner.any(axis=1).mean() > 0.8
    assert inner.any(axis=0).mean() > (0.1 if digit == 1 else 0.4)


@pytest.mark.parametrize("make", [from_canvas, lambda strokes: from_paper(strokes, 40, np.random.default_rng(1))])
def test_the_same_strokes_give_the_same_image(make):
    strokes = draw_digit(5, np.random.default_rng(2))
    assert np.array_equal(make(strokes), make(strokes))
