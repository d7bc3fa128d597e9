"""A picture opened to be looked at: a preview, and what was written on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitpad.imaging.decode import ImageSource, Pixels, decode
from digitpad.imaging.failure import as_image_error
from digitpad.imaging.found_ink import FoundInk, found_ink
from digitpad.imaging.ink import inked
from digitpad.imaging.sheet import Plane
from digitpad.imaging.thumbnail import reduced
from digitpad.imaging.turning import straightened, turned

_PREVIEW_SIDE = 1600
"""Longest side of a preview: sharp on a large screen."""

_EVERY_PIXEL_SIDE = 400
"""A picture up to this long is shown enlarged, and has to show its own pixels."""

_THUMBNAIL_SIDE = 256
"""Longest side of a thumbnail: four lines of text, at three pixels a point."""


@dataclass(frozen=True, eq=False)
class Preview:
    """A picture as the window keeps it.

    Attributes:
        encoded: a JPEG or PNG, at most 1600 pixels long: a thousand of them fit in memory.
        thumbnail: (H, W, 3) uint8, at most 256 pixels long.
    """

    encoded: bytes
    thumbnail: Pixels


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """What the window keeps of a picture.

    Attributes:
        name: what the person calls it: a path, or “Pasted picture”.
        preview: the picture as it came.
        levelled: without the light on it, ink dark on white.
        ink: what was found, dark on white.
        size: width and height of the picture itself.
        found: what was written on it, or None where it could not be opened.
        error: why it could not be opened; then there is nothing to show.
        page: which page of a PDF or a TIFF it is, from 1.
        before: the same before it was taken for something else; None where it was not.
    """

    name: str
    preview: Preview
    levelled: Preview
    ink: Preview
    size: tuple[int, int]
    found: FoundInk | None
    error: str | None = None
    page: int = 1
    before: OpenedPicture | None = None

    def taken_for(self, found: FoundInk) -> OpenedPicture:
        """The same picture where that was found on it: by itself, or when it was taken for something else."""
        opened = self.before or self
        levelled = None if found is opened.found else found.first.levelled_as_crop()
        if levelled is None:
            return opened
        levelled_preview, ink = (_preview(_dark_on_white(plane)) for plane in (levelled.contrast, found.ink))
        return replace(opened, levelled=levelled_preview, ink=ink, found=found, before=opened)


def open_picture(
    source: ImageSource, name: str | None = None, page: int = 1, quarters: int = 0, straight: bool = False
) -> OpenedPicture:
    """Decode a picture or a page and find what was written on it; one that cannot be read has its `error`.

    Args:
        source: of the picture.
        name: what to call it; the path as given, where there is none.
        page: of a document, from 1; `decode.page_count` tells how many there are.
        quarters: turn it so often by 90 degrees, clockwise.
        straight: turn it further until its lines run level.
    """
    label = name or str(source)
    try:
        pixels = turned(decode(source, label, page), quarters)
        return _opened(label, straightened(pixels) if straight else pixels, page)
    except Exception as error:  # noqa: BLE001 — a bug of ours must not cost the other pictures
        return OpenedPicture(label, _NOTHING, _NOTHING, _NOTHING, (0, 0), None, str(as_image_error(error, label)), page)


def _opened(name: str, pixels: Pixels, page: int) -> OpenedPicture:
    height, width = pixels.shape[:2]
    levelled, ink = inked(pixels)
    found = found_ink(levelled, ink, (width, height))
    previews = (_preview(pixels), _preview(_dark_on_white(levelled.contrast)), _preview(_dark_on_white(found.ink)))
    return OpenedPicture(name, *previews, (width, height), found, page=page)


def _preview(pixels: Pixels) -> Preview:
    """JPEG for photographs; PNG where each pixel may be looked at."""
    small = reduced(pixels, _PREVIEW_SIDE)
    suffix = ".png" if max(small.shape) <= _EVERY_PIXEL_SIDE else ".jpg"
    encoded = cv2.imencode(suffix, cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1].tobytes()
    return Preview(encoded, reduced(small, _THUMBNAIL_SIDE))


_NOTHING = Preview(b"", np.zeros((0, 0, 3), np.uint8))


def _dark_on_white(plane: Plane) -> Pixels:
    """What is 0 white and what is 1 black."""
    grey = np.rint(255 * (1 - np.clip(plane, 0, 1))).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)
