"""A line drawn under a number, which touches its digits, is taken off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.ink import Ink
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.pieces import Piece, pieces_of

_SLENDEREST, _LEAST_WIDTH = 2.2, 40
"""How much wider than high a mark with a line under it is, and how many pixels wide."""

_MOST_PIECES = 400
"""With more it is no page on which somebody underlined a number."""

_LEAST_SEEN, _MOST_CROSSED = 0.9, 0.5
"""Of a mark's width is lowest ink that belongs to the line; of that there is ink on the line's upper side."""

_NEAR, _BENT = 2.0, 0.03
"""Pens, and widths of the mark, from the median row: there the line may be at first sight."""

_END = 0.2
"""Of the mark's height: at both ends the line goes so far beyond the digits."""

_LEAST_LEFT = 0.3
"""Of the mark's ink is more than the line: else it is a dash."""

_TALL, _SLENDER = 0.5, 2.6
"""Of the mark's height is a digit; the line holds two or more together, or it is that much longer than a single one is
high: else it may be a stroke of it."""

_FITS = 5
"""A curve is fitted to what is near the one before, so many times."""


@dataclass(frozen=True, eq=False)
class _Underline:
    """A line along the lowest ink of a mark.

    Attributes:
        columns: (N,) of the mark in which there is ink.
        rows: (N,) float64, the line's lowest there.
        pen: its width in pixels.
    """

    columns: NDArray[np.int64]
    rows: NDArray[np.float64]
    pen: float


def without_underlines(pieces: Sequence[Piece]) -> list[Piece]:
    """The marks of a page; those that a line holds together from below without it, each by itself."""
    if len(pieces) > _MOST_PIECES:
        return list(pieces)
    return list(chain.from_iterable(map(_without_underline, pieces)))


def _without_underline(piece: Piece) -> list[Piece]:
    if piece.width < max(_SLENDEREST * piece.height, _LEAST_WIDTH):
        return [piece]
    is_ink = piece.ink > 0.5
    line = _underline(piece, is_ink)
    if line is None:
        return [piece]
    above = _goes_on_above(line, is_ink)
    end = max(3, round(_END * piece.height))
    goes_beyond = not above[:end].any() and not above[-end:].any()  # the feet of twos do at one end
    if above.mean() > _MOST_CROSSED or not goes_beyond:
        return [piece]
    rest = _erased(piece.ink, line, above)
    if (rest > 0.5).sum() < _LEAST_LEFT * is_ink.sum():
        return [piece]
    parts = [replace(part, x=part.x + piece.x, y=part.y + piece.y) for part in pieces_of(rest)]
    digits = sum(part.height >= _TALL * piece.height for part in parts)
    is_long = piece.width >= _SLENDER * piece.height
    return parts if digits > 1 or (digits == 1 and is_long) else [piece]


def _underline(piece: Piece, is_ink: NDArray[np.bool_]) -> _Underline | None:
    """The bowed line on which nearly all of the lowest ink of a mark lies; None where there is none."""
    columns = np.flatnonzero(is_ink.any(axis=0))
    if len(columns) < _LEAST_SEEN * piece.width:
        return None
    lowest = piece.height - 1 - is_ink[::-1, columns].argmax(axis=0)
    pen = stroke_width(piece.ink)
    places = columns / piece.width
    near = np.abs(lowest - np.median(lowest)) < _NEAR * pen + _BENT * piece.width
    rows = lowest.astype(np.float64)
    for _ in range(_FITS):
        if near.sum() < _LEAST_SEEN * len(columns) / 2:
            return None
        rows = np.polyval(np.polyfit(places[near], lowest[near], 2), places)
        near = np.abs(lowest - rows) < 0.6 * pen + 1
    return _Underline(columns, rows, pen) if near.sum() >= _LEAST_SEEN * piece.width else None


def _goes_on_above(line: _Underline, is_ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """In which columns of the line there is ink on it: two of three pixels."""
    tops = line.rows - line.pen - 1.5
    steps = np.rint(tops - np.arange(1, 4)[:, None]).astype(np.int64)
    return np.asarray(is_ink[np.clip(steps, 0, len(is_ink) - 1), line.columns].sum(axis=0) >= 2)


def _erased(ink: Ink, line: _Underline, above: NDArray[np.bool_]) -> Ink:
    """The ink without the line: all of it where nothing stands on it, its lower third where a digit does."""
    rows = np.arange(len(ink))[:, None]
    band = (rows >= line.rows - line.pen - 1.5) & (rows <= line.rows + 0.5 * line.pen + 1.5)
    is_line = band & (~above | (rows > line.rows - 0.35 * line.pen))
    rest = ink.copy()
    rest[:, line.columns] = np.where(is_line, 0, rest[:, line.columns])
    return rest
