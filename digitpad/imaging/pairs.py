"""Two digits that touch, as one mark: where cutting them apart would leave of each what nobody would know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digitpad.core.glyph import Box, Glyph
from digitpad.imaging.normalize import normalize, normalize_pair
from digitpad.imaging.pieces import Piece, easiest_column, merged, piece_of
from digitpad.imaging.runs import Run

_NARROWEST, _WIDEST = 0.4, 2.4
"""In heights of a digit: of two ones that touch, and of two broad digits."""

_LOWEST = 8.0
"""In pixels: two digits that touch and are lower are two blots."""

_UNLIKE_COST = 2.0
"""Of a cut that leaves nothing of one of the two."""

_MOST_PARTS = 6
"""Of which they consist where they are cut in vain."""


def pair_runs(pieces: Sequence[Piece], height: float) -> Iterator[Run]:
    """The parts of marks, next to each other and nowhere apart, that may be two digits.

    Args:
        pieces: of a stretch, cut.
        height: of a digit, in pixels of the ink.
    """
    if height < _LOWEST:
        return
    for start in range(len(pieces)):
        left, right = pieces[start].x, 0
        for end in range(start + 1, min(start + _MOST_PARTS, len(pieces)) + 1):
            piece = pieces[end - 1]
            if end > start + 1 and piece.cut_cost == 0:
                break  # another mark
            left, right = min(left, piece.x), max(right, piece.x + piece.width)
            if right - left > _WIDEST * height:
                break
            if right - left >= _NARROWEST * height:
                yield start, end


def pair_glyph_of(pieces: Sequence[Piece], line: int) -> Glyph:
    """Parts of one mark as one glyph of two digits."""
    ink, box = merged(pieces)
    return Glyph(normalize_pair(ink), box, line)


def told_apart(pieces: Sequence[Piece], line: int) -> tuple[Glyph, Glyph]:
    """Parts of one mark as two digits, cut where it is easy and leaves them about as large as each other."""
    parts = pieces if len(pieces) > 1 else _halved(pieces[0])
    cuts = [(merged(parts[:place]), merged(parts[place:]), parts[place].cut_cost) for place in range(1, len(parts))]
    if not cuts:  # nothing is on one of its sides
        cuts = [(merged(parts), merged(parts), 0.0)]
    left, right, _ = min(cuts, key=lambda cut: cut[2] + _UNLIKE_COST * _unlikeness(cut[0][1], cut[1][1]))
    return Glyph(normalize(left[0]), left[1], line), Glyph(normalize(right[0]), right[1], line)


def _unlikeness(one: Box, other: Box) -> float:
    """Of two boxes' sizes, 0..2."""
    return sum(abs(a - b) / (a + b) for a, b in ((one.width, other.width), (one.height, other.height)))


def _halved(piece: Piece) -> list[Piece]:
    column = easiest_column(piece)
    inks = (piece.ink[:, :column], piece.ink[:, column:])
    two = (piece_of(ink, piece.x + left, piece.y) for ink, left in zip(inks, (0, column), strict=True))
    return [half for half in two if half is not None]
