"""A glyph: one mark brought to 28×28, and where on the page it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GLYPH_SIZE = 28
"""Side of a glyph in pixels, as in MNIST."""

PAIR_WIDTH = 48
"""Of the image of two digits that touch, which is as high as a glyph."""


class Box(NamedTuple):
    """A rectangle in the picture's (or the canvas's) own pixels, the origin at the top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Glyph:
    """One mark as the network sees it.

    Attributes:
        pixels: (28, 28) float32 in 0..1, bright ink on black, made by `imaging.normalize`; (28, 48) where it is two
            digits that touch.
        box: where the ink was.
        line: which line of the page it stands on, from 0.
    """

    pixels: NDArray[np.float32]
    box: Box
    line: int = field(default=0)
