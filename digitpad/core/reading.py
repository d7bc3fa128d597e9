"""What was read: the answer for one digit, and for one drawing or picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from digitpad.core.glyph import Box, Glyph


class Status(StrEnum):
    """How far an answer can be trusted; the values are part of the JSON output."""

    OK = "ok"
    UNSURE = "unsure"
    NOT_A_DIGIT = "not_a_digit"
    EMPTY = "empty"
    ERROR = "error"


@dataclass(frozen=True)
class DigitReading:
    """The answer for one glyph.

    Attributes:
        value: the likeliest digit, given even where the status is not `ok`.
        status: `ok`, `unsure` or `not_a_digit`.
        confidence: the calibrated probability of `value`, 0..1.
        probabilities: ten calibrated probabilities that sum to 1.
        glyph: what the network saw, and where it was.
        by_hand: whether a person gave the value.
    """

    value: int
    status: Status
    confidence: float
    probabilities: tuple[float, ...]
    glyph: Glyph
    by_hand: bool = False

    @property
    def box(self) -> Box:
        """Where the digit was, in pixels of the picture or the canvas."""
        return self.glyph.box

    @property
    def line(self) -> int:
        """Which line of the page the digit stands on, from 0."""
        return self.glyph.line

    @property
    def character(self) -> str:
        """The digit as text; `?` for what is no digit."""
        return "?" if self.status is Status.NOT_A_DIGIT else str(self.value)

    def to_dict(self) -> dict[str, Any]:
        """The digit as the command line's JSON shows it."""
        return {
            "value": self.value,
            "status": str(self.status),
            "confidence": round(self.confidence, 6),
            "probabilities": [round(p, 6) for p in self.probabilities],
            "box": [round(side, 2) for side in self.box],
            "line": self.line,
        }


@dataclass(frozen=True)
class Reading:
    """The answer for one drawing or one page: its digits in reading order.

    Attributes:
        digits: empty where there was no ink, or where the picture could not be read.
        file: the picture's name as it was given, or None for a drawing.
        page: the page within the file, from 1.
        error: the sentence that says why the picture could not be read, or None.
    """

    digits: tuple[DigitReading, ...] = ()
    file: str | None = None
    page: int = 1
    error: str | None = None

    @cached_property
    def text(self) -> str:
        """The digits as text, the lines of a page joined by a newline."""
        lines: dict[int, str] = {}
        for digit in self.digits:
            lines[digit.line] = lines.get(digit.line, "") + digit.character
        return "\n".join(lines.values())

    @property
    def status(self) -> Status:
        """`ok` where every digit is; `unsure` where one is not; `empty` without ink; `error` without a picture."""
        if self.error is not None:
            return Status.ERROR
        if not self.digits:
            return Status.EMPTY
        if all(digit.status is Status.OK for digit in self.digits):
            return Status.OK
        return Status.UNSURE

    @property
    def confidence(self) -> float:
        """The probability that the whole text is right, its digits taken as independent; 0 where there is none."""
        if not self.digits:
            return 0.0
        product = 1.0
        for digit in self.digits:
            product *= digit.confidence
        return product

    def to_dict(self) -> dict[str, Any]:
        """The reading as the command line's JSON shows it."""
        return {
            "file": self.file,
            "page": self.page,
            "text": self.text,
            "status": str(self.status),
            "confidence": round(self.confidence, 6),
            "digits": [digit.to_dict() for digit in self.digits],
            "error": self.error,
        }


def digit_reading(
    glyph: Glyph, probabilities: Sequence[float], unsure_below: float, not_a_digit_below: float
) -> DigitReading:
    """Turn ten calibrated probabilities into an answer, by the two thresholds a model carries."""
    confidence = max(probabilities)
    if confidence < not_a_digit_below:
        status = Status.NOT_A_DIGIT
    elif confidence < unsure_below:
        status = Status.UNSURE
    else:
        status = Status.OK
    return DigitReading(
        value=list(probabilities).index(confidence),
        status=status,
        confidence=confidence,
        probabilities=tuple(probabilities),
        glyph=glyph,
    )
