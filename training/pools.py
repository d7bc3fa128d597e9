"""Pools of images the bundled models learn from, all brought through the program's own imaging steps, kept as bytes.

Every pool is made from a seed by all cores, and written to a file: a recipe started again finds it there.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.imaging.ink import inked
from digitpad.imaging.normalize import normalize, normalize_pair
from digitpad.ml.mnist import Split, load_mnist
from digitpad.ml.networks import NOT_A_DIGIT
from training.additions import ADDITIONS, with_addition
from training.degradations import degraded
from training.hand import Generator
from training.neighbours import cut_out
from training.non_digits import draw_non_digit
from training.pen_digits import draw_digit
from training.printed_letters import draw_print
from training.redrawing import redrawn
from training.renderings import boxed, from_canvas, from_paper, photographed
from training.touching import draw_touching

_CHUNK = 1000

_CUT_WRONGLY = 0.2
"""Of the digits with a neighbour are cut wrongly, or not at all: they are none."""

Pool = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Normalised images (N, 28, 28) and labels (N,): digits, or `NOT_A_DIGIT`. Of pairs (N, 28, 48) and (N, 2)."""


def cached(path: Path, make: Callable[[], Pool]) -> Pool:
    """A pool from a file, made and written where it is missing."""
    if not path.exists():
        images, labels = make()
        np.savez_compressed(path, images=images, labels=labels)
    data = np.load(path)
    return data["images"], data["labels"]


def mnist_pool(folder: Path, split: Split) -> Pool:
    """A split of MNIST as it is."""
    return _on_all_cores(_plain, *_mnist(folder, split), seed=0)


def stretched_pool(folder: Path, seed: int) -> Pool:
    """The train split with other proportions: scanners and forms stretch digits to boxes."""
    return _on_all_cores(_stretched, *_mnist(folder, "train"), seed)


def degraded_pool(folder: Path, seed: int) -> Pool:
    """Bad pictures of the train split, as `inked` understands them; no digits any more where it finds nothing."""
    images, labels = _on_all_cores(_degraded, *_mnist(folder, "train"), seed)
    return images, np.where(images.any(axis=(1, 2)), labels, NOT_A_DIGIT)


def added_pool(folder: Path, seed: int) -> Pool:
    """The train split's zeros with slashes, ones with flags and feet, sevens with bars; other digits as they are."""
    return _on_all_cores(_added, *_mnist(folder, "train"), seed)


def redrawn_pool(folder: Path, seed: int) -> Pool:
    """The train split drawn again with one pen, at times with a slash, a flag, a foot or a bar added."""
    return _on_all_cores(_redrawn, *_mnist(folder, "train"), seed)


def cut_pool(folder: Path, kept: NDArray[np.integer], seed: int) -> Pool:
    """Some of the train split, each cut from another of them that it touches, or cut wrongly and no digit any more."""
    images, labels = (part[kept] for part in _mnist(folder, "train"))
    generator = np.random.default_rng(seed)
    neighbours = images[generator.permutation(len(images))]
    labels = np.where(generator.random(len(labels)) < _CUT_WRONGLY, NOT_A_DIGIT, labels)
    images, labels = _on_all_cores(_cut, np.concatenate([images, neighbours], axis=2), labels, seed)
    is_cut = images.any(axis=(1, 2))
    return images[is_cut], labels[is_cut]


def pair_pool(folder: Path, kept: NDArray[np.integer], count: int, seed: int) -> Pool:
    """Digits that touch, some of the train split and drawn ones, and what is no two digits."""
    images, labels = (part[kept] for part in _mnist(folder, "train"))
    jobs = [(images, labels, min(_CHUNK, count - n), [seed, n]) for n in range(0, count, _CHUNK)]
    with multiprocessing.get_context("spawn").Pool() as workers:
        chunks = workers.starmap(_touching, jobs)
    pairs = np.concatenate([chunk for chunk, _ in chunks]), np.concatenate([chunk for _, chunk in chunks])
    has_ink = pairs[0].any(axis=(1, 2))
    return pairs[0][has_ink], pairs[1][has_ink]


def drawn_pool(count: int, seed: int) -> Pool:
    """Digits of our own generator, as many of each; no digits any more where no ink is found in a photograph."""
    images, labels = _on_all_cores(_drawn, np.zeros((count, 0, 0), np.uint8), np.arange(count) % 10, seed)
    return images, np.where(images.any(axis=(1, 2)), labels, NOT_A_DIGIT)


def non_digit_pool(count: int, seed: int) -> Pool:
    """Non-digits of our own generator."""
    return _on_all_cores(_drawn, np.zeros((count, 0, 0), np.uint8), np.full(count, NOT_A_DIGIT), seed)


def printed_pool(count: int, seed: int) -> Pool:
    """Printed letters, clean and photographed."""
    return _on_all_cores(_printed, np.zeros((count, 0, 0), np.uint8), np.full(count, NOT_A_DIGIT), seed)


def omniglot_pool(path: Path, first_half: bool) -> Pool:
    """Characters of one half of Omniglot's alphabets (Lake et al., 2015), by alphabetical order of the alphabets."""
    data = np.load(path)
    images = np.unpackbits(data["images"], axis=2, count=int(data["width"]))
    alphabets = np.array([str(label).split("/")[0] for label in data["label"]])
    names = sorted(set(alphabets))
    half = names[: len(names) // 2] if first_half else names[len(names) // 2 :]
    chosen = images[np.isin(alphabets, half)]
    return _stored([normalize(image.astype(np.float32)) for image in chosen]), np.full(len(chosen), NOT_A_DIGIT)


Make = Callable[[NDArray[np.uint8], int, Generator], NDArray[np.float32]]
"""Makes the normalised image (28, 28) of one sample from what it is made of, its label and a source of randomness."""


def _plain(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    return normalize(image.astype(np.float32) / np.float32(255))


def _stretched(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    """To any proportion, or filling a form's box."""
    if g.random() < 0.5:
        width = max(8, round(56 * float(np.exp(g.normal(0.15, 0.35)))))
        return _plain(cv2.resize(image, (width, 56)).astype(np.uint8, copy=False), label, g)
    return normalize(boxed(image.astype(np.float32) / np.float32(255), g))


def _degraded(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    return normalize(inked(np.repeat(degraded(image, g)[:, :, None], 3, axis=2))[1])


def _added(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    return normalize(with_addition(image, label, g)) if label in ADDITIONS else _plain(image, label, g)


def _redrawn(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    if label in ADDITIONS and g.random() < 0.35:
        added = with_addition(image, label, g)
        shape = cv2.resize(added, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    else:
        shape = image.astype(np.float32) / np.float32(255)
    return normalize(redrawn(shape.astype(np.float32, copy=False), g))


def _cut(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    """Empty where it cannot be cut."""
    ink = cut_out(image, label != NOT_A_DIGIT, g)
    return np.zeros((GLYPH_SIZE, GLYPH_SIZE), np.float32) if ink is None else normalize(ink)


def _drawn(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    skeleton = draw_non_digit(g) if label == NOT_A_DIGIT else draw_digit(label, g)
    kind = g.random()
    if kind < 0.45:
        return normalize(from_canvas(skeleton))
    if kind < 0.7:
        return normalize(from_paper(skeleton, g.uniform(24, 90), g))
    if kind < 0.84 or label == NOT_A_DIGIT:
        return normalize(photographed(from_paper(skeleton, g.uniform(16, 60), g), g))
    return normalize(boxed(from_paper(skeleton, g.uniform(24, 90), g), g))


def _printed(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    ink = draw_print(g)
    return normalize(ink if g.random() < 0.6 else photographed(ink, g))


def _mnist(folder: Path, split: Split) -> Pool:
    images, labels = load_mnist(folder, split)
    return images, labels.astype(np.int64)


def _on_all_cores(make: Make, images: NDArray[np.uint8], labels: NDArray[np.int64], seed: int) -> Pool:
    """Every image through `make`; chunk by chunk, each with its own generator, so the cores do not matter."""
    starts = range(0, len(labels), _CHUNK)
    jobs = [(make, images[n : n + _CHUNK], labels[n : n + _CHUNK], [seed, n]) for n in starts]
    with multiprocessing.get_context("spawn").Pool() as workers:
        return np.concatenate(workers.starmap(_chunk, jobs)), labels


def _chunk(make: Make, images: NDArray[np.uint8], labels: NDArray[np.int64], seed: list[int]) -> NDArray[np.uint8]:
    cv2.setNumThreads(1)
    generator = np.random.default_rng(seed)
    return _stored([make(image, int(label), generator) for image, label in zip(images, labels, strict=True)])


def _touching(images: NDArray[np.uint8], labels: NDArray[np.int64], count: int, seed: list[int]) -> Pool:
    cv2.setNumThreads(1)
    generator = np.random.default_rng(seed)
    drawn, pairs = [], []
    for _ in range(count):
        three = generator.integers(len(labels), size=3)
        ink, pair = draw_touching([(images[one], int(labels[one])) for one in three], generator)
        drawn.append(normalize_pair(ink))
        pairs.append(pair)
    return _stored(drawn), np.array(pairs, np.int64)


def _stored(images: list[NDArray[np.float32]]) -> NDArray[np.uint8]:
    """As bytes: a quarter of the memory, and finer than any network sees."""
    return np.rint(np.stack(images) * 255).astype(np.uint8)
