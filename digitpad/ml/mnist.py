"""MNIST from the four IDX files of a folder, packed or not, checked by their content."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DigitpadError
from digitpad.imaging.normalize import normalize

Split = Literal["train", "t10k"]

_SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""Of the unpacked files: a `.gz` may be packed differently from mirror to mirror."""

_LARGEST_FILE = 16 + 60_000 * 28 * 28
"""Bytes in the largest of the four, unpacked."""


class DataError(DigitpadError):
    """Training data is missing or damaged."""


def load_mnist(folder: Path, split: Split) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read one split from a folder, or from the folder `mnist` in it.

    Returns:
        Images (N, 28, 28) uint8, bright ink on black, and labels (N,) uint8; N is 60,000 or 10,000.

    Raises:
        DataError: a file is missing, or its content is not MNIST's.
    """
    if (folder / "mnist").is_dir():
        folder = folder / "mnist"
    images = _content(folder, f"{split}-images-idx3-ubyte")
    labels = _content(folder, f"{split}-labels-idx1-ubyte")
    return (
        np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28),
        np.frombuffer(labels, np.uint8, offset=8),
    )


def holds_mnist(folder: Path) -> bool:
    """Whether a folder, or the folder `mnist` in it, seems to hold MNIST's test split."""
    name = "t10k-images-idx3-ubyte"
    return any((place / file).exists() for place in (folder, folder / "mnist") for file in (name, f"{name}.gz"))


def normalize_all(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Bring images the way every digit takes, `imaging.normalize`: (N, H, W) uint8 → (N, 28, 28) float32 in 0..1."""
    return np.stack([normalize(image.astype(np.float32) / 255) for image in images])


def _content(folder: Path, name: str) -> bytes:
    """The unpacked bytes of one of the four files, checked."""
    packed = folder / f"{name}.gz"
    try:
        if packed.exists():
            with gzip.open(packed) as file:
                content = file.read(_LARGEST_FILE + 1)
        else:
            with (folder / name).open("rb") as plain:
                content = plain.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise DataError(f"{folder} lacks MNIST's file {name} (or {name}.gz).") from None
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{folder / name} cannot be read: {error}.") from error
    if hashlib.sha256(content).hexdigest() != _SHA256[name]:
        raise DataError(f"{folder / name} is not MNIST's: its content has another checksum. Download it again.")
    return content
