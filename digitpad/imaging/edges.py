"""Marks that are no strokes but the edges of shadows, folds and creases: paper lies on one of their sides only."""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitpad.imaging.ink import Ink
from digitpad.imaging.marks import marks_of
from digitpad.imaging.medians import median
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.paper import Levelled
from digitpad.imaging.sheet import Plane

_SURE = 0.6
"""The contrast of full ink from which it is ink: no fold's shadow is as dark, or it is as nothing beside the ink."""

_MOST_MARKS = 1_000
"""Of a page are looked at, the largest."""

_LEAST_HAT = 0.5
"""Of a mark's depth is left of it where paper is what a closing leaves: of strokes nearly all, of edges a third."""

_BEYOND, _SOFT = 1.1, 2.5
"""Stroke widths, and pixels more, that the closing reaches to every side."""

_FEW = 5
"""Pixels of full ink: a mark with fewer is looked at as a whole."""


def without_edges(ink: Ink, levelled: Levelled) -> Ink:
    """Drop the marks that are not darker, or brighter, than what is on both of their sides.

    Args:
        ink: (H, W), as it was found.
        levelled: in which it was found.
    """
    contrasts = levelled.contrast[ink >= 1]
    if levelled.is_drawing or not contrasts.size or median(contrasts) > _SURE:
        return ink
    smooth = cv2.GaussianBlur(levelled.grey, (0, 0), 0.7).astype(np.float32)
    bright, depth = smooth * np.float32(levelled.polarity), _depth(smooth, levelled)
    marks = marks_of(ink > 0)
    dropped = np.zeros(marks.count + 1, bool)
    for mark in (1 + np.argsort(-marks.areas[1:], kind="stable")[:_MOST_MARKS]).tolist():
        place = tuple(marks.boxes[mark].tolist())
        dropped[mark] = _is_edge(marks.cut_out(mark, ink), place, bright, depth)
    return marks.without(dropped, ink)


def _depth(smooth: Plane, levelled: Levelled) -> Plane:
    """By how many grey levels each pixel differs from the paper that the light on it was taken for."""
    if levelled.polarity > 0:
        return levelled.contrast * np.float32(255)
    paper = smooth / np.maximum(1 - levelled.contrast, np.float32(0.05))
    return (paper * levelled.contrast).astype(np.float32, copy=False)


def _is_edge(mark: Ink, box: tuple[int, int, int, int], bright: Plane, depth: Plane) -> bool:
    """Whether a mark hardly stands out from what is beside it.

    Args:
        mark: (h, w) its ink.
        box: left, top, width and height.
        bright: (H, W) grey levels in which ink is bright.
        depth: (H, W) by how many of them the ink differs from its paper.
    """
    x, y, width, height = box
    reach = math.ceil(_BEYOND * stroke_width(mark) + _SOFT)
    top, left = max(0, y - reach), max(0, x - reach)
    around = bright[top : y + height + reach, left : x + width + reach]
    hat = cv2.morphologyEx(around, cv2.MORPH_TOPHAT, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    core = mark > 0.5
    if np.count_nonzero(core) < _FEW:
        core = mark > 0
    grain = median(hat)  # of paper: a closing is as bright as its brightest grain
    stands_out = median(hat[y - top : y - top + height, x - left : x - left + width][core]) - grain
    return stands_out < _LEAST_HAT * median(depth[y : y + height, x : x + width][core])
