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

from digitpad.core.drawing import Point, Stroke
from digitpad.imaging.ink import inked
from digitpad.imaging.normalize import normalize
from digitpad.imaging.rasterize import rasterize
from digitpad.ml.mnist import Split, load_mnist
from digitpad.ml.networks import NOT_A_DIGIT
from training.additions import ADDITIONS, with_addition
from training.degradations import degraded
from training.non_digits import draw_non_digit
from training.pen_digits import Generator, Skeleton, draw_digit
from training.redrawing import redrawn

_CHUNK = 1000

Pool = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Normalised images (N, 28, 28) and labels (N,): digits, or `NOT_A_DIGIT`."""


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


def drawn_pool(count: int, seed: int) -> Pool:
    """Digits of our own generator, as many of each."""
    return _on_all_cores(_drawn, np.zeros((count, 0, 0), np.uint8), np.arange(count) % 10, seed)


def non_digit_pool(count: int, seed: int) -> Pool:
    """Non-digits of our own generator."""
    return _on_all_cores(_drawn, np.zeros((count, 0, 0), np.uint8), np.full(count, NOT_A_DIGIT), seed)


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
    """To any proportion, or cut out and made to fill a small square of two tones, as old scanners' software did."""
    if g.random() < 0.5:
        width = max(8, round(56 * float(np.exp(g.normal(0.15, 0.35)))))
        return _plain(cv2.resize(image, (width, 56)).astype(np.uint8, copy=False), label, g)
    x, y, width, height = cv2.boundingRect((image > 60).astype(np.uint8))
    # A thin one is not stretched to a full square.
    width, x = max(width, 6), max(min(x, 22), 0)
    side = int(g.integers(14, 36))
    square = cv2.resize(image[y : y + height, x : x + width], (side, side), interpolation=cv2.INTER_AREA)
    if g.random() < 0.7:
        square = np.where(square > g.uniform(60, 160), 255, 0)
    return _plain(np.pad(square, 1).astype(np.uint8), label, g)


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


def _drawn(image: NDArray[np.uint8], label: int, g: Generator) -> NDArray[np.float32]:
    skeleton = draw_non_digit(g) if label == NOT_A_DIGIT else draw_digit(label, g)
    return normalize(_from_canvas(skeleton) if g.random() < 0.5 else _from_paper(skeleton, g))


def _from_canvas(skeleton: Skeleton) -> NDArray[np.float32]:
    """As the canvas hands a drawing over: its pen is thin, for what matters is the way of the tip."""
    return rasterize(tuple(Stroke(tuple(Point(x, y) for x, y in line), 0.02) for line in skeleton))[0]


def _from_paper(skeleton: Skeleton, g: Generator) -> NDArray[np.float32]:
    """As a photograph or a scan would show it: any pen, pressed more and less, blurred, with some dirt left over."""
    side = g.uniform(24, 90)
    pen = side * g.uniform(0.04, 0.24)
    points = np.concatenate(skeleton)
    low = points.min(axis=0)
    scale = side / max(float(np.ptp(points, axis=0).max()), 0.2)
    margin = 4 + pen
    width, height = (int(extent * scale + 2 * margin) + 1 for extent in np.ptp(points, axis=0))
    ink = np.zeros((height, width), np.uint8)
    for line in skeleton:
        places = np.rint(((line - low) * scale + margin) * 16).astype(np.int32)
        waves = np.sin(np.linspace(0, g.uniform(1, 7), len(places)) + g.uniform(0, 6))
        pressure = pen * (1 + 0.25 * waves)
        if g.random() < 0.5:
            cv2.polylines(ink, [np.repeat(places, 2, axis=0)], False, (255,), max(1, round(pen)), cv2.LINE_AA, 4)
            continue
        for start, end, wide in zip(places, places[1:], pressure, strict=False):
            cv2.line(ink, tuple(start.tolist()), tuple(end.tolist()), (255,), max(1, round(wide)), cv2.LINE_AA, 4)
    grey = ink.astype(np.float32) / np.float32(255)
    if g.random() < 0.6:
        grey = cv2.GaussianBlur(grey, (0, 0), g.uniform(0.3, 0.3 * pen + 0.3)).astype(np.float32)
    if g.random() < 0.3:
        grey = np.clip(grey + g.normal(0, g.uniform(0, 0.08), grey.shape), 0, 1).astype(np.float32)
        grey[grey < 0.15] = 0
    if g.random() < 0.25:  # what is left of the paper's grain where the pen was faint
        grey *= (g.random(grey.shape) > g.uniform(0, 0.15)).astype(np.float32)
    return grey


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


def _stored(images: list[NDArray[np.float32]]) -> NDArray[np.uint8]:
    """As bytes: a quarter of the memory, and finer than any network sees."""
    return np.rint(np.stack(images) * 255).astype(np.uint8)
