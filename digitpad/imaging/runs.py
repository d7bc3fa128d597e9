"""The cheapest way to cut a row of pieces into runs: how strokes, or parts of ink, are told into digits."""

from __future__ import annotations

import math
from collections.abc import Mapping

Run = tuple[int, int]
"""Pieces start..end - 1 of a row."""


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
