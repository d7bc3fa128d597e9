"""Pictures somebody has sorted: a folder for each digit, and one for what is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.picture_formats import SUFFIXES
from digitpad.core.places import is_folder, is_there
from digitpad.core.reading import Reading

NON_DIGITS = "not_a_digit"
"""The name of the folder of pictures that show no digit."""


def labelled_pictures(folder: Path) -> dict[Path, int]:
    """The pictures in the sub-folders `0` to `9` of a folder, in order, each with its digit.

    Raises:
        DigitpadError: there are none, or one of the folders cannot be read.
    """
    if not is_folder(folder):
        raise DigitpadError(f"{folder} {'is no folder' if is_there(folder) else 'does not exist'}.")
    labels = {picture: digit for digit in range(10) for picture in _pictures(folder / str(digit))}
    if not labels:
        raise DigitpadError(f"{folder} holds neither MNIST's test files nor pictures in folders named 0 to 9.")
    return labels


def labels_of(readings: Iterable[Reading], labels: Mapping[Path, int]) -> list[int]:
    """The digit of each reading of labelled pictures: every page of a picture shows the digit of its folder."""
    digits = {str(picture): digit for picture, digit in labels.items()}
    return [digits[str(reading.file)] for reading in readings]


def pictures_without_digit(folder: Path) -> list[Path]:
    """The pictures in the sub-folder `not_a_digit` of a folder, in order; none where there is no such folder."""
    return _pictures(folder / NON_DIGITS)


def _is_picture(path: Path) -> bool:
    """By its name; macOS puts hidden files with the suffixes of pictures beside them."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def _pictures(folder: Path) -> list[Path]:
    try:
        return [path for path in sorted(folder.iterdir()) if _is_picture(path)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DigitpadError(f"The folder {folder} cannot be read: {error.strerror or error}.") from error
