"""Brackets among ones: both are a stroke from top to bottom, but a bracket is bowed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LEAST_BOW = 0.09
"""Of the height: so far is the middle of a bracket from the line between its ends; that of a shaky one is nearer."""

_LEAST_SHOULDER = 0.5
"""Of the bow in the middle: so much is met at a quarter and at three quarters; a one with a flag bends at its top."""

_WIDEST = 0.5
"""Of the height: nothing wider is a bracket."""


def is_bowed(pixels: NDArray[np.float32]) -> bool:
    """Whether a glyph (28, 28) in 0..1 is one stroke from top to bottom, bowed to one side all along."""
    rows = np.flatnonzero(pixels.max(axis=1) > 0.3)
    columns = np.flatnonzero(pixels.max(axis=0) > 0.3)
    if len(rows) < 8 or np.ptp(columns) > _WIDEST * np.ptp(rows):
        return False
    ink = pixels[rows[0] : rows[-1] + 1]
    centres = (ink * np.arange(ink.shape[1])).sum(axis=1) / np.maximum(ink.sum(axis=1), 1e-6)
    height = len(centres)
    from_chord = (centres - np.linspace(centres[0], centres[-1], height)) / height
    quarter, middle, last = (float(from_chord[round(share * (height - 1))]) for share in (0.25, 0.5, 0.75))
    side = 1 if middle > 0 else -1
    return side * middle > _LEAST_BOW and min(side * quarter, side * last) > _LEAST_SHOULDER * abs(middle)
