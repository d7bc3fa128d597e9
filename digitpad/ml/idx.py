"""IDX files: the form MNIST and its relatives come in (the format note at the end of MNIST's site)."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DigitpadError

_BYTES = 8
"""The code of unsigned bytes, the only kind of number these data sets use."""

_LARGEST_SIDE = 128
_MOST_IMAGES = 1_000_000
_LARGEST_FILE = 1_000_000_000
"""Bytes, unpacked; EMNIST's largest file has 550 million."""


class DataError(DigitpadError):
    """Training data is missing or damaged."""


def read_idx(folder: Path, name: str) -> bytes:
    """The unpacked bytes of a file, or of the same with `.gz`.

    Raises:
        DataError: it is missing, damaged or too large.
    """
    packed = folder / f"{name}.gz"
    try:
        if packed.exists():
            with gzip.open(packed) as file:
                content = file.read(_LARGEST_FILE + 1)
        else:
            with (folder / name).open("rb") as plain:
                content = plain.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise DataError(f"{folder} lacks the file {name} (or {name}.gz).") from None
    except (OSError, EOFError, ValueError, zlib.error) as error:  # ValueError: a name no file can have
        raise DataError(f"{folder / name} cannot be read: {error}.") from error
    if len(content) > _LARGEST_FILE:
        raise DataError(f"{folder / name} is larger than {_LARGEST_FILE:,} bytes.")
    return content


def images_in(content: bytes, name: str) -> NDArray[np.uint8]:
    """Images (N, H, W), bright ink on black; N may be 0.

    Args:
        content: of the file, unpacked.
        name: of the file, for the error.

    Raises:
        DataError: it does not hold images.
    """
    images = _array(content, name, dimensions=3)
    count, height, width = images.shape
    if count > _MOST_IMAGES or not (1 <= height <= _LARGEST_SIDE and 1 <= width <= _LARGEST_SIDE):
        raise DataError(f"{name} holds {count:,} images of {width}×{height}; this is too much, or no image.")
    return images


def labels_in(content: bytes, name: str) -> NDArray[np.uint8]:
    """Labels (N,), 0..9.

    Args:
        content: of the file, unpacked.
        name: of the file, for the error.

    Raises:
        DataError: it does not hold labels, or labels that are no digits.
    """
    labels = _array(content, name, dimensions=1)
    if labels.size and labels.max() > 9:
        raise DataError(f"{name} holds the label {labels.max()}; only the digits 0 to 9 can be learned.")
    return labels


def _array(content: bytes, name: str, dimensions: int) -> NDArray[np.uint8]:
    """The numbers of a file: two zeros, their kind, how many dimensions, each one's length, and then they."""
    start = 4 + 4 * dimensions
    if content[:4] != bytes([0, 0, _BYTES, dimensions]):
        found = content[:4].hex(" ") or "nothing"
        raise DataError(f"{name} is no IDX file with {dimensions} dimensions: it begins with {found}.")
    if len(content) < start:
        raise DataError(f"{name} is damaged: it ends within its header.")
    lengths = [int.from_bytes(content[place : place + 4], "big") for place in range(4, start, 4)]
    if math.prod(lengths) != len(content) - start:
        expected = f"{math.prod(lengths):,}"
        raise DataError(
            f"{name} is damaged: it should hold {expected} bytes after its header, not {len(content) - start:,}."
        )
    try:
        return np.frombuffer(content, np.uint8, offset=start).reshape(lengths)
    except ValueError as error:  # no bytes at all, but lengths beyond numpy
        raise DataError(f"{name} is damaged: {error}.") from error
