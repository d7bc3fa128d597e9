"""How drawn strokes come to be an image: from the canvas, from clean paper, from a photograph, from a form's box.

Each function gives ink (H, W) float32 in 0..1, not normalised yet.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.drawing import Point, Stroke
from digitpad.imaging.ink import inked
from digitpad.imaging.rasterize import rasterize
from training.hand import Generator, Skeleton

Ink = NDArray[np.float32]


def from_canvas(skeleton: Skeleton) -> Ink:
    """As the canvas hands a drawing over: its pen is thin, for what matters is the way of the tip."""
    return rasterize(tuple(Stroke(tuple(Point(x, y) for x, y in line), 0.02) for line in skeleton))[0]


def from_paper(skeleton: Skeleton, side: float, g: Generator, pen: float | None = None) -> Ink:
    """As a good scan would show it: any pen, pressed more and less, blurred, with some dirt left over.

    Args:
        skeleton: strokes in about a unit square.
        side: the length of their longer side, in pixels.
        g: where the randomness comes from.
        pen: its width in pixels; any, where there is none.
    """
    pen = side * g.uniform(0.04, 0.24) if pen is None else pen
    points = np.concatenate(skeleton)
    low = points.min(axis=0)
    scale = side / max(float(np.ptp(points, axis=0).max()), 0.2)
    margin = 4 + pen
    width, height = (int(extent * scale + 2 * margin) + 1 for extent in np.ptp(points, axis=0))
    ink = np.zeros((height, width), np.uint8)
    for line in skeleton:
        places = np.rint(((line - low) * scale + margin) * 16).astype(np.int32)
        waves = np.sin(np.linspace(0, g.uniform(1, 7), len(places)) + g.uniform(0, 6))
        pressure = pen * (1 + 0.25 * waves)
        if g.random() < 0.5:
            cv2.polylines(ink, [np.repeat(places, 2, axis=0)], False, (255,), max(1, round(pen)), cv2.LINE_AA, 4)
            continue
        for start, end, wide in zip(places, places[1:], pressure, strict=False):
            cv2.line(ink, tuple(start.tolist()), tuple(end.tolist()), (255,), max(1, round(wide)), cv2.LINE_AA, 4)
    grey = ink.astype(np.float32) / np.float32(255)
    if g.random() < 0.6:
        grey = np.clip(cv2.GaussianBlur(grey, (0, 0), g.uniform(0.3, 0.3 * pen + 0.3)), 0, 1).astype(np.float32)
    if g.random() < 0.3:
        grey = np.clip(grey + g.normal(0, g.uniform(0, 0.08), grey.shape), 0, 1).astype(np.float32)
        grey[grey < 0.15] = 0
    if g.random() < 0.25:  # what is left of the paper's grain where the pen was faint
        grey *= (g.random(grey.shape) > g.uniform(0, 0.15)).astype(np.float32)
    return grey


def photographed(ink: Ink, g: Generator) -> Ink:
    """What `inked` makes of a photograph of ink on paper, in uneven light, cut out of a page; may be empty."""
    height, width = ink.shape
    slope = g.normal(0, 0.12, 2)
    light = 1 + slope[0] * np.linspace(-1, 1, width) + slope[1] * np.linspace(-1, 1, height)[:, None]
    paper, pen = g.uniform(0.45, 1.0), g.uniform(0.0, 0.55)  # of white, and of the paper
    picture = paper * light * (1 - (1 - pen) * ink)
    if g.random() < 0.5:
        picture = cv2.GaussianBlur(picture, (0, 0), g.uniform(0.3, 1.0))
    picture = picture + g.normal(0, g.uniform(0, 0.03), ink.shape)
    stored = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    if g.random() < 0.5:
        _, packed = cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, int(g.integers(40, 96))])
        stored = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return inked(np.repeat(stored[:, :, None], 3, axis=2))[1]


def boxed(ink: Ink, g: Generator) -> Ink:
    """Cut out and made to fill a small square, mostly of two tones, as old scanners' software did."""
    x, y, width, height = cv2.boundingRect((ink > 0.24).astype(np.uint8))
    # A thin one is not stretched to a full square.
    thin = max(0, round(0.2 * height) - width)
    wide = np.pad(ink[y : y + height, x : x + width], ((0, 0), (thin // 2, thin - thin // 2)))
    if not wide.size:
        return ink
    side = int(g.integers(12, 36))
    square = cv2.resize(wide, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    if g.random() < 0.7:
        square = (square > g.uniform(0.25, 0.65)).astype(np.float32)
    return np.pad(square, 1)
