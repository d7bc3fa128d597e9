"""Pieces → rows: the lines of writing on a page, even where they slope."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.pieces import Piece

_DIGIT_LIKE = 0.45
"""Of a digit's height: what is lower makes no row of its own."""

_SAME_ROW, _NEAR_ROW = 0.55, 0.8
"""In digit heights: how far the middle of a digit, and of a small mark, may be from the middle of its row."""

_NEIGHBOUR = 3.0
"""In digit heights: how far the next digit of a row may be for the slope between the two to count."""


def rows_of(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """The rows of a page from the top, each with its pieces from the left.

    The slope of the rows is measured between neighbours; it may change down the page, as a photograph's perspective
    makes it. Small marks far from every row are left out.

    Args:
        pieces: of the page.
        height: of its digits in pixels.
    """
    tall = [piece for piece in pieces if piece.height > _DIGIT_LIKE * height]
    slope = _slope(tall, height)
    rows: list[_Row] = []
    for piece in sorted(tall, key=lambda piece: -piece.height):
        level = _level(piece, slope)
        near = min(rows, key=lambda row: abs(row.level - level), default=None)
        if near is None or abs(near.level - level) >= _SAME_ROW * height:
            near = _Row()
            rows.append(near)
        near.add(piece, level)
    for piece in pieces:
        if piece.height <= _DIGIT_LIKE * height and rows:
            level = _level(piece, slope)
            near = min(rows, key=lambda row: abs(row.level - level))
            if abs(near.level - level) < _NEAR_ROW * height:
                near.members.append(piece)
    rows.sort(key=lambda row: row.level)
    return [sorted(row.members, key=lambda piece: piece.centre) for row in rows]


class _Row:
    """A row as it grows: its members, and the mean level of its digits."""

    def __init__(self) -> None:
        self.members: list[Piece] = []
        self.level = 0.0

    def add(self, piece: Piece, level: float) -> None:
        """Take in a digit."""
        self.members.append(piece)
        self.level += (level - self.level) / len(self.members)


def _level(piece: Piece, slope: NDArray[np.float64]) -> float:
    """Where a piece would stand on a page whose rows do not slope."""
    return piece.middle - float(np.polyval(slope, piece.middle)) * piece.centre


def _slope(tall: Sequence[Piece], height: float) -> NDArray[np.float64]:
    """Pixels down for each pixel to the right, as a polynomial in the row: constant, or linear where it can be told."""
    x = np.array([piece.centre for piece in tall])
    y = np.array([piece.middle for piece in tall])
    found = []
    for index in range(len(tall)):
        ahead = (x > x[index]) & (x < x[index] + _NEIGHBOUR * height) & (np.abs(y - y[index]) < 0.6 * height)
        if ahead.any():
            follower = np.flatnonzero(ahead)[x[ahead].argmin()]
            found.append((y[index], (y[follower] - y[index]) / (x[follower] - x[index])))
    if len(found) < 3:
        return np.zeros(1)
    places, slopes = np.array(found).T
    if len(found) < 12 or np.ptp(places) < height:
        return np.array([np.median(slopes)])
    kept = np.ones(len(found), bool)
    for _ in range(4):
        if np.ptp(places[kept]) < height:  # neighbours on one row alone agree
            return np.array([np.median(slopes)])
        line = np.polyfit(places[kept], slopes[kept], 1)
        distance = np.abs(slopes - np.polyval(line, places))
        kept = distance < 2.5 * max(1e-3, float(np.median(distance)))
    return np.asarray(line)
