"""Photographs of pages, made when asked for: digits on paper with shadow, rules, perspective, blur, noise and JPEG.

Every digit's place and value are known. Nothing here was written by people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import Box
from training.hand import Generator, Skeleton
from training.pen_digits import draw_digit

PAPERS = ("blank", "ruled", "grid", "form")


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
    on_table: bool = False,
) -> Page:
    """A page of about `count` digits.

    Args:
        seed: of everything.
        count: of digits; fewer where the page is full.
        paper: one of `PAPERS`.
        size: height and width in pixels.
        harm: how bad the photograph is, 0 (a perfect scan) to 1 (a phone in a hurry).
        signs: names of what may stand between two numbers: minus, plus, comma, dot, bracket, bracket closed.
        on_table: show the sheet askew on a dark table.
    """
    g = np.random.default_rng(seed)
    height, width = size
    digit_height = float(np.clip(np.sqrt(0.16 * height * width / max(count, 4)), 0.018 * height, 0.075 * height))
    sheet = _write(g, count, digit_height, size, paper == "form", signs)
    ink, rules = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for line, pen in sheet.strokes:
        cv2.polylines(ink, [np.rint(line * 16).astype(np.int32)], False, (255,), max(1, round(pen)), cv2.LINE_AA, 4)
    _rule(rules, paper, digit_height, sheet.slots, g)

    warp = _perspective(g, size, 0.02 * harm)
    ink, rules = (cv2.warpPerspective(layer, warp, (width, height), flags=cv2.INTER_LINEAR) for layer in (ink, rules))
    written = [Written(mark.value, _warped(mark.box, warp), mark.line) for mark in sheet.written]
    digits, others = (tuple(mark for mark in written if (mark.value >= 0) is is_digit) for is_digit in (True, False))
    pixels = _photograph(ink, rules, g, harm)
    if on_table:
        pixels, digits, others = _on_table(pixels, digits, others, g)
    return Page(pixels, digits, others)


@dataclass
class _Sheet:
    """What is written on a page: strokes with their pens, marks, and the slots of a form around them."""

    strokes: list[tuple[NDArray[np.float64], float]]
    written: list[Written]
    slots: list[Box]


def _write(
    g: Generator, count: int, digit_height: float, size: tuple[int, int], in_slots: bool, signs: Sequence[str]
) -> _Sheet:
    """Numbers of one to six digits in lines, until there are enough or the page is full."""
    height, width = size
    pen = digit_height * g.uniform(0.06, 0.12)
    sheet = _Sheet([], [], [])
    margin = 1.2 * digit_height
    x, y, line = margin, margin, 0
    for what, space in _marks(g, count, signs):
        if isinstance(what, str):
            value, (skeleton, drop) = -1, _sign(what, digit_height, g)
        else:
            value, drop = what, 0.0
            skeleton = _upright(draw_digit(what, g), digit_height * g.uniform(0.9, 1.1))
        wide, high = np.ptp(np.concatenate(skeleton), axis=0)
        slot = max(1.2 * digit_height, wide + 0.3 * digit_height) if in_slots else wide
        if x + slot > width - margin:
            x, y, line = margin * g.uniform(1, 2), y + digit_height * g.uniform(1.7, 2.1), line + 1
        if y + 1.4 * digit_height > height - margin:
            break
        corner = np.array([x + (slot - wide) / 2, y + drop + g.normal(0, 0.04) * digit_height])
        sheet.strokes += [(part + corner, pen * g.uniform(0.9, 1.1)) for part in skeleton]
        sheet.written.append(
            Written(value, Box(corner[0] - pen / 2, corner[1] - pen / 2, wide + pen, high + pen), line)
        )
        if in_slots:
            sheet.slots.append(Box(x, y - 0.22 * digit_height, slot, 1.45 * digit_height))
        x += slot + (space if space > 0.4 or not in_slots else 0) * digit_height
    return sheet


def _marks(g: Generator, count: int, signs: Sequence[str]) -> Iterator[tuple[int | str, float]]:
    """Digits, signs between numbers, and the space after each in digit heights."""
    while count > 0:
        length = min(int(g.integers(1, 7)), count)
        count -= length
        for place in range(length):
            is_last = place == length - 1
            yield int(g.integers(10)), g.uniform(0.16, 0.35) if not is_last else g.uniform(0.3, 0.6) if signs else 1.1
        if signs:
            yield signs[g.integers(len(signs))], g.uniform(0.3, 0.6)


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


def _rule(layer: NDArray[np.uint8], paper: str, digit_height: float, slots: Sequence[Box], g: Generator) -> None:
    """Lines across the page, and down for a grid; or a slot for each digit."""
    thickness = 1 if digit_height < 60 else 2
    for x, y, wide, high in slots:
        cv2.rectangle(layer, (round(x), round(y)), (round(x + wide), round(y + high)), (255,), thickness, cv2.LINE_AA)
    step = digit_height * (g.uniform(1.5, 2.2) if paper == "ruled" else g.uniform(0.6, 1.4))
    if paper in ("ruled", "grid"):
        for y in np.arange(step * g.random(), layer.shape[0], step):
            cv2.line(layer, (0, round(y)), (layer.shape[1], round(y)), (255,), thickness, cv2.LINE_AA)
    if paper == "grid":
        for x in np.arange(step * g.random(), layer.shape[1], step):
            cv2.line(layer, (round(x), 0), (round(x), layer.shape[0]), (255,), thickness, cv2.LINE_AA)


def _on_table(
    page: NDArray[np.uint8], digits: Sequence[Written], others: Sequence[Written], g: Generator
) -> tuple[NDArray[np.uint8], tuple[Written, ...], tuple[Written, ...]]:
    """The sheet smaller and a little turned, with a dark table with some grain around it."""
    height, width = page.shape[:2]
    warp = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), g.uniform(-4, 4), 0.84), [0, 0, 1]])
    grain = cv2.GaussianBlur(g.normal(0, 1, (height, width)), (0, 0), 3.0)[:, :, None] * 40
    table = np.clip(np.array([60, 45, 35]) * g.uniform(0.4, 1.0) + grain, 0, 255)
    sheet = cv2.warpPerspective(page, warp, (width, height)).astype(float)
    share = cv2.warpPerspective(np.ones((height, width)), warp, (width, height))[:, :, None]
    pixels = np.clip(sheet + table * (1 - share), 0, 255).astype(np.uint8)
    moved = [tuple(Written(m.value, _warped(m.box, warp), m.line) for m in marks) for marks in (digits, others)]
    return pixels, moved[0], moved[1]


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
