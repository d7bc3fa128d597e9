"""Gathering the images a training asks for."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from digitpad.core.errors import DigitpadError
from digitpad.core.training_config import TrainingConfig
from digitpad.imaging.labelled_pictures import labelled_pictures
from digitpad.ml.augmentation import augment
from digitpad.ml.data_sets import as_bytes, by_digest, idx_images, read_pictures, sorted_pictures, with_test_split
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.mnist import load_mnist, normalize_all
from digitpad.ml.training_sets import TrainingSets, replayed, split_sets, with_own


@dataclass(frozen=True, eq=False)
class OwnDigits:
    """The digits a person corrected.

    Attributes:
        images: (N, 28, 28) uint8, normalised.
        labels: (N,) 0..9.
        is_held_out: (N,) which of them are for measuring alone.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    is_held_out: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sources:
    """Where the images of a training lie.

    Attributes:
        mnist: a folder of four IDX files; None where there is none.
        pictures: a folder of sorted pictures, in the place of MNIST; None for MNIST.
        own: the person's own digits; None where they are not asked for.
        cache: a folder for what takes seconds to make.
    """

    mnist: Path | None
    pictures: Path | None
    own: OwnDigits | None
    cache: Path


def gather(config: TrainingConfig, sources: Sources) -> Generator[None, None, TrainingSets]:
    """All images of a training; yields now and then.

    Raises:
        DigitpadError: something is missing, damaged or too little, in a sentence.
    """
    if sources.pictures is not None:
        pictures, unread = yield from sorted_pictures(sources.pictures)
        test, rest = with_test_split(pictures)
        words = f"{len(rest):,} pictures of the folder {sources.pictures.name}"
        words += f" ({unread} could not be read)" if unread else ""
        order = by_digest(rest)
    else:
        folder = _mnist_of(sources)
        rest = yield from idx_images(folder, "train", sources.cache)
        test = yield from idx_images(folder, "t10k", sources.cache)
        words = f"{len(rest):,} digits of the folder {folder.name}"
        # The bundled models held out what comes first in this order (training/mixture.py).
        order = np.random.default_rng(0).permutation(len(rest)).tolist()
    sets = split_sets(rest, test, words, config.validation_share, order)
    if sources.own is None:
        return sets
    own = LabelledImages.from_arrays(sources.own.images, sources.own.labels)
    is_held_out = torch.from_numpy(sources.own.is_held_out)
    if config.start_from:
        sets = replayed(sets, int((~is_held_out).sum()), config.seed)
    return with_own(sets, own, is_held_out)


def preview(config: TrainingConfig, sources: Sources, count: int) -> Generator[None, None, NDArray[np.uint8]]:
    """Some of the images a training would see, (N, 28, 28), drawn by lot from its seed; yields now and then.

    Raises:
        DigitpadError: something is missing or damaged, in a sentence.
    """
    draw = np.random.default_rng(config.seed)
    if sources.own is not None and len(sources.own.images):
        own = sources.own.images[draw.permutation(len(sources.own.images))[: count // 4]]
    else:
        own = np.zeros((0, 28, 28), np.uint8)
    yield
    wanted = count - len(own)
    if sources.pictures is not None:
        paths = list(labelled_pictures(sources.pictures).items())
        chosen = (paths[place] for place in draw.permutation(len(paths)))
        images: list[np.ndarray] = []
        for image, _ in read_pictures(chosen):
            images += [] if image is None else [image]
            if len(images) >= wanted:
                break
            yield
        others = np.stack(images) if images else np.zeros((0, 28, 28), np.uint8)
    else:
        pixels, _ = load_mnist(_mnist_of(sources), "train", checked=False)
        yield
        others = as_bytes(normalize_all(pixels[draw.permutation(len(pixels))[:wanted]]))
    seen = np.concatenate([own, others])[draw.permutation(len(own) + len(others))]
    if config.augmentation.changes_nothing or not len(seen):
        return seen
    generator = torch.Generator().manual_seed(int(draw.integers(2**31)))
    changed = augment(torch.from_numpy(seen)[:, None].float() / 255, config.augmentation, generator)
    return as_bytes(changed[:, 0].numpy())


def _mnist_of(sources: Sources) -> Path:
    if sources.mnist is None:
        raise DigitpadError(
            "MNIST is not on this computer yet. Download it, or choose a folder that holds its four files."
        )
    return sources.mnist
