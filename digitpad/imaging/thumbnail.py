"""A page made small, for a table or a report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from digitpad.core.errors import ImageError
from digitpad.imaging.decode import Pixels, decode


@dataclass(frozen=True)
class Thumbnail:
    """A small picture of a page.

    Attributes:
        encoded: a JPEG.
        width: in pixels.
        height: in pixels.
    """

    encoded: bytes
    width: int
    height: int


def thumbnail(path: Path, page: int, longest: int) -> Thumbnail | None:
    """A page of a file, at most so many pixels long; None where it cannot be decoded."""
    try:
        small = reduced(decode(path, page=page), longest)
    except ImageError:
        return None
    height, width = small.shape[:2]
    encoded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1].tobytes()
    return Thumbnail(encoded, width, height)


def reduced(pixels: Pixels, longest: int) -> Pixels:
    """A picture, at most so many pixels long; a smaller one as it is."""
    height, width = pixels.shape[:2]
    factor = longest / max(height, width)
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
