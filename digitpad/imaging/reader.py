"""A drawing or a picture → its reading: the imaging steps, and the recogniser at their end."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from digitpad.core.drawing import Point, Stroke, Strokes
from digitpad.core.errors import ImageError
from digitpad.core.glyph import GLYPH_SIZE, PAIR_WIDTH, Box, Glyph
from digitpad.core.reading import DigitReading, Reading
from digitpad.core.recognizer import PairReading, PairRecognizer, Recognizer
from digitpad.imaging.decode import ImageSource, decode, page_count
from digitpad.imaging.failure import as_image_error
from digitpad.imaging.found_ink import FoundInk, InkFrame, find_written, written_ink
from digitpad.imaging.ink import inked
from digitpad.imaging.joins import glyph_of
from digitpad.imaging.page import NOTHING, Hypotheses
from digitpad.imaging.second_look import is_rather, other_looks
from digitpad.imaging.stroke_groups import StrokeReader

_BATCH = 64
"""Pictures read at once: enough to fill the processor, few to wait for."""

_BATCH_INK = 8_000_000
"""Pixels of ink held at once: two or three pages already have enough digits for a batch."""

_STEP, _PAIR_STEP = 256, 128
"""Glyphs, and pairs, that are read in one step: enough to fill the processor, and a tenth of a second at most."""

_Result = TypeVar("_Result")
_Stepwise = Generator[None, None, _Result]
"""What is done step by step: somebody may want it no more between two of them."""


@dataclass(frozen=True, eq=False)
class FoundPage:
    """A page on its way to the network.

    Attributes:
        file: its name as it was given, or None.
        number: which page of the file it is, from 1.
        found: where on the picture its ink is, or why it cannot be read.
        hypotheses: what the ink may mean.
    """

    file: str | None
    number: int
    found: InkFrame | ImageError
    hypotheses: Hypotheses = NOTHING

    def reading(self, digits: Sequence[DigitReading]) -> Reading:
        """The answer, given the digits with boxes in pixels of the ink."""
        if isinstance(self.found, ImageError):
            return Reading(file=self.file, page=self.number, error=str(self.found))
        return Reading(digits=tuple(_placed(digit, self.found) for digit in digits), file=self.file, page=self.number)

    def other_looks(self, digits: Sequence[DigitReading]) -> list[FoundPage]:
        """The same page taken for something else, the likeliest first, given the digits that were read on it."""
        if isinstance(self.found, ImageError):
            return []
        return [replace(self, found=look, hypotheses=look.hypotheses()) for look in other_looks(self.found, digits)]

    def is_rather(self, other: FoundPage, seen: Sequence[DigitReading], digits: Sequence[DigitReading]) -> bool:
        """Whether it is the other, on which one has seen digits, given its own."""
        if isinstance(self.found, ImageError) or isinstance(other.found, ImageError):
            return False
        return is_rather(other.found, seen, self.found, digits)

    @property
    def size(self) -> int:
        """Pixels of ink."""
        return self.found.shape[0] * self.found.shape[1] if isinstance(self.found, InkFrame) else 0


_Look = tuple[FoundPage, list[DigitReading]]
"""A page, and the digits that are on it."""


class Reader:
    """Reads drawings and pictures with one recogniser. Pages may be read in several threads at a time, drawings in one.

    Attributes:
        recognizer: what names the glyphs.
        pair_recognizer: what names two digits that touch, which else are always cut apart.
    """

    def __init__(self, recognizer: Recognizer, pair_recognizer: PairRecognizer | None = None) -> None:
        self.recognizer, self.pair_recognizer = recognizer, pair_recognizer
        self._stroke_reader = StrokeReader(recognizer)

    @property
    def version(self) -> str:
        """A fingerprint of all that answers: another one may read otherwise."""
        pairs = self.pair_recognizer
        return self.recognizer.model_version + (f" {pairs.version}" if pairs else "")

    def warm_up(self) -> None:
        """Read once, so that the first real answer does not wait for one-time preparations."""
        line = (Stroke((Point(0, 0), Point(0, 30)), 4.0),)
        self.read_strokes(line)
        if self.pair_recognizer is not None:
            self.pair_recognizer.recognize([Glyph(np.zeros((GLYPH_SIZE, PAIR_WIDTH), np.float32), Box(0, 0, 1, 1))])

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
        batch: list[FoundPage] = []
        for image in images:
            for number in range(1, page_count(image) + 1):
                batch.append(find_page(image, number, one_digit))
                if len(batch) >= batch_size or sum(page.size for page in batch) >= _BATCH_INK:
                    yield from self.read_pages(batch)
                    batch = []
        yield from self.read_pages(batch)

    def read_found(self, found: FoundInk) -> Reading:
        """Read what was found on a picture; boxes are in the picture's own pixels."""
        return self.read_picture(found)[1]

    def read_picture(self, found: FoundInk) -> tuple[FoundInk, Reading]:
        """As `read_found`, with what was read: what was found, or what it was taken for instead."""
        ((page, digits),) = _result_of(self._looking([FoundPage(None, 1, found, found.hypotheses())]))
        return page.found if isinstance(page.found, FoundInk) else found, page.reading(digits)

    def read_boxes(self, found: FoundInk, boxes: Sequence[Box]) -> list[DigitReading]:
        """Read what stands in boxes of a picture, each as one digit; a box without ink gives none."""
        pieces = [piece for piece in map(found.piece_in, boxes) if piece is not None]
        glyphs = [glyph_of([piece]) for piece in pieces]
        return [_placed(answer, found) for answer in (self.recognizer.recognize(glyphs) if glyphs else [])]

    def read_strokes(self, strokes: Strokes, one_digit: bool = False) -> Reading:
        """Read a drawing as numbers, or as one digit; boxes are in canvas pixels."""
        read = self._stroke_reader.read_one if one_digit else self._stroke_reader.read
        return Reading(digits=read(strokes))

    def read_pages(self, batch: Sequence[FoundPage]) -> list[Reading]:
        """Read pages; the network sees the glyphs of all of them together."""
        return [reading for reading in self.reading_pages(batch) if reading is not None]

    def reading_pages(self, batch: Sequence[FoundPage]) -> Iterator[Reading | None]:
        """As `read_pages`, step by step: a page of a thousand digits takes a second, and may not be wanted any more.

        Yields:
            None after each step; last the readings.
        """
        looked = yield from self._looking(batch)
        for page, digits in looked:
            yield page.reading(digits)

    def _looking(self, batch: Sequence[FoundPage]) -> _Stepwise[list[_Look]]:
        """Read pages, and those in doubt once more as something else: each as it is rather, and its digits."""
        supposed = yield from self._settling([page.hypotheses for page in batch])
        looks = [(page, hypotheses.digits) for page, hypotheses in zip(batch, supposed, strict=True)]
        others: list[tuple[int, FoundPage]] = []
        for place, (page, digits) in enumerate(looks):
            for other in page.other_looks(digits):
                others.append((place, other))
                yield None
        settled = yield from self._settling([other.hypotheses for _, other in others])
        for (place, other), hypotheses in zip(others, settled, strict=True):
            page, digits = looks[place]
            if page is batch[place] and page.is_rather(other, hypotheses.digits, digits):
                looks[place] = other, hypotheses.digits
        return looks

    def _settling(self, supposed: list[Hypotheses]) -> _Stepwise[list[Hypotheses]]:
        """Answer what is asked, until nothing is."""
        while not all(hypotheses.is_settled for hypotheses in supposed):
            answers: list[DigitReading] = []
            for some in _steps(chain.from_iterable([hypotheses.glyphs() for hypotheses in supposed]), _STEP):
                answers += self.recognizer.recognize(some)
                yield None
            pairs: list[PairReading | None] = []
            for some_pairs in _steps(
                chain.from_iterable([hypotheses.pair_glyphs() for hypotheses in supposed]), _PAIR_STEP
            ):
                known = self.pair_recognizer
                pairs += [None] * len(some_pairs) if known is None else known.recognize(some_pairs)
                yield None
            rest, rest_of_pairs = iter(answers), iter(pairs)
            for place, hypotheses in enumerate(supposed):
                own, own_pairs = islice(rest, hypotheses.count), islice(rest_of_pairs, hypotheses.pair_count)
                supposed[place] = hypotheses.answered(list(own), own_pairs)
                yield None  # marks were cut
        return supposed


def _result_of(steps: _Stepwise[_Result]) -> _Result:
    """What steps come to in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: _Result = end.value
            return result


def find_page(image: ImageSource, number: int = 1, one_digit: bool = False, name: str | None = None) -> FoundPage:
    """Decode a page and find what was written on it: all there is to do before the network. For any thread.

    Args:
        image: of which it is a page.
        number: of the page, from 1.
        one_digit: take all the ink for one digit.
        name: what to call it; the path as given, where there is none.
    """
    return next(page for page in finding_page(image, number, one_digit, name) if page is not None)


def finding_page(
    image: ImageSource,
    number: int = 1,
    one_digit: bool = False,
    name: str | None = None,
    content: bytes | None = None,
) -> Iterator[FoundPage | None]:
    """As `find_page`, step by step: a large page takes seconds, and may not be wanted any more.

    Args:
        image: of which it is a page.
        number: of the page, from 1.
        one_digit: take all the ink for one digit.
        name: what to call it.
        content: of the file, where somebody has read it already.

    Yields:
        None after each step; last the page.
    """
    file = name or _file_name(image)
    try:
        pixels = decode(image, file, number, content)
        size = (pixels.shape[1], pixels.shape[0])
        yield None
        levelled, ink = inked(pixels)
        del pixels  # hundreds of megabytes, with those of other threads
        yield None
        frame, levels = written_ink(levelled, ink, size, one_digit)
        del levelled, ink
        yield None
        yield FoundPage(file, number, frame, frame.hypotheses_of(levels))
    except Exception as error:  # noqa: BLE001 — a bug of ours must not cost the other pictures
        yield FoundPage(file, number, as_image_error(error, file))


def _steps(glyphs: Iterator[Glyph], size: int) -> Iterator[list[Glyph]]:
    while some := list(islice(glyphs, size)):
        yield some


def _file_name(image: ImageSource) -> str | None:
    return str(image) if isinstance(image, str | Path) else None


def _placed(answer: DigitReading, found: InkFrame) -> DigitReading:
    """With its box in pixels of the picture."""
    return replace(answer, glyph=replace(answer.glyph, box=found.box_in_picture(answer.box)))
