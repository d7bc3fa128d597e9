"""The pages of a TIFF file: its frames without thumbnails and masks."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

_MOST_FRAMES = 2000
"""Later ones are not looked for: a chain of frames may be as long as the file."""

_NEW_SUBFILE_TYPE = 254
"""The tag that says what a frame is for."""

_THUMBNAIL, _MASK = 1, 4
"""Its bits for what is no page (TIFF 6.0, page 36)."""


def has_pages(image: Image.Image) -> bool:
    """Whether a picture is a TIFF of more than one frame."""
    return isinstance(image, TiffImageFile) and bool(image.is_animated)


def pages_of(image: Image.Image) -> Iterator[int]:
    """Turn a picture to its pages, one after the other, and give their numbers from 1.

    What is no TIFF has one page: an animation is read by its first frame. Pillow raises nearly anything where the file
    is damaged.
    """
    page = 1
    yield page
    if not isinstance(image, TiffImageFile):
        return
    for frame in range(1, _MOST_FRAMES):
        try:
            image.seek(frame)
        except EOFError:
            return
        purpose = image.tag_v2.get(_NEW_SUBFILE_TYPE)
        if not (isinstance(purpose, int) and purpose & (_THUMBNAIL | _MASK)):
            page += 1
            yield page
