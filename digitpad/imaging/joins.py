"""Neighbours of a row that may be one digit: strokes of it that do not touch, or parts of one that was cut in vain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from digitpad.core.glyph import Glyph
from digitpad.imaging.normalize import normalize
from digitpad.imaging.pieces import Piece, merged
from digitpad.imaging.runs import Run

MOST_PARTS = 4
"""Of one digit."""

_WIDEST, WIDEST_GAP = 1.7, 0.25
"""In heights of a digit: of one made of several pieces, and of the empty column between two of them."""

_GAP_COST = 8.0
"""Of an empty column as wide as a digit is high: parts of a digit stand above each other, or touch."""


def joined_runs(pieces: Sequence[Piece], height: float) -> Iterator[Run]:
    """The neighbours that may be one digit; every single piece is among them.

    Args:
        pieces: from the left.
        height: of a digit, in pixels of the ink.
    """
    for start in range(len(pieces)):
        right = -math.inf
        left = math.inf
        for end in range(start + 1, min(start + MOST_PARTS, len(pieces)) + 1):
            piece = pieces[end - 1]
            gap = piece.x - right if end > start + 1 else 0.0
            left, right = min(left, piece.x), max(right, piece.x + piece.width)
            if end > start + 1 and (gap > WIDEST_GAP * height or right - left > _WIDEST * height):
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


def glyph_of(pieces: Sequence[Piece], line: int = 0) -> Glyph:
    """Pieces as one glyph, its box in pixels of the ink."""
    ink, box = merged(pieces)
    return Glyph(normalize(ink), box, line)
