"""Digits whose label is known, and what a model answered: the matter of a confusion matrix and of a duel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from digitpad.core.evaluation import Evaluation, evaluate_answers


@dataclass(frozen=True, eq=False)
class AnsweredDigits:
    """Labelled digits and one model's answers.

    Attributes:
        images: (N, 28, 28) uint8, bright ink on black, as the network saw them; N ≥ 1.
        labels: (N,) what they are, 0..9.
        probabilities: (N, 10) calibrated, each row summing to 1.
        unsure_below: the model's threshold: a lower confidence is `unsure`.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    unsure_below: float

    @cached_property
    def answers(self) -> NDArray[np.int64]:
        """(N,) the likeliest digit of each."""
        answers: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return answers

    @cached_property
    def confidences(self) -> NDArray[np.float64]:
        """(N,) the probability of each answer."""
        confidences: NDArray[np.float64] = self.probabilities.max(axis=1)
        return confidences

    @cached_property
    def evaluation(self) -> Evaluation:
        """How good the answers are."""
        return evaluate_answers(self.probabilities, self.labels, self.confidences >= self.unsure_below)

    def places_of(self, label: int, answer: int) -> NDArray[np.intp]:
        """Which digits with a label were answered so, the most confident answer first."""
        return self._most_confident_first((self.labels == label) & (self.answers == answer))

    @cached_property
    def mistakes(self) -> NDArray[np.intp]:
        """Which answers are wrong, the most confident first."""
        return self._most_confident_first(self.answers != self.labels)

    def _most_confident_first(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        places = np.flatnonzero(chosen)
        return places[np.argsort(-self.confidences[places], kind="stable")]


@dataclass(frozen=True)
class Duel:
    """Two models on the same digits.

    Attributes:
        before, after: their answers.
    """

    before: AnsweredDigits
    after: AnsweredDigits

    @cached_property
    def won(self) -> NDArray[np.intp]:
        """Which digits only the second reads right."""
        return np.flatnonzero((self._wrong(self.before)) & ~self._wrong(self.after))

    @cached_property
    def lost(self) -> NDArray[np.intp]:
        """Which digits only the first reads right."""
        return np.flatnonzero(~self._wrong(self.before) & self._wrong(self.after))

    @staticmethod
    def _wrong(answered: AnsweredDigits) -> NDArray[np.bool_]:
        wrong: NDArray[np.bool_] = answered.answers != answered.labels
        return wrong
