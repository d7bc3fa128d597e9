"""A picture opened to be looked at: a preview, and the glyphs in it."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from digitpad.core.errors import ImageError
from digitpad.core.glyph import Glyph
from digitpad.imaging.decode import ImageSource, Pixels, decode
from digitpad.imaging.reader import glyphs_of_pixels

_PREVIEW_SIDE = 1600
"""Longest side of a preview: sharp on a large screen, and a hundred pictures fit in memory."""


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """What the window keeps of a picture.

    Attributes:
        name: what the person calls it: a path, or “Pasted picture”.
        preview: (H, W, 3) uint8, at most 1600 pixels long.
        size: width and height of the picture itself.
        glyphs: what may be digits, their boxes in the picture's own pixels.
        error: why it could not be opened; then there is no preview.
    """

    name: str
    preview: Pixels
    size: tuple[int, int]
    glyphs: tuple[Glyph, ...]
    error: str | None = None


def open_picture(source: ImageSource, name: str | None = None) -> OpenedPicture:
    """Decode a picture and find its glyphs; one that cannot be read has its `error`."""
    label = name or str(source)
    try:
        pixels = decode(source, label)
    except ImageError as error:
        return OpenedPicture(label, np.zeros((0, 0, 3), np.uint8), (0, 0), (), str(error))
    height, width = pixels.shape[:2]
    return OpenedPicture(label, _preview(pixels), (width, height), tuple(glyphs_of_pixels(pixels)))


def open_pictures(paths: Iterable[Path]) -> Generator[OpenedPicture, None, None]:
    """Open files one after the other; every one gives a picture or a reason why not."""
    for path in paths:
        yield open_picture(path)


def _preview(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    factor = _PREVIEW_SIDE / max(height, width)
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
