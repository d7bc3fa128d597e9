"""A drawing or a picture → its reading: the imaging steps, and the recogniser at their end."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from digitpad.core.drawing import Point, Stroke, Strokes
from digitpad.core.errors import ImageError
from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Reading
from digitpad.core.recognizer import Recognizer
from digitpad.imaging.decode import ImageSource, Pixels, decode
from digitpad.imaging.ink import Ink, inked
from digitpad.imaging.page import Hypotheses, glyph_of, suppose, suppose_one_digit
from digitpad.imaging.paper import Levelled, is_small
from digitpad.imaging.pieces import Piece, halves, piece_of
from digitpad.imaging.rules import without_rules
from digitpad.imaging.stroke_groups import StrokeReader

_log = logging.getLogger(__name__)

_BATCH = 64
"""Pictures read at once: enough to fill the processor, few to wait for."""


@dataclass(frozen=True, eq=False)
class FoundInk:
    """A picture as far as it goes without a network.

    Attributes:
        packed: the ink, compressed: a page's would be twelve megabytes.
        shape: height and width of the ink.
        scale: how many pixels of the picture one of the ink's stands for.
        size: width and height of the picture.
        is_one_digit: whether all the ink is one digit; else it may be any number of them.
    """

    packed: bytes
    shape: tuple[int, int]
    scale: float
    size: tuple[int, int]
    is_one_digit: bool

    @property
    def ink(self) -> Ink:
        """What was written, rules taken out."""
        levels = np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)
        return levels.astype(np.float32) / np.float32(255)

    def hypotheses(self) -> Hypotheses:
        """What the ink may mean."""
        ink = self.ink
        return suppose_one_digit(ink) if self.is_one_digit else suppose(ink)

    def piece_in(self, box: Box) -> Piece | None:
        """All ink in a box of the picture as one mark, None where there is none."""
        left, top = max(0, round(box.x / self.scale)), max(0, round(box.y / self.scale))
        right, bottom = round((box.x + box.width) / self.scale), round((box.y + box.height) / self.scale)
        return piece_of(self.ink[top : max(top, bottom), left : max(left, right)], left, top)

    def halves_of(self, box: Box) -> tuple[Box, Box] | None:
        """A box of the picture as two beside each other, cut where the least ink is; None where there is too little."""
        piece = self.piece_in(box)
        if piece is None or piece.width < 2:
            return None
        left, right = halves(piece)
        return self.box_in_picture(left), self.box_in_picture(right)

    def box_in_picture(self, box: Box) -> Box:
        """A box of the ink in pixels of the picture."""
        left, top = box.x * self.scale, box.y * self.scale
        # The last row or column of a reduced picture may stand for less than a whole step.
        right = min((box.x + box.width) * self.scale, self.size[0])
        bottom = min((box.y + box.height) * self.scale, self.size[1])
        return Box(left, top, right - left, bottom - top)


def find_written(pixels: Pixels, one_digit: bool = False) -> FoundInk:
    """Find what was written on a picture. A picture of up to 64 pixels is a crop of one digit."""
    return found_ink(*inked(pixels), (pixels.shape[1], pixels.shape[0]), one_digit)


def found_ink(levelled: Levelled, ink: Ink, size: tuple[int, int], one_digit: bool = False) -> FoundInk:
    """What was written on a picture, of that width and height, that is levelled and inked."""
    alone = one_digit or is_small(size)
    written = ink if alone else without_rules(ink)
    packed = zlib.compress(np.rint(written * 255).astype(np.uint8).tobytes(), 1)
    return FoundInk(packed, (written.shape[0], written.shape[1]), levelled.scale, size, alone)


class Reader:
    """Reads drawings and pictures with one recogniser. Not to be called from two threads at a time.

    Attributes:
        recognizer: what names the glyphs.
    """

    def __init__(self, recognizer: Recognizer) -> None:
        self.recognizer = recognizer
        self._stroke_reader = StrokeReader(recognizer)

    def warm_up(self) -> None:
        """Read once, so that the first real answer does not wait for one-time preparations."""
        line = (Stroke((Point(0, 0), Point(0, 30)), 4.0),)
        self.read_strokes(line)

    def read(self, image: ImageSource, one_digit: bool = False) -> Reading:
        """Read one picture.

        Args:
            image: a path, a Pillow image, or an array (H, W) or (H, W, 3) of uint8, ink of either polarity.
            one_digit: take all the ink for one digit.

        Raises:
            ImageError: the picture cannot be read.
        """
        return replace(self.read_found(find_written(decode(image), one_digit)), file=_file_name(image))

    def read_many(self, images: Iterable[ImageSource], one_digit: bool = False) -> list[Reading]:
        """Read pictures in batches; one that cannot be read gives a reading with its `error`."""
        return list(self.read_each(images, one_digit))

    def read_each(
        self, images: Iterable[ImageSource], one_digit: bool = False, batch_size: int = _BATCH
    ) -> Iterator[Reading]:
        """As `read_many`, giving the readings batch by batch."""
        batch: list[tuple[str | None, FoundInk | ImageError]] = []
        for image in images:
            try:
                batch.append((_file_name(image), find_written(decode(image), one_digit)))
            except ImageError as error:
                batch.append((_file_name(image), error))
            except Exception as error:  # noqa: BLE001 — a bug of ours must not cost the other pictures
                _log.exception("Reading %s failed.", _file_name(image))
                batch.append((_file_name(image), ImageError(f"{_file_name(image)} could not be read: {error}.")))
            if len(batch) >= batch_size:
                yield from self._read_batch(batch)
                batch = []
        yield from self._read_batch(batch)

    def read_found(self, found: FoundInk) -> Reading:
        """Read what was found on a picture; boxes are in the picture's own pixels."""
        (reading,) = self._read_batch([(None, found)])
        return reading

    def read_boxes(self, found: FoundInk, boxes: Sequence[Box]) -> list[DigitReading]:
        """Read what stands in boxes of a picture, each as one digit; a box without ink gives none."""
        pieces = [piece for piece in map(found.piece_in, boxes) if piece is not None]
        glyphs = [glyph_of([piece]) for piece in pieces]
        return [_placed(answer, found) for answer in (self.recognizer.recognize(glyphs) if glyphs else [])]

    def read_strokes(self, strokes: Strokes, one_digit: bool = False) -> Reading:
        """Read a drawing as numbers, or as one digit; boxes are in canvas pixels."""
        read = self._stroke_reader.read_one if one_digit else self._stroke_reader.read
        return Reading(digits=read(strokes))

    def _read_batch(self, batch: Sequence[tuple[str | None, FoundInk | ImageError]]) -> Iterator[Reading]:
        """The network sees the glyphs of all pictures at once."""
        hypotheses = [found.hypotheses() if isinstance(found, FoundInk) else _NONE for _, found in batch]
        glyphs = [supposed.glyphs() for supposed in hypotheses]
        seen = [glyph for of_one in glyphs for glyph in of_one]
        answers = iter(self.recognizer.recognize(seen) if seen else [])
        for (file, found), supposed, own in zip(batch, hypotheses, glyphs, strict=True):
            if isinstance(found, ImageError):
                yield Reading(file=file, error=str(found))
            else:
                digits = supposed.decide(list(islice(answers, len(own))))
                yield Reading(file=file, digits=tuple(_placed(digit, found) for digit in digits))


_NONE = Hypotheses([], [], 0.0)


def _placed(answer: DigitReading, found: FoundInk) -> DigitReading:
    return replace(answer, glyph=replace(answer.glyph, box=found.box_in_picture(answer.box)))


def _file_name(image: ImageSource) -> str | None:
    return str(image) if isinstance(image, str | Path) else None
