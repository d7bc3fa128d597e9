"""Marks that are no strokes but the edges of shadows, folds and creases: paper lies on one of their sides only."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.marks import marks_of
from digitpad.imaging.medians import median
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.paper import Levelled
from digitpad.imaging.sheet import Plane

_SURE = 0.6
"""The contrast of full ink from which on nothing is looked at: the shadow of a fold is not as dark."""

_MOST_MARKS = 1_000
"""The largest of a page are looked at."""

_LEAST_HAT = 0.5
"""A closing takes a mark for paper; so much of its depth must lie under it. Nearly all of a stroke's does."""

_BEYOND, _SOFT = 1.1, 2.5
"""Stroke widths, and pixels more, that the closing reaches to every side."""

_FEW = 5
"""Pixels of full ink: a mark with fewer is looked at as a whole."""


def without_edges(ink: Plane, levelled: Levelled) -> Plane:
    """Drop the marks that are not darker, or brighter, than what is on both of their sides.

    Args:
        ink: (H, W) in 0..1, as it was found.
        levelled: in which it was found.
    """
    contrasts = levelled.contrast[ink >= 1]
    if levelled.is_drawing or not contrasts.size or median(contrasts) > _SURE:
        return ink
    marks = marks_of(ink > 0)
    largest = 1 + np.argsort(-marks.areas[1:], kind="stable")[:_MOST_MARKS]
    dropped = np.zeros(marks.count + 1, bool)
    for mark in marks.affordable(largest).tolist():
        left, top = marks.boxes[mark, :2].tolist()
        dropped[mark] = _is_edge(marks.cut_out(mark, ink), left, top, levelled)
    return marks.without(dropped, ink)


def _is_edge(mark: Plane, left: int, top: int, levelled: Levelled) -> bool:
    """Whether a mark hardly stands out from what is beside it.

    Args:
        mark: (h, w) its ink.
        left: where it begins in the picture.
        top: the same.
        levelled: the picture.
    """
    reach = math.ceil(_BEYOND * stroke_width(mark) + _SOFT)
    above, before = min(reach, top), min(reach, left)
    height, width = mark.shape
    around = np.s_[top - above : top + height + reach, left - before : left + width + reach]
    inside = np.s_[above : above + height, before : before + width]
    smooth = cv2.GaussianBlur(levelled.grey[around], (0, 0), 0.7).astype(np.float32)
    bright = smooth * np.float32(levelled.polarity)
    hat = cv2.morphologyEx(bright, cv2.MORPH_TOPHAT, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    core = mark > 0.5 if np.count_nonzero(mark > 0.5) >= _FEW else mark > 0
    is_paper = np.ones(hat.shape, bool)
    is_paper[inside] = mark == 0
    grain = median(hat[is_paper]) if is_paper.any() else 0.0  # a closing is as bright as the brightest grain
    depth = _depth(smooth[inside][core], levelled.contrast[around][inside][core], levelled)
    return median(hat[inside][core]) - grain < _LEAST_HAT * median(depth)


def _depth(tones: Plane, contrasts: Plane, levelled: Levelled) -> NDArray[np.float32]:
    """By how many grey levels pixels differ from the paper that the light on them was taken for."""
    if levelled.polarity > 0 or levelled.is_crop:
        return contrasts * np.float32(255)
    return np.asarray(contrasts * tones / np.maximum(1 - contrasts, np.float32(0.05)), np.float32)
