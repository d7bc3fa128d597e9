"""The steps of a reading are pictures that show it."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, digit_reading
from digitpad.imaging.found_ink import find_written
from digitpad.imaging.reader import Reader
from digitpad.imaging.steps import steps_of
from tests.drawing_samples import DIGITS, bold_crop, drawn, drawn_digit, on_paper, placed
from tests.imaging.test_pages import KnowsDigits


def reading_of(pixels, confidence=0.99, one_digit=False):
    """A reading that calls every mark a 7."""
    found = find_written(pixels, one_digit)
    probabilities = [(1 - confidence) / 9] * 10
    probabilities[7] = confidence
    return Reading(
        digits=tuple(
            digit_reading(Glyph(glyph.pixels, found.box_in_picture(glyph.box)), probabilities, 0.9, 0.5)
            for glyph in found.hypotheses().glyphs()
        )
    )


def names(steps):
    return [name for name, _ in steps.named()]


@pytest.fixture
def ruled():
    """A 3 on ruled paper, in uneven light: (600, 900, 3) uint8."""
    pixels = on_paper(drawn(placed(DIGITS[3], 120, 400, 200), 900, 600))
    for row in range(90, 600, 130):
        pixels[row : row + 2] = 90
    return (pixels * np.linspace(1, 0.6, 900)[None, :, None]).astype(np.uint8)


def test_each_step_is_a_picture_and_shows_less_of_the_paper(ruled):
    steps = steps_of(ruled, reading_of(ruled))
    assert names(steps) == ["1-picture", "2-levelled", "3-ink", "4-without-rules", "5-boxes", "6-glyphs"]
    for _, pixels in steps.named():
        assert pixels.dtype == np.uint8
        assert pixels.shape[2] == 3
    assert np.array_equal(steps.picture, ruled)
    assert steps.picture[5, 5].mean() - steps.picture[5, -5].mean() > 50
    assert abs(int(steps.levelled[5, 5, 0]) - int(steps.levelled[5, -5, 0])) < 10
    assert steps.ink[90, 100, 0] < 128 < steps.without_rules[90, 100, 0]
    assert (steps.ink[:80] == 255).all()


def test_where_there_are_no_rules_that_step_is_left_out():
    pixels = on_paper(drawn_digit(3))
    assert "4-without-rules" not in names(steps_of(pixels, reading_of(pixels)))


def test_of_a_crop_of_one_digit_the_ink_that_was_read_is_shown():
    pixels, sheet = bold_crop()
    reading = Reader(KnowsDigits()).read(pixels)
    steps = steps_of(pixels, reading)
    assert reading.text == "7"
    assert (steps.ink[..., 0] < 128).sum() == pytest.approx((sheet > 128).sum(), rel=0.1)
    assert steps.without_rules is None
    assert steps.ink.shape == steps.levelled.shape == steps.picture.shape


def test_one_digit_is_shown_with_all_its_ink(ruled):
    assert steps_of(ruled, reading_of(ruled, one_digit=True), one_digit=True).without_rules is None


def test_a_picture_without_digits_has_no_glyphs():
    steps = steps_of(np.full((300, 500, 3), 255, np.uint8), Reading())
    assert names(steps) == ["1-picture", "2-levelled", "3-ink", "5-boxes"]
    assert (steps.boxes == 255).all()


def test_boxes_stand_around_the_digits_of_a_large_picture_too():
    pixels = on_paper(drawn(placed(DIGITS[3], 400, 2000, 900), 4000, 2000))
    steps = steps_of(pixels, reading_of(pixels))
    assert steps.picture.shape == steps.boxes.shape == (1000, 2000, 3)
    changed = np.argwhere((steps.boxes != steps.picture).any(axis=2))
    (low_y, low_x), (high_y, high_x) = changed.min(axis=0), changed.max(axis=0)
    assert (low_x, high_x, high_y) == pytest.approx((1000, 1200, 650), abs=40)
    assert 380 < low_y < 440  # the answer stands above


@pytest.mark.parametrize("shape", [(28, 28), (1, 5), (300, 3)])
def test_a_small_picture_is_enlarged_so_that_its_answers_can_be_read(shape):
    pixels = np.full((*shape, 3), 255, np.uint8)
    seven = reading_of(on_paper(drawn_digit(7))).digits[0]
    boxed = digit_reading(Glyph(seven.glyph.pixels, Box(0, 0, *shape[::-1])), seven.probabilities, 0.9, 0.5)
    boxes = steps_of(pixels, Reading(digits=(boxed,))).boxes
    assert max(boxes.shape) >= 400
    assert boxes.shape[0] / boxes.shape[1] == pytest.approx(shape[0] / shape[1])


def test_doubt_is_told_by_more_than_a_colour():
    pixels = on_paper(drawn_digit(7, side=300))
    sure, unsure, none = (
        steps_of(pixels, reading_of(pixels, confidence)).boxes.min(axis=2) < 200 for confidence in (0.99, 0.7, 0.3)
    )
    assert (sure != unsure).sum() > 20
    assert (none != unsure).sum() > 20
    assert (none != sure).sum() > 20


def test_every_glyph_is_on_the_sheet():
    pixels = on_paper(drawn_digit(7))
    (seven,) = reading_of(pixels).digits
    for count in (1, 2, 5, 200):
        sheet = steps_of(pixels, Reading(digits=(seven,) * count)).glyphs
        white = int((seven.glyph.pixels > 0.99).sum()) * 4
        black = int((seven.glyph.pixels == 0).sum()) * 4
        assert (sheet == 0).all(axis=2).sum() >= count * black
        assert (sheet == 255).all(axis=2).sum() >= count * white
