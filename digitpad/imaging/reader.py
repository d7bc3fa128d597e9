"""A drawing or a picture → its reading: the imaging steps, and the recogniser at their end."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from digitpad.core.drawing import Point, Stroke, Strokes
from digitpad.core.errors import ImageError
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading
from digitpad.core.recognizer import Recognizer
from digitpad.imaging.decode import ImageSource, Pixels, decode
from digitpad.imaging.ink import find_ink
from digitpad.imaging.normalize import normalize
from digitpad.imaging.rasterize import rasterize

_log = logging.getLogger(__name__)

_BATCH = 64
"""Pictures read at once: enough to fill the processor, few to wait for."""


class Reader:
    """Reads drawings and pictures with one recogniser. Not to be called from two threads at a time.

    Attributes:
        recognizer: what names the glyphs.
    """

    def __init__(self, recognizer: Recognizer) -> None:
        self.recognizer = recognizer

    def warm_up(self) -> None:
        """Read once, so that the first real answer does not wait for one-time preparations."""
        line = (Stroke((Point(0, 0), Point(0, 30)), 4.0),)
        self.read_strokes(line)

    def read(self, image: ImageSource, one_digit: bool = False) -> Reading:
        """Read one picture.

        Args:
            image: a path, a Pillow image, or an array (H, W) or (H, W, 3) of uint8, ink of either polarity.
            one_digit: take all the ink for one digit. (The only way pictures are read so far.)

        Raises:
            ImageError: the picture cannot be read.
        """
        return replace(self.read_pixels(decode(image)), file=_file_name(image))

    def read_many(self, images: Iterable[ImageSource]) -> list[Reading]:
        """Read pictures in batches; one that cannot be read gives a reading with its `error`."""
        return list(self.read_each(images))

    def read_each(self, images: Iterable[ImageSource], batch_size: int = _BATCH) -> Iterator[Reading]:
        """As `read_many`, giving the readings batch by batch."""
        batch: list[tuple[str | None, list[Glyph] | ImageError]] = []
        for image in images:
            try:
                batch.append((_file_name(image), glyphs_of_pixels(decode(image))))
            except ImageError as error:
                batch.append((_file_name(image), error))
            except Exception as error:  # noqa: BLE001 — a bug of ours must not cost the other pictures
                _log.exception("Reading %s failed.", _file_name(image))
                batch.append((_file_name(image), ImageError(f"{_file_name(image)} could not be read: {error}.")))
            if len(batch) >= batch_size:
                yield from self._read_batch(batch)
                batch = []
        yield from self._read_batch(batch)

    def read_pixels(self, pixels: Pixels) -> Reading:
        """Read decoded pixels (H, W, 3)."""
        return self.read_glyphs(glyphs_of_pixels(pixels))

    def read_strokes(self, strokes: Strokes) -> Reading:
        """Read a drawing as one digit; boxes are in canvas pixels."""
        return self.read_glyphs(glyphs_of_strokes(strokes))

    def read_glyphs(self, glyphs: Sequence[Glyph]) -> Reading:
        """Read glyphs that stand in reading order."""
        return Reading(digits=tuple(self.recognizer.recognize(glyphs)) if glyphs else ())

    def _read_batch(self, batch: Sequence[tuple[str | None, list[Glyph] | ImageError]]) -> Iterator[Reading]:
        every_glyph = [glyph for _, glyphs in batch if isinstance(glyphs, list) for glyph in glyphs]
        digits = iter(self.recognizer.recognize(every_glyph) if every_glyph else [])
        for file, glyphs in batch:
            if isinstance(glyphs, ImageError):
                yield Reading(file=file, error=str(glyphs))
            else:
                yield Reading(file=file, digits=tuple(islice(digits, len(glyphs))))


def glyphs_of_pixels(pixels: Pixels) -> list[Glyph]:
    """All the ink of a picture as one glyph; none where there is no ink."""
    ink, scale = find_ink(pixels)
    x, y, width, height = cv2.boundingRect((ink > 0).astype(np.uint8))
    if width == 0:
        return []
    left, top = x * scale, y * scale
    # The last row or column of a reduced picture may stand for less than a whole step.
    right, bottom = min(left + width * scale, pixels.shape[1]), min(top + height * scale, pixels.shape[0])
    return [Glyph(normalize(ink), Box(left, top, right - left, bottom - top))]


def glyphs_of_strokes(strokes: Strokes) -> list[Glyph]:
    """All strokes of a drawing as one glyph; none where there are none."""
    ink, box = rasterize(strokes)
    return [Glyph(normalize(ink), box)] if strokes else []


def _file_name(image: ImageSource) -> str | None:
    return str(image) if isinstance(image, str | Path) else None
