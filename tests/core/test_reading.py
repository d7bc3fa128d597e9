"""How answers become text, statuses and JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, Status, digit_reading

UNSURE_BELOW, NOT_A_DIGIT_BELOW = 0.9, 0.5


def answer(value, confidence=0.99, line=0):
    """An answer whose other nine probabilities are equal."""
    probabilities = [(1 - confidence) / 9] * 10
    probabilities[value] = confidence
    glyph = Glyph(np.zeros((28, 28), np.float32), Box(1.234, 2, 3, 4), line)
    return digit_reading(glyph, probabilities, UNSURE_BELOW, NOT_A_DIGIT_BELOW)


@pytest.mark.parametrize(
    ("confidence", "status", "character"),
    [
        (1.0, Status.OK, "7"),
        (0.9, Status.OK, "7"),
        (0.8999, Status.UNSURE, "7"),
        (0.5, Status.UNSURE, "7"),
        (0.4999, Status.NOT_A_DIGIT, "?"),
    ],
)
def test_the_thresholds_decide_how_far_an_answer_is_trusted(confidence, status, character):
    digit = answer(7, confidence)
    assert digit.value == 7
    assert digit.confidence == confidence
    assert digit.status is status
    assert digit.character == character


def test_the_text_is_the_digits_in_order():
    assert Reading((answer(2), answer(0), answer(2), answer(6))).text == "2026"


def test_lines_are_joined_by_a_newline():
    assert Reading((answer(1), answer(2), answer(3, line=1))).text == "12\n3"


def test_what_is_no_digit_stands_as_a_question_mark_but_keeps_its_best_value():
    reading = Reading((answer(1), answer(4, 0.3)))
    assert reading.text == "1?"
    assert reading.to_dict()["digits"][1]["value"] == 4


@pytest.mark.parametrize(
    ("reading", "status"),
    [
        (Reading((answer(1), answer(2))), "ok"),
        (Reading((answer(1), answer(2, 0.8))), "unsure"),
        (Reading((answer(1), answer(2, 0.3))), "unsure"),
        (Reading(), "empty"),
        (Reading(error="a.png does not exist."), "error"),
    ],
)
def test_the_status_of_a_reading_is_that_of_its_weakest_part(reading, status):
    assert reading.status == status
    assert reading.to_dict()["status"] == status


def test_the_confidence_of_a_number_is_that_all_its_digits_are_right():
    assert Reading((answer(1, 0.9), answer(2, 0.8))).confidence == pytest.approx(0.72)
    assert Reading().confidence == 0


def test_a_reading_as_json_has_the_promised_fields():
    reading = Reading((answer(2, line=1),), file="a.png")
    shown = json.loads(json.dumps(reading.to_dict()))
    assert list(shown) == ["file", "page", "text", "status", "confidence", "digits", "error"]
    assert shown["file"] == "a.png"
    assert shown["page"] == 1
    assert shown["error"] is None
    digit = shown["digits"][0]
    assert list(digit) == ["value", "status", "confidence", "probabilities", "box", "line"]
    assert digit["box"] == [1.23, 2, 3, 4]
    assert digit["line"] == 1
    assert len(digit["probabilities"]) == 10
    assert sum(digit["probabilities"]) == pytest.approx(1, abs=1e-5)
