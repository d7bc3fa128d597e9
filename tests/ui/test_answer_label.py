"""The answer says the digit, how sure it is, and in words where it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, digit_reading
from digitpad.ui.answer_label import AnswerLabel


def number(*confidences: float) -> Reading:
    """A 4 for each confidence."""
    return Reading(tuple(digit for confidence in confidences for digit in reading(confidence).digits))


def reading(confidence: float) -> Reading:
    glyph = Glyph(np.zeros((28, 28), np.float32), Box(0, 0, 1, 1))
    probabilities = [(1 - confidence) / 9] * 10
    probabilities[4] = confidence
    return Reading((digit_reading(glyph, probabilities, unsure_below=0.9, not_a_digit_below=0.5),))


@pytest.fixture
def label(qtbot) -> AnswerLabel:
    label = AnswerLabel()
    qtbot.addWidget(label)
    return label


@pytest.mark.parametrize(
    ("confidence", "text", "words"), [(0.95, "4", "sure · 95.0 %"), (0.7, "4", "unsure"), (0.4, "?", "not a digit")]
)
def test_the_verdict_is_in_words(label: AnswerLabel, confidence: float, text: str, words: str):
    label.show_reading(reading(confidence))
    assert label.property("reading") == text
    assert words in label.accessibleName()


def test_without_a_reading_it_invites(label: AnswerLabel):
    label.set_invitation("Draw something")
    label.show_reading(reading(0.95))
    label.show_reading(None)
    assert label.property("reading") == ""
    assert label.accessibleName() == "Draw something"


def test_it_keeps_its_size_whatever_it_says(label: AnswerLabel):
    before = label.sizeHint()
    label.show_reading(Reading(error="A sentence that is much longer than any answer could be. " * 5))
    assert label.sizeHint() == before


def test_a_number_says_how_many_of_its_digits_are_in_doubt(label: AnswerLabel):
    label.show_reading(number(0.95, 0.7, 0.95), chosen=1)
    assert label.property("reading") == "444"
    assert "1 of 3 in doubt" in label.accessibleName()
    assert "digit 2: 4 · 70.0 %" in label.accessibleName()


def test_a_digit_is_chosen_by_a_click_or_the_arrow_keys(label: AnswerLabel, qtbot):
    label.resize(label.sizeHint())
    label.show()
    label.show_reading(number(0.95, 0.95, 0.95))
    heard = []
    label.digit_chosen.connect(heard.append)
    qtbot.keyClick(label, Qt.Key.Key_Right)
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(3, 20))
    qtbot.keyClick(label, Qt.Key.Key_Left)  # there is none further left
    assert heard == [1, 0]


@pytest.mark.parametrize("digits", [1, 4, 12, 300])
def test_a_number_of_any_length_keeps_the_size(label: AnswerLabel, digits: int):
    label.resize(label.sizeHint())
    label.show_reading(number(*[0.95] * digits))
    label.grab()
    assert label.sizeHint() == AnswerLabel().sizeHint()


def lines(*counts: int) -> Reading:
    """Lines of so many 4s."""
    digits = []
    for line, count in enumerate(counts):
        found = number(*[0.95] * count).digits
        digits += [replace(digit, glyph=replace(digit.glyph, line=line)) for digit in found]
    return Reading(tuple(digits))


def test_what_is_cut_off_is_told_whole_in_the_tip(label: AnswerLabel):
    label.resize(label.sizeHint())
    label.show_reading(number(0.95, 0.95))
    assert label.toolTip() == ""
    label.show_reading(lines(6, 6, 5, 5, 4, 3))
    assert label.toolTip() == "444444\n444444\n44444\n44444\n4444\n444"
    label.show_reading(None)
    assert label.toolTip() == ""


def test_the_tip_of_a_long_page_fits_a_screen(label: AnswerLabel):
    label.resize(label.sizeHint())
    label.show_reading(lines(*[3] * 200))
    told = label.toolTip().split("\n")
    assert (len(told), told[0], told[-1]) == (40, "444", "…")
    label.show_reading(lines(1000))
    told = label.toolTip().split("\n")
    assert "".join(told) == "4" * 1000
    assert max(map(len, told)) < 100


def test_in_a_low_window_the_answer_is_smaller_and_still_there(label: AnswerLabel):
    label.resize(label.minimumSizeHint())
    assert label.height() < label.sizeHint().height()
    label.show_reading(number(0.95, 0.95))
    assert label.toolTip() == ""
