"""Pixels → ink: where a picture was written on, whichever of paper and ink is the brighter."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.decode import Pixels
from digitpad.imaging.normalize import stroke_width

Ink = NDArray[np.float32]
"""(H, W) float32 in 0..1, bright ink on black."""

_WORKING_SIDE = 1000
"""Longest side on which ink is looked for: strokes of a single digit are far wider than a pixel there."""

_THUMBNAIL_SIDE = 64
"""Longest side on which the light on the paper is fitted: it has no detail to lose, and thin strokes fade in it."""

_CROP_SIDE = 64
"""A picture up to this long is a crop: so coarse that every grey level of an edge counts."""

_REACH = 0.16
"""How far the light on a crop is averaged, as a share of its side (standard deviation)."""

_LEAST_CONTRAST = 16.0
"""Grey levels (of 255) by which ink must differ from paper."""

_LEAST_SIGNAL = 6.0
"""…and how many standard deviations of the paper's grain: the extreme of a million samples of noise stays under 5.5."""

_LEAST_SIGNAL_OF_CROPS = 3.0
"""The same for crops, of which half may be ink and count as grain."""


def find_ink(pixels: Pixels) -> tuple[Ink, float]:
    """Find what was written.

    The light on the paper is estimated by a smooth surface and taken off; the side of it with the stronger outliers is
    the ink; Otsu's threshold ("A Threshold Selection Method from Gray-Level Histograms", 1979) sets its middle tone.
    Specks smaller than a dot of the pen are dropped.

    Returns:
        The ink, at most 1000 pixels long, all zero where nothing was written; and how many pixels of the picture one of
        its pixels stands for.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    reduction = max(grey.shape) / _WORKING_SIDE
    if reduction > 1:
        grey = cv2.resize(grey, _scaled(grey, 1 / reduction), interpolation=cv2.INTER_AREA)
    level = grey.astype(np.float32)
    ink = _found(level, is_crop=max(level.shape) <= _CROP_SIDE)
    if not ink.any():  # a digit that fills a picture of any size looks like shadow and grain to the eye for pages
        ink = _found(level, is_crop=True)
    return _without_specks(ink), max(reduction, 1.0)


def _found(level: Ink, is_crop: bool) -> Ink:
    outliers = level - _paper(level, is_crop)
    # Cubes: a few dark strokes outweigh a wide, slightly brighter margin.
    if float((outliers**3).sum(dtype=np.float64)) < 0:
        outliers = -outliers
    return _tone(outliers, is_crop)


def _scaled(image: NDArray[np.generic], factor: float) -> tuple[int, int]:
    """The (width, height) of an image after scaling, as OpenCV takes it."""
    height, width = image.shape
    return max(1, round(width * factor)), max(1, round(height * factor))


def _paper(level: Ink, is_crop: bool) -> Ink:
    """The brightness of the empty paper everywhere: a smooth surface through what most of the picture is like.

    Least squares, reweighted with Cauchy's weights and started at the median: ink is an outlier and loses its say.
    """
    height, width = level.shape
    factor = min(1.0, _THUMBNAIL_SIDE / max(height, width))
    small = cv2.resize(level, _scaled(level, factor), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    surface = _local_mean(small) if is_crop else _quadratic(small)
    return cv2.resize(surface, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def _local_mean(level: Ink) -> Ink:
    """Every pixel's weighted mean of its neighbourhood: stains and clouds behind a digit may have any shape."""
    reach = _REACH * max(level.shape)
    residual = level - np.median(level)
    for _ in range(8):
        weight = _trust(residual)
        mean = _blurred(level * weight, reach) / _blurred(weight, reach)
        residual = level - mean
    return mean


def _blurred(values: Ink, reach: float) -> Ink:
    return cv2.GaussianBlur(values, (0, 0), reach, borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)


def _trust(residual: NDArray[np.floating]) -> Ink:
    """Cauchy's weights, in 0..1: how much each pixel is like paper."""
    spread = 1.5 * float(np.median(np.abs(residual))) + 4.0
    return (1 / (1 + (residual / spread) ** 2)).astype(np.float32)


def _quadratic(small: NDArray[np.generic]) -> Ink:
    """A quadratic surface: the light of a lamp or a window on a whole sheet."""
    terms = _quadratic_terms(*small.shape)
    values = small.astype(np.float64).reshape(-1)
    residual = values - np.median(values)
    for _ in range(6):
        weighted = terms * _trust(residual)[:, None]
        coefficients = np.linalg.lstsq(weighted.T @ terms, weighted.T @ values, rcond=None)[0]
        residual = values - terms @ coefficients
    return (terms @ coefficients).reshape(small.shape).astype(np.float32)


def _quadratic_terms(height: int, width: int) -> NDArray[np.float64]:
    """(H·W, 6): 1, x, y, x², xy, y² with x and y in -1..1."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)


def _tone(outliers: Ink, is_crop: bool) -> Ink:
    """Grey levels above the paper → 0..1, soft at the edges of strokes; all zero where there is too little contrast."""
    grain = 1.4826 * float(np.median(np.abs(outliers)))
    strength = np.clip(outliers, 0, 255)
    levels = strength.astype(np.uint8)  # what is no whole level above the paper is the fit's own error
    threshold = float(cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0])
    written = strength[levels > threshold]
    if written.size == 0:
        return np.zeros_like(strength)
    full = float(np.median(written))
    least_signal = _LEAST_SIGNAL_OF_CROPS if is_crop else _LEAST_SIGNAL
    if full < max(_LEAST_CONTRAST, least_signal * grain):
        return np.zeros_like(strength)
    if is_crop:
        faintest, darkest = min(max(0.1 * full, 3 * grain), 0.5 * full), full
    else:
        middle = float(np.clip(threshold, 0.25 * full, 0.55 * full))
        faintest, darkest = 0.5 * middle, 1.5 * middle
    tone: Ink = np.clip((strength - np.float32(faintest)) / np.float32(darkest - faintest), 0, 1)
    return tone


def _without_specks(ink: Ink) -> Ink:
    """Drop what is smaller than half a dot of the pen, which is as wide as the largest mark's stroke."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8), connectivity=8)
    if count <= 2:  # the paper and one mark
        return ink
    area = stats[:, cv2.CC_STAT_AREA]
    largest = 1 + int(area[1:].argmax())
    x, y, width, height = stats[largest, :4]
    part = np.s_[y : y + height, x : x + width]
    pen = stroke_width(np.where(labels[part] == largest, ink[part], np.float32(0)))
    kept = area >= 0.5 * pen**2
    cleaned: Ink = np.where(kept[labels], ink, np.float32(0))
    return cleaned
