"""What all pictures of `benchmarks.cameras` are made with: ink on paper, light, smooth randomness, and a camera."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Ink = NDArray[np.floating]
"""How much of each pixel is covered, (H, W), 0..1."""

Field = NDArray[np.floating]
"""One number a pixel, (H, W): a light (1 is full), a distance in pixels, a roughness."""

Scene = NDArray[np.floating]
"""What stands before the camera, (H, W, 3): red, green, blue, 0..255 and over where it is too bright."""

Picture = NDArray[np.uint8]
"""What the program is given: (H, W, 3) RGB, or (H, W) grey."""

Colour = tuple[float, float, float]
Generator = np.random.Generator

BLACK_PEN: Colour = (38, 38, 46)
WHITE_PAPER: Colour = (232, 230, 224)


def painted(ink: Ink, pen: Colour, paper: Colour) -> Scene:
    """Ink over paper, both even."""
    share = ink[:, :, None]
    return np.asarray(paper, np.float32) * (1 - share) + np.asarray(pen, np.float32) * share


def written(ink: Ink, g: Generator, pen: Colour = BLACK_PEN, paper: Colour = WHITE_PAPER) -> Scene:
    """Ink over paper with the slight unevenness of both."""
    uneven = ink * (0.93 + 0.05 * cloud(ink.shape, 2, g)).clip(0, 1)
    return lit(painted(uneven, pen, paper), 1 + 0.012 * cloud(ink.shape, 1.5, g))


def lit(scene: Scene, light: Field) -> Scene:
    """The scene under a light."""
    return scene * light[:, :, None]


def developed(scene: Scene, g: Generator, noise: float = 2.5, quality: int = 88) -> Picture:
    """As a phone hands the scene on: at 0.5 to 1 of its size, with a lens' blur, noise (in grey levels) and JPEG."""
    scale = g.uniform(0.5, 1.0)
    small = cv2.resize(scene, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sharp = cv2.GaussianBlur(small, (0, 0), g.uniform(0.5, 0.9))
    return packed(as_bytes(sharp + g.normal(0, noise, sharp.shape)), quality)


def packed(picture: Picture, quality: int) -> Picture:
    """Through JPEG and back."""
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "JPEG", quality=quality)
    return np.array(Image.open(content))


def as_bytes(values: NDArray[np.floating]) -> Picture:
    levels: Picture = np.rint(np.clip(values, 0, 255)).astype(np.uint8)
    return levels


def cloud(shape: tuple[int, ...], size: float, g: Generator, stretch: float = 1.0) -> Field:
    """Smooth noise of mean 0 and deviation 1, its spots about `size` pixels high and `stretch` times as wide."""
    height, width = shape[0], shape[1]
    coarse = max(1.0, size / 2)
    few = (max(8, round(height / coarse)), max(8, round(width / coarse / stretch)))
    noise = cv2.GaussianBlur(g.normal(0, 1, few).astype(np.float32), (0, 0), 1.2)
    smooth = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    even: Field = ((smooth - smooth.mean()) / smooth.std()).astype(np.float32)
    return even


def beyond(shape: tuple[int, ...], angle: float, through: tuple[float, float]) -> Field:
    """The distance of each pixel from a line, below 0 on the one side.

    Args:
        shape: height and width.
        angle: in degrees of the direction in which it grows; 0 is to the right, 90 down.
        through: a point of the line, (x, y) in shares of the width and the height.
    """
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    turn = np.radians(angle)
    from_x, from_y = x - through[0] * shape[1], y - through[1] * shape[0]
    distance: Field = (np.cos(turn) * from_x + np.sin(turn) * from_y).astype(np.float32)
    return distance


def step(distance: Field, softness: float) -> Field:
    """From 0 to 1 where a distance passes 0, over about four times `softness` pixels."""
    share: Field = 0.5 + 0.5 * np.tanh(distance / (2 * softness))
    return share


def spot(shape: tuple[int, ...], middle: tuple[float, float], radius: float) -> Field:
    """1 in the middle (in shares of the width and the height), falling off over `radius` pixels."""
    across, down = beyond(shape, 0, middle), beyond(shape, 90, middle)
    light: Field = np.exp(-(across**2 + down**2) / (2 * radius**2))
    return light
