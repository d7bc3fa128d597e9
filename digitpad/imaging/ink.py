"""Levelled pixels → ink: what was written, without the paper's grain, dust and JPEG noise."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.decode import Pixels
from digitpad.imaging.edges import without_edges
from digitpad.imaging.hard_shadow import shade_above_ink
from digitpad.imaging.marks import Marks, marks_of
from digitpad.imaging.medians import median, some_of, spread
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.paper import Levelled, level, level_by_tone
from digitpad.imaging.sheet import Plane
from digitpad.imaging.tones import otsu

Ink = NDArray[np.float32]
"""(H, W) float32 in 0..1, bright ink on black."""

_LEAST_CONTRAST = 0.0625
"""By which ink must differ from paper: 16 grey levels of 255."""

_LEAST_SIGNAL = 6.0
"""…and how many standard deviations of the paper's grain: the extreme of a million samples of noise stays under 5.5."""

_LEAST_SIGNAL_AROUND = 4.0
"""The same for the grain around the ink itself, which is told less surely."""

_LEAST_SIGNAL_OF_CROPS = 3.0
"""The same for crops: a thousand pixels, of which half may be ink and count as grain."""

_BROADEST_STROKE = 0.045
"""Of a picture's longer side: no stroke is broader that runs off it."""

_LONG, _AS_SHADE, _LEAST_KEPT = 0.1, 0.3, 0.8
"""Of a picture's longer side is a bar of shade, as of a window's frame. So much brighter or darker than shade is not
shade, and of that so much must be ink by its tone, too."""

_NEXT, _TILE = 4, 16
"""Pixels from one to the next that is looked at: grain that was compressed hangs together. So many each way are one
place, as for the light."""

_LEAST_FILLED, _MOST_SIDES = 0.1, 3
"""Of a picture's longer side fills what makes it a crop; and so many of the four sides a digit does not touch."""

_STRONG, _WEAK = 0.5, 0.3
"""Shares of full ink: a mark needs a strong pixel, and reaches as far as its weak ones do (as Canny's edges, 1986)."""

_MOST_BLOTS, _BROADEST, _FULLEST = 20, 0.2, 0.7
"""So many of the largest marks may be blots: broader, as a share of their longest side, than strokes of what was
written usually are, and filling more of their box than a digit does."""


def inked(pixels: Pixels) -> tuple[Levelled, Ink]:
    """Level a picture and find its ink.

    A digit that fills a picture looks like shadow and grain to the eye for pages: where that finds nothing, the picture
    is looked at as a crop. And a shadow that falls into a picture may look like ink, or hide it: then it is looked at
    for its tones, and for the edges of its light.
    """
    levelled = level(pixels)
    found = find_ink(levelled)
    if levelled.is_crop:
        return levelled, found
    ink = without_edges(found, levelled)
    return (
        _beside_shade(levelled, found, ink)
        or _filling(pixels, ink)
        or _with_a_shadow(pixels, levelled, ink)
        or (levelled, ink)
    )


def _beside_shade(levelled: Levelled, ink: Ink, left: Ink) -> tuple[Levelled, Ink] | None:
    """What is darker than all shade, where there is no ink or some comes in; unless that leaves other ink out.

    Args:
        levelled: the picture.
        ink: that was found on it.
        left: without the edges of shadows.
    """
    marks = marks_of(ink > 0)
    is_coming = _are_coming(marks, ink)
    if marks.count and not is_coming.any():
        return None
    shade = shade_above_ink(levelled.grey)
    if shade is None:
        return None
    parted = level_by_tone(levelled, shade)
    found = find_ink(parted)
    if not found.any() or _are_coming(marks_of(found > 0), found).any():
        return None
    tones = np.bincount(marks.labels.ravel(), levelled.grey.ravel()) / np.maximum(np.bincount(marks.labels.ravel()), 1)
    is_other = ~is_coming & (np.abs(tones - shade) > _AS_SHADE * shade)
    others = is_other[marks.labels] & (left > _STRONG)
    is_kept = not others.any() or float((found[others] > 0).mean()) >= _LEAST_KEPT
    return (parted, found) if is_kept else None


def _filling(pixels: Pixels, ink: Ink) -> tuple[Levelled, Ink] | None:
    """What fills the picture, where no ink was found."""
    if ink.any():
        return None
    crop = level(pixels, "crop")
    found = find_ink(crop)
    return (crop, found) if _fills(found) and _fills(without_edges(found, crop)) else None


def _with_a_shadow(pixels: Pixels, levelled: Levelled, ink: Ink) -> tuple[Levelled, Ink] | None:
    """What is left where a shadow that was taken for ink is taken for one."""
    if levelled.is_drawing or not _falls_in(ink):
        return None
    shaded = level(pixels, "shaded page")
    found = find_ink(shaded)
    return (shaded, found) if found.any() and not _falls_in(found) else None


def _fills(ink: Ink) -> bool:
    """Whether most of the ink are large marks, and none that is lit otherwise from side to side."""
    marks = marks_of(ink > 0)
    is_large = marks.boxes[:, 2:].max(axis=1) >= _LEAST_FILLED * max(ink.shape)
    is_large &= _sides(marks, ink) < _MOST_SIDES
    return bool(marks.areas[is_large].sum() > 0.5 * marks.areas.sum())


def _are_coming(marks: Marks, ink: Ink) -> NDArray[np.bool_]:
    """(N + 1,) which marks come from beyond the picture and are longer than a digit is high."""
    is_long = marks.boxes[:, 2:].max(axis=1) >= _LONG * max(ink.shape)
    return np.asarray(is_long & (_sides(marks, ink) > 0))


def _falls_in(ink: Ink) -> bool:
    """Whether there is a mark that comes from beyond the picture and is broader than any stroke."""
    if not (ink[[0, -1]].any() or ink[:, [0, -1]].any()):
        return False
    marks = marks_of(ink > 0)
    broadest = _BROADEST_STROKE * max(ink.shape)
    is_large = marks.areas > broadest * broadest
    coming = np.flatnonzero(is_large & (_sides(marks, ink) > 0))
    return any(stroke_width(marks.cut_out(mark, ink)) > broadest for mark in coming.tolist())


def _sides(marks: Marks, ink: Ink) -> NDArray[np.int64]:
    """(N + 1,) how many sides of the picture each mark touches."""
    left, top, width, height = marks.boxes.T
    high, wide = ink.shape
    touched = np.stack([left == 0, top == 0, left + width == wide, top + height == high])
    touched[:, 0] = False
    return np.asarray(touched.sum(axis=0), np.int64)


def find_ink(levelled: Levelled) -> Ink:
    """Find what was written; all zero where nothing was."""
    ink = _ink_of_crop(levelled.contrast) if levelled.is_crop else _ink_of_page(levelled.contrast, levelled.is_drawing)
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


def _ink_of_page(contrast: Plane, is_drawing: bool) -> Ink:
    """Strong ink and the weak ink that touches it → 0..1, soft at the edges of strokes."""
    some = some_of(contrast) if is_drawing else contrast[::4, ::4]
    grain = spread(some - np.float32(median(some)))  # between the lines of squared paper nothing is quite empty
    smooth = cv2.GaussianBlur(contrast, (0, 0), 0.7).astype(np.float32, copy=False)
    full = _full_ink(smooth, max(4 * grain, 0.75 * _LEAST_CONTRAST))
    if full < max(_LEAST_CONTRAST, _LEAST_SIGNAL * grain):
        return np.zeros_like(contrast)
    ink = np.zeros_like(contrast)
    if full < _LEAST_SIGNAL_AROUND * _grain_around(contrast, smooth > _STRONG * full):
        return ink
    weak = smooth > max(_WEAK * full, 4 * grain)
    # Paper without any ink around what is written is left out of all that follows.
    x, y, width, height = cv2.boundingRect(weak.view(np.uint8))
    written = np.s_[max(0, y - 1) : y + height + 1, max(0, x - 1) : x + width + 1]
    is_mark = _with_strong_ones(weak[written], smooth[written] > max(_STRONG * full, 5 * grain))
    reach = cv2.dilate(is_mark, np.ones((3, 3), np.uint8))
    soft = (smooth[written] - np.float32(0.2 * full)) * (reach / np.float32(0.6 * full))
    np.clip(soft, 0, 1, out=ink[written])
    return ink


def _grain_around(contrast: Plane, strong: NDArray[np.bool_]) -> float:
    """The standard deviation of the grain where the strong pixels (H, W) are.

    Paper in the dark has more grain than paper in the light, and where it is overexposed none at all. By differences of
    neighbours, of which fewer than half cross the edge of a stroke.
    """
    some, are_strong = contrast[::_NEXT, ::_NEXT], strong[::_NEXT, ::_NEXT]
    differences = np.abs(some[:, 1:] - some[:, :-1])
    grains, counts = [0.0], [0]
    for top in range(0, differences.shape[0], _TILE):
        for left in range(0, differences.shape[1], _TILE):
            tile = np.s_[top : top + _TILE, left : left + _TILE]
            count = int(np.count_nonzero(are_strong[tile]))
            if count:
                grains.append(spread(differences[tile]) / math.sqrt(2))
                counts.append(count)
    return float(np.average(grains, weights=counts)) if len(counts) > 1 else 0.0


def _with_strong_ones(weak: NDArray[np.bool_], strong: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """(H, W) of 1 where weak pixels hang together with a strong one."""
    count, labels = cv2.connectedComponents(weak.view(np.uint8), connectivity=8)
    kept = np.zeros(count, np.uint8)
    kept[labels[strong]] = 1
    kept[0] = 0
    return kept.take(np.asarray(labels, np.int32))


def _full_ink(contrast: Plane, least: float) -> float:
    """The contrast of full ink: the median above Otsu's threshold among what may be ink at all; 0 where nothing is."""
    candidates = contrast[contrast > least]
    if candidates.size == 0:
        return 0.0
    levels = np.clip(candidates * 255, 0, 255).astype(np.uint8)
    written = candidates[levels > otsu(levels)]
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
