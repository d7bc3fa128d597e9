"""A stretch of a row: pieces so near to each other that any may belong with its neighbours, split into digits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, Status
from digitpad.imaging.brackets import is_bowed
from digitpad.imaging.normalize import normalize
from digitpad.imaging.pieces import Piece, cut, merged
from digitpad.imaging.runs import DIGIT_COST, Run, cheapest_runs, surprise

MOST_PARTS = 4
"""Of one digit: strokes that do not touch, or parts of one that was cut in vain."""

_WIDEST, _WIDEST_GAP = 1.7, 0.25
"""In heights of a digit: of one made of several pieces, and of the empty column between two of them."""

SMALL, _LOW = 0.4, 0.62
"""In digit heights: what is lower is a dot, a comma, a dash or dust, and no digit; and lower, it may be a plus."""

_SMALL_COST = 0.7
"""Of a small mark by itself: more than that of a five with its top, less than that of a digit with a dot."""

_SIGN_COST = 2.0
"""Of a mark that is no digit, as a sign between numbers: no reason to take it for a part of its neighbour."""

_GAP_COST = 8.0
"""Of an empty column as wide as a digit is high: parts of a digit stand above each other, or touch."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """Pieces of a row with no wide gap between them, and what was read of them.

    Only those runs are read whose answers may matter.

    Attributes:
        pieces: from the left.
        line: the number of their row.
        height: of the page's digits, in pixels of the ink; lower marks are none.
        is_cut: whether its wide pieces are cut, or none is to be.
        answers: to the runs that were read.
    """

    pieces: Sequence[Piece]
    line: int
    height: float
    is_cut: bool = False
    answers: Mapping[Run, DigitReading] = field(default_factory=dict)

    @cached_property
    def runs(self) -> Sequence[Run]:
        """Neighbours that could be one digit; every single piece is among them."""
        return list(_runs(self.pieces, self.height))

    @cached_property
    def asked(self) -> Sequence[Run]:
        """The runs to be read next; none once it is settled.

        First every piece by itself. Then what is not read of the cheapest way to cut the row into runs, where a run
        that was not read costs what it does at least: once all of that is read, no other way is cheaper (Dellin and
        Srinivasa, "A Unifying Formalism for Shortest Path Problems with Expensive Edge Evaluations", 2016).
        """
        singles = [(place, place + 1) for place in range(len(self.pieces))]
        return self._unread([] if self.answers else singles) or self._unread(self._way)

    def glyphs(self) -> Iterator[Glyph]:
        """What is asked, as glyphs; their boxes in pixels of the ink."""
        return map(self._glyph, self.asked)

    def all_glyphs(self) -> Iterator[Glyph]:
        """All that may be asked."""
        return map(self._glyph, self.runs)

    def answered(self, answers: Sequence[DigitReading]) -> Stretch:
        """The same with answers to `glyphs`."""
        return replace(self, answers={**self.answers, **dict(zip(self.asked, answers, strict=True))})

    def cut(self, pen: float) -> Stretch | None:
        """The same with its wide pieces cut; None where none can be.

        Args:
            pen: its width in pixels of the ink.
        """
        parts = [(part, place) for place, piece in enumerate(self.pieces) for part in cut(piece, self.height, pen)]
        if len(parts) == len(self.pieces):
            return None
        parts.sort(key=lambda part: part[0].centre)
        answers = _carried_over(self.answers, [owner for _, owner in parts])
        return replace(self, pieces=[part for part, _ in parts], is_cut=True, answers=answers)

    @property
    def digits(self) -> list[DigitReading]:
        """From the left, once it is settled; small marks that belong to none are left out."""
        return [_doubted(self.answers[run], self.height) for run in self._way if not self._is_small(run)]

    @property
    def cost(self) -> float:
        """The surprise of all answers (-log p), and what was paid for cuts and gaps: the least there is."""
        return sum(map(self._cost, self._way))

    @property
    def cost_with_digits(self) -> float:
        """What it costs beside another number of digits."""
        return self.cost + DIGIT_COST * len(self.digits)

    @cached_property
    def _way(self) -> list[Run]:
        return cheapest_runs({run: self._cost(run) for run in self.runs}, len(self.pieces))

    def _unread(self, runs: Sequence[Run]) -> list[Run]:
        return [run for run in runs if run not in self.answers and not self._is_small(run)]

    def _glyph(self, run: Run) -> Glyph:
        return glyph_of(self.pieces[slice(*run)], self.line)

    def _is_small(self, run: Run) -> bool:
        """Whether it is no digit, whatever it looks like."""
        pieces = self.pieces[slice(*run)]
        height = max(piece.y + piece.height for piece in pieces) - min(piece.y for piece in pieces)
        return height < SMALL * self.height

    def _cost(self, run: Run) -> float:
        """What it costs to take pieces for a digit, or one alone for a sign; at least, where they were not read."""
        pieces = self.pieces[slice(*run)]
        if self._is_small(run):
            return pieces[0].cut_cost + _SMALL_COST
        cost = surprise(self.answers[run]) if run in self.answers else 0.0
        if len(pieces) > 1:
            cost += gap_cost(pieces, self.height)
        elif pieces[0].cut_cost == 0:
            cost = min(cost, _SIGN_COST)
        return pieces[0].cut_cost + cost


def _carried_over(answers: Mapping[Run, DigitReading], owners: Sequence[int]) -> dict[Run, DigitReading]:
    """What was read before pieces were cut, for the runs of parts that are the same.

    Args:
        answers: to runs of whole pieces.
        owners: for each part, in order, the place of the piece it is of.
    """
    carried = {}
    for (start, end), answer in answers.items():
        places = [place for place, owner in enumerate(owners) if start <= owner < end]
        if places[-1] - places[0] + 1 == len(places):
            carried[places[0], places[-1] + 1] = answer
    return carried


def stretches_of(row: Sequence[Piece], line: int, height: float) -> Iterator[Stretch]:
    """A row parted at its gaps that are too wide to be within a digit.

    Args:
        row: its pieces from the left.
        line: its number.
        height: of the page's digits, in pixels of the ink.
    """
    start, right = 0, -math.inf
    for place, piece in enumerate(row):
        if place > start and piece.x - right > _WIDEST_GAP * height:
            yield Stretch(row[start:place], line, height)
            start = place
        right = max(right, piece.x + piece.width)
    if row:
        yield Stretch(row[start:], line, height)


def glyph_of(pieces: Sequence[Piece], line: int = 0) -> Glyph:
    """Pieces as one glyph, its box in pixels of the ink."""
    ink, box = merged(pieces)
    return Glyph(normalize(ink), box, line)


def _runs(pieces: Sequence[Piece], height: float) -> Iterator[Run]:
    for start in range(len(pieces)):
        right = -math.inf
        left = math.inf
        for end in range(start + 1, min(start + MOST_PARTS, len(pieces)) + 1):
            piece = pieces[end - 1]
            gap = piece.x - right if end > start + 1 else 0.0
            left, right = min(left, piece.x), max(right, piece.x + piece.width)
            if end > start + 1 and (gap > _WIDEST_GAP * height or right - left > _WIDEST * height):
                break
            yield start, end


def gap_cost(pieces: Sequence[Piece], height: float) -> float:
    """What it costs to take pieces for one digit of that height, where an empty column is between them."""
    return _GAP_COST * _widest_gap(sorted(pieces, key=lambda piece: piece.x)) / max(height, 1.0)


def _widest_gap(pieces: Sequence[Piece]) -> float:
    """The widest empty column between pieces in their order, 0 where there is none."""
    widest, right = 0.0, float(pieces[0].x)
    for piece in pieces:
        widest = max(widest, piece.x - right)
        right = max(right, piece.x + piece.width)
    return widest


def _doubted(answer: DigitReading, height: float) -> DigitReading:
    """The answer; unsure where a sign may have been taken for a digit: a plus is low, a bracket a bowed one."""
    is_low = answer.box.height < _LOW * height
    is_bracket = answer.value == 1 and is_bowed(answer.glyph.pixels)
    return unsure(answer) if is_low or is_bracket else answer


def unsure(answer: DigitReading) -> DigitReading:
    """The answer, not surer than that."""
    return replace(answer, status=Status.UNSURE) if answer.status is Status.OK else answer
