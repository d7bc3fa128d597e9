"""Figures about answers, checked on answers whose figures are known."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.evaluation import auroc, calibration_error, evaluate, measure_doubt
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, digit_reading

GLYPH = Glyph(np.zeros((28, 28), np.float32), Box(0, 0, 1, 1))


def answer(value, confidence=0.91):
    """A reading of one digit, unsure below 0.5; the other nine probabilities are equal."""
    probabilities = [(1 - confidence) / 9] * 10
    probabilities[value] = confidence
    return Reading((digit_reading(GLYPH, probabilities, 0.5, 0.2),))


def test_right_answers_have_an_accuracy_of_one():
    result = evaluate([answer(digit) for digit in range(10)], range(10))
    assert result.count == 10
    assert result.accuracy == result.coverage == result.accuracy_of_ok == 1
    assert result.loss == pytest.approx(-math.log(0.91))
    assert result.expected_calibration_error == pytest.approx(0.09)
    assert np.array_equal(result.confusion, np.eye(10))
    assert all(score.precision == score.recall == score.count == 1 for score in result.per_class)


def test_wrong_answers_stand_in_the_row_of_the_true_digit():
    result = evaluate([answer(1), answer(7), answer(7)], [1, 1, 7])
    assert result.accuracy == pytest.approx(2 / 3)
    assert result.confusion[1][7] == result.confusion[1][1] == result.confusion[7][7] == 1
    one, seven, eight = result.per_class[1], result.per_class[7], result.per_class[8]
    assert (one.count, one.precision, one.recall) == (2, 1, 0.5)
    assert (seven.count, seven.precision, seven.recall) == (1, 0.5, 1)
    assert (eight.count, eight.precision, eight.recall) == (0, 0, 0)


def test_what_has_no_ink_is_wrong_and_in_no_row():
    result = evaluate([Reading(), answer(3)], [3, 3])
    assert result.accuracy == 0.5
    assert np.sum(result.confusion) == 1
    assert result.per_class[3].recall == 0.5


def test_an_unsure_answer_counts_but_is_not_covered():
    result = evaluate([answer(3, 0.4), answer(4)], [3, 5])
    assert result.accuracy == 0.5
    assert result.coverage == 0.5
    assert result.accuracy_of_ok == 0


def test_a_certain_error_has_a_finite_loss():
    assert math.isfinite(evaluate([answer(3, 1.0)], [4]).loss)


@pytest.mark.parametrize(("readings", "labels"), [([], []), ([answer(1)], []), ([answer(1)], [1, 2])])
def test_what_cannot_be_compared_is_an_error(readings, labels):
    with pytest.raises(ValueError, match="cannot be compared"):
        evaluate(readings, labels)


def test_an_evaluation_is_written_as_json():
    shown = json.loads(json.dumps(evaluate([answer(1)], [1]).to_dict()))
    assert shown["accuracy"] == 1
    assert shown["per_class"][1] == {"digit": 1, "count": 1, "precision": 1, "recall": 1}


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        ([1.0, 1.0], [True, True], 0),
        ([1.0, 1.0], [True, False], 0.5),
        ([0.75] * 4, [True, True, True, False], 0),
        ([0.2, 0.9], [True, False], 0.85),
        ([0.0], [False], 0),
    ],
)
def test_calibration_is_how_far_confidence_is_from_being_right(confidence, right, error):
    assert calibration_error(np.array(confidence), np.array(right)) == pytest.approx(error)


@pytest.mark.parametrize(
    ("higher", "lower", "area"),
    [([3, 4], [1, 2], 1), ([1, 2], [3, 4], 0), ([1], [1], 0.5), ([1, 3], [2], 0.5), ([2, 2, 3], [2, 1], 5 / 6)],
)
def test_the_area_under_the_curve_is_how_often_the_first_is_above_the_second(higher, lower, area):
    assert auroc(np.array(higher, float), np.array(lower, float)) == pytest.approx(area)


values = st.lists(st.integers(0, 5), min_size=1, max_size=20).map(lambda some: np.array(some, float))


@given(values, values)
def test_the_area_is_that_of_comparing_every_pair(higher, lower):
    pairs = (higher[:, None] > lower).mean() + 0.5 * (higher[:, None] == lower).mean()
    assert auroc(higher, lower) == pytest.approx(pairs)


def test_doubt_is_measured_on_what_is_no_digit():
    others = [answer(3, 0.15), answer(3, 0.3), answer(8, 0.9), Reading()]
    result = measure_doubt([answer(1, 0.8), answer(2, 0.95)], others)
    assert (result.count, result.ok, result.unsure, result.not_a_digit) == (4, 0.25, 0.25, 0.5)
    assert result.auroc == pytest.approx(7 / 8)
    assert "87.50%" in result.to_text()
    assert json.loads(json.dumps(result.to_dict()))["count"] == 4


@pytest.mark.parametrize(("digits", "others"), [([], [Reading()]), ([Reading()], [])])
def test_doubt_needs_both_kinds(digits, others):
    with pytest.raises(ValueError, match="without a digit"):
        measure_doubt(digits, others)
