"""What was drawn around digits, and is none: a ring around an answer, a frame around a number."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.marks import rectangle_around
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.pieces import Piece

_MOST_PIECES = 1_000
"""With more it is no page on which somebody marked answers, and each would be compared with all others."""

LEAST_RING = 20
"""Pixels of a ring's sides."""

_FULLEST = 0.45
"""Of what a ring's outline encloses is ink."""

_LEAST_HELD, _WITHIN = 0.35, 0.97
"""Of a ring's height is what it holds; and so much of their ink lies within its outline."""

_SQUARE = 0.95
"""Of a rectangle around it encloses a frame; an ellipse encloses 0.79."""

_STRAIGHT = 1.3
"""Times what the ink of a straight stroke from corner to corner would be: the slash of a zero has less."""


def without_rings(pieces: Sequence[Piece]) -> list[Piece]:
    """The marks of a page without those drawn around others.

    One that holds two others is a ring, and one that holds a mark that is no straight stroke. With a straight one in it
    a ring may be a zero with a slash: it is none where there are other rings, or where it has four corners.
    """
    if len(pieces) > _MOST_PIECES:
        return list(pieces)
    boxes = np.array([(piece.x, piece.y, piece.x + piece.width, piece.y + piece.height) for piece in pieces])
    rings, zeros = set(), set()
    for place, piece in enumerate(pieces):
        held = _held(piece, pieces, boxes)
        if len(held) > 1 or (held and (not _is_straight(held[0]) or _is_frame(piece))):
            rings.add(place)
        elif held:
            zeros.add(place)
    left_out = rings | zeros if rings else set()
    return [piece for place, piece in enumerate(pieces) if place not in left_out]


def _held(ring: Piece, pieces: Sequence[Piece], boxes: NDArray[np.int64]) -> list[Piece]:
    """The marks that a hollow one holds, but for dots and dust."""
    if min(ring.width, ring.height) < LEAST_RING:
        return []
    left, top, right, bottom = ring.x, ring.y, ring.x + ring.width, ring.y + ring.height
    is_inside = (boxes[:, :2] > (left, top)).all(axis=1) & (boxes[:, 2:] < (right, bottom)).all(axis=1)
    inside = [pieces[place] for place in np.flatnonzero(is_inside).tolist()]
    inside = [piece for piece in inside if piece.height >= _LEAST_HELD * ring.height]
    if not inside:
        return []
    mark = (ring.ink > 0).astype(np.uint8)
    outlines, _ = cv2.findContours(mark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    enclosed = np.zeros_like(mark)
    cv2.drawContours(enclosed, outlines, -1, (1,), cv2.FILLED)
    if cv2.countNonZero(mark) > _FULLEST * cv2.countNonZero(enclosed):
        return []
    return [piece for piece in inside if _share_within(piece, enclosed, ring) >= _WITHIN]


def _is_frame(ring: Piece) -> bool:
    """Whether a hollow mark has straight sides and four corners."""
    return rectangle_around(ring.ink)[1] >= _SQUARE


def _share_within(piece: Piece, enclosed: NDArray[np.uint8], ring: Piece) -> float:
    part = enclosed[piece.y - ring.y :, piece.x - ring.x :][: piece.height, : piece.width]
    return float((piece.ink * part).sum()) / max(float(piece.ink.sum()), 1e-6)


def _is_straight(piece: Piece) -> bool:
    """Whether a mark may be one straight stroke."""
    return float(piece.ink.sum()) < _STRAIGHT * stroke_width(piece.ink) * float(np.hypot(piece.width, piece.height))
