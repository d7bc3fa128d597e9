"""A picture opened to be looked at: a preview, and what was written on it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitpad.core.errors import ImageError
from digitpad.imaging.decode import ImageSource, Pixels, decode
from digitpad.imaging.reader import FoundInk, find_written

_PREVIEW_SIDE = 1600
"""Longest side of a preview: sharp on a large screen."""

_EVERY_PIXEL_SIDE = 400
"""A picture up to this long is shown enlarged, and has to show its own pixels."""

_THUMBNAIL_SIDE = 256
"""Longest side of a thumbnail: four lines of text, at three pixels a point."""


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """What the window keeps of a picture.

    Attributes:
        name: what the person calls it: a path, or “Pasted picture”.
        preview: an encoded picture, at most 1600 pixels long: a thousand of them fit in memory.
        thumbnail: (H, W, 3) uint8, at most 256 pixels long.
        size: width and height of the picture itself.
        found: what was written on it, or None where it could not be opened.
        error: why it could not be opened; then there is nothing to show.
        page: which page of a PDF or a TIFF it is, from 1.
    """

    name: str
    preview: bytes
    thumbnail: Pixels
    size: tuple[int, int]
    found: FoundInk | None
    error: str | None = None
    page: int = 1


def open_picture(source: ImageSource, name: str | None = None, page: int = 1) -> OpenedPicture:
    """Decode a picture or a page and find what was written on it; one that cannot be read has its `error`.

    `decode.page_count` tells how many pages there are.
    """
    label = name or str(source)
    try:
        pixels = decode(source, label, page)
    except ImageError as error:
        return OpenedPicture(label, b"", np.zeros((0, 0, 3), np.uint8), (0, 0), None, str(error), page)
    height, width = pixels.shape[:2]
    thumbnail = _reduced(pixels, _THUMBNAIL_SIDE)
    return OpenedPicture(label, _preview(pixels), thumbnail, (width, height), find_written(pixels), page=page)


def _preview(pixels: Pixels) -> bytes:
    """JPEG for photographs; PNG where each pixel may be looked at."""
    small = _reduced(pixels, _PREVIEW_SIDE)
    suffix = ".png" if max(small.shape) <= _EVERY_PIXEL_SIDE else ".jpg"
    return cv2.imencode(suffix, cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1].tobytes()


def _reduced(pixels: Pixels, longest: int) -> Pixels:
    height, width = pixels.shape[:2]
    factor = longest / max(height, width)
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
