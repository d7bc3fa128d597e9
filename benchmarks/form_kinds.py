"""The kinds of forms of `benchmarks.forms`: print around numbers that somebody filled in.

Each kind is a function of an empty sheet, which it sets and fills; `KINDS` names them all. No digit is printed: who
prints a figure beside a field wants to know which it is, and it would be right to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.cameras import enlarged
from digitpad.core.glyph import Box
from tests.page_samples import Written

FONTS = (
    "DejaVuSans.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSansMono.ttf",
    "NimbusSans-Regular.otf",
    "NimbusRoman-Regular.otf",
    "URWBookman-Light.otf",
    "C059-Roman.otf",
    "URWGothic-Book.otf",
)
"""Of Debian's fonts-dejavu-core and fonts-urw-base35: none of them was trained on."""

Generator = np.random.Generator


class Sheet:
    """A form as it is set, and filled in by one hand.

    Attributes:
        ink: (H, W) float32, 0..1.
        written: the digits, and where they are.
    """

    def __init__(self, images: NDArray[np.uint8], labels: NDArray[np.uint8], generator: Generator) -> None:
        """
        Args:
            images: (N, 28, 28), bright ink on black, with which numbers are written.
            labels: (N,) what they are, 0..9.
            generator: of all that varies.
        """
        self.ink = np.zeros((0, 0), np.float32)
        self.written: list[Written] = []
        self.g = generator
        self._images, self._labels = images, labels
        self._font = FONTS[generator.integers(len(FONTS))]

    def start(self, height: int, width: int) -> None:
        """Take paper of that size."""
        self.ink = np.zeros((height, width), np.float32)

    def print(self, x: int, y: int, text: str, size: int = 26) -> None:
        """Set a line of print, its top left at (x, y)."""
        paper = Image.new("L", self.ink.shape[::-1])
        ImageDraw.Draw(paper).text((x, y), text, fill=255, font=_font(self._font, size))
        np.maximum(self.ink, np.asarray(paper, np.float32) / 255, out=self.ink)

    def rule(self, x: int, y: int, to_x: int, to_y: int, width: int = 2) -> None:
        """Draw a line."""
        cv2.line(self.ink, (x, y), (to_x, to_y), (1.0,), width, cv2.LINE_AA)

    def frame(self, x: int, y: int, width: int, height: int) -> None:
        """Draw a box."""
        cv2.rectangle(self.ink, (x, y), (x + width, y + height), (1.0,), 2, cv2.LINE_AA)

    def write(self, x: int, y: int, count: int, height: int) -> None:
        """Write a number of so many digits, of that height in pixels, its top left near (x, y)."""
        left = float(x)
        for _ in range(count):
            chosen = int(self.g.integers(len(self._images)))
            digit = enlarged(self._images[chosen], height * float(self.g.uniform(0.88, 1.12)))
            top = y + round(height * float(self.g.normal(0, 0.03)))
            high, wide = digit.shape
            under = self.ink[top : top + high, round(left) : round(left) + wide]
            np.maximum(under, digit, out=under)
            self.written.append(Written(int(self._labels[chosen]), Box(round(left), top, wide, high), 0))
            left += wide + height * float(self.g.uniform(0.12, 0.3))

    def tick(self, x: int, y: int, size: int) -> None:
        """Tick or cross a box of that size, not quite within it."""
        points = (
            [((0, 0), (1, 1)), ((1, 0), (0, 1))] if self.g.random() < 0.5 else [((0.1, 0.4), (0.4, 0.9), (1.3, -0.4))]
        )
        for line in points:
            places = np.array(line) * size + (x, y) + self.g.normal(0, 0.08 * size, (len(line), 2))
            cv2.polylines(self.ink, [np.rint(places * 16).astype(np.int32)], False, (1.0,), 5, cv2.LINE_AA, 4)


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(name, size)


_NAMES = ("Alice", "Bruno", "Carla", "David", "Emma", "Farid", "Greta", "Hugo", "Irene", "Jakub", "Katrin", "Leila")
_TEXT = (
    "please write the amount into the field below with a black pen and put one figure into each box we thank you for"
    " your help with this survey of households in our town and return it before the end of next month by mail or bring"
    " it to the office where you can ask for another copy if something went wrong"
)


def _words(g: Generator, count: int) -> str:
    return " ".join(g.choice(_TEXT.split(), count))


def meter_sheet(sheet: Sheet) -> None:
    """A name, a meter's reading in its box, and the unit after it."""
    sheet.start(420, 1000)
    sheet.print(40, 30, "Meter reading sheet", 38)
    sheet.print(40, 120, f"Customer: {sheet.g.choice(_NAMES)}", 26)
    sheet.print(40, 240, "Reading (kWh):", 28)
    sheet.frame(330, 205, 430, 100)
    sheet.write(360, 225, 5, 60)


def ballot(sheet: Sheet) -> None:
    """Four names, each with a box, one of which is ticked; there is no number on it."""
    sheet.start(700, 640)
    sheet.print(40, 30, "Official Ballot", 40)
    for place, name in enumerate(sheet.g.choice(_NAMES, 4, replace=False)):
        sheet.print(130, 150 + 120 * place, f"{name} {sheet.g.choice(_NAMES)}", 34)
        sheet.frame(40, 145 + 120 * place, 50, 50)
    sheet.tick(40, 145 + 120 * int(sheet.g.integers(4)), 50)


def table(sheet: Sheet) -> None:
    """A class list with marks."""
    sheet.start(820, 840)
    for column, head in enumerate(("Name", "Maths", "Music", "Total")):
        sheet.print(35 + 200 * column, 35, head, 26)
    for row, name in enumerate(sheet.g.choice(_NAMES, 6, replace=False)):
        sheet.print(35, 130 + 110 * row, str(name), 28)
        for column in range(1, 4):
            sheet.write(55 + 200 * column, 115 + 110 * row, 2, 54)
    for row in range(8):
        sheet.rule(15, 15 if row == 0 else 110 * row - 15, 815, 15 if row == 0 else 110 * row - 15)
    for column in range(5):
        sheet.rule(15 + 200 * column, 15, 15 + 200 * column, 755)


def letter_with_boxes(sheet: Sheet) -> None:
    """Three lines of print, a box for every digit, and places for a date and a signature."""
    sheet.start(520, 1060)
    for row in range(3):
        sheet.print(40, 40 + 46 * row, _words(sheet.g, 9), 26)
    for place in range(6):
        sheet.frame(110 + 100 * place, 240, 76, 104)
        sheet.write(126 + 100 * place, 258, 1, 62)
    sheet.print(60, 420, "Signature: ______________   Date: ___________", 26)


def paragraph(sheet: Sheet) -> None:
    """Six lines of small print, and one large number below."""
    sheet.start(620, 840)
    for row in range(6):
        sheet.print(40, 30 + 36 * row, _words(sheet.g, 9), 22)
    sheet.write(240, 330, 4, 110)


def number_in_a_sentence(sheet: Sheet) -> None:
    """A number between printed words, on the line."""
    sheet.start(300, 1100)
    sheet.print(40, 60, "Dear guest, how many nights did you stay with us?", 28)
    sheet.print(40, 185, "We stayed for", 28)
    sheet.rule(275, 222, 470, 222)
    sheet.write(300, 160, 3, 52)
    sheet.print(490, 185, "nights in your hotel.", 28)


def price_list(sheet: Sheet) -> None:
    """Words on the left, dots, and what somebody wrote at the right."""
    sheet.start(760, 820)
    sheet.print(40, 30, "Inventory of the kitchen", 34)
    for row, word in enumerate(("Plates", "Forks", "Knives", "Large pans", "Glasses", "Table cloths")):
        sheet.print(40, 130 + 95 * row, f"{word} " + "." * 24, 30)
        sheet.write(600, 112 + 95 * row, int(sheet.g.integers(1, 4)), 56)


def label(sheet: Sheet) -> None:
    """A sticker: an owner's small print above a large number."""
    sheet.start(420, 900)
    sheet.frame(15, 15, 860, 385)
    sheet.print(60, 40, "PROPERTY OF THE CITY LIBRARY", 30)
    sheet.print(60, 90, "Inventory number", 24)
    sheet.write(70, 170, 4, 140)


KINDS: dict[str, Callable[[Sheet], None]] = {
    function.__name__: function
    for function in (meter_sheet, ballot, table, letter_with_boxes, paragraph, number_in_a_sentence, price_list, label)
}


def filled(kind: str, images: NDArray[np.uint8], labels: NDArray[np.uint8], generator: Generator) -> Sheet:
    """A form of that kind, filled in."""
    sheet = Sheet(images, labels, generator)
    KINDS[kind](sheet)
    return sheet


def missing_fonts() -> Sequence[str]:
    """Those that this machine lacks."""
    missing = []
    for name in FONTS:
        try:
            _font(name, 20)
        except OSError:
            missing.append(name)
    return missing
