"""What stands at the edge of a picture of one digit, and is none: the lines of the box it was cut out of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitpad.imaging.pieces import Piece

_MARGIN, _LEAST_LONG = 0.12, 0.6
"""Of a picture's sides is its margin wide, at either side; and so long is a line in it."""

_LEAST_HEIGHT = 0.3
"""Of the picture's height has what is left when lines are left out: else they are all there is."""


def without_margins(pieces: Sequence[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """The marks without those that touch the edge, keep to the margin, and are as long as a side; if any is left.

    Args:
        pieces: all marks of a picture.
        shape: its height and width.
    """
    left = [piece for piece in pieces if not _is_in_margin(piece, shape)]
    highest = max((piece.height for piece in left), default=0)
    return left if highest >= _LEAST_HEIGHT * shape[0] else list(pieces)


def _is_in_margin(piece: Piece, shape: tuple[int, ...]) -> bool:
    high, wide = shape[:2]
    is_long = piece.width >= _LEAST_LONG * wide or piece.height >= _LEAST_LONG * high
    ends = piece.x + piece.width == wide, piece.y + piece.height == high
    if not (is_long and (piece.x == 0 or piece.y == 0 or any(ends))):
        return False
    rows, columns = np.nonzero(piece.ink)
    across, down = np.abs((columns + piece.x + 0.5) / wide - 0.5), np.abs((rows + piece.y + 0.5) / high - 0.5)
    return bool((np.maximum(across, down) >= 0.5 - _MARGIN).all())
