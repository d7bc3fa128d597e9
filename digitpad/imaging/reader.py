"""A drawing or a picture → its reading: the imaging steps, and the recogniser at their end."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from digitpad.core.drawing import Point, Stroke, Strokes
from digitpad.core.errors import ImageError
from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Reading
from digitpad.core.recognizer import Recognizer
from digitpad.imaging.decode import ImageSource, Pixels, decode, page_count
from digitpad.imaging.ink import Ink, inked
from digitpad.imaging.page import Hypotheses, suppose, suppose_one_digit
from digitpad.imaging.paper import Levelled, is_small
from digitpad.imaging.rules import without_rules
from digitpad.imaging.stroke_groups import StrokeReader

_log = logging.getLogger(__name__)

_BATCH = 64
"""Pictures read at once: enough to fill the processor, few to wait for."""

_BATCH_INK = 8_000_000
"""Pixels of ink held at once: two or three pages already have enough digits for a batch."""


@dataclass(frozen=True, eq=False)
class FoundInk:
    """A picture as far as it goes without a network.

    Attributes:
        ink: what was written, rules taken out.
        scale: how many pixels of the picture one of the ink's stands for.
        size: width and height of the picture.
        is_one_digit: whether all the ink is one digit; else it may be any number of them.
    """

    ink: Ink
    scale: float
    size: tuple[int, int]
    is_one_digit: bool

    def hypotheses(self) -> Hypotheses:
        """What the ink may mean."""
        return suppose_one_digit(self.ink) if self.is_one_digit else suppose(self.ink)

    def box_in_picture(self, box: Box) -> Box:
        """A box of the ink in pixels of the picture."""
        left, top = box.x * self.scale, box.y * self.scale
        # The last row or column of a reduced picture may stand for less than a whole step.
        right = min((box.x + box.width) * self.scale, self.size[0])
        bottom = min((box.y + box.height) * self.scale, self.size[1])
        return Box(left, top, right - left, bottom - top)


def find_written(pixels: Pixels, one_digit: bool = False) -> FoundInk:
    """Find what was written on a picture. A picture of up to 64 pixels is a crop of one digit."""
    return without_paper(pixels, *inked(pixels), one_digit)


def without_paper(pixels: Pixels, levelled: Levelled, ink: Ink, one_digit: bool = False) -> FoundInk:
    """As `find_written`, from the steps before."""
    alone = one_digit or is_small(pixels)
    return FoundInk(ink if alone else without_rules(ink), levelled.scale, (pixels.shape[1], pixels.shape[0]), alone)


@dataclass(frozen=True, eq=False)
class _Page:
    """A page on its way to the network: which it is, and what was found on it or why it cannot be read."""

    file: str | None
    number: int
    found: FoundInk | ImageError

    def hypotheses(self) -> Hypotheses:
        return self.found.hypotheses() if isinstance(self.found, FoundInk) else Hypotheses([], [], 0.0)

    def reading(self, digits: Sequence[DigitReading]) -> Reading:
        """The answer, given the digits with boxes in pixels of the ink."""
        if isinstance(self.found, ImageError):
            return Reading(file=self.file, page=self.number, error=str(self.found))
        placed = (replace(d, glyph=replace(d.glyph, box=self.found.box_in_picture(d.box))) for d in digits)
        return Reading(digits=tuple(placed), file=self.file, page=self.number)

    @property
    def size(self) -> int:
        """Pixels of ink."""
        return self.found.ink.size if isinstance(self.found, FoundInk) else 0


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

    def read(self, image: ImageSource, one_digit: bool = False, page: int = 1) -> Reading:
        """Read one picture, or one page.

        Args:
            image: a path, a Pillow image, or an array (H, W) or (H, W, 3) of uint8, ink of either polarity.
            one_digit: take all the ink for one digit.
            page: of a PDF or a TIFF, from 1.

        Raises:
            ImageError: the picture cannot be read, or has no such page.
        """
        found = find_written(decode(image, page=page), one_digit)
        return replace(self.read_found(found), file=_file_name(image), page=page)

    def read_many(self, images: Iterable[ImageSource], one_digit: bool = False) -> list[Reading]:
        """Read pictures in batches, in their order.

        A PDF or a TIFF gives a reading for each of its pages, anything else one. What cannot be read gives a reading
        with its `error`; so does, after 500 pages, the rest of a document.
        """
        return list(self.read_each(images, one_digit))

    def read_each(
        self, images: Iterable[ImageSource], one_digit: bool = False, batch_size: int = _BATCH
    ) -> Iterator[Reading]:
        """As `read_many`, giving the readings batch by batch."""
        batch: list[_Page] = []
        for image in images:
            for number in range(1, page_count(image) + 1):
                batch.append(_Page(_file_name(image), number, _find(image, number, one_digit)))
                if len(batch) >= batch_size or sum(page.size for page in batch) >= _BATCH_INK:
                    yield from self._read_batch(batch)
                    batch = []
        yield from self._read_batch(batch)

    def read_found(self, found: FoundInk) -> Reading:
        """Read what was found on a picture; boxes are in the picture's own pixels."""
        (reading,) = self._read_batch([_Page(None, 1, found)])
        return reading

    def read_strokes(self, strokes: Strokes, one_digit: bool = False) -> Reading:
        """Read a drawing as numbers, or as one digit; boxes are in canvas pixels."""
        read = self._stroke_reader.read_one if one_digit else self._stroke_reader.read
        return Reading(digits=read(strokes))

    def _read_batch(self, batch: Sequence[_Page]) -> Iterator[Reading]:
        """The network sees the glyphs of all pages at once."""
        hypotheses = [page.hypotheses() for page in batch]
        glyphs = [supposed.glyphs() for supposed in hypotheses]
        seen = [glyph for of_one in glyphs for glyph in of_one]
        answers = iter(self.recognizer.recognize(seen) if seen else [])
        for page, supposed, own in zip(batch, hypotheses, glyphs, strict=True):
            yield page.reading(supposed.decide(list(islice(answers, len(own)))))


def _find(image: ImageSource, page: int, one_digit: bool) -> FoundInk | ImageError:
    try:
        return find_written(decode(image, page=page), one_digit)
    except ImageError as error:
        return error
    except Exception as error:  # noqa: BLE001 — a bug of ours must not cost the other pictures
        _log.exception("Reading %s failed.", _file_name(image))
        return ImageError(f"{_file_name(image)} could not be read: {error}.")


def _file_name(image: ImageSource) -> str | None:
    return str(image) if isinstance(image, str | Path) else None
