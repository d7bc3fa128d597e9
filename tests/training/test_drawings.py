"""The generators of the training data: every sample can be drawn, and a seed gives the same sample again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.normalize import stroke_width
from tests.drawing_samples import as_ink, drawn_digit
from training.additions import ADDITIONS, with_addition
from training.degradations import degraded
from training.non_digits import draw_non_digit
from training.pen_digits import draw_digit
from training.signs import draw_sign

seeds = st.integers(0, 2**32 - 1)


def small(digit):
    """A sample digit as MNIST would hold it: (28, 28) bytes."""
    return drawn_digit(digit, side=28, size=19, pen=2.4)


@given(st.integers(0, 9), seeds)
def test_a_drawn_digit_is_strokes_of_about_a_unit_square(digit, seed):
    strokes = draw_digit(digit, np.random.default_rng(seed))
    points = np.concatenate(strokes)
    assert all(line.ndim == 2 and line.shape[1] == 2 for line in strokes)
    assert np.isfinite(points).all()
    assert 0.4 < np.ptp(points, axis=0).max() < 3


@given(st.integers(0, 9))
def test_the_same_seed_draws_the_same_digit(digit):
    one, other = (draw_digit(digit, np.random.default_rng(7)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@given(seeds)
def test_a_digit_keeps_nearly_its_whole_way_when_the_pen_comes_late(seed):
    """Ends cut by count of points, not by length, once took half the stem of a nine."""
    points = np.concatenate(draw_digit(9, np.random.default_rng(seed)))
    assert np.ptp(points[:, 1]) > 0.7


@given(seeds)
def test_a_drawn_non_digit_is_strokes(seed):
    strokes = draw_non_digit(np.random.default_rng(seed))
    assert strokes
    assert np.isfinite(np.concatenate(strokes)).all()


@given(seeds)
def test_a_sign_is_far_larger_than_the_hand_shakes(seed):
    """A dot drawn as a touch of the pen once became a short stroke in any direction: a one that was called none."""
    points = np.concatenate(draw_sign(np.random.default_rng(seed)))
    assert 0.3 < np.ptp(points, axis=0).max() < 2.5


@given(st.integers(0, 9), seeds)
def test_a_degraded_picture_is_one_of_the_same_size(digit, seed):
    picture = degraded(small(digit), np.random.default_rng(seed))
    assert picture.shape == (28, 28)
    assert picture.dtype == np.uint8


@given(st.sampled_from(ADDITIONS), seeds)
def test_an_addition_only_adds_ink(digit, seed):
    plain = as_ink(small(digit))
    added = with_addition(small(digit), digit, np.random.default_rng(seed))
    assert added.dtype == np.float32
    assert 0 <= added.min() <= added.max() <= 1
    assert added.sum() > 16 * plain.sum()  # four times larger each way
    assert stroke_width(added) == pytest.approx(4 * stroke_width(plain), rel=0.5)
