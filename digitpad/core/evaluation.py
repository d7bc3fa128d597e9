"""How good answers were: accuracy, confusion, calibration, and how well doubt tells digits from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.reading import Reading, Status

_BINS = 15
"""Of the expected calibration error, as is usual."""

_LEAST_PROBABILITY = 1e-12
"""A probability of 0 would make the loss infinite."""


@dataclass(frozen=True)
class ClassScore:
    """How one digit fared.

    Attributes:
        digit: which.
        count: how many there were.
        precision: the share of the answers with this digit that were right; 0 without such answers.
        recall: the share of these digits that were answered right; 0 without such digits.
    """

    digit: int
    count: int
    precision: float
    recall: float


@dataclass(frozen=True)
class Evaluation:
    """How good answers to digits were. Every share is 0..1.

    Attributes:
        count: of digits.
        accuracy: the share whose likeliest value was right, whatever its status. No ink is a wrong answer.
        loss: the mean negative log-likelihood of the true digits, in nats.
        expected_calibration_error: the mean gap between confidence and accuracy over 15 equal bins of confidence,
            weighted by their counts (Guo et al., “On Calibration of Modern Neural Networks”, 2017).
        coverage: the share answered with status `ok`.
        accuracy_of_ok: the share of those that was right; 0 where there were none.
        confusion: 10 rows of 10 counts, by true digit and answer; what had no ink is in none.
        per_class: a score for each digit.
    """

    count: int
    accuracy: float
    loss: float
    expected_calibration_error: float
    coverage: float
    accuracy_of_ok: float
    confusion: tuple[tuple[int, ...], ...]
    per_class: tuple[ClassScore, ...]

    def to_text(self) -> str:
        """The evaluation as a table for a person."""
        lines = [
            f"{'digits':<26}{self.count:>9,}",
            f"{'right':<26}{self.accuracy:>9.2%}",
            f"{'answered ok':<26}{self.coverage:>9.2%}",
            f"{'right of those':<26}{self.accuracy_of_ok:>9.2%}",
            f"{'loss':<26}{self.loss:>9.4f}",
            f"{'calibration error':<26}{self.expected_calibration_error:>9.2%}",
            "",
            "true    read as 0     1     2     3     4     5     6     7     8     9   precision  recall",
        ]
        for score, row in zip(self.per_class, self.confusion, strict=True):
            counts = "".join(f"{count:>6}" for count in row)
            lines.append(f"{score.digit:<11}{counts}{score.precision:>12.2%}{score.recall:>8.2%}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The evaluation as the command line's JSON shows it."""
        return asdict(self)


@dataclass(frozen=True)
class Doubt:
    """How well confidence tells digits from pictures that show none. Every share is 0..1.

    Attributes:
        count: of the pictures without a digit.
        auroc: how often a digit has more confidence than a picture without one; 0.5 is chance.
        ok: the share of the pictures without a digit that was answered `ok`.
        unsure: the share answered `unsure`.
        not_a_digit: the share answered `not_a_digit`, or without ink.
    """

    count: int
    auroc: float
    ok: float
    unsure: float
    not_a_digit: float

    def to_text(self) -> str:
        """The figures as a table for a person."""
        shares = {"AUROC": self.auroc, "ok": self.ok, "unsure": self.unsure, "not a digit": self.not_a_digit}
        lines = [f"{'without a digit':<26}{self.count:>9,}"]
        return "\n".join(lines + [f"{name:<26}{share:>9.2%}" for name, share in shares.items()])

    def to_dict(self) -> dict[str, Any]:
        """The figures as the command line's JSON shows them."""
        return asdict(self)


def measure_doubt(digits: Sequence[Reading], others: Sequence[Reading]) -> Doubt:
    """Compare readings of digits with readings of pictures that show none; no ink is a confidence of 0.

    Raises:
        ValueError: there are none of the one or of the other.
    """
    if not digits or not others:
        raise ValueError("doubt needs digits and pictures without a digit")
    statuses = [reading.digits[0].status if reading.digits else Status.NOT_A_DIGIT for reading in others]
    return Doubt(
        count=len(others),
        auroc=auroc(_confidences(digits), _confidences(others)),
        ok=statuses.count(Status.OK) / len(others),
        unsure=statuses.count(Status.UNSURE) / len(others),
        not_a_digit=statuses.count(Status.NOT_A_DIGIT) / len(others),
    )


def _confidences(readings: Sequence[Reading]) -> NDArray[np.float64]:
    return np.array([reading.digits[0].confidence if reading.digits else 0.0 for reading in readings])


def evaluate(readings: Sequence[Reading], labels: Sequence[int] | NDArray[np.integer[Any]]) -> Evaluation:
    """Compare readings of one digit each with what the digits were.

    Raises:
        ValueError: there are none, or not as many labels as readings.
    """
    truth = np.asarray(labels, np.int64)
    if len(readings) != len(truth) or not len(truth):
        raise ValueError(f"{len(readings)} readings and {len(truth)} labels cannot be compared")
    nothing = (0.1,) * 10
    probabilities = np.array([r.digits[0].probabilities if r.digits else nothing for r in readings])
    is_ok = np.array([r.status is Status.OK for r in readings])
    has_ink = np.array([bool(r.digits) for r in readings])
    return evaluate_answers(probabilities, truth, is_ok, has_ink)


def evaluate_answers(
    probabilities: NDArray[np.float64],
    labels: NDArray[np.int64],
    is_ok: NDArray[np.bool_],
    has_ink: NDArray[np.bool_] | None = None,
) -> Evaluation:
    """Compare answers with what the digits were.

    Args:
        probabilities: (N, 10) calibrated, N ≥ 1.
        labels: (N,) 0..9.
        is_ok: (N,) whether each was answered with status `ok`.
        has_ink: (N,) whether there was anything to answer; where there was not, the answer is wrong.
    """
    answers = probabilities.argmax(axis=1)
    if has_ink is not None:
        answers[~has_ink] = -1
    right = answers == labels
    confusion = np.zeros((10, 10), np.int64)
    np.add.at(confusion, (labels[answers >= 0], answers[answers >= 0]), 1)
    likelihood = probabilities[np.arange(len(labels)), labels]
    return Evaluation(
        count=len(labels),
        accuracy=float(right.mean()),
        loss=float(-np.log(np.maximum(likelihood, _LEAST_PROBABILITY)).mean()),
        expected_calibration_error=calibration_error(probabilities.max(axis=1), right),
        coverage=float(is_ok.mean()),
        accuracy_of_ok=float(right[is_ok].mean()) if is_ok.any() else 0.0,
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        per_class=tuple(_class_score(digit, confusion, int((labels == digit).sum())) for digit in range(10)),
    )


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The expected calibration error of answers.

    Args:
        confidence: (N,) in 0..1.
        right: (N,) whether each answer was right.
    """
    bins = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    counts = np.bincount(bins, minlength=_BINS)
    gaps = np.bincount(bins, weights=confidence, minlength=_BINS) - np.bincount(bins, weights=right, minlength=_BINS)
    return float(np.abs(gaps).sum() / counts.sum())


def auroc(higher: NDArray[np.float64], lower: NDArray[np.float64]) -> float:
    """The area under the ROC curve: how often a value of the first set is above one of the second; a tie counts half.

    By the rank sum of Mann and Whitney (1947).
    """
    both = np.concatenate([higher, lower])
    _, group, counts = np.unique(both, return_inverse=True, return_counts=True)
    last_rank = np.cumsum(counts)
    mean_rank = last_rank - (counts - 1) / 2
    rank_sum = mean_rank[group[: len(higher)]].sum()
    return float((rank_sum - len(higher) * (len(higher) + 1) / 2) / (len(higher) * len(lower)))


def _class_score(digit: int, confusion: NDArray[np.int64], count: int) -> ClassScore:
    right = int(confusion[digit, digit])
    answered = int(confusion[:, digit].sum())
    return ClassScore(digit, count, right / answered if answered else 0.0, right / count if count else 0.0)
