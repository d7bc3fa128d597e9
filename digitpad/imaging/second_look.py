"""Whether a picture is something else than what it was taken for: a crop of one digit, or of a number.

The network decides it: what it is sure of as the one, and not as the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Status
from digitpad.imaging.found_ink import FoundInk, InkFrame

_ONE = 1
"""What a line looks like that nobody wrote."""

_MOST_SURE = 1 / 3
"""Of the digits of a picture that may be a crop."""

_LEAST_FILLED = 0.6
"""Of a picture on which nothing was found fills what makes it a crop of one digit."""


def other_looks(found: InkFrame, digits: Sequence[DigitReading]) -> list[FoundInk]:
    """What a picture may be instead, the likeliest first: nothing, where it is what it was taken for.

    Args:
        found: what was found on it.
        digits: that were read there.
    """
    # Strokes that are taken for shadows leave edges, which are in doubt or look like ones.
    are_scraps = len(_sure_and_no_ones(digits)) <= _MOST_SURE * len(digits)
    return found.other_looks() if found.is_one_digit or are_scraps else []


def is_rather(other: InkFrame, seen: Sequence[DigitReading], found: InkFrame, digits: Sequence[DigitReading]) -> bool:
    """Whether it is that instead.

    Args:
        other: what was found on the picture when it was taken for something else.
        seen: the digits it has then.
        found: what was found on it first.
        digits: those it has then.
    """
    if not seen:
        return False
    if not other.is_one_digit:
        return _is_rather_a_number(seen, found, digits)
    if found.is_one_digit:
        return not digits or seen[0].confidence > digits[0].confidence
    may_be_crease = not digits or seen[0].value == _ONE
    return seen[0].status is Status.OK and (not may_be_crease or _fills(seen[0].box, other))


def _is_rather_a_number(seen: Sequence[DigitReading], found: InkFrame, digits: Sequence[DigitReading]) -> bool:
    are_edges = len(digits) != 1 and not _sure_and_no_ones(digits)  # or there is nothing
    is_doubtful = are_edges or any(digit.status is not Status.OK for digit in digits)
    is_number = len(seen) > 1 and all(digit.status is Status.OK for digit in seen)
    return is_doubtful and is_number and (found.is_one_digit or bool(_sure_and_no_ones(seen)))


def _sure_and_no_ones(digits: Sequence[DigitReading]) -> list[DigitReading]:
    return [digit for digit in digits if digit.status is Status.OK and digit.value != _ONE]


def _fills(box: Box, crop: InkFrame) -> bool:
    """Whether a digit is as wide and as high as most of its picture: else it may be the crease of an empty sheet."""
    height, width = crop.shape
    return box.width >= _LEAST_FILLED * width and box.height >= _LEAST_FILLED * height
