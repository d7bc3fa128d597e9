"""The steps from a picture to its reading, as pictures to look at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.core.reading import DigitReading, Reading, Status
from digitpad.imaging.decode import Pixels
from digitpad.imaging.found_ink import found_ink
from digitpad.imaging.ink import inked
from digitpad.imaging.sheet import Plane

_LEAST_SIDE = 400
"""A picture less long is enlarged before its boxes are drawn, or there is no room for the answers."""

_COLOURS = {Status.OK: (0, 114, 178), Status.UNSURE: (213, 94, 0), Status.NOT_A_DIGIT: (160, 60, 140)}
"""Told apart by every kind of eye (Okabe and Ito, 2008); the answer's question mark says the same."""

_SMALLEST_TEXT, _LARGEST_TEXT = 11, 48
"""Pixels."""

_GLYPH_SIDE, _GAP, _TEXT_BELOW = 2 * GLYPH_SIZE, 6, 16
"""Pixels on the sheet of glyphs: of a glyph, around it, and below it for its answer."""


@dataclass(frozen=True, eq=False)
class Steps:
    """What became of a picture on its way to its reading: (H, W, 3) uint8 each, RGB.

    They are as large as what is worked on, mostly at most 2000 pixels long.

    Attributes:
        picture: as it was opened.
        levelled: the light and the paper taken off.
        ink: what was found to be written, black on white.
        without_rules: the ink without the lines and the folds of the paper; None where it is the same.
        boxes: the picture with the digits' boxes and answers; a small one is enlarged.
        glyphs: what the network saw of each digit, with its answers; None where there was no digit.
    """

    picture: Pixels
    levelled: Pixels
    ink: Pixels
    without_rules: Pixels | None
    boxes: Pixels
    glyphs: Pixels | None

    def named(self) -> Iterator[tuple[str, Pixels]]:
        """Those there are, each with its number and name."""
        pictures = (self.picture, self.levelled, self.ink, self.without_rules, self.boxes, self.glyphs)
        names = ("picture", "levelled", "ink", "without-rules", "boxes", "glyphs")
        for number, (name, pixels) in enumerate(zip(names, pictures, strict=True), 1):
            if pixels is not None:
                yield f"{number}-{name}", pixels


def steps_of(pixels: Pixels, reading: Reading, one_digit: bool = False) -> Steps:
    """Take the steps again, and keep each.

    Args:
        pixels: of the picture.
        reading: what was read on it.
        one_digit: whether all its ink was taken for one digit.
    """
    levelled, ink = inked(pixels)
    found = found_ink(levelled, ink, (pixels.shape[1], pixels.shape[0]), one_digit)
    crop = found.where_read([digit.box for digit in reading.digits])
    if crop is not found and (levelled_as_crop := found.levelled_as_crop()) is not None:
        levelled, ink, found = levelled_as_crop, crop.ink, crop
    height, width = ink.shape
    picture = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return Steps(
        picture=picture,
        levelled=_black_on_white(levelled.contrast),
        ink=_black_on_white(ink),
        without_rules=None if np.allclose(found.ink, ink, atol=0.01) else _black_on_white(found.ink),
        boxes=_with_boxes(picture, reading.digits, width / pixels.shape[1]),
        glyphs=_sheet(reading.digits) if reading.digits else None,
    )


def _black_on_white(ink: Plane) -> Pixels:
    grey = np.rint(255 * (1 - ink.clip(0, 1))).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _with_boxes(picture: Pixels, digits: Sequence[DigitReading], scale: float) -> Pixels:
    """Boxes with answers above them; below, where the picture ends above.

    Args:
        picture: to be drawn on.
        digits: with boxes in pixels of the picture as it was opened.
        scale: pixels of `picture` in one of those.
    """
    height, width = picture.shape[:2]
    factor = max(1, math.ceil(_LEAST_SIDE / max(height, width)))
    image = Image.fromarray(picture).resize((width * factor, height * factor), Image.Resampling.NEAREST)
    if not digits:
        return np.array(image)
    scale *= factor
    usual_height = float(np.median([digit.box.height for digit in digits])) * scale
    text = round(min(max(0.4 * usual_height, _SMALLEST_TEXT), _LARGEST_TEXT))
    line = max(1, text // 10)
    font, pen = ImageFont.load_default(text), ImageDraw.Draw(image)
    for digit in digits:
        left, top = digit.box.x * scale - line, digit.box.y * scale - line
        right, bottom = left + digit.box.width * scale + 2 * line, top + digit.box.height * scale + 2 * line
        colour = _COLOURS[digit.status]
        pen.rectangle((left, top, right, bottom), outline=colour, width=line)
        place, anchor = ((left, top - line), "ls") if top > text else ((left, bottom + line), "lt")
        pen.text(place, _answer(digit), colour, font, anchor, stroke_width=2, stroke_fill="white")
    return np.array(image)


def _sheet(digits: Sequence[DigitReading]) -> Pixels:
    """The glyphs in reading order, each above its answer; about as many in a row as there are rows."""
    columns = math.ceil(math.sqrt(len(digits)))
    rows = math.ceil(len(digits) / columns)
    right, down = _GLYPH_SIDE + _GAP, _GLYPH_SIDE + _TEXT_BELOW + _GAP
    sheet = Image.new("RGB", (columns * right + _GAP, rows * down + _GAP), "white")
    font, pen = ImageFont.load_default(_SMALLEST_TEXT), ImageDraw.Draw(sheet)
    for index, digit in enumerate(digits):
        left, top = _GAP + index % columns * right, _GAP + index // columns * down
        glyph = Image.fromarray(np.rint(255 * digit.glyph.pixels.clip(0, 1)).astype(np.uint8))
        sheet.paste(glyph.resize((_GLYPH_SIDE, _GLYPH_SIDE), Image.Resampling.NEAREST), (left, top))
        answer = f"{_answer(digit)}  {digit.confidence:.0%}"
        pen.text((left, top + _GLYPH_SIDE + 2), answer, _COLOURS[digit.status], font, "lt")
    return np.array(sheet)


def _answer(digit: DigitReading) -> str:
    """`7`, `7?` where it is unsure, `?` where it is no digit."""
    return digit.character + ("?" if digit.status is Status.UNSURE else "")
