"""Where digits that touch may be cut: ways from the top of a mark to its bottom through the least ink.

Digits lean on each other, and a straight cut goes along their strokes. A seam goes around them (as drops fall: Congedo
et al., "Segmentation of Numeric Strings", 1995; the least one by dynamic programming: Avidan and Shamir, "Seam Carving
for Content-Aware Image Resizing", 2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.ink import Ink

_ROWS = 47
"""Seams are looked for on at most so many rows: finer ones would cost more and cut no better."""

_ASIDE = 1.0
"""What a step to the side costs, in full pixels of ink: cheaper ones lead around every stroke, also a digit's own."""

_EASIER, _AROUND = 0.15, 0.35
"""Widths of the pen by which a seam goes through less ink than ways on either side of it, and how far off those are, in
heights of a digit: of a dash any place is as good as the next."""

_MOST_CROSSED = 5.0
"""Widths of the pen a seam may go through: digits that lean on each other share more than a stroke."""

_NARROWEST = 0.16
"""In heights of a digit: no seam is nearer to the side of the mark, or to another seam."""


@dataclass(frozen=True, eq=False)
class Seam:
    """A cut through a mark.

    Attributes:
        columns: (H,) for each row the first column right of the cut.
        crossed: how many pixels of ink it goes through.
    """

    columns: NDArray[np.int64]
    crossed: float


def seams_of(ink: Ink, height: float, pen: float) -> list[Seam]:
    """The cuts of a mark (H, W) from the left, none of which is far from the cheapest near it.

    Args:
        ink: of the mark.
        height: of a digit, in pixels.
        pen: its width in pixels.
    """
    rows = min(_ROWS, ink.shape[0] - 1 + ink.shape[0] % 2)  # an odd number: as many above the middle one as below
    scale = rows / ink.shape[0]
    size = (max(1, round(ink.shape[1] * scale)), rows)
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    least = _least(np.stack([small, small[::-1]]))  # from above, and from below
    middle = rows // 2
    anchors = _anchors(least[0, middle] + least[1, middle] - small[middle], height * scale, pen * scale)
    if not len(anchors):
        return []
    up, down = _followed(least[:, middle::-1], anchors)
    path = np.concatenate([up[:0:-1], down])
    crossed = np.take_along_axis(small, path, axis=1).sum(axis=0) / scale
    columns = np.rint(path[(np.arange(ink.shape[0]) * scale).astype(np.int64)] / scale).astype(np.int64)
    return [Seam(columns[:, place], float(crossed[place])) for place in range(len(anchors))]


def _least(ink: Ink) -> NDArray[np.float32]:
    """(2, H, W): through how much ink the best way leads from the top to each pixel, its own and steps aside counted.

    Args:
        ink: (2, H, W), the same upright and upside down: both ways take as long as one.
    """
    least = ink.copy()
    for row in range(1, ink.shape[1]):
        above = least[:, row - 1]
        aside = above + np.float32(_ASIDE)
        best = above.copy()
        np.minimum(best[:, 1:], aside[:, :-1], out=best[:, 1:])
        np.minimum(best[:, :-1], aside[:, 1:], out=best[:, :-1])
        least[:, row] += best
    return least


def _anchors(through: NDArray[np.float32], height: float, pen: float) -> NDArray[np.int64]:
    """Columns of the middle row where seams pass: those cheaper than all near them, the cheapest taken first."""
    reach = max(1, int(pen / 2))
    lowest = cv2.erode(through[None], np.ones((1, 2 * reach + 1), np.uint8))[0]
    around = max(1, round(_AROUND * height))
    on_the_left, on_the_right = (
        cv2.dilate(through[None], np.ones((1, around + 1), np.uint8), anchor=(end, 0))[0] for end in (around, 0)
    )
    easiest = np.minimum(np.minimum(on_the_left, on_the_right) - _EASIER * pen, _MOST_CROSSED * pen)
    is_seam = (through <= lowest + 1e-6) & (through < easiest)
    margin = max(1, round(_NARROWEST * height))
    is_seam[:margin] = is_seam[max(0, len(through) - margin) :] = False
    candidates = np.flatnonzero(is_seam)
    chosen: list[int] = []
    for place in candidates[np.argsort(through[candidates], kind="stable")].tolist():
        if all(abs(place - other) >= margin for other in chosen):
            chosen.append(place)
    return np.array(sorted(chosen), np.int64)


def _followed(least: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The columns (2, H, N) of the best ways from the first row of each `least` (2, H, W), where they start."""
    sides, height, width = least.shape
    path = np.empty((sides, height, len(starts)), np.int64)
    path[:, 0] = starts
    steps = np.array([0, -1, 1])[:, None, None]
    aside = (_ASIDE * np.abs(steps)).astype(np.float32)
    both = np.arange(sides)[:, None]
    for row in range(1, height):
        inside = np.minimum(np.maximum(path[:, row - 1] + steps, 0), width - 1)
        best = (least[:, row][both, inside] + aside).argmin(axis=0)
        path[:, row] = np.take_along_axis(inside, best[None], axis=0)[0]
    return path
