"""Digits that touch: numbers of two and three digits that people wrote with a pen, pushed together, as pictures.

    DIGITPAD_DATA=… python -m benchmarks.touching [--model NAME|PATH] [--count N] [--save FOLDER]

Every number is written with one pen, its digits by different people, each as near to the one before as is said: just
touching it, or overlapping it by a share of its height. `--save` keeps the pictures that are not read as they were
written.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import development_data
from digitpad.core.reading import Reading, Status
from digitpad.loading import load_recognizer
from training.touching import touching_from

HEIGHT = 70
PENS = (4, 7, 12)
OVERLAPS = {"just touching": 0.0, "overlapping by a twelfth": 1 / 12, "overlapping by a sixth": 1 / 6}
SEED = 40_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=300, help="numbers of each kind")
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    reader = load_recognizer(options.model)
    print(f"{reader.recognizer.model_name}, {reader.recognizer.device}\n")
    drawings, labels = development_data.pen_strokes()
    print(f"{'numbers of':<12}{'':<28}{'whole':>8}{'as many digits':>16}{'`ok`, of these right':>24}")
    for length in (2, 3):
        for kind, overlap in OVERLAPS.items():
            generator = np.random.default_rng(SEED + length)
            chosen = generator.integers(len(drawings), size=(options.count, length))
            truths = ["".join(map(str, labels[places])) for places in chosen]
            pictures = [
                written([drawings[one] for one in places], overlap, PENS[number % len(PENS)], number)
                for number, places in enumerate(chosen)
            ]
            readings = reader.read_many(pictures)
            print(f"{length:<12}{kind:<28}{score(readings, truths)}")
            if options.save:
                save_failures(options.save, f"{length} {kind}", pictures, readings, truths)


def score(readings: Sequence[Reading], truths: Sequence[str]) -> str:
    right = np.array([reading.text == truth for reading, truth in zip(readings, truths, strict=True)])
    as_many = np.array([len(reading.digits) == len(truth) for reading, truth in zip(readings, truths, strict=True)])
    sure = np.array([reading.status is Status.OK for reading in readings])
    right_of_sure = right[sure].mean() if sure.any() else 1.0
    shares = (right.mean(), as_many.mean(), sure.mean(), right_of_sure)
    whole, many, ok, ok_right = (f"{100 * share:.1f} %" for share in shares)
    return f"{whole:>8}{many:>16}{ok:>14}, {ok_right:>8}"


def save_failures(
    folder: Path, kind: str, pictures: Sequence[NDArray], readings: Sequence[Reading], truths: Sequence[str]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, (picture, reading, truth) in enumerate(zip(pictures, readings, truths, strict=True)):
        if reading.text != truth:
            read = reading.text.replace("\n", "_").replace("?", "x")
            cv2.imwrite(str(folder / f"{kind} {number}: {truth} as {read}.png"), picture)


def written(digits: Sequence[development_data.PenStrokes], overlap: float, pen: int, seed: int) -> NDArray[np.uint8]:
    """Dark ink on light paper, (H, W): digits on one line of writing, about as high as each other."""
    generator = np.random.default_rng(seed)
    ink = np.zeros((2 * HEIGHT, 0), np.uint8)
    for digit in digits:
        height = HEIGHT * generator.uniform(0.85, 1.1)
        ink = beside(ink, drawn(digit, height, pen, generator), round(overlap * HEIGHT))
    ink = np.pad(ink, ((0, 0), (40, 40)))
    grey = 230 - 190 * cv2.GaussianBlur(ink.astype(np.float32) / 255, (0, 0), 0.7)
    return np.clip(grey + generator.normal(0, 3, ink.shape), 0, 255).astype(np.uint8)


def drawn(digit: development_data.PenStrokes, height: float, pen: int, generator: np.random.Generator) -> NDArray:
    """(140, W) uint8: its ink, with no empty column at its sides."""
    points = np.concatenate(digit)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = height / max(float(extent.max()), 1e-6)
    top = (2 * HEIGHT - height) / 2 + generator.normal(0, 0.04) * HEIGHT
    ink = np.zeros((2 * HEIGHT, int(extent[0] * scale) + 4 * pen), np.uint8)
    for line in digit:
        places = np.rint(((line - low) * scale + (2 * pen, top)) * 16).astype(np.int32)
        cv2.polylines(ink, [places], False, (255,), pen, cv2.LINE_AA, 4)
    columns = np.flatnonzero(ink.any(axis=0))
    return ink[:, columns[0] : columns[-1] + 1]


def beside(left: NDArray, right: NDArray, overlap: int) -> NDArray:
    """Both on one paper, so near that they touch, or so many pixels nearer."""
    if not left.shape[1]:
        return right
    start = max(0, touching_from(left > 128, right > 128) - 1 - overlap)
    together = np.zeros((len(left), max(left.shape[1], start + right.shape[1])), np.uint8)
    together[:, : left.shape[1]] = left
    part = together[:, start : start + right.shape[1]]
    np.maximum(part, right, out=part)
    return together


if __name__ == "__main__":
    main()
