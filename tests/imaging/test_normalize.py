"""The 28×28 image depends on what was written: not on where, how large or how dark, hardly with which pen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from digitpad.imaging.normalize import normalize, normalize_pair, stroke_width
from tests.drawing_samples import DIGITS, as_ink, drawn, drawn_digit, placed

SIZE = 120
"""Pixels from top to bottom of the digits that the others are compared with."""

# Mean absolute differences over the 784 pixels. Two different digits of the samples are at least 0.08 apart.
SAME_AT_ANY_SIZE = 0.05
"""The worst of 1,500 drawn at 0.3 to 3 times the size, between pixels, was 0.042; half of them were below 0.014."""

SAME_WITH_THIN_PENS = 0.04
"""The worst of 600 drawn with pens that are all too thin was 0.028; half of them were below 0.009."""

USUAL_WIDTHS = (1.4, 5.0)
"""Stroke widths of 1,500 drawn with a pen of 1/40 to 1/3 of their size were 1.64 to 4.76 pixels."""

SAME_DARK_OR_FAINT = 1e-5
"""Rounding only: the worst was 2e-7."""

digits = st.integers(0, 9)


def difference(a, b):
    return float(np.abs(a - b).mean())


def normalized(digit, size=SIZE, x=40.0, y=40.0, pen=None):
    """A digit drawn at a size and place, as the network sees it."""
    sheet = drawn(placed(DIGITS[digit], size, x, y, pen), round(x + size) + 40, round(y + size) + 40)
    return normalize(as_ink(sheet))


@given(digits, st.integers(0, 300), st.integers(0, 300))
def test_a_digit_moved_anywhere_gives_the_same_image(digit, right, down):
    ink = as_ink(drawn_digit(digit))
    wide = np.pad(ink, ((down, 300 - down), (right, 300 - right)))
    assert np.array_equal(normalize(wide), normalize(ink))


@given(digits, st.floats(0.3, 3), st.floats(20, 21), st.floats(20, 21))
def test_a_digit_of_any_size_gives_the_same_image(digit, factor, x, y):
    assert difference(normalized(digit, SIZE * factor, x, y), normalized(digit)) < SAME_AT_ANY_SIZE


@given(digits, st.floats(SIZE / 40, SIZE / 16))
def test_thin_pens_give_the_same_image(digit, pen):
    assert difference(normalized(digit, pen=pen), normalized(digit, pen=SIZE / 20)) < SAME_WITH_THIN_PENS


@given(digits, st.floats(SIZE / 40, SIZE / 3))
def test_strokes_of_any_pen_have_a_usual_width(digit, pen):
    thinnest, thickest = USUAL_WIDTHS
    assert thinnest < stroke_width(normalized(digit, pen=pen)) < thickest


@given(digits, st.floats(0.02, 1))
def test_faint_ink_gives_the_same_image_as_dark_ink(digit, darkness):
    ink = as_ink(drawn_digit(digit))
    assert normalize(ink * np.float32(darkness)) == pytest.approx(normalize(ink), abs=SAME_DARK_OR_FAINT)


def test_different_digits_stay_apart():
    images = [normalized(digit) for digit in range(10)]
    closest = min(difference(a, b) for i, a in enumerate(images) for b in images[:i])
    assert closest > max(SAME_AT_ANY_SIZE, SAME_WITH_THIN_PENS)


@given(digits, st.floats(40, 360), st.floats(0.04, 0.2))
def test_the_longest_side_is_about_20_pixels(digit, size, pen):
    rows, columns = np.nonzero(normalized(digit, size, pen=pen * size) > 0.25)
    assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22


@given(digits, st.floats(40, 360), st.floats(0.04, 0.2))
def test_the_centre_of_mass_is_the_middle(digit, size, pen):
    image = normalized(digit, size, pen=pen * size)
    middles = np.arange(28) + 0.5
    assert (image.sum(axis=0) * middles).sum() / image.sum() == pytest.approx(14, abs=0.5)
    assert (image.sum(axis=1) * middles).sum() / image.sum() == pytest.approx(14, abs=0.5)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1), (28, 28), (300, 200)])
def test_no_ink_gives_an_empty_image(shape):
    image = normalize(np.zeros(shape, np.float32))
    assert image.shape == (28, 28)
    assert not image.any()


@pytest.mark.parametrize(
    "ink",
    [
        pytest.param(np.pad(np.ones((1, 1), np.float32), 5), id="one pixel"),
        pytest.param(np.ones((1, 1), np.float32), id="one pixel and nothing around it"),
        pytest.param(np.ones((1, 2000), np.float32), id="a row"),
        pytest.param(np.ones((2000, 1), np.float32), id="a column"),
        pytest.param(np.ones((600, 600), np.float32), id="ink everywhere"),
    ],
)
def test_the_smallest_and_the_longest_marks_are_seen(ink):
    image = normalize(ink)
    assert image.max() > 0.5
    rows, columns = np.nonzero(image > 0.25)
    assert 14 in rows
    assert 14 in columns


@given(
    arrays_of.arrays(
        np.float32,
        arrays_of.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=64),
        elements=st.floats(0, 1, width=32),
    )
)
def test_any_ink_gives_an_image_of_numbers_in_range(ink):
    image = normalize(ink)
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert image.max() <= 1  # false for NaN too


@given(st.integers(0, 2**32 - 1), st.integers(1, 64), st.integers(1, 64), st.floats(0, 1))
def test_noise_gives_an_image_of_numbers_in_range(seed, height, width, share):
    random = np.random.default_rng(seed)
    ink = random.random((height, width), np.float32) * (random.random((height, width)) < share)
    image = normalize(ink.astype(np.float32))
    assert image.min() >= 0
    assert image.max() <= 1


@pytest.mark.parametrize("width", [4, 10, 25])
@pytest.mark.parametrize("darkness", [1.0, 0.3])
@pytest.mark.parametrize(
    ("degrees", "tolerance"),
    [(0, 0.1), (90, 0.1), (20, 0.25), (45, 0.25)],  # the outline of a slanted stroke measures up to 18 % longer
)
def test_the_stroke_width_is_measured_whatever_the_darkness(width, darkness, degrees, tolerance):
    y, x = np.mgrid[:400, :400] - 200.0
    angle = np.radians(degrees)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    bar = np.clip(width / 2 + 0.5 - np.abs(across), 0, 1) * np.clip(150.5 - np.abs(along), 0, 1)
    ink = (darkness * bar).astype(np.float32)
    assert stroke_width(ink) == pytest.approx(width, rel=tolerance)


def test_no_ink_has_no_stroke_width():
    assert stroke_width(np.zeros((5, 5), np.float32)) == 0


@given(digits, digits, st.floats(40, 360), st.floats(0.04, 0.2))
def test_of_two_digits_each_is_as_high_as_it_would_be_alone(left, right, size, pen):
    two = np.hstack(
        [
            as_ink(drawn(placed(DIGITS[digit], size, 20, 20, pen * size), round(size) + 20, round(size) + 60))
            for digit in (left, right)
        ]
    )
    image = normalize_pair(two)
    assert image.shape == (28, 48)
    rows, columns = np.nonzero(image > 0.25)
    assert np.ptp(rows) + 1 <= 22
    assert np.ptp(columns) + 1 <= 42
    assert np.ptp(rows) + 1 >= 18 or np.ptp(columns) + 1 >= 38


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (28, 48)])
def test_no_ink_gives_an_empty_image_of_a_pair(shape):
    image = normalize_pair(np.zeros(shape, np.float32))
    assert image.shape == (28, 48)
    assert not image.any()
