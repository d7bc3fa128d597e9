"""Paper of which parts lie in a shadow with a hard edge: two brightnesses, and writing on both.

Its lit part looks like a sheet on a table, or its two tones like those of a drawing. What tells it from either is the
writing in the shadow.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.medians import median
from digitpad.imaging.sheet import Plane
from digitpad.imaging.tones import otsu, tone_counts

_BESIDE = 7
"""Pixels of a picture of a few hundred that are not looked at between a patch and what is beside it."""

_STROKE = 13
"""Such pixels that a stroke is wide at most."""

_EVEN, _WRITTEN, _GRAINED = 0.03, 0.25, (0.06, 0.2)
"""By how much, as a share of its brightness, paper is uneven; strokes are darker; and wood and cloth are grained."""

_LEAST_WRITTEN, _MOST_WRITTEN, _MOST_GRAIN = 0.002, 0.15, 2.5
"""Of what is beside a patch are strokes; and how much more than that is grained at most."""

_LEAST_SEEN, _LEAST_STROKES = 200, 15
"""Pixels beside a patch, and of strokes on them: fewer tell nothing."""

_THIRD_TONE, _OTHER_TONE = 0.003, 32
"""Of a picture is darker, or brighter, than both of its two tones by so many grey levels: that is what was written."""

_INK_SHARE, _SHADE_SHARE = (0.002, 0.15), 0.1
"""Of a picture in light and shade is ink, and is shade at least."""

_DARKER, _LIGHTER, _PARTED, _BETWEEN = 0.55, 1.25, 0.7, 0.003
"""Of the shade's brightness is ink's at most, lit paper's at least, and the border between ink and shade; and of the
picture is so much at that border at most, or there are not three tones."""

_REACH, _FAR_REACH = 0.045, 0.12
"""Of the picture's longer side: no stroke is broader; and for polarity, no digit's."""


def is_written_beside(patch: NDArray[np.uint8], small: Plane) -> bool:
    """Whether what is around a bright patch is as even as paper, and written on: then both are one paper.

    Args:
        patch: (H, W) of 1 where it is.
        small: (H, W) grey levels, at most a few hundred pixels long.
    """
    is_beside = cv2.erode(1 - patch, np.ones((_BESIDE, _BESIDE), np.uint8), borderValue=(1,)) > 0
    if is_beside.sum() < _LEAST_SEEN:
        return False
    closed = cv2.morphologyEx(_smooth(small), cv2.MORPH_CLOSE, _disc(_STROKE))
    depth = ((closed - small) / np.maximum(closed, 1))[is_beside]
    written = float((depth > _WRITTEN).mean())
    grained = float(((depth > _GRAINED[0]) & (depth < _GRAINED[1])).mean())
    return (
        median(depth) < _EVEN
        and _LEAST_WRITTEN < written < _MOST_WRITTEN
        and written * depth.size > _LEAST_STROKES
        and grained < _MOST_GRAIN * written
    )


def is_written_on_both(counts: NDArray[np.float32], first: int, second: int) -> bool:
    """Whether a picture of two tones has a third one beyond them: then they are light and shade, and it is the ink.

    Args:
        counts: (256,) pixels of each grey level.
        first: one of the two tones.
        second: the other.
    """
    darkest, brightest = min(first, second) - _OTHER_TONE, max(first, second) + _OTHER_TONE
    third = max(counts[: max(0, darkest)].sum(), counts[brightest + 1 :].sum())
    return float(third) > _THIRD_TONE * float(counts.sum())


def shade_above_ink(grey: NDArray[np.uint8]) -> float | None:
    """How bright shaded paper is on which ink is far darker still; None where there are no such three tones.

    Under a blind or behind a window's bars no shade can be told from strokes by its form, but by its tone: Otsu's
    threshold parts the lit from the rest, of which most is shade.

    Args:
        grey: (H, W) grey levels.
    """
    counts = tone_counts(grey)
    size = float(grey.size)
    lit = 1 + int(otsu(grey))
    shade = int(np.convolve(counts, np.ones(5), "same")[:lit].argmax())
    dark = round(_PARTED * shade)
    shares = [
        float(counts[part].sum()) / size for part in (np.s_[:dark], np.s_[dark:lit], np.s_[max(0, dark - 3) : dark + 4])
    ]
    if not (_INK_SHARE[0] <= shares[0] <= _INK_SHARE[1] and shares[1] >= _SHADE_SHARE and shares[2] <= _BETWEEN):
        return None
    ink, paper = _mean(counts, 0, dark), _mean(counts, lit, len(counts))
    return float(shade) if ink < _DARKER * shade and paper > _LIGHTER * shade else None


def _mean(counts: NDArray[np.float32], start: int, end: int) -> float:
    """The mean of the grey levels start..end - 1; 0 where no pixel has any of them."""
    part = counts[start:end]
    return float(np.average(np.arange(start, end), weights=part)) if part.any() else 0.0


def light_with_edges(tone: Plane, small: Plane) -> tuple[Plane, int]:
    """The brightness of the empty paper everywhere, and the polarity of the ink: as narrow as the edge of a shadow.

    Strokes are closed with the paper beside them, or opened where they are brighter; a broad one would be taken for
    paper, and an edge of light is none.

    Args:
        tone: (H, W) grey levels.
        small: the same, at most a few hundred pixels long.
    """
    polarity = _polarity(small)
    side = max(5, round(_REACH * max(tone.shape)) | 1)
    operation = cv2.MORPH_CLOSE if polarity < 0 else cv2.MORPH_OPEN
    even = cv2.medianBlur(tone.clip(0, 255).astype(np.uint8), 5)
    paper = cv2.morphologyEx(even, operation, np.ones((side, side), np.uint8)).astype(np.float32)
    paper -= np.float32(median((paper - tone)[::4, ::4]))  # a closing is as bright as the brightest grain
    return cv2.GaussianBlur(paper, (0, 0), 1.0).astype(np.float32, copy=False), polarity


def _polarity(small: Plane) -> int:
    """1 where strokes are brighter than what is beside them, -1 where they are darker.

    Opened and closed in either order, a picture keeps the edges of its light, and loses its strokes.
    """
    smooth, disc = _smooth(small), _disc(max(5, round(_FAR_REACH * max(small.shape)) | 1))

    def both(first: int, second: int) -> Plane:
        once = cv2.morphologyEx(smooth, first, disc)
        return cv2.morphologyEx(once, second, disc).astype(np.float32, copy=False)

    open_close, close_open = both(cv2.MORPH_OPEN, cv2.MORPH_CLOSE), both(cv2.MORPH_CLOSE, cv2.MORPH_OPEN)
    cubes = (smooth - 0.5 * (open_close + close_open)) ** 3
    return 1 if float(cubes.sum(dtype=np.float64)) > 0 else -1


def _smooth(small: Plane) -> Plane:
    return cv2.GaussianBlur(small, (0, 0), 0.7).astype(np.float32, copy=False)


def _disc(side: int) -> NDArray[np.uint8]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.uint8, copy=False)
