"""MNIST from the four IDX files of a folder, packed or not, checked by their content; and others laid out like it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.core.places import is_folder, is_there
from digitpad.imaging.normalize import normalize
from digitpad.ml.idx import DataError, images_in, labels_in, read_idx

Split = Literal["train", "t10k"]

SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""Of the unpacked files: a `.gz` may be packed differently from mirror to mirror."""


def load_mnist(folder: Path, split: Split, checked: bool = True) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read one split from a folder, or from the folder `mnist` in it.

    Args:
        folder: of the four files.
        split: 60,000 images to learn from, or 10,000 to measure with.
        checked: whether it must be MNIST; else it may be any data set laid out like it.

    Returns:
        Images (N, H, W) uint8, bright ink on black, and labels (N,) uint8; MNIST's are 28×28.

    Raises:
        DataError: a file is missing or damaged, or its content is not MNIST's.
    """
    folder = _place_of(folder)
    images, labels = f"{split}-images-idx3-ubyte", f"{split}-labels-idx1-ubyte"
    pictures = images_in(_content(folder, images, checked), images)
    digits = labels_in(_content(folder, labels, checked), labels)
    if len(pictures) != len(digits):
        raise DataError(f"{folder} holds {len(pictures):,} images but {len(digits):,} labels of them.")
    return pictures, digits


def _content(folder: Path, name: str, checked: bool) -> bytes:
    content = read_idx(folder, name)
    if checked and not is_mnist(name, content):
        raise DataError(f"{folder / name} is not MNIST's: its content has another checksum. Download it again.")
    return content


def is_mnist(name: str, content: bytes) -> bool:
    """Whether the unpacked content of a file is that of MNIST's file of that name."""
    return hashlib.sha256(content).hexdigest() == SHA256[name]


def holds_mnist(folder: Path) -> bool:
    """Whether a folder, or the folder `mnist` in it, seems to hold MNIST's test split, or one laid out like it."""
    name = "t10k-images-idx3-ubyte"
    return any(is_there(_place_of(folder) / file) for file in (name, f"{name}.gz"))


def normalize_all(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Bring images the way every digit takes, `imaging.normalize`: (N, H, W) uint8 → (N, 28, 28) float32 in 0..1."""
    normalized = [normalize(image.astype(np.float32) / 255) for image in images]
    return np.array(normalized, np.float32).reshape(len(images), GLYPH_SIZE, GLYPH_SIZE)


def _place_of(folder: Path) -> Path:
    return folder / "mnist" if is_folder(folder / "mnist") else folder
