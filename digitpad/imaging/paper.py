"""Pixels → levelled pixels: the light on the paper and the paper's own tone taken off.

What is left is how far each pixel is from the empty paper under the same light, towards the ink; whether the ink is
darker or brighter than the paper is found out on the way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.decode import Pixels
from digitpad.imaging.hard_shadow import is_written_beside, is_written_on_both, light_with_edges
from digitpad.imaging.light import BESIDE, THUMBNAIL_SIDE, light_on, polarity_of, scaled, thumbnail, wide_light
from digitpad.imaging.sheet import Plane, card_of, sheet_of, without_surroundings
from digitpad.imaging.tones import otsu, tone_counts

_CROP_SIDE = 64
"""A picture up to this long is a crop of one digit: so coarse that every grey level of an edge counts."""

_WORKING_SIDE = 2000
"""Longest side that is worked on: on a page of 200 digits each is still 40 pixels high."""

_STRIP_PIXELS, _STRIP_SIDE = 2_000_000, 20_000
"""What is worked on of a strip of paper, more than twice as long as wide: so many pixels, and so many of its length."""

_MUCH_INK, _TWO_TONED = 0.2, 0.6
"""Of a drawing's pixels have the rarer of its two tones, and either: with less ink, the paper is found anyway."""

_NEAR_TONE, _OF_ONE_TONE = 0.1, 0.5
"""Of the difference between paper and ink are tones of the same paper apart; and so much of a crop's paper has one."""

_ONE_TONE, _OTHER_TONE = 2, 32
"""Grey levels: so far from a tone is still the same, and from here on another."""

_BRIGHTNESS = np.array([0.299, 0.587, 0.114], np.float32)
"""Of red, green and blue (ITU-R BT.601), as OpenCV weighs them."""

_COLOUR_ALONE, _LEAST_COLOUR = 0.2, 32
"""Of the strongest difference in colour, squared, that brightness shows: less, and the colour tells more; and how far
apart, in levels, two colours are at least: the blocks of a compressed picture differ, too."""

_DARKEST_PAPER = 20.0
"""Grey levels. How much darker ink is goes by the paper's brightness, but not by none at all. How much brighter it is
goes by the scale: a few levels of noise may be all that white paper leaves."""

Subject = Literal["page", "crop", "shaded page"]
"""What a picture shows."""


@dataclass(frozen=True, eq=False)
class Levelled:
    """A picture without the light on it.

    Attributes:
        contrast: (H, W) float32, about 0 where the paper is empty and 1 where the ink is black (or white on black).
        grey: (H, W) uint8, the picture it was levelled from.
        polarity: 1 where the ink is brighter than the paper, -1 where it is darker.
        scale: how many pixels of the picture one of these stands for, at least 1.
        is_crop: whether it was levelled as a crop, half of which may be ink.
        is_drawing: whether its paper has one tone, as if no light fell on it.
        is_parted: whether the paper was told from what it lies on, or its light from its shade.
    """

    contrast: Plane
    grey: NDArray[np.uint8]
    polarity: int
    scale: float
    is_crop: bool
    is_drawing: bool = False
    is_parted: bool = False


def is_small(size: tuple[int, int]) -> bool:
    """Whether a picture of that size is a crop of one digit."""
    return max(size) <= _CROP_SIDE


def level(pixels: Pixels, taken_for: Subject = "page") -> Levelled:
    """Take the light off a picture, and bring it to at most 2000 pixels; a long strip to as many as 2000×1000 has.

    Args:
        pixels: of the picture.
        taken_for: what a picture that is not small is taken for: a page, a crop, or a page with a shadow on it.
    """
    grey = _grey(pixels)
    scale = _working_scale(*grey.shape)
    if scale > 1:
        grey = np.asarray(cv2.resize(grey, scaled(grey, 1 / scale), interpolation=cv2.INTER_AREA), np.uint8)
    if is_small(grey.shape):
        return level_crop(grey, scale)
    if taken_for == "crop":
        return _levelled_crop(grey, scale, _flat_paper(grey))
    tone = grey.astype(np.float32)
    paper = _paper_under(tone, grey, taken_for)
    contrast = _contrast(paper.seen, paper.brightness, paper.polarity)
    return Levelled(
        contrast,
        grey,
        paper.polarity,
        scale,
        is_crop=False,
        is_drawing=paper.is_drawing,
        is_parted=paper.is_parted,
    )


def level_crop(grey: NDArray[np.uint8], scale: float = 1.0) -> Levelled:
    """Take the light off a crop of one digit (H, W), of which half may be ink that comes to its edge.

    Args:
        grey: its brightness.
        scale: how many pixels of the picture one of these stands for.
    """
    return _levelled_crop(grey, scale, _paper_of_crop(grey))


def _levelled_crop(grey: NDArray[np.uint8], scale: float, flat: np.float32 | None) -> Levelled:
    """As `level_crop`, where the paper has one tone, if it has."""
    tone = grey.astype(np.float32)
    outliers = tone - (wide_light(tone, _CROP_SIDE) if flat is None else flat)
    polarity = polarity_of(outliers)
    return Levelled(outliers * (polarity / np.float32(255)), grey, polarity, scale, is_crop=True)


def _working_scale(height: int, width: int) -> float:
    """How many pixels of a picture become one, at least 1."""
    longest = max(height, width)
    of_strip = max(math.sqrt(height * width / _STRIP_PIXELS), longest / _STRIP_SIDE)
    return max(1.0, min(longest / _WORKING_SIDE, of_strip))


def level_by_tone(levelled: Levelled, shade: float) -> Levelled:
    """The same picture levelled anew, where all that is as bright as shade, or brighter, is paper."""
    contrast = np.clip(1 - levelled.grey.astype(np.float32) / np.float32(shade), 0, 1)
    return Levelled(contrast, levelled.grey, -1, levelled.scale, is_crop=False)


class _Paper(NamedTuple):
    """What is looked at of a page, and how bright its paper would be if it were empty, each (H, W) float32."""

    seen: Plane
    brightness: Plane
    polarity: int
    is_drawing: bool = False
    is_parted: bool = False


def _paper_under(tone: Plane, grey: Grey, taken_for: Subject) -> _Paper:
    """The paper of a page, given its grey levels."""
    small = thumbnail(tone, THUMBNAIL_SIDE)
    patch = sheet_of(small)
    is_shaded = is_written_beside(patch, small) if patch is not None else _has_two_lights(grey)
    if is_shaded or taken_for == "shaded page":
        return _Paper(tone, *light_with_edges(tone, small), is_parted=is_shaded)
    if patch is not None:
        sheet = without_surroundings(tone, small, patch)
        return _Paper(sheet, *light_on(sheet, thumbnail(sheet, THUMBNAIL_SIDE)), is_parted=True)
    card = card_of(small)
    if card is not None and not is_written_beside(card, small):
        board = 255 - without_surroundings(255 - tone, 255 - small, card)
        return _Paper(board, *light_on(board, thumbnail(board, THUMBNAIL_SIDE)), is_parted=True)
    if (flat := _flat_paper(grey)) is not None:
        return _Paper(tone, np.full_like(tone, flat), polarity_of(tone - flat), is_drawing=True)
    return _Paper(tone, *light_on(tone, small))


def _contrast(tone: Plane, paper: Plane, polarity: int) -> Plane:
    """How far each pixel is from the empty paper towards the ink. In place: fresh memory costs more than all of it."""
    if polarity > 0:
        contrast: Plane = np.subtract(tone, paper, out=tone)
        contrast /= np.float32(255)
        return contrast
    contrast = np.subtract(paper, tone, out=tone)
    contrast /= np.maximum(paper, np.float32(_DARKEST_PAPER), out=paper)
    return contrast


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
    every = math.ceil(max(pixels.shape) / THUMBNAIL_SIDE)
    small = pixels[::every, ::every].astype(np.float32)
    if np.array_equal(small[..., 0], small[..., 1]) and np.array_equal(small[..., 1], small[..., 2]):
        return None
    side = max(3, round(BESIDE * max(small.shape)))
    detail = (small - cv2.blur(small, (side, side), borderType=cv2.BORDER_REPLICATE)).reshape(-1, 3)
    sizes, directions = np.linalg.eigh(detail.T @ detail)
    seen = float(((detail @ _BRIGHTNESS) ** 2).sum()) / float(_BRIGHTNESS @ _BRIGHTNESS)
    if seen >= _COLOUR_ALONE * float(sizes[-1]):
        return None
    strongest = directions[:, -1]
    if float(np.abs(detail @ strongest).max()) < _LEAST_COLOUR:
        return None
    return np.asarray(strongest / np.abs(strongest).sum(), np.float32)


Grey = NDArray[np.integer | np.floating]
"""(H, W) grey levels 0..255."""


def _flat_paper(grey: Grey) -> np.float32 | None:
    """The tone of paper on which no light fell, as in a drawing; None for a photograph.

    More than half of all pixels have it; or it is the one along the edge, of two that most have.
    """
    counts = tone_counts(grey)
    commonest = int(counts.argmax())
    if counts[commonest] > 0.5 * grey.size:
        return np.float32(commonest)
    tones = _two_tones(counts)
    if tones is None:
        return None
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]).astype(np.float32)
    first, second = (np.abs(edge - tone) for tone in tones)
    return np.float32(tones[0] if (first < second).mean() > 0.5 else tones[1])


def _paper_of_crop(grey: NDArray[np.uint8]) -> np.float32 | None:
    """The tone of the paper on which no light fell, as in a drawing; None for a photograph.

    A crop may be so tight that ink is half of it, and comes to its edge. Paper is on that side of Otsu's threshold that
    most of the edge is on.
    """
    if (flat := _flat_paper(grey)) is not None:
        return flat
    counts, levels = tone_counts(grey), np.arange(256)
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    is_dark = levels <= otsu(grey)
    is_paper = is_dark if is_dark[edge].mean() > 0.5 else ~is_dark
    papers, inks = counts * is_paper, counts * ~is_paper
    if not (papers.any() and inks.any()):
        return None
    apart = abs(float(np.average(levels, weights=papers) - np.average(levels, weights=inks)))
    reach = int(_NEAR_TONE * apart)
    near = np.convolve(papers, np.ones(2 * reach + 1), "same")
    tone = int(near.argmax())
    if apart < _OTHER_TONE or near[tone] < _OF_ONE_TONE * papers.sum():
        return None
    papers[np.abs(levels - tone) > reach] = 0
    return np.float32(np.searchsorted(papers.cumsum(), 0.5 * papers.sum()))


def _has_two_lights(grey: Grey) -> bool:
    """Whether a picture of two tones is no drawing but paper, half of it in a shadow."""
    counts = tone_counts(grey)
    tones = _two_tones(counts)
    return tones is not None and counts.max() <= 0.5 * grey.size and is_written_on_both(counts, *tones)


def _two_tones(counts: NDArray[np.float32]) -> tuple[int, int] | None:
    """The two tones that most pixels have, the commoner first; None where there are not just two, as on photographs."""
    near = np.convolve(counts, np.ones(2 * _ONE_TONE + 1), "same")
    first = int(near.argmax())
    apart = np.abs(np.arange(256) - first) > _OTHER_TONE
    second = int((near * apart).argmax())
    size = float(counts.sum())
    is_drawing = near[second] >= _MUCH_INK * size and near[first] + near[second] >= _TWO_TONED * size
    return (first, second) if is_drawing else None
