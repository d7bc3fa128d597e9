"""Pixels → levelled pixels: the light on the paper and the paper's own tone taken off.

What is left is how far each pixel is from the empty paper under the same light, towards the ink; whether the ink is
darker or brighter than the paper is found out on the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.decode import Pixels

Plane = NDArray[np.float32]
"""(H, W) float32."""

CROP_SIDE = 64
"""A picture up to this long is a crop of one digit: so coarse that every grey level of an edge counts."""

_WORKING_SIDE = 2000
"""Longest side that is worked on: on a page of 200 digits each is still 40 pixels high."""

_THUMBNAIL_SIDE = 400
"""Longest side on which the light is estimated: it has no detail to lose."""

_WIDE_REACH, _CROP_REACH = 0.1, 0.16
"""How far the light is averaged first, as a share of the side (standard deviation): farther than a digit is wide."""

_NEAR_REACH = 0.0125
"""How far it is averaged once the ink is known and left out: the edge of a shadow is no wider."""

_DARKEST_PAPER = 20.0
"""Grey levels. Contrast is measured against the paper's brightness, but not against none at all."""


@dataclass(frozen=True, eq=False)
class Levelled:
    """A picture without the light on it.

    Attributes:
        contrast: (H, W) float32, about 0 where the paper is empty and 1 where the ink is black (or white on black).
        scale: how many pixels of the picture one of these stands for, at least 1.
    """

    contrast: Plane
    scale: float

    @property
    def is_crop(self) -> bool:
        """Whether the picture is so small that it is one digit."""
        return bool(max(self.contrast.shape) <= CROP_SIDE)


def level(pixels: Pixels) -> Levelled:
    """Take the light off a picture, and bring it to at most 2000 pixels."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = max(1.0, max(grey.shape) / _WORKING_SIDE)
    if scale > 1:
        grey = cv2.resize(grey, _scaled(grey, 1 / scale), interpolation=cv2.INTER_AREA)
    tone = grey.astype(np.float32)
    if max(tone.shape) <= CROP_SIDE:
        outliers = tone - _robust_mean(tone, _CROP_REACH)
        return Levelled(outliers * (_polarity(outliers) / np.float32(255)), scale)
    paper, polarity = _light(tone)
    range_of_ink = np.maximum(paper if polarity < 0 else 255 - paper, np.float32(_DARKEST_PAPER))
    return Levelled(((tone - paper) * np.float32(polarity) / range_of_ink).astype(np.float32, copy=False), scale)


def _light(tone: Plane) -> tuple[Plane, int]:
    """The brightness of the empty paper everywhere, and the polarity of the ink.

    First a quadratic surface, the light of a lamp or a window; on it a wide average in which ink, as an outlier, has no
    say; then a near one that leaves out what the first two showed to be ink, and is wide only under broad strokes.
    """
    small = _thumbnail(tone, _THUMBNAIL_SIDE)
    lamp = _quadratic(small)
    wide = lamp + _robust_mean(small - lamp, _WIDE_REACH)
    outliers = small - wide
    polarity = _polarity(outliers)
    grain = 1.4826 * float(np.median(np.abs(outliers)))
    is_ink = (outliers * polarity > max(3 * grain, 6.0)).astype(np.uint8)
    is_paper = 1 - cv2.dilate(is_ink, np.ones((5, 5), np.uint8)).astype(np.float32)
    reach = _NEAR_REACH * max(small.shape)
    known = _blurred(is_paper, reach)
    near = _blurred(small * is_paper, reach) / np.maximum(known, np.float32(1e-6))
    trust = np.clip(known / np.float32(0.15), 0, 1)
    paper = _blurred(trust * near + (1 - trust) * wide, 1.0)
    return _enlarged(paper, tone), polarity


def _polarity(outliers: Plane) -> int:
    """1 where the ink is brighter than the paper, -1 where it is darker.

    By cubes: a few dark strokes outweigh a wide, slightly brighter margin.
    """
    return -1 if float((outliers**3).sum(dtype=np.float64)) < 0 else 1


def _robust_mean(tone: Plane, share: float) -> Plane:
    """Every pixel's weighted mean of its neighbourhood, reweighted with Cauchy's weights: ink loses its say."""
    reach = share * max(tone.shape)
    residual = tone - np.median(tone)
    mean = tone
    for _ in range(8):
        weight = _trust(residual)
        mean = _blurred(tone * weight, reach) / _blurred(weight, reach)
        residual = tone - mean
    return mean


def _quadratic(tone: Plane) -> Plane:
    """The quadratic surface through what most of the picture is like, by reweighted least squares."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, side) for side in tone.shape), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    values = tone.astype(np.float64).reshape(-1)
    surface = np.full_like(values, np.median(values))
    for _ in range(6):
        weighted = terms * _trust(values - surface)[:, None]
        surface = terms @ np.linalg.lstsq(weighted.T @ terms, weighted.T @ values, rcond=None)[0]
    return surface.reshape(tone.shape).astype(np.float32)


def _trust(residual: NDArray[np.floating]) -> Plane:
    """Cauchy's weights, in 0..1: how much each pixel is like paper."""
    spread = 1.5 * float(np.median(np.abs(residual))) + 4.0
    return (1 / (1 + (residual / spread) ** 2)).astype(np.float32)


def _thumbnail(tone: Plane, longest: int) -> Plane:
    factor = min(1.0, longest / max(tone.shape))
    return cv2.resize(tone, _scaled(tone, factor), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)


def _enlarged(small: Plane, to: Plane) -> Plane:
    return cv2.resize(small, to.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def _blurred(values: Plane, reach: float) -> Plane:
    return cv2.GaussianBlur(values, (0, 0), reach, borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)


def _scaled(image: NDArray[np.generic], factor: float) -> tuple[int, int]:
    """The (width, height) of an image after scaling, as OpenCV takes it."""
    height, width = image.shape
    return max(1, round(width * factor)), max(1, round(height * factor))
