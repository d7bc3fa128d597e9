"""Pictures turned: by quarters, and by the few degrees that a sheet lay askew."""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitpad.imaging.decode import Pixels
from digitpad.imaging.ink import Ink, inked

_STEEPEST = 15.0
"""Degrees: a sheet that lies more askew than that was meant so, or is to be turned by a quarter first."""

_FEWEST_MARKS = 3
"""A digit or two stand as they were written, and show no line."""

_SEARCH_SIDE = 500
"""Longest side on which the slope is looked for."""


def turned(pixels: Pixels, quarters: int) -> Pixels:
    """Turn a picture by quarters, clockwise."""
    return np.ascontiguousarray(np.rot90(pixels, -quarters))


def straightened(pixels: Pixels) -> Pixels:
    """Turn a picture so that its lines of writing, or the rules of its paper, run level; its size stays."""
    angle = skew(inked(pixels)[1])
    if abs(angle) < 0.05:
        return pixels
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    # The paper goes on beyond the edges; a black corner would be ink.
    level = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return level.astype(np.uint8, copy=False)


def skew(ink: Ink) -> float:
    """By how many degrees the lines of a page fall to the right; 0 where there is no telling.

    The slope at which the ink's rows, added up along it, differ most (Postl, "Detection of Linear Oblique Structures
    and Skew Scan in Digitized Documents", 1986); looked for in steps that become finer.
    """
    factor = min(1.0, _SEARCH_SIDE / max(ink.shape))
    height, width = (max(1, round(side * factor)) for side in ink.shape)
    small = cv2.resize(ink, (width, height), interpolation=cv2.INTER_AREA) > 0.25
    if cv2.connectedComponents(small.astype(np.uint8))[0] - 1 < _FEWEST_MARKS:
        return 0.0
    rows, columns = np.nonzero(small)
    best, step = 0.0, 1.0
    reach = _STEEPEST
    while step >= 0.05:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles[np.abs(angles) <= _STEEPEST], key=lambda angle: _sharpness(rows, columns, angle)))
        reach, step = step, step / 4
    return best if _sharpness(rows, columns, best) > 1.1 * _sharpness(rows, columns, 0.0) else 0.0


def _sharpness(rows: np.ndarray, columns: np.ndarray, degrees: float) -> float:
    """How much the sums of ink along a slope differ from row to row."""
    along = rows - columns * math.tan(math.radians(degrees))
    profile = np.bincount(np.floor(along - along.min()).astype(int)).astype(float)
    return float((np.diff(profile, prepend=0.0, append=0.0) ** 2).sum())
