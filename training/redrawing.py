"""MNIST's digits drawn again with the canvas's pen: the shapes people gave them, without the pens they had.

What is drawn on a canvas has one even stroke, and so have the non-digits of the recipe. Without these, a network takes
an even stroke for a sign of non-digits.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.hand import Generator

_FINE = 4
"""Digits are thinned on an image this many times larger."""

_MOST_ROUNDS = 60
"""Of thinning; the widest stroke is gone long before."""

Mask = NDArray[np.uint8]
"""(H, W) of 0 and 1."""


def redrawn(image: NDArray[np.float32], generator: Generator) -> NDArray[np.float32]:
    """The skeleton of a digit, drawn with one pen.

    Args:
        image: (H, W) in 0..1, bright ink on black, MNIST's size.
        generator: where the randomness comes from.

    Returns:
        An image four times as large, not normalised.
    """
    fine = cv2.resize(image, None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_CUBIC)
    fine = cv2.copyMakeBorder(fine, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=0)
    skeleton = thinned((fine > generator.uniform(0.3, 0.6)).astype(np.uint8))
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9) if generator.random() < 0.7 else (11, 11))
    drawn = cv2.dilate(skeleton, pen).astype(np.float32)
    return cv2.GaussianBlur(drawn, (0, 0), 1.2).astype(np.float32)


def thinned(mask: Mask) -> Mask:
    """Lines one pixel wide in the middle of the strokes.

    Zhang and Suen, "A Fast Parallel Algorithm for Thinning Digital Patterns", 1984: pixels of the outline are taken off
    in rounds, those on the lower right and on the upper left in turn, as long as nothing falls apart.
    """
    mask = mask.copy()
    for _ in range(_MOST_ROUNDS):
        before = mask
        for deletable in _DELETABLE:
            # Each pixel's eight neighbours as one number.
            neighbours = cv2.filter2D(mask, cv2.CV_16U, _POWERS, borderType=cv2.BORDER_CONSTANT)
            mask = mask * (1 - deletable[neighbours])
        if np.array_equal(mask, before):
            break
    return mask


_POWERS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)
"""Bits of the neighbours, clockwise from the one above."""


def _deletable(second: bool) -> NDArray[np.uint8]:
    """For each of the 256 neighbourhoods whether its pixel may go, in the first or the second half of a round."""
    table = np.zeros(256, np.uint8)
    for code in range(256):
        ring = [code >> bit & 1 for bit in range(8)]  # above, above right, right, … above left
        above, right, below, left = ring[0::2]
        changes = sum(ring[i] == 0 and ring[(i + 1) % 8] == 1 for i in range(8))
        sides = (
            (above * right * left, above * below * left) if second else (above * right * below, right * below * left)
        )
        table[code] = 2 <= sum(ring) <= 6 and changes == 1 and not any(sides)
    return table


_DELETABLE = (_deletable(second=False), _deletable(second=True))
