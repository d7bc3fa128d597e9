"""Photographs of pages, made when asked for: digits on paper with shadow, rules, perspective, blur, noise and JPEG.

Every digit's place and value are known. Nothing here was written by people.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """A photograph (H, W, 3) uint8, and what is written on it in reading order; signs are no digits (value -1)."""

    pixels: NDArray[np.uint8]
    digits: tuple[Written, ...]
    signs: tuple[Written, ...] = ()

    @property
    def text(self) -> str:
        """The digits, line by line."""
        lines = sorted({digit.line for digit in self.digits})
        return "\n".join("".join(str(d.value) for d in self.digits if d.line == line) for line in lines)


def make_page(
    seed: int,
    count: int,
    paper: str = "blank",
    size: tuple[int, int] = (1600, 1200),
    harm: float = 1.0,
    signs: Sequence[str] = (),
) -> Page:
    """A page of about `count` digits.

    Args:
        seed: of everything.
        count: of digits; fewer where the page is full.
        paper: one of `PAPERS`.
        size: height and width in pixels.
        harm: how bad the photograph is, 0 (a perfect scan) to 1 (a phone in a hurry).
        signs: names of what may stand between two numbers: minus, plus, comma, dot, bracket, bracket closed.
    """
    g = np.random.default_rng(seed)
    height, width = size
    digit_height = float(np.clip(np.sqrt(0.16 * height * width / max(count, 4)), 0.018 * height, 0.075 * height))
    strokes, truths = _write(g, count, digit_height, size, signs)
    ink, rules = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for line, pen in strokes:
        cv2.polylines(ink, [np.rint(line * 16).astype(np.int32)], False, (255,), max(1, round(pen)), cv2.LINE_AA, 4)
    _rule(rules, paper, digit_height, g)

    warp = _perspective(g, size, 0.02 * harm)
    ink, rules = (cv2.warpPerspective(layer, warp, (width, height), flags=cv2.INTER_LINEAR) for layer in (ink, rules))
    written = [Written(value, _warped(box, warp), line) for value, box, line in truths]
    digits, others = (tuple(mark for mark in written if (mark.value >= 0) is is_digit) for is_digit in (True, False))
    return Page(_photograph(ink, rules, g, harm), digits, others)


def _write(
    g: Generator, count: int, digit_height: float, size: tuple[int, int], signs: Sequence[str]
) -> tuple[list[tuple[NDArray[np.float64], float]], list[tuple[int, Box, int]]]:
    """Strokes with their pens, and values with boxes and lines: numbers of one to six digits in lines."""
    height, width = size
    pen = digit_height * g.uniform(0.06, 0.12)
    strokes: list[tuple[NDArray[np.float64], float]] = []
    truths: list[tuple[int, Box, int]] = []
    margin = 1.2 * digit_height
    x, y, line = margin, margin, 0
    left_in_number = int(g.integers(1, 7))
    while sum(value >= 0 for value, _, _ in truths) < count:
        is_sign = bool(signs) and left_in_number == 0
        if is_sign:
            value, (skeleton, drop) = -1, _sign(signs[g.integers(len(signs))], digit_height, g)
        else:
            value, drop = int(g.integers(10)), 0.0
            skeleton = _upright(draw_digit(value, g), digit_height * g.uniform(0.9, 1.1))
        extent = np.ptp(np.concatenate(skeleton), axis=0)
        if x + extent[0] > width - margin:
            x, y, line = margin * g.uniform(1, 2), y + digit_height * g.uniform(1.6, 2.0), line + 1
        if y + 1.3 * digit_height > height - margin:
            break
        corner = np.array([x, y + drop + g.normal(0, 0.04) * digit_height])
        strokes += [(part + corner, pen * g.uniform(0.9, 1.1)) for part in skeleton]
        truths.append((value, Box(corner[0] - pen / 2, corner[1] - pen / 2, extent[0] + pen, extent[1] + pen), line))
        left_in_number = int(g.integers(1, 7)) if left_in_number == 0 else left_in_number - 1
        at_a_gap = left_in_number == 0 or is_sign
        space = (
            g.uniform(0.3, 0.6) if at_a_gap and signs else g.uniform(0.8, 1.4) if at_a_gap else g.uniform(0.16, 0.35)
        )
        left_in_number = left_in_number or (0 if signs else int(g.integers(1, 7)))
        x += extent[0] + space * digit_height
    return strokes, truths


_SIGNS = {
    "minus": ([[(0, 0), (0.45, 0)]], 0.5),
    "plus": ([[(0, 0.25), (0.5, 0.25)], [(0.25, 0), (0.25, 0.5)]], 0.25),
    "comma": ([[(0.04, 0), (0.05, 0.08), (0, 0.16)]], 0.92),
    "dot": ([[(0, 0), (0.01, 0.01)]], 0.96),
    "bracket": ([[(0.2, 0), (0.05, 0.25), (0, 0.5), (0.05, 0.8), (0.2, 1.1)]], -0.05),
    "bracket closed": ([[(0, 0), (0.15, 0.25), (0.2, 0.5), (0.15, 0.8), (0, 1.1)]], -0.05),
}
"""Strokes in digit heights, and how far below the top of the digits they stand."""


def _sign(name: str, digit_height: float, g: Generator) -> tuple[Skeleton, float]:
    """A sign in pixels, shaken a little, and how far it stands below the top of the line."""
    lines, drop = _SIGNS[name]
    shaken = [np.array(line, float) + g.normal(0, 0.015, (len(line), 2)) for line in lines]
    return _upright_by(shaken, digit_height * g.uniform(0.85, 1.1)), drop * digit_height


def _upright_by(skeleton: Skeleton, scale: float) -> Skeleton:
    low = np.concatenate(skeleton).min(axis=0)
    return [(line - low) * scale for line in skeleton]


def _upright(skeleton: Skeleton, height: float) -> Skeleton:
    """The strokes with their box's corner at 0 and a height in pixels."""
    extent = np.ptp(np.concatenate(skeleton), axis=0)
    return _upright_by(skeleton, height / max(float(extent[1]), 0.5))


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
