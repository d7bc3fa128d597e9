"""Photographs of pages, made when asked for: digits on paper with shadow, rules, perspective, blur, noise and JPEG.

Every digit's place and value are known. Nothing here was written by people.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import Box
from training.pen_digits import Generator, Skeleton, draw_digit

PAPERS = ("blank", "ruled", "grid")


@dataclass(frozen=True)
class Written:
    """One digit of a page: what it is, where it stands, and in which line."""

    value: int
    box: Box
    line: int


@dataclass(frozen=True)
class Page:
    """A photograph (H, W, 3) uint8, and what is written on it in reading order."""

    pixels: NDArray[np.uint8]
    digits: tuple[Written, ...]

    @property
    def text(self) -> str:
        """The digits, line by line."""
        lines = sorted({digit.line for digit in self.digits})
        return "\n".join("".join(str(d.value) for d in self.digits if d.line == line) for line in lines)


def make_page(
    seed: int, count: int, paper: str = "blank", size: tuple[int, int] = (1600, 1200), harm: float = 1.0
) -> Page:
    """A page of about `count` digits.

    Args:
        seed: of everything.
        count: of digits; fewer where the page is full.
        paper: one of `PAPERS`.
        size: height and width in pixels.
        harm: how bad the photograph is, 0 (a perfect scan) to 1 (a phone in a hurry).
    """
    g = np.random.default_rng(seed)
    height, width = size
    digit_height = float(np.clip(np.sqrt(0.16 * height * width / max(count, 4)), 0.018 * height, 0.075 * height))
    strokes, truths = _write(g, count, digit_height, size)
    ink, rules = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for line, pen in strokes:
        cv2.polylines(ink, [np.rint(line * 16).astype(np.int32)], False, (255,), max(1, round(pen)), cv2.LINE_AA, 4)
    _rule(rules, paper, digit_height, g)

    warp = _perspective(g, size, 0.02 * harm)
    ink, rules = (cv2.warpPerspective(layer, warp, (width, height), flags=cv2.INTER_LINEAR) for layer in (ink, rules))
    digits = tuple(Written(value, _warped(box, warp), line) for value, box, line in truths)
    return Page(_photograph(ink, rules, g, harm), digits)


def _write(
    g: Generator, count: int, digit_height: float, size: tuple[int, int]
) -> tuple[list[tuple[NDArray[np.float64], float]], list[tuple[int, Box, int]]]:
    """Strokes with their pens, and values with boxes and lines: numbers of one to six digits in lines."""
    height, width = size
    pen = digit_height * g.uniform(0.06, 0.12)
    strokes: list[tuple[NDArray[np.float64], float]] = []
    truths: list[tuple[int, Box, int]] = []
    margin = 1.2 * digit_height
    x, y, line = margin, margin, 0
    left_in_number = int(g.integers(1, 7))
    while len(truths) < count:
        digit = int(g.integers(10))
        skeleton = _upright(draw_digit(digit, g), digit_height * g.uniform(0.9, 1.1))
        extent = np.ptp(np.concatenate(skeleton), axis=0)
        if x + extent[0] > width - margin:
            x, y, line = margin * g.uniform(1, 2), y + digit_height * g.uniform(1.6, 2.0), line + 1
        if y + 1.3 * digit_height > height - margin:
            break
        corner = np.array([x, y + g.normal(0, 0.04) * digit_height])
        strokes += [(part + corner, pen * g.uniform(0.9, 1.1)) for part in skeleton]
        truths.append((digit, Box(corner[0] - pen / 2, corner[1] - pen / 2, extent[0] + pen, extent[1] + pen), line))
        left_in_number -= 1
        space = g.uniform(0.16, 0.35) if left_in_number else g.uniform(0.8, 1.4)
        left_in_number = left_in_number or int(g.integers(1, 7))
        x += extent[0] + space * digit_height
    return strokes, truths


def _upright(skeleton: Skeleton, height: float) -> Skeleton:
    """The strokes with their box's corner at 0 and a height in pixels."""
    points = np.concatenate(skeleton)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    return [(line - low) * (height / max(float(extent[1]), 0.5)) for line in skeleton]


def _rule(layer: NDArray[np.uint8], paper: str, digit_height: float, g: Generator) -> None:
    """Lines across the page, and down for a grid."""
    if paper == "blank":
        return
    step = digit_height * (g.uniform(1.5, 2.2) if paper == "ruled" else g.uniform(0.6, 1.4))
    thickness = 1 if digit_height < 60 else 2
    for y in np.arange(step * g.random(), layer.shape[0], step):
        cv2.line(layer, (0, round(y)), (layer.shape[1], round(y)), (255,), thickness, cv2.LINE_AA)
    if paper == "grid":
        for x in np.arange(step * g.random(), layer.shape[1], step):
            cv2.line(layer, (round(x), 0), (round(x), layer.shape[0]), (255,), thickness, cv2.LINE_AA)


def _perspective(g: Generator, size: tuple[int, int], strength: float) -> NDArray[np.float64]:
    """The corners moved by up to a share of the page."""
    height, width = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + g.uniform(-strength, strength, (4, 2)) * (width, height)
    return cv2.getPerspectiveTransform(corners, moved.astype(np.float32))


def _warped(box: Box, warp: NDArray[np.float64]) -> Box:
    corners = np.array(
        [
            [box.x, box.y],
            [box.x + box.width, box.y + box.height],
            [box.x + box.width, box.y],
            [box.x, box.y + box.height],
        ]
    )
    moved = cv2.perspectiveTransform(corners[None], warp)[0]
    low, high = moved.min(axis=0), moved.max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


def _photograph(ink: NDArray[np.uint8], rules: NDArray[np.uint8], g: Generator, harm: float) -> NDArray[np.uint8]:
    """Colours, light, texture, blur, noise and JPEG."""
    height, width = ink.shape
    paper = np.array([235.0, 238.0, 240.0]) * g.uniform(0.8, 1.0)
    pen = np.array([[40, 35, 35], [120, 60, 30], [105, 105, 105]])[g.integers(3)] * g.uniform(0.8, 1.1)  # BGR
    rule = paper * g.uniform(0.55, 0.85) * ((1.0, 0.93, 0.85) if g.random() < 0.5 else (1.0, 1.0, 1.0))
    share, faint = ink[:, :, None] / 255.0, rules[:, :, None] / 255.0
    colour = paper * (1 - faint) + rule * faint
    colour = colour * (1 - share) + pen * share
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    angle = g.uniform(0, 2 * np.pi)
    light = 1 - harm * g.uniform(0, 0.4) * (np.cos(angle) * x + np.sin(angle) * y + 1) / 2
    if g.random() < 0.6 * harm:  # the shadow of a hand or a phone
        edge = (np.cos(angle + 1) * (x - g.uniform(0.2, 0.6)) + np.sin(angle + 1) * (y - g.uniform(0.2, 0.6))) * 14
        light = light * (1 - g.uniform(0.1, 0.45) / (1 + np.exp(-edge)))
    texture = cv2.GaussianBlur(g.normal(0, 1, (height // 2, width // 2)), (0, 0), 1.2)
    light = light * (1 + harm * 0.02 * cv2.resize(texture, (width, height)))
    picture = colour * light[:, :, None]
    if harm > 0:
        picture = cv2.GaussianBlur(picture, (0, 0), harm * g.uniform(0.4, 1.4))
        picture = picture + g.normal(0, harm * g.uniform(1, 6), picture.shape)
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    if harm > 0:
        _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(95 - harm * g.uniform(0, 40))])
        pixels = cv2.imdecode(packed, cv2.IMREAD_COLOR).astype(np.uint8)
    return np.ascontiguousarray(pixels[:, :, ::-1])
