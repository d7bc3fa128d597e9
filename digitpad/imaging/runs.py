"""The cheapest way to cut a row of pieces into runs: how strokes, or parts of ink, are split into digits."""

from __future__ import annotations

import math
from collections.abc import Mapping

from digitpad.core.reading import DigitReading, Status
from digitpad.core.recognizer import PairReading

Run = tuple[int, int]
"""Pieces start..end - 1 of a row."""

_LEAST_PROBABILITY = 1e-3
"""No answer is more surprising than this."""

_ODDS_OF_NONE = 30.0
"""So many times as likely as the network takes for granted is it that neighbours are no digit: of what is read one in a
hundred is none, but of all ways to take neighbours together one in four."""

_ODDS_OF_ONE = 8.0
"""So many times as likely as the network for pairs takes for granted is it that a mark is one digit: of what it learned
from two in three were two, but of the marks it is asked about most are one."""

DIGIT_COST = 0.4
"""Of every digit: of two ways to tell marks into digits that surprise alike, the one with fewer digits is taken."""


def surprise(answer: DigitReading) -> float:
    """How much it would surprise if neighbours of a row were this digit: -log of its probability, in nats.

    By how likely it is before one looks that they are no digit, both are changed (Saerens et al., "Adjusting the
    Outputs of a Classifier to New a Priori Probabilities", 2002).
    """
    none = _none(answer)
    this = answer.confidence - none / 10
    return -math.log(max(this / (1 - none + _ODDS_OF_NONE * none), _LEAST_PROBABILITY))


def surprise_of_one(pair: PairReading) -> float:
    """How much it would surprise if what was read as two digits were one, and no two."""
    none = max(map(_none, pair))
    return -math.log(max(_ODDS_OF_ONE * none / (1 - none + _ODDS_OF_ONE * none), _LEAST_PROBABILITY))


def _none(answer: DigitReading) -> float:
    """The probability that it is no digit, which is shared out among the ten."""
    return min(10 * min(answer.probabilities), 1.0)


def is_rather_one(answer: DigitReading, told_cost: float, doubt: float = 0.0) -> bool:
    """Whether a few marks are rather one digit, given the answer for all of them, than digits of that cost.

    An eight may be two rings, and a broken digit two pieces.

    Args:
        answer: for all marks.
        told_cost: of several digits.
        doubt: what else speaks against one.
    """
    return answer.status is not Status.NOT_A_DIGIT and surprise(answer) + doubt + DIGIT_COST <= told_cost


def cheapest_runs(costs: Mapping[Run, float], count: int) -> list[Run]:
    """Cut a row into neighbouring runs of the lowest total cost, by dynamic programming.

    Args:
        costs: of every run that may be taken, never negative.
        count: of pieces in the row.

    Raises:
        ValueError: the runs given do not cover the row.
    """
    lowest = [0.0] + [math.inf] * count
    start_of: list[int] = [0] * (count + 1)
    # In the order of their ends, so that what a run builds on is settled.
    for (start, end), cost in sorted(costs.items(), key=lambda item: item[0][1]):
        if lowest[start] + cost < lowest[end]:
            lowest[end], start_of[end] = lowest[start] + cost, start
    if lowest[count] == math.inf:
        raise ValueError(f"the runs do not cover a row of {count} pieces")
    runs = []
    end = count
    while end > 0:
        runs.append((start_of[end], end))
        end = start_of[end]
    return runs[::-1]
