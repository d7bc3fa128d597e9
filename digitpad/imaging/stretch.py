"""A stretch of a row: pieces so near to each other that any may belong with its neighbours, split into digits."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import repeat

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, Status
from digitpad.core.recognizer import PairReading
from digitpad.imaging.brackets import is_bowed
from digitpad.imaging.joins import WIDEST_GAP, gap_cost, glyph_of, joined_runs
from digitpad.imaging.pairs import pair_glyph_of, pair_runs, told_apart
from digitpad.imaging.pieces import Piece, cut
from digitpad.imaging.runs import DIGIT_COST, Run, cheapest_runs, surprise, surprise_of_one

SMALL, _LOW = 0.4, 0.62
"""In digit heights: what is lower is a dot, a comma, a dash or dust, and no digit; and lower, it may be a plus."""

_SMALL_COST = 0.7
"""Of a small mark by itself: more than that of a five with its top, less than that of a digit with a dot."""

_PAIR_COST = 0.02
"""Of two digits that are read without cutting them apart."""

_DOUBTFUL_ONE = 0.7
"""So surprising would it be that something is one digit, as even odds, that nobody is sure of it."""

_SIGN_COST = 2.0
"""Of a mark that is no digit, as a sign between numbers: no reason to take it for a part of its neighbour."""


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
        pairs: answers to the runs that were read as two digits that touch; None where nobody can.
    """

    pieces: Sequence[Piece]
    line: int
    height: float
    is_cut: bool = False
    answers: Mapping[Run, DigitReading] = field(default_factory=dict)
    pairs: Mapping[Run, PairReading | None] = field(default_factory=dict)

    @cached_property
    def runs(self) -> Collection[Run]:
        """Neighbours that could be one digit; every single piece is among them."""
        return dict.fromkeys(joined_runs(self.pieces, self.height)).keys()

    @cached_property
    def pair_runs(self) -> Collection[Run]:
        """Parts of marks that could be two digits; none before the marks are cut."""
        return dict.fromkeys(pair_runs(self.pieces, self.height) if self.is_cut else ()).keys()

    @cached_property
    def asked(self) -> Sequence[Run]:
        """The runs to be read next; none once it is settled.

        First every piece by itself. Then what is not read of the cheapest way to cut the row into runs, where a run
        that was not read costs what it does at least: once all of that is read, no other way is cheaper (Dellin and
        Srinivasa, "A Unifying Formalism for Shortest Path Problems with Expensive Edge Evaluations", 2016).
        """
        singles = [(place, place + 1) for place in range(len(self.pieces))]
        to_be_one = [run for run in self._way if not self._is_pair(run)]
        return self._unread([] if self.answers else singles) or self._unread(to_be_one)

    @property
    def _is_begun(self) -> bool:
        """Whether the single pieces were read, or are all too small for it."""
        return bool(self.answers) or not self.asked

    @cached_property
    def asked_pairs(self) -> Sequence[Run]:
        """The runs to be read next as two digits."""
        return [run for run in self._way if self._is_pair(run) and run not in self.pairs] if self._is_begun else []

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be read any more."""
        return not (self.asked or self.asked_pairs)

    def glyphs(self) -> Iterator[Glyph]:
        """What is asked, as glyphs; their boxes in pixels of the ink."""
        return map(self._glyph, self.asked)

    def pair_glyphs(self) -> Iterator[Glyph]:
        """What is asked as two digits."""
        return (pair_glyph_of(self.pieces[slice(*run)], self.line) for run in self.asked_pairs)

    def all_glyphs(self) -> Iterator[Glyph]:
        """All that may be asked."""
        yield from map(self._glyph, self.runs)
        for run in self.pair_runs:
            yield from told_apart(self.pieces[slice(*run)], self.line)

    def answered(self, answers: Iterable[DigitReading], pairs: Iterable[PairReading | None] = repeat(None)) -> Stretch:
        """The same with answers to `glyphs` and `pair_glyphs`; None is none."""
        return replace(
            self,
            answers={**self.answers, **dict(zip(self.asked, answers, strict=False))},
            pairs={**self.pairs, **dict(zip(self.asked_pairs, pairs, strict=False))},
        )

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

    @cached_property
    def digits(self) -> list[DigitReading]:
        """From the left, once it is settled; small marks that belong to none are left out."""
        return [digit for run in self._way for digit in self._digits_of(run)]

    @property
    def cost(self) -> float:
        """The surprise of all answers (-log p), and what was paid for cuts and gaps: the least there is."""
        return sum(self._costs[run] for run in self._way)

    @property
    def cost_with_digits(self) -> float:
        """What it costs beside another number of digits."""
        return self.cost + DIGIT_COST * len(self.digits)

    @property
    def surprise_of_one(self) -> float:
        """How much it would surprise if all of it were one digit, given that it was read as two, too; else 0."""
        return self._surprise_of_one((0, len(self.pieces)))

    @cached_property
    def _way(self) -> list[Run]:
        return cheapest_runs(self._costs, len(self.pieces))

    @cached_property
    def _costs(self) -> dict[Run, float]:
        costs = {run: self._cost(run) for run in self.runs}
        return costs | {run: min(self._pair_cost(run), costs.get(run, math.inf)) for run in self.pair_runs}

    def _is_pair(self, run: Run) -> bool:
        """Whether parts are rather two digits than one."""
        return run in self.pair_runs and not (run in self.runs and self._cost(run) <= self._costs[run])

    def _digits_of(self, run: Run) -> Sequence[DigitReading]:
        pair = self.pairs.get(run) if self._is_pair(run) else None
        if pair:
            # How low both are tells of signs; how low either is does not, for where they part is guessed.
            known = [unsure(digit) if _is_low(digit, self.height) else digit for digit in pair]
            glyphs = told_apart(self.pieces[slice(*run)], self.line)
            return [replace(digit, glyph=glyph) for digit, glyph in zip(known, glyphs, strict=True)]
        if self._is_small(run):
            return []
        answer = _doubted(self.answers[run], self.height)
        return [unsure(answer) if self._surprise_of_one(run) > _DOUBTFUL_ONE else answer]

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
        return pieces[0].cut_cost + cost + self._surprise_of_one(run)

    def _surprise_of_one(self, run: Run) -> float:
        pair = self.pairs.get(run)
        return surprise_of_one(pair) if pair else 0.0

    def _pair_cost(self, run: Run) -> float:
        """What it costs to take parts for two digits; at least, where they were not read."""
        pair = self.pairs.get(run, ())
        if pair is None or self._is_small(run):
            return math.inf
        return self.pieces[run[0]].cut_cost + _PAIR_COST + sum(map(surprise, pair))


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
        if place > start and piece.x - right > WIDEST_GAP * height:
            yield Stretch(row[start:place], line, height)
            start = place
        right = max(right, piece.x + piece.width)
    if row:
        yield Stretch(row[start:], line, height)


def _doubted(answer: DigitReading, height: float) -> DigitReading:
    """The answer; unsure where a sign may have been taken for a digit: a plus is low, a bracket a bowed one."""
    is_bracket = answer.value == 1 and is_bowed(answer.glyph.pixels)
    return unsure(answer) if _is_low(answer, height) or is_bracket else answer


def _is_low(answer: DigitReading, height: float) -> bool:
    return answer.box.height < _LOW * height


def unsure(answer: DigitReading) -> DigitReading:
    """The answer, not surer than that."""
    return replace(answer, status=Status.UNSURE) if answer.status is Status.OK else answer
