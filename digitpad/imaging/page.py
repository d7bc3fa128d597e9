"""A page → its digits: pieces of ink joined and cut until every one reads as a digit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, Status
from digitpad.imaging.brackets import is_bowed
from digitpad.imaging.ink import Ink
from digitpad.imaging.normalize import normalize
from digitpad.imaging.pieces import Piece, cut, digit_height, merged, pen_width, piece_of, pieces_of
from digitpad.imaging.rows import rows_of
from digitpad.imaging.runs import DIGIT_COST, Run, cheapest_runs, is_rather_one, surprise

_MOST_PARTS = 4
"""Of one digit: strokes that do not touch, or parts of one that was cut in vain."""

_WIDEST, _WIDEST_GAP = 1.7, 0.25
"""In heights of a digit: of one made of several pieces, and of the empty column between two of them."""

_WIDEST_ALONE = 2.5
"""In its own heights: of one digit that is all that was written."""

_SMALL, _LOW = 0.4, 0.62
"""In digit heights: what is lower is a dot, a comma, a dash or dust, and no digit; and lower, it may be a plus."""

_SMALL_COST = 0.7
"""Of a small mark by itself: more than that of a five with its top, less than that of a digit with a dot."""

_SIGN_COST = 2.0
"""Of a mark that is no digit, as a sign between numbers: no reason to take it for a part of its neighbour."""

_GAP_COST = 8.0
"""Of an empty column as wide as a digit is high: parts of a digit stand above each other, or touch."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """What the marks of a page may mean: pieces in rows, and which runs of neighbours could be one digit.

    Attributes:
        rows: of pieces, from the top, each from the left.
        runs: with the number of their row; every piece alone is among them.
        height: of the page's digits, in pixels of the ink; lower marks are none.
        whole: all pieces, where they are so few that they may be one digit; else none.
    """

    rows: Sequence[Sequence[Piece]]
    runs: Sequence[tuple[int, Run]]
    height: float
    whole: Sequence[Piece] = ()

    @property
    def count(self) -> int:
        """How many glyphs there are."""
        return len(self.runs) + bool(self.whole)

    def glyphs(self) -> Iterator[Glyph]:
        """Each run as a glyph, its box in pixels of the ink; last the whole, where it may be one digit."""
        for number, run in self.runs:
            yield glyph_of(self.rows[number][slice(*run)], number)
        if self.whole:
            yield glyph_of(self.whole)

    def decide(self, answers: Sequence[DigitReading]) -> list[DigitReading]:
        """The digits in reading order, chosen among the answers to `glyphs`.

        The rows are told into digits so that the surprise of all answers (-log p) and the cost of all cuts is least.
        """
        found: list[dict[Run, DigitReading]] = [{} for _ in self.rows]
        for (number, run), answer in zip(self.runs, answers, strict=not self.whole):
            found[number][run] = answer
        told = [_cheapest(row, read, self.height) for row, read in zip(self.rows, found, strict=True)]
        digits = [answer for answers_of_row, _ in told for answer in answers_of_row]
        told_cost = sum(cost for _, cost in told) + DIGIT_COST * len(digits)
        if self.whole and is_rather_one(answers[-1], told_cost):
            return [answers[-1]]
        return digits


def suppose(ink: Ink) -> Hypotheses:
    """What may stand on a page."""
    pieces = pieces_of(ink)
    if not pieces:
        return Hypotheses([], [], 0.0)
    height = digit_height(pieces)
    pen = pen_width(pieces, height)
    pieces = [piece for piece in pieces if float(piece.ink.sum()) > 0.6 * pen * pen]
    rows = [_parts(row, height, pen) for row in rows_of(pieces, height)]
    runs = [(number, run) for number, row in enumerate(rows) for run in _runs(row, height)]
    # A digit alone may be cut, or lie in pieces on several rows.
    may_be_one = len(runs) > 1 and len(pieces) <= _MOST_PARTS and _is_compact(pieces)
    return Hypotheses(rows, runs, height, pieces if may_be_one else ())


def _is_compact(pieces: Sequence[Piece]) -> bool:
    """Whether pieces stand in a box that a digit may fill."""
    _, box = merged(pieces)
    return box.width <= _WIDEST_ALONE * box.height


def suppose_one_digit(ink: Ink) -> Hypotheses:
    """All ink as one digit."""
    piece = piece_of(ink)
    return Hypotheses([[piece]], [(0, (0, 1))], 0.0) if piece else Hypotheses([], [], 0.0)


def _parts(row: Sequence[Piece], height: float, pen: float) -> list[Piece]:
    """The pieces of a row, wide ones cut, from the left."""
    return sorted((part for piece in row for part in cut(piece, height, pen)), key=lambda part: part.centre)


def _runs(row: Sequence[Piece], height: float) -> list[Run]:
    """Neighbours that could be one digit; every single piece is among them."""
    runs = []
    for start in range(len(row)):
        right = -math.inf
        left = math.inf
        for end in range(start + 1, min(start + _MOST_PARTS, len(row)) + 1):
            piece = row[end - 1]
            gap = piece.x - right if end > start + 1 else 0.0
            left, right = min(left, piece.x), max(right, piece.x + piece.width)
            if end > start + 1 and (gap > _WIDEST_GAP * height or right - left > _WIDEST * height):
                break
            runs.append((start, end))
    return runs


def glyph_of(pieces: Sequence[Piece], line: int = 0) -> Glyph:
    """Pieces as one glyph, its box in pixels of the ink."""
    ink, box = merged(pieces)
    return Glyph(normalize(ink), box, line)


def _cheapest(row: Sequence[Piece], read: dict[Run, DigitReading], height: float) -> tuple[list[DigitReading], float]:
    """The row told into digits, and what they cost; small marks that belong to none are left out."""
    costs = {run: _cost(row[slice(*run)], answer, height) for run, answer in read.items()}
    if not costs:
        return [], 0.0
    chosen = cheapest_runs(costs, len(row))
    digits = [_doubted(read[run], height) for run in chosen if read[run].box.height >= _SMALL * height]
    return digits, sum(costs[run] for run in chosen)


def _cost(pieces: Sequence[Piece], answer: DigitReading, height: float) -> float:
    """What it costs to take pieces for a digit, or one alone for a sign."""
    if answer.box.height < _SMALL * height:
        return pieces[0].cut_cost + _SMALL_COST
    cost = surprise(answer)
    if len(pieces) > 1:
        cost += _GAP_COST * _widest_gap(pieces) / max(height, 1.0)
    elif pieces[0].cut_cost == 0:
        cost = min(cost, _SIGN_COST)
    return pieces[0].cut_cost + cost


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
    if answer.status is Status.OK and (is_low or is_bracket):
        return replace(answer, status=Status.UNSURE)
    return answer
