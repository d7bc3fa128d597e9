"""Pictures somebody has sorted: a folder for each digit."""

from __future__ import annotations

from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.picture_formats import SUFFIXES


def labelled_pictures(folder: Path) -> tuple[list[Path], list[int]]:
    """The pictures in the sub-folders `0` to `9` of a folder, in order, and their digits.

    Raises:
        DigitpadError: there are none.
    """
    pictures: list[Path] = []
    labels: list[int] = []
    for digit in range(10):
        found = [path for path in sorted((folder / str(digit)).glob("*")) if path.suffix.lower() in SUFFIXES]
        pictures += found
        labels += [digit] * len(found)
    if not pictures:
        raise DigitpadError(f"{folder} holds neither MNIST's test files nor pictures in folders named 0 to 9.")
    return pictures, labels
