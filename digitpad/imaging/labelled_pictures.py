"""Pictures somebody has sorted: a folder for each digit, and one for what is none."""

from __future__ import annotations

from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.picture_formats import SUFFIXES

NON_DIGITS = "not_a_digit"
"""The name of the folder of pictures that show no digit."""


def labelled_pictures(folder: Path) -> tuple[list[Path], list[int]]:
    """The pictures in the sub-folders `0` to `9` of a folder, in order, and their digits.

    Raises:
        DigitpadError: there are none.
    """
    pictures: list[Path] = []
    labels: list[int] = []
    for digit in range(10):
        found = _pictures(folder / str(digit))
        pictures += found
        labels += [digit] * len(found)
    if not pictures:
        raise DigitpadError(f"{folder} holds neither MNIST's test files nor pictures in folders named 0 to 9.")
    return pictures, labels


def pictures_without_digit(folder: Path) -> list[Path]:
    """The pictures in the sub-folder `not_a_digit` of a folder, in order; none where there is no such folder."""
    return _pictures(folder / NON_DIGITS)


def _pictures(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if path.suffix.lower() in SUFFIXES]
