"""The ten bars of the window, found on the screen: they say what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from smoke.screen import HEIGHT, Screen

ACCENT = bytes.fromhex("2457d6")[::-1]
"""Of the longest bar, in the window's light colours (`digitpad/ui/theme.py`); blue, green, red."""

TRACK = bytes.fromhex("eae8e4")[::-1]
"""Of what a bar has not filled."""

_RUN = 60
"""Pixels; what is so wide and of one of these colours may be a bar."""

_INSIDE = 20
"""Pixels from where that begins."""

_THINNEST = 5


@dataclass(frozen=True)
class Bars:
    """Where the bars are: the column in which each is looked at, and the rows of their middles."""

    x: int
    middles: tuple[int, ...]

    def are_painted(self, screen: Screen) -> bool:
        """Whether all are there, filled or not."""
        return all(screen.pixel(self.x, y) in (ACCENT, TRACK) for y in self.middles)

    def best(self, screen: Screen) -> int | None:
        """The digit with the longest bar; None while there is no answer."""
        filled = [digit for digit, y in enumerate(self.middles) if screen.pixel(self.x, y) == ACCENT]
        return filled[0] if len(filled) == 1 else None


def find_bars(screen: Screen) -> Bars | None:
    """The bars, where the window has been painted."""
    tried = set()
    for y in range(0, HEIGHT, _THINNEST):
        row = screen.row(y)
        for colour in (TRACK, ACCENT):
            place = _run_in(row, colour)
            if place is not None and place not in tried:
                tried.add(place)
                middles = ten_middles(screen.column(place + _INSIDE))
                if middles:
                    return Bars(place + _INSIDE, middles)
    return None


def _run_in(row: bytes, colour: bytes) -> int | None:
    """Where a wide run of a colour begins."""
    for filling in (b"\xff", b"\0"):  # the fourth byte is whatever the program wrote
        run = (colour + filling) * _RUN
        place = row.find(run)
        while place % 4 and place >= 0:
            place = row.find(run, place + 1)
        if place >= 0:
            return place // 4
    return None


def ten_middles(column: Sequence[bytes]) -> tuple[int, ...]:
    """The middles of ten bars, one below the other at even distances; empty where there are not ten."""
    middles, start = [], 0
    for colour, run in groupby(column):
        length = len(list(run))
        if colour in (TRACK, ACCENT) and length >= _THINNEST:
            middles.append(start + length // 2)
        start += length
    gaps = [later - earlier for earlier, later in pairwise(middles)]
    return tuple(middles) if len(middles) == 10 and max(gaps) - min(gaps) <= 3 else ()
