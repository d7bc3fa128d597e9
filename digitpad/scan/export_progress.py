"""How far an export is, told as often as a person can see it."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

_EVERY = 0.1
"""Seconds between two reports: a window that hears of each of 100,000 rows does nothing else."""


@dataclass(frozen=True)
class ExportProgress:
    """How far an export is.

    Attributes:
        done: rows or files that are finished.
        total: how many there are.
    """

    done: int
    total: int


def paced(steps: Generator[Any, None, None], total: int) -> Generator[ExportProgress, None, None]:
    """Take steps, one for each row or file, and report now and then, at the beginning and at the end.

    Args:
        steps: closed in any case, so their `finally` can tidy.
        total: how many they are.
    """
    with closing(steps):
        yield ExportProgress(0, total)
        told = time.monotonic()
        for done, _ in enumerate(steps, 1):
            if time.monotonic() - told >= _EVERY:
                yield ExportProgress(done, total)
                told = time.monotonic()
        yield ExportProgress(total, total)
