"""The one normalisation: ink of any size, place and pen → the 28×28 image MNIST's makers would have made of it.

MNIST's digits were scaled so that the longest side of their box is 20 pixels, with anti-aliasing, and laid with the
centre of mass in the middle of 28×28 (LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998,
section III.A, and the note on the MNIST site). This does the same, and evens out the pen: see `normalize`.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import GLYPH_SIZE, PAIR_WIDTH

NORMALIZATION_VERSION = 2
"""Kept in every model's header: a model trained on another normalisation must not be fed with this one."""

Size = tuple[float, float]
"""A width and a height, in pixels of the result."""

_BOX: Size = (20.0, 20.0)
"""What a digit fills of the 28×28 image on its longest side (LeCun et al. 1998)."""

_PAIR_BOX: Size = (40.0, 20.0)
"""What two digits that touch fill of their image: each is as high there as it would be alone."""

_THINNEST, _THICKEST = 1.5, 4.4
"""Stroke widths in the 28×28 image that are left alone: 98 of 100 in MNIST's train split."""

_OVERSAMPLING = 4
"""The pen is evened out on a grid this many times finer than the result, then averaged down."""

_FAINTEST_INK = 0.1
"""Ink below this share of the darkest pixel is no part of the box: anti-aliasing and JPEG dust."""

_LARGEST_SIDE = 512
"""Larger boxes are first brought to this size: nothing finer can be seen in 20 pixels."""


def normalize(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring the ink of one digit to 28×28.

    The box of the ink is cut out and scaled so that its longest side is 20 pixels. Strokes that would be thinner or
    thicker there than nearly all of MNIST's are brought to the nearest usual width by grey-level dilation or erosion,
    and the digit is 20 pixels long after that. So the result depends on what was written, hardly on where, how large
    or with which pen. Averaging over areas comes last.

    Args:
        ink: (H, W) float32 in 0..1, bright ink on black; any size.

    Returns:
        (28, 28) float32 in 0..1; all zero where there is no ink.
    """
    return _normalized(ink, _BOX, (GLYPH_SIZE, GLYPH_SIZE))


def normalize_pair(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring the ink of two digits that touch to 28×48, as `normalize` does with one: 20 pixels high, or 40 wide.

    Args:
        ink: (H, W) float32 in 0..1, bright ink on black; any size.

    Returns:
        (28, 48) float32 in 0..1; all zero where there is no ink.
    """
    return _normalized(ink, _PAIR_BOX, (PAIR_WIDTH, GLYPH_SIZE))


def _normalized(ink: NDArray[np.float32], box: Size, field: tuple[int, int]) -> NDArray[np.float32]:
    """Scaled into a box of that (width, height), and laid into the middle of a field of that (width, height)."""
    cropped = _crop(ink)
    if cropped is None:
        return np.zeros(field[::-1], np.float32)
    scale, change = _fit(cropped.shape, box, stroke_width(cropped))
    fine = _resize(cropped, scale * _OVERSAMPLING)
    if change:
        fine = _widen(fine, change * _OVERSAMPLING / 2)
    return _centre(fine, field)


def stroke_width(ink: NDArray[np.float32]) -> float:
    """The mean width of the strokes in pixels: twice the area over the length of the outline.

    The outline's length is the total variation of the image, so grey edges need no threshold and faint ink measures
    like dark ink. The gradient is taken at the corners of pixels, as the mean of two differences: so a line is as wide
    in any direction. 0 where there is no ink.
    """
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    right, below = padded[:, 1:] - padded[:, :-1], padded[1:] - padded[:-1]
    across, down = right[1:] + right[:-1], below[:, 1:] + below[:, :-1]
    outline = 0.5 * float(np.sqrt(across * across + down * down).sum())
    return 2.0 * float(ink.sum()) / outline if outline > 0 else 0.0


def _crop(ink: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The box of the ink, at most 512 pixels long, its darkest pixel 1; None where there is none."""
    peak = float(ink.max(initial=0.0))
    if peak <= 0 or not math.isfinite(peak):
        return None
    x, y, width, height = cv2.boundingRect((ink >= _FAINTEST_INK * peak).astype(np.uint8))
    cropped = np.ascontiguousarray(ink[y : y + height, x : x + width]) / np.float32(peak)
    longest = max(width, height)
    return _resize(cropped, _LARGEST_SIDE / longest) if longest > _LARGEST_SIDE else cropped


def _fit(shape: tuple[int, ...], box: Size, pen: float) -> tuple[float, float]:
    """The scale, and by how much strokes must then grow, after which ink (H, W) fills the box in a usual width."""
    longest, room = max(zip(shape, box[::-1], strict=True), key=lambda side: side[0] / side[1])
    scale = room / longest
    usual = min(max(pen * scale, _THINNEST), _THICKEST)
    if usual == pen * scale:
        return scale, 0.0
    skeleton = max(longest - pen, 0.25 * longest)
    scale = (room - usual) / skeleton
    return scale, usual - pen * scale


def _resize(ink: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    """Scale by area averaging downwards, by smooth curves upwards."""
    height, width = (max(1, round(side * factor)) for side in ink.shape)
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(ink, (width, height), interpolation=interpolation)
    return np.clip(resized, 0, 1).astype(np.float32, copy=False)


def _widen(ink: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """Move the outline out by `radius` pixels (in, where negative): grey morphology, blended between whole radii."""
    margin = math.ceil(max(radius, 0)) + 1
    padded = cv2.copyMakeBorder(ink, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    operation = cv2.dilate if radius > 0 else cv2.erode
    whole, part = divmod(abs(radius), 1.0)
    lower = operation(padded, _disc(int(whole)))
    upper = operation(padded, _disc(int(whole) + 1))
    return cv2.addWeighted(lower, 1 - part, upper, part, 0).astype(np.float32, copy=False)


def _disc(radius: int) -> NDArray[np.uint8]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.uint8, copy=False)


def _centre(fine: NDArray[np.float32], field: tuple[int, int]) -> NDArray[np.float32]:
    """Lay the centre of mass in the middle of the field of that (width, height), and average down to it."""
    moments = cv2.moments(fine)
    if moments["m00"] <= 0:
        return np.zeros(field[::-1], np.float32)
    across, down = (side * _OVERSAMPLING for side in field)
    # Pixel i covers i..i+1, so the mass centre in edge coordinates is half a pixel further.
    left = round(across / 2 - (moments["m10"] / moments["m00"] + 0.5))
    top = round(down / 2 - (moments["m01"] / moments["m00"] + 0.5))
    canvas = np.zeros((down, across), np.float32)
    height, width = fine.shape
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, across), min(top + height, down)
    canvas[y0:y1, x0:x1] = fine[y0 - top : y1 - top, x0 - left : x1 - left]
    small = cv2.resize(canvas, field, interpolation=cv2.INTER_AREA)
    return np.clip(small, 0.0, 1.0).astype(np.float32, copy=False)
