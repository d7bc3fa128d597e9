"""Digits as strokes, and the files they are tried in: PNG, PDF, IDX. Nothing but the standard library."""

from __future__ import annotations

import math
import random
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

Points = tuple[tuple[float, float], ...]
"""A stroke: x to the right and y down, both 0..1 within the digit's box."""


def _arc(x: float, y: float, radii: tuple[float, float], start: float, end: float) -> Points:
    """Part of an ellipse around (x, y); angles in degrees, 0 to the right, growing clockwise."""
    angles = [math.radians(start + (end - start) * step / 16) for step in range(17)]
    return tuple((x + radii[0] * math.cos(angle), y + radii[1] * math.sin(angle)) for angle in angles)


DIGITS: tuple[tuple[Points, ...], ...] = (
    (_arc(0.5, 0.5, (0.33, 0.48), -90, 270),),
    (((0.5, 0.02), (0.49, 0.5), (0.48, 0.98)),),
    ((*_arc(0.48, 0.27, (0.3, 0.25), -170, 40), (0.15, 0.97), (0.85, 0.97)),),
    ((*_arc(0.45, 0.26, (0.3, 0.24), -160, 90), *_arc(0.45, 0.73, (0.34, 0.24), -90, 150)),),
    (((0.55, 0.03), (0.12, 0.6), (0.88, 0.6)), ((0.65, 0.35), (0.63, 0.98))),
    (((0.8, 0.03), (0.27, 0.03), (0.22, 0.45), *_arc(0.46, 0.68, (0.35, 0.29), -120, 140)),),
    (((0.68, 0.02), (0.32, 0.4), *_arc(0.5, 0.71, (0.3, 0.27), 180, 540)),),
    (((0.12, 0.05), (0.86, 0.05), (0.42, 0.98)),),
    ((*_arc(0.5, 0.25, (0.26, 0.23), 90, 450), *_arc(0.5, 0.74, (0.31, 0.25), -90, 270)),),
    ((*_arc(0.48, 0.28, (0.28, 0.26), 0, 360), (0.75, 0.6), (0.68, 0.98)),),
)
"""The strokes of each digit, as a person would write it."""


@dataclass(frozen=True)
class Hand:
    """How somebody writes.

    Attributes:
        pen: its width in pixels.
        slant: how far the top leans to the right, as a share of the height.
    """

    pen: float
    slant: float = 0.0


class Sheet:
    """Paper to write on: `pixels` holds a byte for each, 0 where it is blank and 255 where there is ink."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.pixels = bytearray(width * height)

    def write(self, digit: int, box: tuple[float, float, float, float], hand: Hand) -> None:
        """Write a digit into a box: its left, top, width and height."""
        for stroke in DIGITS[digit]:
            for x, y in _along(stroke, box, hand.slant):
                self._dab(x, y, hand.pen / 2)

    def _dab(self, x: float, y: float, radius: float) -> None:
        for row in range(max(0, int(y - radius - 1)), min(self.height, int(y + radius + 2))):
            for column in range(max(0, int(x - radius - 1)), min(self.width, int(x + radius + 2))):
                inside = radius + 0.5 - math.hypot(column + 0.5 - x, row + 0.5 - y)
                place = row * self.width + column
                self.pixels[place] = max(self.pixels[place], round(255 * min(max(inside, 0.0), 1.0)))


def _along(stroke: Points, box: tuple[float, float, float, float], slant: float) -> Iterator[tuple[float, float]]:
    """Points of the sheet along a stroke, half a pixel apart."""
    left, top, width, height = box
    placed = [(left + width * x + slant * height * (0.5 - y), top + height * y) for x, y in stroke]
    for (x0, y0), (x1, y1) in pairwise(placed):
        steps = max(1, round(2 * math.hypot(x1 - x0, y1 - y0)))
        for step in range(steps + 1):
            yield x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps


def number(text: str, height: int = 80) -> Sheet:
    """A number on a sheet, its digits side by side."""
    width = round(0.6 * height)
    sheet = Sheet((width + height // 3) * len(text) + height, 2 * height)
    for place, figure in enumerate(text):
        left = height / 2 + place * (width + height / 3)
        sheet.write(int(figure), (left, height / 2, width, height), Hand(height / 12))
    return sheet


def png(sheet: Sheet) -> bytes:
    """The sheet as a picture: dark ink on white."""
    rows = (sheet.pixels[row * sheet.width : (row + 1) * sheet.width] for row in range(sheet.height))
    inked = bytes(range(255, -1, -1))
    lines = b"".join(b"\0" + row.translate(inked) for row in rows)
    head = struct.pack(">IIBBBBB", sheet.width, sheet.height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def pdf(text: str) -> bytes:
    """A page of A6 with a number on it, drawn as lines."""
    width, height = 298, 420
    side = 44.0
    lines = ["4 w 1 J 1 j"]
    for place, figure in enumerate(text):
        for stroke in DIGITS[int(figure)]:
            points = [(40 + place * side * 1.1 + 0.6 * side * x, height - 60 - side * y) for x, y in stroke]
            path = [f"{x:.2f} {y:.2f} {'l' if index else 'm'}" for index, (x, y) in enumerate(points)]
            lines.append(" ".join([*path, "S"]))
    content = "\n".join(lines).encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R >>" % (width, height),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )
    return _pdf_of(objects)


def _pdf_of(objects: Sequence[bytes]) -> bytes:
    file, places = b"%PDF-1.4\n", []
    for index, thing in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (index, thing)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(file))
    return file + b"xref\n0 %d\n%s%s" % (size, table, trailer)


def idx_images(images: Sequence[bytes], side: int = 28) -> bytes:
    """Square images as an IDX file."""
    return struct.pack(">BBBBIII", 0, 0, 8, 3, len(images), side, side) + b"".join(images)


def idx_labels(labels: Sequence[int]) -> bytes:
    """Labels as an IDX file."""
    return struct.pack(">BBBBI", 0, 0, 8, 1, len(labels)) + bytes(labels)


def data_set(folder: Path, train: int, test: int) -> None:
    """Write the four files of a data set laid out like MNIST: as many written digits, each in a hand of its own."""
    folder.mkdir(parents=True)
    dice = random.Random(1)  # noqa: S311 — the same digits every time
    for split, count in (("train", train), ("t10k", test)):
        labels = [index % 10 for index in range(count)]
        images = [_glyph(label, dice) for label in labels]
        (folder / f"{split}-images-idx3-ubyte").write_bytes(idx_images(images))
        (folder / f"{split}-labels-idx1-ubyte").write_bytes(idx_labels(labels))


def _glyph(digit: int, dice: random.Random) -> bytes:
    """A digit of 28×28 pixels, bright ink on black."""
    sheet = Sheet(28, 28)
    width, height = dice.uniform(10, 16), dice.uniform(17, 21)
    box = (14 - width / 2 + dice.uniform(-2, 2), 14 - height / 2 + dice.uniform(-2, 2), width, height)
    sheet.write(digit, box, Hand(dice.uniform(1.6, 3.2), dice.uniform(-0.15, 0.35)))
    return bytes(sheet.pixels)
