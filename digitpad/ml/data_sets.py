"""Where the images of a training come from: MNIST or another IDX folder, or pictures sorted into folders."""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import numpy as np
import torch

from digitpad.core.errors import DigitpadError
from digitpad.core.glyph import GLYPH_SIZE
from digitpad.core.sample import digest_of
from digitpad.core.whole_file import write_whole
from digitpad.imaging.labelled_pictures import labelled_pictures
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.imaging.reader import find_page
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.mnist import Split, load_mnist, normalize_all

_log = logging.getLogger(__name__)

_SHAPE = (GLYPH_SIZE, GLYPH_SIZE)

_CHUNK = 500
"""Images brought to 28×28 between two steps."""

_MOST_PICTURES = 200_000

_TEST_SHARE = 1 / 6
"""Of sorted pictures, as of MNIST; those whose digests come first, so that scores of different trainings compare."""


def idx_images(folder: Path, split: Split, cache: Path) -> Generator[None, None, LabelledImages]:
    """A split of an IDX folder, brought the way every digit takes; yields now and then.

    Args:
        folder: of the four files.
        split: which.
        cache: a folder where what was made of MNIST is kept: it takes seconds.

    Raises:
        DataError: a file is missing or damaged.
    """
    images, labels = load_mnist(folder, split, checked=False)
    digest = hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest()[:16]
    kept = cache / f"{split}-{digest}-{NORMALIZATION_VERSION}.bytes"
    yield
    normalized = _from_cache(kept, len(labels))
    if normalized is None:
        parts = []
        for start in range(0, len(images), _CHUNK):
            parts.append(as_bytes(normalize_all(images[start : start + _CHUNK])))
            yield
        normalized = np.concatenate(parts) if parts else np.zeros((0, *_SHAPE), np.uint8)
        _keep(kept, normalized)
    return LabelledImages.from_arrays(normalized, labels)


def sorted_pictures(folder: Path) -> Generator[None, None, tuple[LabelledImages, int]]:
    """The pictures in the folders `0` to `9`, each as one digit; yields now and then.

    Returns:
        The images, and how many pictures had to be left out: nothing could be read in them.

    Raises:
        DigitpadError: there are none, or too many.
    """
    labels = labelled_pictures(folder)
    if len(labels) > _MOST_PICTURES:
        raise DigitpadError(f"{folder} holds {len(labels):,} pictures; {_MOST_PICTURES:,} are the most.")
    images, known = [], []
    for image, label in read_pictures(labels.items()):
        if image is not None:
            images.append(image)
            known.append(label)
        yield
    if not images:
        raise DigitpadError(f"None of the {len(labels):,} pictures in {folder} could be read.")
    return LabelledImages.from_arrays(np.stack(images), np.array(known)), len(labels) - len(images)


def read_pictures(pictures: Iterable[tuple[Path, int]]) -> Iterator[tuple[np.ndarray | None, int]]:
    """The image (28, 28) of each picture, None where nothing can be read in it, with its label."""
    for path, label in pictures:
        glyph = next(find_page(path, one_digit=True).hypotheses.glyphs(), None)
        yield (as_bytes(glyph.pixels) if glyph else None), label


def with_test_split(images: LabelledImages) -> tuple[LabelledImages, LabelledImages]:
    """Images to measure with, and the rest to learn from: the same, but for a few, where pictures came or went."""
    order = torch.tensor(by_digest(images))
    count = max(1, round(_TEST_SHARE * len(images)))
    return images[order[:count]], images[order[count:].sort().values]


def by_digest(images: LabelledImages) -> list[int]:
    """The places of images in an order in which they keep their places among each other, whichever there are."""
    digests = [digest_of(image.numpy()) for image in images.images]
    return sorted(range(len(digests)), key=digests.__getitem__)


def as_bytes(pixels: np.ndarray) -> np.ndarray:
    """Pixels 0..1 as uint8 0..255."""
    return np.rint(pixels * 255).astype(np.uint8)


def _from_cache(path: Path, count: int) -> np.ndarray | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return (
        np.frombuffer(content, np.uint8).reshape(count, *_SHAPE) if len(content) == count * math.prod(_SHAPE) else None
    )


def _keep(path: Path, images: np.ndarray) -> None:
    """Keep what was made; where that cannot be, it is made again the next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, images.tobytes())
    except OSError as error:
        _log.warning("The normalised images could not be kept in %s: %s", path, error)
