"""Pixels → levelled pixels: the light on the paper and the paper's own tone taken off.

What is left is how far each pixel is from the empty paper under the same light, towards the ink; whether the ink is
darker or brighter than the paper is found out on the way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.decode import Pixels
from digitpad.imaging.hard_shadow import is_written_beside, is_written_on_both, light_with_edges
from digitpad.imaging.medians import median, spread
from digitpad.imaging.sheet import Plane, sheet_of, without_surroundings

_CROP_SIDE = 64
"""A picture up to this long is a crop of one digit: so coarse that every grey level of an edge counts."""

_WORKING_SIDE = 2000
"""Longest side that is worked on: on a page of 200 digits each is still 40 pixels high."""

_COARSE_SIDE, _THUMBNAIL_SIDE = 64, 256
"""Longest sides on which the light is estimated, first far and wide, then near: it has no detail to lose."""

_REACH = 0.16
"""How far the light is averaged first, as a share of the side (standard deviation): beyond a digit's widest stroke."""

_NEAR_REACH = 0.0125
"""How far it is averaged once the ink is known and left out: the edge of a shadow is no wider."""

_MUCH_INK, _TWO_TONED = 0.2, 0.6
"""Of a drawing's pixels have the rarer of its two tones, and either: with less ink, the paper is found anyway."""

_ONE_TONE, _OTHER_TONE = 2, 32
"""Grey levels: so far from a tone is still the same, and from here on another."""

_BRIGHTNESS = np.array([0.299, 0.587, 0.114], np.float32)
"""Of red, green and blue (ITU-R BT.601), as OpenCV weighs them."""

_COLOUR_ALONE = 0.2
"""Of the strongest difference in colour, squared, that brightness shows: less, and the colour tells more."""

_EDGE, _NEAR_EDGE = 0.25, 7
"""Of what parts ink from paper, as deep as it is so many pixels around, is met within two of the 256: the edge of a
shadow is softer."""

_BESIDE, _SKEWED = 0.12, 0.5
"""Of the side: what is beside a stroke. How one-sided, 0 to 1, what differs from it must be to tell ink from paper."""

_DARKEST_PAPER, _BRIGHTEST_PAPER = 20.0, 63.0
"""Grey levels. Contrast is measured against the paper's brightness, but not against none at all; that of brighter ink
against what the paper leaves to white, but not where a few levels of noise are all it leaves."""


Subject = Literal["page", "crop", "shaded page"]
"""What a picture shows."""


@dataclass(frozen=True, eq=False)
class Levelled:
    """A picture without the light on it.

    Attributes:
        contrast: (H, W) float32, about 0 where the paper is empty and 1 where the ink is black (or white on black).
        scale: how many pixels of the picture one of these stands for, at least 1.
        is_crop: whether it was levelled as a crop, half of which may be ink.
        is_drawing: whether its paper has one tone, as if no light fell on it.
    """

    contrast: Plane
    scale: float
    is_crop: bool
    is_drawing: bool = False


def is_small(size: tuple[int, int]) -> bool:
    """Whether a picture of that size is a crop of one digit."""
    return max(size) <= _CROP_SIDE


def level(pixels: Pixels, taken_for: Subject = "page") -> Levelled:
    """Take the light off a picture, and bring it to at most 2000 pixels.

    Args:
        pixels: of the picture.
        taken_for: what a picture that is not small is taken for: a page, a crop, or a page with a shadow on it.
    """
    grey = _grey(pixels)
    scale = max(1.0, max(grey.shape) / _WORKING_SIDE)
    if scale > 1:
        grey = np.asarray(cv2.resize(grey, _scaled(grey, 1 / scale), interpolation=cv2.INTER_AREA), np.uint8)
    tone = grey.astype(np.float32)
    if taken_for == "crop" or is_small(grey.shape):
        flat = _flat_paper(grey)
        outliers = tone - (_enlarged(_robust_mean(_thumbnail(tone, _CROP_SIDE)), tone) if flat is None else flat)
        return Levelled(outliers * (_polarity(outliers) / np.float32(255)), scale, is_crop=True)
    small = _thumbnail(tone, _THUMBNAIL_SIDE)
    patch, flat = sheet_of(small), None
    is_shaded = is_written_beside(patch, small) if patch is not None else _has_two_lights(grey)
    if is_shaded or taken_for == "shaded page":
        sheet, (paper, polarity) = tone, light_with_edges(tone, small)
    elif patch is not None:
        sheet = without_surroundings(tone, small, patch)
        paper, polarity = _light(sheet, _thumbnail(sheet, _THUMBNAIL_SIDE))
    elif (flat := _flat_paper(grey)) is not None:
        sheet, paper, polarity = tone, np.full_like(tone, flat), _polarity(tone - flat)
    else:
        sheet, (paper, polarity) = tone, _light(tone, small)
    # In place: fresh memory costs more than what is computed.
    if polarity < 0:
        contrast, range_of_ink, least = np.subtract(paper, sheet, out=sheet), paper, _DARKEST_PAPER
    else:
        contrast, range_of_ink = np.subtract(sheet, paper, out=sheet), np.subtract(255, paper, out=paper)
        least = 255 - _BRIGHTEST_PAPER
    contrast /= np.maximum(range_of_ink, np.float32(least), out=range_of_ink)
    return Levelled(contrast, scale, is_crop=False, is_drawing=flat is not None)


def _grey(pixels: Pixels) -> NDArray[np.uint8]:
    """Brightness; where what is written differs from its paper in colour alone, or nearly so, by how much it does."""
    direction = _colour_of_detail(pixels)
    if direction is None:
        return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    darkest = -255 * direction.clip(max=0).sum()  # what this tone of the darkest colour is, lest it be under 0
    return cv2.transform(pixels, np.append(direction, darkest)[None]).astype(np.uint8, copy=False)


def _colour_of_detail(pixels: Pixels) -> NDArray[np.float32] | None:
    """The direction in RGB, (3,) float32, in which what is written differs from its paper; None where brightness tells.

    The first principal component of how each pixel differs from its surroundings.
    """
    every = math.ceil(max(pixels.shape) / _THUMBNAIL_SIDE)
    small = pixels[::every, ::every].astype(np.float32)
    if np.array_equal(small[..., 0], small[..., 1]) and np.array_equal(small[..., 1], small[..., 2]):
        return None
    side = max(3, round(_BESIDE * max(small.shape)))
    detail = (small - cv2.blur(small, (side, side), borderType=cv2.BORDER_REPLICATE)).reshape(-1, 3)
    sizes, directions = np.linalg.eigh(detail.T @ detail)
    seen = float(((detail @ _BRIGHTNESS) ** 2).sum()) / float(_BRIGHTNESS @ _BRIGHTNESS)
    if seen >= _COLOUR_ALONE * float(sizes[-1]):
        return None
    strongest = directions[:, -1]
    return np.asarray(strongest / np.abs(strongest).sum(), np.float32)


Grey = NDArray[np.integer | np.floating]
"""(H, W) grey levels 0..255."""


def _flat_paper(grey: Grey) -> np.float32 | None:
    """The tone of paper on which no light fell, as in a drawing; None for a photograph.

    More than half of all pixels have it; or it is the one along the edge, of two that most have.
    """
    counts = _counts(grey)
    commonest = int(counts.argmax())
    if counts[commonest] > 0.5 * grey.size:
        return np.float32(commonest)
    tones = _two_tones(counts)
    if tones is None:
        return None
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]).astype(np.float32)
    first, second = (np.abs(edge - tone) for tone in tones)
    return np.float32(tones[0] if (first < second).mean() > 0.5 else tones[1])


def _has_two_lights(grey: Grey) -> bool:
    """Whether a picture of two tones is no drawing but paper, half of it in a shadow."""
    counts = _counts(grey)
    tones = _two_tones(counts)
    return tones is not None and counts.max() <= 0.5 * grey.size and is_written_on_both(counts, *tones)


def _counts(grey: Grey) -> NDArray[np.float32]:
    """(256,) pixels of each tone."""
    return np.asarray(cv2.calcHist([grey], [0], None, [256], [0, 256]), np.float32).ravel()


def _two_tones(counts: NDArray[np.float32]) -> tuple[int, int] | None:
    """The two tones that most pixels have, the commoner first; None where there are not just two, as on photographs."""
    near = np.convolve(counts, np.ones(2 * _ONE_TONE + 1), "same")
    first = int(near.argmax())
    apart = np.abs(np.arange(256) - first) > _OTHER_TONE
    second = int((near * apart).argmax())
    size = float(counts.sum())
    is_drawing = near[second] >= _MUCH_INK * size and near[first] + near[second] >= _TWO_TONED * size
    return (first, second) if is_drawing else None


def _light(tone: Plane, small: Plane) -> tuple[Plane, int]:
    """The brightness of the empty paper everywhere, and the polarity of the ink.

    First a wide average in which ink, as an outlier, has no say; then a near one that leaves out what the first showed
    to be ink, and is wide only under broad strokes.
    """
    wide = _enlarged(_robust_mean(_thumbnail(small, _COARSE_SIDE)), small)
    outliers = small - wide
    polarity = _polarity_of_strokes(small) or _polarity(outliers)
    grain = spread(outliers[::2, ::2])
    is_ink = _within_edges(small, outliers * polarity, max(3 * grain, 6.0)).view(np.uint8)
    is_paper = 1 - cv2.dilate(is_ink, np.ones((5, 5), np.uint8)).astype(np.float32)
    reach = _NEAR_REACH * max(small.shape)
    known = _blurred(is_paper, reach)
    near = _blurred(small * is_paper, reach) / np.maximum(known, np.float32(1e-6))
    trust = np.clip(known / np.float32(0.15), 0, 1)
    paper = _blurred(trust * near + (1 - trust) * wide, 1.0)
    return _enlarged(paper, tone), polarity


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


def _polarity(outliers: Plane) -> int:
    """1 where the ink is brighter than the paper, -1 where it is darker.

    By cubes: a few dark strokes outweigh a wide, slightly brighter margin.
    """
    return -1 if float((outliers * outliers * outliers).sum(dtype=np.float64)) < 0 else 1


def _polarity_of_strokes(small: Plane) -> int:
    """1 or -1 where thin strokes are brighter or darker than what is beside them; 0 where they do not tell.

    The edge of a shadow differs from its surroundings both ways alike, and has no say. Nor have broad strokes.
    """
    side = round(_BESIDE * max(small.shape))
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


def _thumbnail(tone: Plane, longest: int) -> Plane:
    """At most so long. It is halved first: averages of two by two cost a tenth of any other."""
    while max(tone.shape) >= 2 * longest:
        tone = cv2.resize(tone, _scaled(tone, 0.5), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
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
