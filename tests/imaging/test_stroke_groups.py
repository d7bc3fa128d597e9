"""Strokes are grouped into digits, and what was read once is not read again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.drawing import Stroke, Strokes
from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.imaging.stroke_groups import StrokeReader, glyph_of_strokes
from tests.drawing_samples import DIGITS, placed


class KnowsDigits:
    """Names the sample digits by likeness, doubts what is like none of them, and counts what it was asked."""

    model_name, device, device_reason, model_version = "likeness", "CPU", "For tests.", "test"

    def __init__(self) -> None:
        self.asked = 0
        self._known = np.stack([glyph_of_strokes(placed(strokes, 80)).pixels for strokes in DIGITS])

    def recognize(self, glyphs: Sequence[Glyph]) -> list[DigitReading]:
        self.asked += len(glyphs)
        return [self._answer(glyph) for glyph in glyphs]

    def _answer(self, glyph: Glyph) -> DigitReading:
        distance = np.abs(self._known - glyph.pixels).mean(axis=(1, 2))
        share = np.exp(-distance * 60)
        confidence = float(np.exp(-distance.min() * 20))
        probabilities = confidence * share / share.sum() + (1 - confidence) / 10
        return digit_reading(glyph, probabilities.tolist(), 0.5, 0.2)


@pytest.fixture
def recognizer() -> KnowsDigits:
    return KnowsDigits()


@pytest.fixture
def reader(recognizer: KnowsDigits) -> StrokeReader:
    return StrokeReader(recognizer)


def number(text: str, size: float = 80, y: float = 0, pitch: float = 1.0) -> Strokes:
    return tuple(
        stroke
        for index, digit in enumerate(text)
        for stroke in placed(DIGITS[int(digit)], size, pitch * size * index, y)
    )


def text_of(digits: Sequence[DigitReading]) -> str:
    return "".join(str(digit.value) for digit in digits)


@given(st.text("0123456789", min_size=1, max_size=7), st.sampled_from([40.0, 120.0]))
def test_a_number_is_read_digit_by_digit(text, size):
    assert text_of(StrokeReader(KnowsDigits()).read(number(text, size))) == text


@given(st.permutations(range(7)))
def test_the_order_in_which_it_was_written_does_not_matter(order):
    strokes = number("2475")  # the four and the five have two strokes each
    written = tuple(strokes[index] for index in order if index < len(strokes))
    rest = tuple(stroke for stroke in strokes if stroke not in written)
    assert text_of(StrokeReader(KnowsDigits()).read(written + rest)) == "2475"


def test_lines_are_read_from_the_top(reader):
    digits = reader.read(number("58", y=150) + number("204"))
    assert [(digit.value, digit.line) for digit in digits] == [(2, 0), (0, 0), (4, 0), (5, 1), (8, 1)]


def test_one_digit_takes_all_strokes_together(reader):
    assert len(reader.read(number("11"))) == 2
    assert len(reader.read_one(number("11"))) == 1
    assert reader.read_one(()) == reader.read(()) == ()


class KnowsRings(KnowsDigits):
    """Calls rings zeros, and what is much higher than wide an eight."""

    def _answer(self, glyph: Glyph) -> DigitReading:
        probabilities = [0.002] * 10
        probabilities[8 if glyph.box.height > 1.5 * glyph.box.width else 0] = 0.982
        return digit_reading(glyph, probabilities, 0.5, 0.2)


def test_an_eight_of_two_rings_is_one_digit():
    """Each ring is a zero, on a line of its own; one digit is the simpler answer."""
    upper, lower = (placed(DIGITS[0], 50, 0, y) for y in (0, 48))
    assert text_of(StrokeReader(KnowsRings()).read(upper + lower)) == "8"


def test_only_what_is_new_is_read_again(reader, recognizer):
    first, second = number("20"), number("204")
    reader.read(first)
    before = recognizer.asked
    reader.read(first)
    assert recognizer.asked == before
    grown = first + second[len(first) :]
    reader.read(grown)
    assert 0 < recognizer.asked - before < 8


def test_a_large_drawing_is_not_read_anew_for_each_point(reader, recognizer):
    drawing = tuple(stroke for line in range(20) for stroke in number("0123456789", size=40, y=60 * line))
    reader.read(drawing)
    asked = recognizer.asked
    assert asked > 512
    reader.read(drawing)
    assert recognizer.asked == asked


def test_what_was_read_long_ago_is_forgotten(reader, recognizer):
    """Memory does not grow with every point a pen ever drew."""
    first = number("7")
    reader.read(first)
    for index in range(600):
        reader.read((Stroke(first[0].points, 4.0 + index / 100),))
    before = recognizer.asked
    reader.read(first)
    assert recognizer.asked == before + 1
