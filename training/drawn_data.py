"""Pools of drawn digits and non-digits, rendered as the program would see them and normalised by its own code."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.drawing import Point, Stroke
from digitpad.imaging.normalize import normalize
from digitpad.imaging.rasterize import rasterize
from training.non_digits import draw_non_digit
from training.pen_digits import Generator, Skeleton, draw_digit

NOT_A_DIGIT = -1
"""The label of what is no digit."""

_CHUNK = 1000

Pool = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Normalised images (N, 28, 28) and labels (N,)."""


def drawn_pool(count: int, seed: int, digits: bool) -> Pool:
    """Draw digits (as many of each) or non-digits, on all cores; the same seed gives the same pool."""
    jobs = [(min(_CHUNK, count - start), seed * 100_003 + start, digits) for start in range(0, count, _CHUNK)]
    with multiprocessing.get_context("spawn").Pool() as workers:
        chunks = workers.starmap(_drawn_chunk, jobs)
    return np.concatenate([images for images, _ in chunks]), np.concatenate([labels for _, labels in chunks])


def omniglot_pool(path: Path, first_half: bool) -> Pool:
    """Characters of one half of Omniglot's alphabets (Lake et al., 2015), by alphabetical order of the alphabets."""
    data = np.load(path)
    images = np.unpackbits(data["images"], axis=2, count=int(data["width"]))
    alphabets = np.array([str(label).split("/")[0] for label in data["label"]])
    names = sorted(set(alphabets))
    half = names[: len(names) // 2] if first_half else names[len(names) // 2 :]
    chosen = images[np.isin(alphabets, half)].astype(np.float32)
    return _stored([normalize(image) for image in chosen]), np.full(len(chosen), NOT_A_DIGIT)


def stretched(images: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Each image (N, 28, 28) with another proportion, normalised anew: scanners and forms stretch digits to boxes."""
    generator = np.random.default_rng(seed)
    shapes = np.exp(generator.normal(0.15, 0.35, len(images)))
    return _stored(
        [
            normalize(cv2.resize(image, (max(8, round(56 * shape)), 56)).astype(np.float32) / np.float32(255))
            for image, shape in zip(images, shapes, strict=True)
        ]
    )


def _drawn_chunk(count: int, seed: int, digits: bool) -> Pool:
    cv2.setNumThreads(1)
    generator = np.random.default_rng(seed)
    labels = np.arange(count) % 10 if digits else np.full(count, NOT_A_DIGIT)
    images = []
    for label in labels:
        skeleton = draw_digit(int(label), generator) if digits else draw_non_digit(generator)
        ink = _from_canvas(skeleton) if generator.random() < 0.5 else _from_paper(skeleton, generator)
        images.append(normalize(ink))
    return _stored(images), labels


def _from_canvas(skeleton: Skeleton) -> NDArray[np.float32]:
    """As the canvas hands a drawing over: its pen is thin, for what matters is the way of the tip."""
    return rasterize(tuple(Stroke(tuple(Point(x, y) for x, y in line), 0.02) for line in skeleton))[0]


def _from_paper(skeleton: Skeleton, g: Generator) -> NDArray[np.float32]:
    """As a photograph or a scan would show it: any pen, pressed more and less, blurred, with some dirt left over."""
    side = g.uniform(24, 90)
    pen = side * g.uniform(0.04, 0.17)
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


def _stored(images: list[NDArray[np.float32]]) -> NDArray[np.uint8]:
    """As bytes: a quarter of the memory, and finer than any network sees."""
    return np.rint(np.stack(images) * 255).astype(np.uint8)


def cached(path: Path, make: Callable[[], Pool]) -> Pool:
    """A pool from a file, made and written where it is missing."""
    if not path.exists():
        images, labels = make()
        np.savez_compressed(path, images=images, labels=labels)
    data = np.load(path)
    return data["images"], data["labels"]
