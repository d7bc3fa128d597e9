"""A model's answers to many digits are those its recogniser gives one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from digitpad.core.evaluation import evaluate
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading
from digitpad.ml.answering import answered, scored
from digitpad.ml.recognizer import TorchRecognizer
from digitpad.ml.training_sets import TrainingSets
from tests.ml.small_models import FACTS, random_network
from tests.ml.small_sets import CPU, result_of, small_set

DIGITS = small_set(40, seed=2)
SURE = replace(FACTS, temperature=2.0, unsure_below=0.3, not_a_digit_below=0.0)


def test_answers_and_their_evaluation_are_those_of_the_recogniser():
    found = result_of(answered(random_network(), SURE, DIGITS, CPU))
    recognizer = TorchRecognizer(random_network(), SURE, CPU)
    glyphs = [Glyph(image[0].numpy().astype(np.float32) / 255, Box(0, 0, 28, 28)) for image in DIGITS.images]
    readings = [Reading((answer,)) for answer in recognizer.recognize(glyphs)]
    expected = np.array([reading.digits[0].probabilities for reading in readings])
    assert np.allclose(found.probabilities, expected, atol=1e-5)
    assert np.allclose(found.probabilities.sum(axis=1), 1)
    assert np.array_equal(found.images, DIGITS.images[:, 0])
    ours, theirs = found.evaluation, evaluate(readings, DIGITS.labels.numpy())
    assert (ours.accuracy, ours.coverage, ours.confusion) == (theirs.accuracy, theirs.coverage, theirs.confusion)


def test_ones_own_digits_are_scored_apart():
    sets = TrainingSets(small_set(), small_set(), DIGITS, None, "")
    assert result_of(scored(random_network(), SURE, sets, CPU)).own is None
    with_own = result_of(scored(random_network(), SURE, replace(sets, own_test=DIGITS[:7]), CPU))
    assert with_own.own.evaluation.count == 7
    assert with_own.test.evaluation.count == 40
