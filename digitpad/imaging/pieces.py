"""Ink → pieces: connected marks, and the parts that wide ones may be cut into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitpad.core.glyph import Box
from digitpad.imaging.ink import Ink
from digitpad.imaging.marks import marks_of
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.seams import seams_of

_NARROWEST_PAIR = 0.6
"""Of a digit's height: a narrower mark is one digit. A one that leans on another digit adds little to its width."""

_CUT_COST, _CROSSING_COST = 0.4, 0.4
"""What a cut costs, and what more for each width of the pen it goes through, in the unit of surprise (-log p)."""


_MOST_PIECES = 5_000
"""On a page. With more it is no page of digits but a picture of grass, and the largest are looked at."""

_LARGEST_SAY = 2.0
"""Times the median ink of a mark: a circle around digits, or a shadow, does not say how high they are."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A mark, or a part of one.

    Attributes:
        x, y: of its top left, in pixels of the ink.
        ink: (H, W) float32, cut out.
        cut_cost: what it costs to part it from the piece on its left; 0 where nothing holds them together.
    """

    x: int
    y: int
    ink: Ink
    cut_cost: float = 0.0

    @property
    def width(self) -> int:
        return int(self.ink.shape[1])

    @property
    def height(self) -> int:
        return int(self.ink.shape[0])

    @property
    def centre(self) -> float:
        """The middle column of its box."""
        return self.x + self.width / 2

    @property
    def middle(self) -> float:
        """The middle row of its box."""
        return self.y + self.height / 2


def pieces_of(ink: Ink) -> list[Piece]:
    """The connected marks of a page, at most 5,000."""
    marks = marks_of(ink > 0)
    largest = 1 + np.argsort(-marks.areas[1:], kind="stable")[:_MOST_PIECES]
    kept = sorted(marks.affordable(largest).tolist())
    return [Piece(int(marks.boxes[one, 0]), int(marks.boxes[one, 1]), marks.cut_out(one, ink)) for one in kept]


def piece_of(ink: Ink, x: int = 0, y: int = 0) -> Piece | None:
    """All ink as one piece, None where there is none.

    Args:
        ink: (H, W), a part of a page or all of it.
        x: where its left is on the page.
        y: where its top is.
    """
    left, top, width, height = cv2.boundingRect((ink > 0).astype(np.uint8)) if ink.size else (0, 0, 0, 0)
    if width == 0:
        return None
    return Piece(x + left, y + top, ink[top : top + height, left : left + width])


def halves(piece: Piece) -> tuple[Box, Box]:
    """Two boxes beside each other, parted where the least ink is in the way, in the middle half of a piece."""
    column = easiest_column(piece)
    return (
        Box(piece.x, piece.y, column, piece.height),
        Box(piece.x + column, piece.y, piece.width - column, piece.height),
    )


def easiest_column(piece: Piece) -> int:
    """The first column of the right half where the least ink is in the way, in the middle half of a piece."""
    crossed = piece.ink.sum(axis=0)
    # Of columns as empty as each other, the one nearest to the middle.
    distance = np.abs(np.arange(piece.width) - piece.width / 2)
    inner = np.flatnonzero(distance <= max(1.0, piece.width / 4))
    column = int(min(inner, key=lambda place: (float(crossed[place]), float(distance[place]))))
    return min(max(column, 1), max(1, piece.width - 1))


def digit_height(pieces: Sequence[Piece]) -> float:
    """How high the digits of a page are, in pixels: the median of the marks' heights, weighted by their ink."""
    heights = np.array([piece.height for piece in pieces])
    ink = np.array([float(piece.ink.sum()) for piece in pieces])
    weights = np.minimum(ink, _LARGEST_SAY * np.median(ink))
    order = heights.argsort()
    total = weights[order].cumsum()
    return float(heights[order][np.searchsorted(total, total[-1] / 2)])


def pen_width(pieces: Sequence[Piece], height: float) -> float:
    """The median stroke width of the marks that are as high as digits."""
    return float(np.median([stroke_width(piece.ink) for piece in pieces if piece.height >= 0.5 * height]))


def cut(piece: Piece, height: float, pen: float) -> list[Piece]:
    """The parts a wide mark may consist of, from the left; a narrow one stays whole."""
    if piece.width < _NARROWEST_PAIR * height:
        return [piece]
    parts: list[Piece] = []
    left, cost = np.zeros(piece.height, np.int64), 0.0
    columns = np.arange(piece.width)
    for seam in [*seams_of(piece.ink, height, pen), None]:
        right = np.full(piece.height, piece.width) if seam is None else seam.columns
        inside = (columns >= left[:, None]) & (columns < right[:, None])
        part = piece_of(piece.ink * inside, piece.x, piece.y)
        if part is not None:
            # Of its own: a view would keep the whole mark in memory with each of its parts.
            parts.append(replace(part, ink=part.ink.copy(), cut_cost=cost if parts else 0.0))
        if seam is not None:
            left, cost = right, _CUT_COST + _CROSSING_COST * seam.crossed / pen
    return parts


def merged(pieces: Sequence[Piece]) -> tuple[Ink, Box]:
    """Pieces as one mark: its ink, and its box in pixels of the page's ink."""
    left, top = min(piece.x for piece in pieces), min(piece.y for piece in pieces)
    right = max(piece.x + piece.width for piece in pieces)
    bottom = max(piece.y + piece.height for piece in pieces)
    whole = np.zeros((bottom - top, right - left), np.float32)
    for piece in pieces:
        part = whole[piece.y - top :, piece.x - left :][: piece.height, : piece.width]
        np.maximum(part, piece.ink, out=part)
    return whole, Box(left, top, right - left, bottom - top)
