"""What a person changes in a reading: a value typed, a box put in, parted, joined or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Reading, Status

_SAME_LINE = 0.3
"""Of a digit's height: so much of it shares the height of the line it belongs to."""


def with_value(reading: Reading, index: int, value: int) -> Reading:
    """The reading with another value for one digit; a person said so, and is right."""
    digit = replace(reading.digits[index], value=value, status=Status.OK, confidence=1.0, by_hand=True)
    return with_digits(reading, index, 1, [digit])


def with_digits(reading: Reading, index: int, count: int, digits: Sequence[DigitReading]) -> Reading:
    """The reading with others in the place of `count` digits, on the same line."""
    line = reading.digits[index].line
    placed = (_on_line(digit, line) for digit in digits)
    return replace(reading, digits=(*reading.digits[:index], *placed, *reading.digits[index + count :]))


def with_inserted(reading: Reading, digit: DigitReading) -> tuple[Reading, int]:
    """The reading with one digit more, in the line it stands on or in one of its own, and its index there."""
    digits = list(reading.digits)
    shared = {number: _shared(digit.box, _boxes_of(reading, number)) for number in {other.line for other in digits}}
    line = max(shared, key=lambda number: shared[number], default=None)
    if line is None or shared[line] < _SAME_LINE * digit.box.height:
        above = [number for number in shared if _middle(_boxes_of(reading, number)) < _middle([digit.box])]
        line = max(above, default=-1) + 1
        digits = [_on_line(other, other.line + 1) if other.line >= line else other for other in digits]
    digits.append(_on_line(digit, line))
    order = sorted(range(len(digits)), key=lambda place: _reading_order(digits[place]))
    return replace(reading, digits=tuple(digits[place] for place in order)), order.index(len(digits) - 1)


def joined_box(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _on_line(digit: DigitReading, line: int) -> DigitReading:
    return digit if digit.line == line else replace(digit, glyph=replace(digit.glyph, line=line))


def _reading_order(digit: DigitReading) -> tuple[int, float]:
    return digit.line, digit.box.x + digit.box.width / 2


def _boxes_of(reading: Reading, line: int) -> list[Box]:
    return [digit.box for digit in reading.digits if digit.line == line]


def _shared(box: Box, others: Sequence[Box]) -> float:
    """How much height a box shares with the digit next to it on a line."""
    near = min(others, key=lambda other: abs(other.x + other.width / 2 - box.x - box.width / 2))
    return min(box.y + box.height, near.y + near.height) - max(box.y, near.y)


def _middle(boxes: Sequence[Box]) -> float:
    """The middle row of boxes."""
    around = joined_box(boxes)
    return around.y + around.height / 2
