"""Strokes → ink: a drawing as the scanner would have seen it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.curve import smooth_path
from digitpad.core.drawing import Strokes, bounding_box
from digitpad.core.glyph import Box

_SIDE = 70
"""Longest side of the pen's way on the raster, in pixels; with the pen, the fine grid of `normalize`."""

_PEN = 10
"""Width of the pen on the raster: in this proportion `normalize` has nothing left to even out."""

_SUBPIXEL_BITS = 4
"""OpenCV draws at sixteenths of a pixel."""


def rasterize(strokes: Strokes) -> tuple[NDArray[np.float32], Box]:
    """Draw strokes of any size, place and pen with one pen at one size.

    The pen's width is how a drawing looks, not what was written: drawing the way of its tip with a pen of fixed
    proportion keeps the loops open that a thick pen fills.

    Returns:
        Ink (H, W) float32 in 0..1, bright on black, (0, 0) where there are no strokes; and the box of the strokes, with
        their pens, in canvas pixels.
    """
    box = bounding_box(strokes)
    if not strokes:
        return np.zeros((0, 0), np.float32), box
    paths = [stroke.path.copy() for stroke in strokes]
    corner = np.min([path[:, :2].min(axis=0) for path in paths], axis=0)
    extent = np.max([path[:, :2].max(axis=0) for path in paths], axis=0) - corner
    # A dot is as large as the pen that made it, no matter how small its way.
    scale = _SIDE / max(float(extent.max()), *(stroke.width for stroke in strokes))

    curves = []
    for path in paths:
        path[:, :2] = (path[:, :2] - corner) * scale
        curve = smooth_path(path, step=3.0)[:, :2]
        curves.append(np.repeat(curve, 2 if len(curve) == 1 else 1, axis=0))
    # A curve may leave the box of its points a little.
    low = np.floor(np.min([curve.min(axis=0) for curve in curves], axis=0))
    high = np.ceil(np.max([curve.max(axis=0) for curve in curves], axis=0))

    margin = _PEN // 2 + 2
    width, height = (int(side) + 2 * margin + 1 for side in high - low)
    raster = np.zeros((height, width), np.uint8)
    lines = [np.rint((curve - low + margin) * (1 << _SUBPIXEL_BITS)).astype(np.int32) for curve in curves]
    cv2.polylines(raster, lines, False, (255,), _PEN, cv2.LINE_AA, _SUBPIXEL_BITS)
    return raster.astype(np.float32) / np.float32(255), box
