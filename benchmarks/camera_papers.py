"""Pens, papers, and what else is on them: the kinds of `benchmarks.cameras` that no light and no lens makes.

Each is a function of a clean slip (ink (H, W), 0..1) and a generator. What it draws from the generator does not depend
on the ink, so the same seed gives the same paper with a number and without.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.camera_picture import (
    BLACK_PEN,
    WHITE_PAPER,
    Colour,
    Field,
    Generator,
    Ink,
    Picture,
    Scene,
    as_bytes,
    beyond,
    cloud,
    developed,
    lit,
    painted,
    spot,
    step,
    written,
)

Points = NDArray[np.float64]
"""(N, 2) of x and y in pixels."""


def plain_scan(ink: Ink, g: Generator) -> Picture:
    """Black on white from a flatbed scanner, in grey."""
    return as_bytes(243 - 205 * cv2.GaussianBlur(ink, (0, 0), 0.8) + g.normal(0, 1.5, ink.shape))


def grey_pencil(ink: Ink, g: Generator) -> Picture:
    """A soft pencil that catches the paper's grain."""
    grain = (0.62 + 0.16 * cloud(ink.shape, 2.5, g)).clip(0, 1)
    return developed(written(ink * grain, g, pen=(92, 92, 96)), g)


def blue_on_cream(ink: Ink, g: Generator) -> Picture:
    """A ballpoint on yellowish paper."""
    return developed(written(ink, g, pen=(40, 62, 150), paper=(238, 224, 188)), g)


def red_on_green(ink: Ink, g: Generator) -> Picture:
    """Two colours that differ more in hue than in lightness."""
    return developed(written(ink, g, pen=(208, 58, 60), paper=(150, 196, 150)), g)


def chalk_on_blackboard(ink: Ink, g: Generator) -> Picture:
    """White chalk that leaves grain uncovered, on a board that was wiped with a dry sponge."""
    grain = step(1.2 + cloud(ink.shape, 3, g), 0.35)
    wiped = 0.08 + 0.03 * cloud(ink.shape, 40, g, stretch=5) + 0.025 * cloud(ink.shape, 5, g, stretch=25)
    dust = 0.18 * cv2.GaussianBlur(ink, (0, 0), 9)
    return developed(painted((ink * grain * 0.9 + wiped + dust).clip(0, 1), (232, 232, 224), (44, 58, 52)), g)


def yellow_on_black(ink: Ink, g: Generator) -> Picture:
    """A crayon on black paper."""
    return developed(written(ink, g, pen=(232, 200, 62), paper=(34, 33, 36)), g)


def ruled_paper(ink: Ink, g: Generator) -> Picture:
    """Lines that the digits do not keep to."""
    rules = _rules(ink.shape, g.uniform(110, 170), 90, g)
    return developed(_printed(written(ink, g), rules, (150, 175, 215)), g)


def squared_paper(ink: Ink, g: Generator) -> Picture:
    """Squares of about half a digit."""
    pitch = g.uniform(55, 85)
    rules = np.maximum(_rules(ink.shape, pitch, 90, g), _rules(ink.shape, pitch, 0, g))
    return developed(_printed(written(ink, g), rules, (165, 180, 205)), g)


def print_from_the_back(ink: Ink, g: Generator) -> Picture:
    """Thin paper with letters and digits on its other side."""
    seen = cv2.GaussianBlur(_typeset(ink.shape, g), (0, 0), 2.2)[:, ::-1] * g.uniform(0.10, 0.2)
    return developed(_printed(written(ink, g), seen, BLACK_PEN), g)


def coffee_stain(ink: Ink, g: Generator) -> Picture:
    """The ring a cup left across the number, darkest at its edges, and two drops."""
    stain = _cup_ring(ink.shape, (g.uniform(0.25, 0.75), g.uniform(0.3, 0.7)), g.uniform(150, 210), g)
    for _ in range(2):
        drop = _beyond_circle(ink.shape, (g.uniform(0.05, 0.95), g.uniform(0.1, 0.9)), g.uniform(8, 22))
        stain = np.maximum(stain, step(-drop, 1.5) * (0.35 + 0.4 * np.exp(-np.abs(drop) / 3)))
    return developed(_printed(written(ink, g), stain, (120, 78, 40)), g)


def underlined(ink: Ink, g: Generator) -> Picture:
    """A stroke of the same pen below the number."""
    left, _, right, bottom = _box_of(ink)
    y = bottom + g.uniform(22, 40)
    ends = np.linspace((left - g.uniform(0, 40), y), (right + g.uniform(0, 40), y + g.uniform(-12, 12)), 40)
    return developed(written(np.maximum(ink, _drawn(ends, ink.shape, g)), g), g)


def in_a_ring(ink: Ink, g: Generator) -> Picture:
    """The number circled by hand. Without a number there is no ring: an empty one would be a zero."""
    left, top, right, bottom = _box_of(ink)
    turn = np.linspace(0, 2 * np.pi * g.uniform(1.0, 1.08), 90) + g.uniform(0, 2 * np.pi)
    across, down = (right - left) / 2 * 1.25 + 30, (bottom - top) / 2 * 1.3 + 45
    round_it = np.stack([np.cos(turn) * across + (left + right) / 2, np.sin(turn) * down + (top + bottom) / 2], axis=1)
    ring = _drawn(round_it, ink.shape, g) * ink.any()
    return developed(written(np.maximum(ink, ring), g), g)


def in_a_form_box(ink: Ink, g: Generator) -> Picture:
    """A printed frame around the number."""
    left, top, right, bottom = _box_of(ink)
    air = g.uniform(18, 45, 4)
    frame = np.zeros(ink.shape, np.float32)
    corners = (round(left - air[0]), round(top - air[1])), (round(right + air[2]), round(bottom + air[3]))
    cv2.rectangle(frame, *corners, (1.0,), int(g.integers(2, 5)), cv2.LINE_AA)
    return developed(_printed(written(ink, g), frame, (70, 70, 74)), g)


def fax(ink: Ink, g: Generator) -> Picture:
    """One bit a pixel, with ragged edges, specks, and a few lines that were lost on the way."""
    ragged = cv2.GaussianBlur(ink, (0, 0), 1.0) + 0.13 * cloud(ink.shape, 2, g)
    specks = g.random(ink.shape) < 0.0006
    black = (ragged > 0.5) | cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)).astype(bool)
    for y in g.integers(0, ink.shape[0] - 3, int(g.integers(3, 7))):
        black[y : y + int(g.integers(1, 4))] = False
    return np.where(black, 0, 255).astype(np.uint8)


def whiteboard_with_glare(ink: Ink, g: Generator) -> Picture:
    """A felt pen on a shiny board that was wiped badly, and a window mirrored in it."""
    ghost = (0.03 + 0.02 * cloud(ink.shape, 30, g, stretch=3)).clip(0, 0.2)
    board = painted(np.maximum(ink * 0.92, ghost), (32, 52, 128), (205, 211, 216))
    board = lit(board, 0.85 + 0.15 * spot(ink.shape, (g.random(), g.random()), 700))
    middle, half = (g.uniform(0.2, 0.8), g.uniform(0.3, 0.6)), g.uniform(110, 190)
    tilt = g.uniform(-8, 8)
    panes = [np.abs(beyond(ink.shape, tilt + turn, middle)) for turn in (0, 90)]
    window = step(half - panes[0], 7) * step(half * 1.3 - panes[1], 7) * step(panes[0] - 12, 5)
    return developed(board + 85 * window[:, :, None] + 25 * spot(ink.shape, middle, 350)[:, :, None], g)


def _printed(scene: Scene, share: Field, colour: Colour) -> Scene:
    """The scene behind something translucent: what is dark stays dark."""
    held_back = 1 - np.array(colour) / np.array(WHITE_PAPER)
    through: Scene = 1 - share[:, :, None] * held_back
    return scene * through


def _rules(shape: tuple[int, ...], pitch: float, angle: float, g: Generator) -> Field:
    """Parallel lines two to three pixels wide."""
    place = beyond(shape, angle + g.uniform(-1, 1), (0, 0)) + g.uniform(0, pitch)
    return step(g.uniform(1.0, 1.5) - np.abs((place % pitch) - pitch / 2), 0.4)


def _typeset(shape: tuple[int, ...], g: Generator) -> Field:
    """Lines of print across the slip."""
    size = float(g.uniform(34, 60))
    page = Image.new("L", (shape[1], shape[0]))
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size)
    characters = list("abcdefghiklmnoprstuvwz    ABDEHMST0123456789,.")
    for y in np.arange(g.uniform(0, size), shape[0], size * 1.5):
        pen.text((20, float(y)), "".join(g.choice(characters, 90)), fill=255, font=font)
    return np.asarray(page, np.float32) / 255


def _beyond_circle(shape: tuple[int, ...], middle: tuple[float, float], radius: float) -> Field:
    """The distance of each pixel from a circle, below 0 inside."""
    distance: Field = np.hypot(beyond(shape, 0, middle), beyond(shape, 90, middle)) - radius
    return distance


def _cup_ring(shape: tuple[int, ...], middle: tuple[float, float], radius: float, g: Generator) -> Field:
    """A wet edge, wobbling a little and dried away in places."""
    edge = _beyond_circle(shape, middle, radius) + 1.5 * cloud(shape, 150, g)
    half = g.uniform(7, 14)
    wet = step(half - np.abs(edge), 1.5) * (0.3 + 0.45 * np.exp(-np.abs(np.abs(edge) - half) / 3))
    return wet * step(0.9 + cloud(shape, 140, g), 0.3)


def _box_of(ink: Ink) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the ink; where a number would be, if there is none."""
    height, width = ink.shape
    if not ink.any():
        return 0.25 * width, 0.35 * height, 0.75 * width, 0.65 * height
    x, y, wide, high = cv2.boundingRect((ink > 0.5).astype(np.uint8))
    return x, y, x + wide, y + high


def _drawn(points: Points, shape: tuple[int, ...], g: Generator) -> Ink:
    """A line by hand: it wavers, and the pen is about as wide as a digit's."""
    waver = np.stack(
        [np.convolve(g.normal(0, 3, len(points) + 14), np.ones(15) / 6, "valid") for _ in range(2)], axis=1
    )
    places = np.rint((points + waver) * 16).astype(np.int32)
    line = np.zeros(shape, np.uint8)
    cv2.polylines(line, [places], False, (255,), int(g.integers(8, 13)), cv2.LINE_AA, 4)
    return line.astype(np.float32) / 255
