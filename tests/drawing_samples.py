"""The ten digits as pen strokes, and what draws them into a picture: the tests' own data, made when asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from digitpad.core.drawing import Point, Stroke, Strokes

UNIT_PEN = 0.09
"""Width of the pen of `DIGITS`, whose strokes stand in the unit square."""

_BITS = 6
"""OpenCV draws at 1/64 of a pixel."""


def _arc(x, y, across, down, start, end):
    """Points of an ellipse's arc; degrees run clockwise from the right, as y runs downwards."""
    count = max(2, round(abs(end - start) / 12))
    angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
    return [(x + across * math.cos(a), y + down * math.sin(a)) for a in angles]


_LINES = (
    [_arc(0.5, 0.5, 0.3, 0.48, -90, 272)],
    [[(0.42, 0.14), (0.54, 0.02), (0.53, 0.5), (0.52, 0.98)]],
    [[*_arc(0.48, 0.28, 0.28, 0.26, -160, 40), (0.5, 0.68), (0.18, 0.96), (0.5, 0.95), (0.86, 0.97)]],
    [[*_arc(0.45, 0.25, 0.27, 0.23, -150, 80), *_arc(0.45, 0.72, 0.31, 0.25, -80, 140)]],
    [[(0.3, 0.03), (0.2, 0.35), (0.16, 0.6), (0.5, 0.58), (0.86, 0.56)], [(0.68, 0.06), (0.64, 0.5), (0.61, 0.98)]],
    [[(0.3, 0.06), (0.26, 0.42), *_arc(0.46, 0.67, 0.31, 0.29, -110, 140)], [(0.3, 0.06), (0.55, 0.05), (0.82, 0.03)]],
    [[(0.68, 0.03), (0.42, 0.25), (0.25, 0.55), *_arc(0.48, 0.72, 0.25, 0.25, 180, -190)]],
    [[(0.15, 0.1), (0.5, 0.07), (0.84, 0.06), (0.66, 0.45), (0.46, 0.98)]],
    [
        [
            *_arc(0.5, 0.26, 0.23, 0.22, -50, -270),
            *_arc(0.5, 0.73, 0.27, 0.25, -90, 270),
            *_arc(0.5, 0.26, 0.23, 0.22, 90, -50),
        ]
    ],
    [[*_arc(0.46, 0.3, 0.26, 0.26, -10, -365), (0.71, 0.5), (0.65, 0.97)]],
)

DIGITS: tuple[Strokes, ...] = tuple(
    tuple(Stroke(tuple(Point(x, y) for x, y in line), UNIT_PEN) for line in lines) for lines in _LINES
)
"""What a person might draw for 0 to 9, each in the unit square."""


def placed(strokes: Strokes, size: float, x: float = 0.0, y: float = 0.0, pen: float | None = None) -> Strokes:
    """Strokes of the unit square, scaled to `size` pixels with the top left at a place; the pen scales along."""
    width = UNIT_PEN * size if pen is None else pen
    return tuple(
        Stroke(tuple(p._replace(x=x + size * p.x, y=y + size * p.y) for p in stroke.points), width)
        for stroke in strokes
    )


def drawn(strokes: Strokes, width: int, height: int) -> np.ndarray:
    """The ink of strokes on a sheet: (height, width) uint8, 255 where the pen was."""
    sheet = np.zeros((height, width), np.uint8)
    for stroke in strokes:
        line = np.rint(stroke.path[:, :2] * (1 << _BITS)).astype(np.int32)
        cv2.polylines(sheet, [line], False, (255,), max(1, round(stroke.width)), cv2.LINE_AA, _BITS)
    return sheet


def drawn_digit(digit: int, side: int = 200, size: float = 120, pen: float | None = None) -> np.ndarray:
    """One digit in the middle of a square sheet, as `drawn`."""
    corner = (side - size) / 2
    return drawn(placed(DIGITS[digit], size, corner, corner, pen), side, side)


def as_ink(sheet: np.ndarray) -> np.ndarray:
    """A sheet as `imaging` passes ink on: float32 in 0..1."""
    return sheet.astype(np.float32) / np.float32(255)


def on_paper(sheet: np.ndarray, paper: int = 235, pen: int = 40) -> np.ndarray:
    """A sheet as a picture, (H, W, 3) uint8: ink of one grey on paper of another."""
    grey = paper + (pen - paper) * as_ink(sheet)
    return np.repeat(np.rint(grey).astype(np.uint8)[:, :, None], 3, axis=2)


def bold_crop(digit: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """A bold digit that fills its picture, at one side of which a third of the light is left: no page looks so.

    Returns:
        The picture, (H, W, 3) uint8, and its ink as `drawn`.
    """
    sheet = drawn_digit(digit, size=170, pen=30)
    light = np.linspace(0.3, 1.0, sheet.shape[1])
    grey = ((255.0 - cv2.GaussianBlur(sheet, (0, 0), 2)) * light).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2), sheet


def page_of(rows: Sequence[str], size: float = 60, space: float = 1.1, slope: float = 0.0) -> np.ndarray:
    """Rows of sample digits as ink."""
    width = round(40 + size * space * max(len(row) for row in rows) + 40)
    sheet = np.zeros((round(len(rows) * 1.9 * size + 120 + abs(slope) * width), width), np.uint8)
    for line, row in enumerate(rows):
        for index, digit in enumerate(row):
            x = 30 + index * size * space
            y = 30 + line * 1.9 * size + max(slope * x, slope * x - slope * width)
            np.maximum(sheet, drawn(placed(DIGITS[int(digit)], size, x, y), *sheet.shape[::-1]), out=sheet)
    return as_ink(sheet)
