"""Levelled pixels → ink: what was written, without the paper's grain, dust and JPEG noise."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.decode import Pixels
from digitpad.imaging.marks import Marks, marks_of
from digitpad.imaging.medians import median, spread
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.paper import Levelled, level
from digitpad.imaging.sheet import Plane

Ink = NDArray[np.float32]
"""(H, W) float32 in 0..1, bright ink on black."""

_LEAST_CONTRAST = 0.0625
"""By which ink must differ from paper: 16 grey levels of 255."""

_LEAST_SIGNAL = 6.0
"""…and how many standard deviations of the paper's grain: the extreme of a million samples of noise stays under 5.5."""

_LEAST_SIGNAL_OF_CROPS = 3.0
"""The same for crops: a thousand pixels, of which half may be ink and count as grain."""

_STRONG, _WEAK = 0.5, 0.3
"""Shares of full ink: a mark needs a strong pixel, and reaches as far as its weak ones do (as Canny's edges, 1986)."""

_MOST_BLOTS, _BROADEST, _FULLEST = 20, 0.2, 0.7
"""So many of the largest marks may be blots: broader, as a share of their longest side, than strokes of what was
written usually are, and filling more of their box than a digit does."""


def inked(pixels: Pixels) -> tuple[Levelled, Ink]:
    """Level a picture and find its ink.

    A digit that fills a picture looks like shadow and grain to the eye for pages: where that finds nothing, the picture
    is looked at as a crop.
    """
    levelled = level(pixels)
    ink = find_ink(levelled)
    if not levelled.is_crop and not ink.any():
        levelled = level(pixels, as_crop=True)
        ink = find_ink(levelled)
    return levelled, ink


def find_ink(levelled: Levelled) -> Ink:
    """Find what was written; all zero where nothing was."""
    ink = _ink_of_crop(levelled.contrast) if levelled.is_crop else _ink_of_page(levelled.contrast)
    return _without_specks(ink)


def _ink_of_crop(contrast: Plane) -> Ink:
    """Grey levels above the paper → 0..1: each level of an edge counts."""
    below = contrast[contrast <= 0]  # no ink: it may be more than half of all
    grain = spread(below if below.size else contrast)
    full = _full_ink(contrast, 1 / 255)
    if full < max(_LEAST_CONTRAST, _LEAST_SIGNAL_OF_CROPS * grain):
        return np.zeros_like(contrast)
    faintest = min(max(0.1 * full, 3 * grain), 0.5 * full)
    ink: Ink = np.clip((contrast - np.float32(faintest)) / np.float32(full - faintest), 0, 1)
    return ink


def _ink_of_page(contrast: Plane) -> Ink:
    """Strong ink and the weak ink that touches it → 0..1, soft at the edges of strokes."""
    some = contrast[::4, ::4]
    grain = spread(some - np.float32(median(some)))  # between the lines of squared paper nothing is quite empty
    smooth = cv2.GaussianBlur(contrast, (0, 0), 0.7).astype(np.float32, copy=False)
    full = _full_ink(smooth, max(4 * grain, 0.75 * _LEAST_CONTRAST))
    if full < max(_LEAST_CONTRAST, _LEAST_SIGNAL * grain):
        return np.zeros_like(contrast)
    weak = smooth > max(_WEAK * full, 4 * grain)
    ink = np.zeros_like(contrast)
    # Paper without any ink around what is written is left out of all that follows.
    x, y, width, height = cv2.boundingRect(weak.view(np.uint8))
    written = np.s_[max(0, y - 1) : y + height + 1, max(0, x - 1) : x + width + 1]
    is_mark = _with_strong_ones(weak[written], smooth[written] > max(_STRONG * full, 5 * grain))
    reach = cv2.dilate(is_mark, np.ones((3, 3), np.uint8))
    soft = (smooth[written] - np.float32(0.2 * full)) * (reach / np.float32(0.6 * full))
    np.clip(soft, 0, 1, out=ink[written])
    return ink


def _with_strong_ones(weak: NDArray[np.bool_], strong: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """(H, W) of 1 where weak pixels hang together with a strong one."""
    count, labels = cv2.connectedComponents(weak.view(np.uint8), connectivity=8)
    kept = np.zeros(count, np.uint8)
    kept[labels[strong]] = 1
    kept[0] = 0
    return kept.take(np.asarray(labels, np.int32))


def _full_ink(contrast: Plane, least: float) -> float:
    """The contrast of full ink: the median above Otsu's threshold among what may be ink at all; 0 where nothing is.

    Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979.
    """
    candidates = contrast[contrast > least]
    if candidates.size == 0:
        return 0.0
    levels = np.clip(candidates * 255, 0, 255).astype(np.uint8)
    threshold, _ = cv2.threshold(levels.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    written = candidates[levels > threshold]
    return median(written if written.size else candidates)


def _without_specks(ink: Ink) -> Ink:
    """Drop what is smaller than half a dot of the pen."""
    marks = marks_of(ink > 0)
    if marks.count <= 1:
        return ink
    return marks.without(marks.areas < 0.5 * _pen_width(marks, ink) ** 2, ink)


def _pen_width(marks: Marks, ink: Ink) -> float:
    """The stroke width of the largest mark that was written: a stamp, a blot or a form's black square was not."""
    largest = (np.argsort(-marks.areas[1:], kind="stable")[:_MOST_BLOTS] + 1).tolist()
    for mark in largest:
        width, (_, _, wide, high) = stroke_width(marks.cut_out(mark, ink)), marks.boxes[mark].tolist()
        is_blot = width > _BROADEST * max(wide, high) and marks.areas[mark] > _FULLEST * wide * high
        if not is_blot:
            return width
    return stroke_width(marks.cut_out(largest[0], ink))
