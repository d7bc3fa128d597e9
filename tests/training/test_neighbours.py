"""Digits cut from a neighbour: the digit is most of what is left, what is cut wrongly is neither of both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.normalize import normalize, stroke_width
from digitpad.imaging.pieces import piece_of
from tests.drawing_samples import as_ink, drawn_digit
from training.neighbours import cut_out

digits = st.integers(0, 9)


def small(digit):
    """A sample digit as MNIST would hold it: (28, 28) bytes."""
    return drawn_digit(digit, side=28, size=19, pen=2.4)


@given(digits, digits, st.booleans(), st.integers(0, 2**32 - 1))
def test_what_is_cut_is_ink_in_its_box(digit, neighbour, is_digit, seed):
    pair = np.hstack([small(digit), small(neighbour)])
    ink = cut_out(pair, is_digit, np.random.default_rng(seed))
    if ink is not None:
        assert ink.dtype == np.float32
        assert 0 <= ink.min() < ink.max() <= 1
        assert piece_of(ink).ink.shape == ink.shape


@pytest.mark.parametrize("digit", range(10))
def test_most_digits_are_cut_and_look_like_themselves(digit):
    plain = normalize(as_ink(small(digit)))
    cuts = [
        cut_out(np.hstack([small(digit), small(seed % 10)]), True, np.random.default_rng(seed)) for seed in range(30)
    ]
    found = [ink for ink in cuts if ink is not None]
    assert len(found) >= 15
    differences = [np.abs(normalize(ink) - plain).mean() for ink in found]
    assert np.median(differences) < 0.08


def test_the_same_seed_gives_the_same_cut():
    pair = np.hstack([small(3), small(8)])
    one, other = (cut_out(pair, True, np.random.default_rng(11)) for _ in range(2))
    assert np.array_equal(one, other)


def test_what_is_cut_wrongly_or_not_at_all_is_no_bar():
    cuts = [cut_out(np.hstack([small(4), small(4)]), False, np.random.default_rng(seed)) for seed in range(60)]
    wrong = [ink for ink in cuts if ink is not None]
    assert wrong
    assert all(ink.shape[1] > 2 * stroke_width(ink) for ink in wrong)


def test_an_empty_image_is_refused():
    with pytest.raises(ValueError, match="has ink"):
        cut_out(np.zeros((28, 56), np.uint8), True, np.random.default_rng(0))
