"""MNIST's digits as the program cuts them from a neighbour they touch: some of it left, some of their own gone.

A network that only ever saw whole digits doubts such, and believes what was cut at the wrong place. So it learns from
the program's own cuts, right and wrong ones (as LeCun et al. trained on the ways to segment a word, "Gradient-Based
Learning Applied to Document Recognition", 1998, section VI).
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import Box
from digitpad.imaging.ink import Ink
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.pieces import Piece, cut, merged, piece_of
from training.hand import Generator

_RIGHT, _WRONG = 0.6, 0.45
"""Of the ink of a cut digit and of the whole one, what they share: from the one on it is that digit, below the other
none."""

_LIKE_A_ONE = 0.4
"""Of a digit's height: what is narrower may look like a one, wherever it was cut from."""


def cut_out(pair: NDArray[np.uint8], is_digit: bool, generator: Generator) -> Ink | None:
    """A digit, cut from a neighbour that it touches; or both in one, or a part of them that was cut wrongly.

    Args:
        pair: (28, 56), the digit and beside it the neighbour; which of them stands on the left is left to chance.
        is_digit: whether it is to be the digit.
        generator: where the randomness comes from.

    Returns:
        The ink, or None where the digit cannot be cut out.
    """
    height = float(generator.uniform(28, 64))
    digit, neighbour = (_enlarged(image, height * generator.uniform(0.88, 1.14)) for image in np.hsplit(pair, 2))
    if generator.random() < 0.5:
        whole, other = _touching(digit, neighbour, generator)
    else:
        other, whole = _touching(neighbour, digit, generator)
    shared = [(ink, box, agreement(ink, box, whole), agreement(ink, box, other)) for ink, box in _cuts(whole, other)]
    if is_digit:
        best = max(shared, key=lambda one: one[2], default=None)
        return best[0] if best is not None and best[2] >= _RIGHT else None
    wrong = [ink for ink, box, *shares in shared if max(shares) < _WRONG and box.width >= _LIKE_A_ONE * height]
    if wrong and generator.random() < 0.5:
        return wrong[generator.integers(len(wrong))]
    return _uncut(whole, other).ink


def _enlarged(image: NDArray[np.uint8], height: float) -> Ink:
    """An MNIST digit's ink (H, W), cropped, as high as that in pixels."""
    piece = piece_of(image.astype(np.float32) / np.float32(255))
    if piece is None:
        raise ValueError("an image of MNIST has ink")
    rows = max(8, round(height))
    columns = max(3, round(piece.width * rows / piece.height))
    return cv2.resize(piece.ink, (columns, rows), interpolation=cv2.INTER_CUBIC).clip(0, 1).astype(np.float32)


def _touching(left: Ink, right: Ink, g: Generator) -> tuple[Ink, Ink]:
    """Two digits on a line of writing, (H, W) each, the right one pushed to the left one until they touch or more."""
    rows = max(len(left), len(right))
    shifts = [round(float(abs(g.normal(0, 0.06))) * rows) for _ in range(2)]
    height = rows + max(shifts)
    tops = [min(shift, height - len(ink)) for shift, ink in zip(shifts, (left, right), strict=True)]
    a, b = (np.pad(ink, ((top, height - top - len(ink)), (0, 0))) for top, ink in zip(tops, (left, right), strict=True))
    ends = np.where(a.max(axis=1) > 0.3, a.shape[1] - (a[:, ::-1] > 0.3).argmax(axis=1), -2 * a.shape[1])
    begins = np.where(b.max(axis=1) > 0.3, (b > 0.3).argmax(axis=1), 2 * b.shape[1])
    start = int((ends - begins).max()) - 1 - round(float(abs(g.normal(0, 0.05))) * rows)
    start = max(start, 1 - b.shape[1])
    first, last = min(0, start), max(a.shape[1], start + b.shape[1])
    return (
        np.pad(a, ((0, 0), (-first, last - a.shape[1]))),
        np.pad(b, ((0, 0), (start - first, last - start - b.shape[1]))),
    )


def _uncut(a: Ink, b: Ink) -> Piece:
    piece = piece_of(np.maximum(a, b))
    if piece is None:
        raise ValueError("two digits have ink")
    return piece


def _cuts(a: Ink, b: Ink) -> Iterator[tuple[Ink, Box]]:
    """All that the program may take together of two digits, but for all of both."""
    piece = _uncut(a, b)
    parts = cut(piece, a.shape[0], stroke_width(piece.ink))
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            if end - start < len(parts):
                yield merged(parts[start:end])


def agreement(ink: Ink, box: Box, whole: Ink) -> float:
    """Of the ink of a part and of a digit, what they share: 0..1."""
    under = whole[box.y : box.y + box.height, box.x : box.x + box.width]
    shared = float(np.minimum(ink, under).sum())
    return shared / max(float(ink.sum()) + float(whole.sum()) - shared, 1e-6)
