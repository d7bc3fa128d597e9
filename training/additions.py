"""Marks laid onto MNIST's own digits: the slash of a zero, the flag and the foot of a one, the bar of a seven.

The digits keep the shapes people gave them; only what their writers left out is added, in the pen of the digit.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.normalize import stroke_width
from training.hand import Generator

_FINE = 4
"""Marks are drawn on an image this many times larger."""

ADDITIONS = (0, 1, 7)
"""The digits that something is added to."""


def with_addition(image: NDArray[np.uint8], digit: int, generator: Generator) -> NDArray[np.float32]:
    """Add a mark to an MNIST image.

    Args:
        image: (28, 28) bytes, bright ink on black.
        digit: what it shows, one of `ADDITIONS`.
        generator: where the randomness comes from.

    Returns:
        (168, 168) float32 in 0..1, not normalised: a slash may leave the field, so there is room around it.
    """
    fine = cv2.resize(image, None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_CUBIC)
    margin = 7 * _FINE
    fine = cv2.copyMakeBorder(fine, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0).astype(np.uint8)
    pen = max(1, round(stroke_width(fine.astype(np.float32) / np.float32(255)) * generator.uniform(0.7, 1.15)))
    rows, columns = np.nonzero(fine > 100)
    places = np.stack([columns, rows], axis=1).astype(np.float64)
    mark = {0: _slash, 1: _flag, 7: _bar}[digit]
    for line in mark(places, generator):
        cv2.polylines(fine, [np.rint(line * 16).astype(np.int32)], False, (255,), pen, cv2.LINE_AA, 4)
    return fine.astype(np.float32) / np.float32(255)


Places = NDArray[np.float64]
"""(N, 2) points, x right and y down."""


def _slash(ink: Places, g: Generator) -> list[Places]:
    """From within the ring, or from far outside, mostly from the lower left to the upper right."""
    middle = (ink.min(axis=0) + ink.max(axis=0)) / 2 + g.normal(0, 3, 2)
    half = np.ptp(ink, axis=0) / 2
    angle = np.radians(g.uniform(25, 70)) if g.random() < 0.9 else np.radians(g.uniform(110, 155))
    reach = np.hypot(half[0] * np.cos(angle), half[1] * np.sin(angle)) * g.uniform(0.65, 1.5)
    step = np.array([np.cos(angle), -np.sin(angle)]) * reach
    return [np.stack([middle - step, middle + g.normal(0, 1.5, 2), middle + step * g.uniform(0.8, 1.2)])]


def _flag(ink: Places, g: Generator) -> list[Places]:
    """A flag from the upper end of the stem, as long as the stem at most, and often a foot."""
    top, bottom = _ends(ink, ink[:, 1])
    stem = bottom - top
    length = np.hypot(*stem)
    marks = []
    has_flag = g.random() < 0.85
    if has_flag:
        from_stem = g.uniform(22, 60)
        slope = np.degrees(np.arctan2(stem[1], stem[0])) + from_stem
        slope = np.radians(min(slope, 152))  # 180 is level: the top of a seven
        tip = top + length * g.uniform(0.15, 0.9) * np.array([np.cos(slope), np.sin(slope)])
        marks.append(np.stack([top, (top + tip) / 2 + g.normal(0, 2, 2), tip]))
    if not has_flag or g.random() < 0.35:
        half = length * g.uniform(0.12, 0.42)
        drop = g.normal(0, 2)
        marks.append(np.array([bottom + (-half, drop), bottom + (half, -drop)]))
    return marks


def _bar(ink: Places, g: Generator) -> list[Places]:
    """Through the stem at half its height."""
    low, high = ink.min(axis=0), ink.max(axis=0)
    y = low[1] + (high[1] - low[1]) * g.uniform(0.42, 0.65)
    stem = ink[np.abs(ink[:, 1] - y) < 2, 0]
    x = stem.max() - 4 if len(stem) else (low[0] + high[0]) / 2
    half = (high[0] - low[0]) * g.uniform(0.2, 0.5)
    tilt = g.normal(1, 3)
    return [np.array([[x - half, y + tilt], [x + half * g.uniform(0.7, 1.2), y - tilt]])]


def _ends(ink: Places, height: NDArray[np.float64]) -> tuple[Places, Places]:
    """The mean of the highest and of the lowest tenth of the ink."""
    high, low = np.quantile(height, (0.06, 0.94))
    return ink[height <= high].mean(axis=0), ink[height >= low].mean(axis=0)
