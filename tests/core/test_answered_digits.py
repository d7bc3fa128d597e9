"""Answered digits are found by what they are and how they were answered, and two models are told apart by them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.answered_digits import AnsweredDigits, Duel
from digitpad.core.evaluation import evaluate
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, digit_reading

UNSURE_BELOW = 0.6


def answers(labels, given):
    """Digits with these labels; each is answered with a digit and a confidence."""
    probabilities = np.zeros((len(labels), 10))
    for row, (answer, confidence) in zip(probabilities, given, strict=True):
        row[:] = (1 - confidence) / 9
        row[answer] = confidence
    images = np.zeros((len(labels), 28, 28), np.uint8)
    return AnsweredDigits(images, np.array(labels), probabilities, UNSURE_BELOW)


FOUR = answers([3, 5, 3, 3], [(3, 0.7), (3, 0.8), (5, 0.5), (3, 0.9)])


def test_the_answer_is_the_likeliest_digit():
    assert FOUR.answers.tolist() == [3, 3, 5, 3]
    assert FOUR.confidences.tolist() == pytest.approx([0.7, 0.8, 0.5, 0.9])


def test_digits_of_a_cell_come_with_the_most_confident_first():
    assert FOUR.places_of(3, 3).tolist() == [3, 0]
    assert FOUR.places_of(5, 3).tolist() == [1]
    assert FOUR.places_of(9, 9).tolist() == []


def test_mistakes_come_with_the_most_confident_first_and_equals_in_order():
    assert FOUR.mistakes.tolist() == [1, 2]
    assert answers([0] * 4, [(1, 0.5), (2, 0.9), (1, 0.5), (0, 0.9)]).mistakes.tolist() == [1, 0, 2]
    assert answers([1], [(1, 0.5)]).mistakes.tolist() == []


def test_every_digit_is_in_one_cell():
    cells = [place for label in range(10) for answer in range(10) for place in FOUR.places_of(label, answer)]
    assert sorted(cells) == [0, 1, 2, 3]


given_answers = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.11, 1)), min_size=1, max_size=30)


@given(given_answers)
def test_the_evaluation_is_that_of_the_same_readings(digits):
    answered = answers([label for label, _, _ in digits], [(answer, share) for _, answer, share in digits])
    glyph = Glyph(np.zeros((28, 28), np.float32), Box(0, 0, 1, 1))
    readings = [Reading((digit_reading(glyph, row.tolist(), UNSURE_BELOW, 0.0),)) for row in answered.probabilities]
    assert answered.evaluation == evaluate(readings, answered.labels)


def test_a_duel_tells_what_was_won_and_what_was_lost():
    before = answers([1, 2, 3, 4], [(1, 0.9), (0, 0.9), (3, 0.9), (0, 0.9)])
    after = answers([1, 2, 3, 4], [(1, 0.9), (2, 0.9), (0, 0.9), (9, 0.9)])
    duel = Duel(before, after)
    assert duel.won.tolist() == [1]
    assert duel.lost.tolist() == [2]


def test_a_model_wins_nothing_against_itself():
    duel = Duel(FOUR, FOUR)
    assert not len(duel.won)
    assert not len(duel.lost)
