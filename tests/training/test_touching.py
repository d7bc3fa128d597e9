"""Digits that touch: they do, what is drawn is what its label says, and the same seed draws the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.normalize import normalize_pair
from tests.drawing_samples import as_ink, drawn_digit
from training.touching import NO_PAIR, draw_touching, in_touch, touching_from

digits = st.integers(0, 9)
seeds = st.integers(0, 2**32 - 1)


def small(digit):
    """A sample digit as MNIST would hold it: (28, 28) bytes."""
    return drawn_digit(digit, side=28, size=19, pen=2.4)


def three(first):
    return [(small((first + place) % 10), (first + place) % 10) for place in range(3)]


@given(digits, digits, seeds)
def test_digits_are_pushed_together_until_they_touch(left, right, seed):
    row = in_touch([as_ink(small(left)), as_ink(small(right))], np.random.default_rng(seed))
    assert row.shape[0] == 2
    for ink, digit in zip(row, (left, right), strict=True):
        assert np.isclose(ink.sum(), as_ink(small(digit)).sum())  # nothing of either is lost
    one, other = (np.flatnonzero(ink.any(axis=0)) for ink in row)
    assert one[0] <= other[-1]
    assert other[0] <= one[-1] + 1  # no empty column is between them


def test_masks_just_do_not_overlap_from_there_on():
    left, right = np.zeros((4, 6), bool), np.zeros((4, 5), bool)
    left[1, :4] = right[1, 2:] = True
    assert touching_from(left, right) == 2
    right[:] = False
    right[3, 1] = True  # on no row of the other
    assert touching_from(left, right) == 6


@given(digits, seeds)
def test_a_mark_is_ink_and_both_digits_or_none(first, seed):
    generator = np.random.default_rng(seed)
    ink, pair = draw_touching(three(first), generator)
    assert ink.dtype == np.float32
    assert ink.min() >= 0
    assert ink.max() <= 1
    assert pair == NO_PAIR or all(0 <= digit <= 9 for digit in pair)
    assert normalize_pair(ink).shape == (28, 48)


def test_there_are_pairs_and_others():
    generator = np.random.default_rng(5)
    pairs = [draw_touching(three(place % 10), generator)[1] for place in range(150)]
    assert 20 <= sum(pair == NO_PAIR for pair in pairs) <= 75
    assert len(set(pairs)) > 30


def test_the_same_seed_draws_the_same():
    one, other = (draw_touching(three(4), np.random.default_rng(9)) for _ in range(2))
    assert one[1] == other[1]
    assert np.array_equal(one[0], other[0])
