"""The cheapest way to cut a row of pieces into runs: how strokes, or parts of ink, are split into digits."""

from __future__ import annotations

import math
from collections.abc import Mapping

from digitpad.core.reading import DigitReading, Status

Run = tuple[int, int]
"""Pieces start..end - 1 of a row."""

_LEAST_PROBABILITY = 1e-3
"""No answer is more surprising than this."""


DIGIT_COST = 0.4
"""Of every digit: of two ways to tell marks into digits that surprise alike, the one with fewer digits is taken."""


def surprise(answer: DigitReading) -> float:
    """How much it would surprise if this were a digit: -log of its probability, in nats.

    What is no digit is shared out among the ten, and none of them is less likely than a tenth of that: the tenth is
    taken off again.
    """
    return -math.log(max((answer.confidence - 0.1) / 0.9, _LEAST_PROBABILITY))


def is_rather_one(answer: DigitReading, told_cost: float) -> bool:
    """Whether a few marks are rather one digit, given the answer for all of them, than digits of that cost.

    An eight may be two rings, and a broken digit two pieces.
    """
    return answer.status is not Status.NOT_A_DIGIT and surprise(answer) + DIGIT_COST <= told_cost


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
