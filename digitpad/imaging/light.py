"""The light on paper: how bright it would be everywhere if nothing were written on it, and which of both is the ink."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.medians import median, spread
from digitpad.imaging.sheet import Plane

_COARSE_SIDE, THUMBNAIL_SIDE = 64, 256
"""Longest sides on which the light is estimated, first far and wide, then near: it has no detail to lose."""

_REACH = 0.16
"""How far the light is averaged first, as a share of the side (standard deviation): beyond a digit's widest stroke."""

_NEAR_REACH = 0.0125
"""How far it is averaged once the ink is known and left out: the edge of a shadow is no wider."""

_EDGE, _NEAR_EDGE = 0.25, 7
"""Of what parts ink from paper, as deep as it is so many pixels around, is met within two of the 256: the edge of a
shadow is softer."""

BESIDE, _SKEWED = 0.12, 0.5
"""Of the side: what is beside a stroke. How one-sided, 0 to 1, what differs from it must be to tell ink from paper."""


def light_on(tone: Plane, small: Plane) -> tuple[Plane, int]:
    """The brightness of the empty paper everywhere, and the polarity of the ink.

    First a wide average in which ink, as an outlier, has no say; then a near one that leaves out what the first showed
    to be ink, and is wide only under broad strokes.

    Args:
        tone: (H, W) grey levels.
        small: the same, at most `THUMBNAIL_SIDE` long.
    """
    wide = _enlarged(_robust_mean(thumbnail(small, _COARSE_SIDE)), small)
    outliers = small - wide
    polarity = _polarity_of_strokes(small) or polarity_of(outliers)
    grain = spread(outliers[::2, ::2])
    is_ink = _within_edges(small, outliers * polarity, max(3 * grain, 6.0)).view(np.uint8)
    is_paper = 1 - cv2.dilate(is_ink, np.ones((5, 5), np.uint8)).astype(np.float32)
    reach = _NEAR_REACH * max(small.shape)
    known = _blurred(is_paper, reach)
    near = _blurred(small * is_paper, reach) / np.maximum(known, np.float32(1e-6))
    trust = np.clip(known / np.float32(0.15), 0, 1)
    paper = _blurred(trust * near + (1 - trust) * wide, 1.0)
    return _enlarged(paper, tone), polarity


def wide_light(tone: Plane, longest: int) -> Plane:
    """The wide average alone, on so many pixels: of a crop, half of which may be ink.

    Args:
        tone: (H, W) grey levels.
        longest: side of what is averaged.
    """
    return _enlarged(_robust_mean(thumbnail(tone, longest)), tone)


def _within_edges(small: Plane, depth: Plane, least: float) -> NDArray[np.bool_]:
    """What is so much darker, or brighter, than its surroundings and cannot be reached from paper but across an edge.

    Along the edge of a shadow, and in a corner of it, paper is darker than the wide average, too, but nothing parts it
    from the paper beside it.

    Args:
        small: (H, W) grey levels.
        depth: by how much each pixel differs from the wide average.
        least: from which it may be ink.
    """
    is_deep = depth > least
    square = np.ones((3, 3), np.uint8)
    step = cv2.dilate(small, square) - cv2.erode(small, square)
    is_edge = step > _EDGE * cv2.dilate(depth, np.ones((_NEAR_EDGE, _NEAR_EDGE), np.uint8))
    count, labels = cv2.connectedComponents((~(is_deep & is_edge)).view(np.uint8), connectivity=4)
    is_reached = np.zeros(count, bool)
    is_reached[labels[~is_deep]] = True
    is_reached[0] = False
    return np.asarray(is_deep & ~is_reached.take(np.asarray(labels, np.int32)))


def polarity_of(outliers: Plane) -> int:
    """1 where the ink is brighter than the paper, -1 where it is darker.

    By cubes: a few dark strokes outweigh a wide, slightly brighter margin.
    """
    return -1 if float((outliers * outliers * outliers).sum(dtype=np.float64)) < 0 else 1


def _polarity_of_strokes(small: Plane) -> int:
    """1 or -1 where thin strokes are brighter or darker than what is beside them; 0 where they do not tell.

    The edge of a shadow differs from its surroundings both ways alike, and has no say. Nor have broad strokes.
    """
    side = round(BESIDE * max(small.shape))
    difference = small - cv2.blur(small, (side, side), borderType=cv2.BORDER_REPLICATE)
    cubes = difference * difference * difference
    skew, size = float(cubes.sum(dtype=np.float64)), float(np.abs(cubes).sum(dtype=np.float64))
    return 0 if abs(skew) <= _SKEWED * size else int(math.copysign(1, skew))


def _robust_mean(tone: Plane) -> Plane:
    """Every pixel's weighted mean of its neighbourhood, reweighted with Cauchy's weights: ink loses its say.

    The neighbourhood is as wide as the picture, which is small: two products of matrices are faster than any filter.
    """
    reach = _REACH * max(tone.shape)
    down, across = (_blurring(side, reach) for side in tone.shape)
    residual: Plane = tone - np.float32(median(tone))
    mean = tone
    for _ in range(8):
        trust = _trust(residual)
        mean = np.divide(down @ (tone * trust) @ across.T, down @ trust @ across.T, dtype=np.float32)
        residual = tone - mean
    return mean


@lru_cache(maxsize=64)
def _blurring(side: int, reach: float) -> Plane:
    """(side, side) float32 that blurs columns of that length, of which the ends go on for ever."""
    beyond = math.ceil(4 * reach)
    places = np.arange(side)[:, None] - np.arange(-beyond, side + beyond)
    weights = np.exp(-0.5 * (places / reach) ** 2)
    weights /= weights.sum(axis=1, keepdims=True)
    weights[:, beyond] += weights[:, :beyond].sum(axis=1)
    weights[:, -beyond - 1] += weights[:, side + beyond :].sum(axis=1)
    return np.asarray(weights[:, beyond : side + beyond], np.float32)


def _trust(residual: Plane) -> Plane:
    """Cauchy's weights, in 0..1: how much each pixel is like paper."""
    usual = np.float32(1.5 * median(np.abs(residual)) + 4.0)
    ratio = residual / usual
    weight: Plane = np.reciprocal(1 + ratio * ratio)
    return weight


def thumbnail(tone: Plane, longest: int) -> Plane:
    """At most so long. It is halved first: averages of two by two cost a tenth of any other."""
    while max(tone.shape) >= 2 * longest:
        tone = cv2.resize(tone, scaled(tone, 0.5), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    factor = min(1.0, longest / max(tone.shape))
    return cv2.resize(tone, scaled(tone, factor), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)


def _enlarged(small: Plane, to: Plane) -> Plane:
    return cv2.resize(small, to.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def _blurred(values: Plane, reach: float) -> Plane:
    return cv2.GaussianBlur(values, (0, 0), reach, borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)


def scaled(image: NDArray[np.generic], factor: float) -> tuple[int, int]:
    """The (width, height) of an image after scaling, as OpenCV takes it."""
    height, width = image.shape
    return max(1, round(width * factor)), max(1, round(height * factor))
