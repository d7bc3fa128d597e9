"""Numbers under what cameras and papers do to them: which are read whole, and what is invented on empty paper.

    DIGITPAD_DATA=… python -m benchmarks.cameras [--model NAME|PATH] [--count N] [--only KIND,…] [--save FOLDER]

Each kind of picture shows the same numbers of three to six digits, written with digits of MNIST's test split, and once
more the same paper without them. Every picture is read as a page, through the program's own path.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import development_data
from benchmarks.camera_kinds import KINDS
from benchmarks.camera_picture import Generator, Ink, Picture
from digitpad.core.reading import Status
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer
from digitpad.ml.mnist import load_mnist

FIRST_SEED = 7_000
SLIP = (560, 1400)
"""Height and width in pixels."""


@dataclass(frozen=True, eq=False)
class Slip:
    """A number, and its ink (H, W), 0..1."""

    number: str
    ink: Ink


@dataclass(frozen=True)
class Answer:
    """What was read from one picture of a number, and how many digits from the same paper without it."""

    number: str
    text: str
    invented: int

    @property
    def is_whole(self) -> bool:
        return self.text == self.number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=12, help="pictures of each kind")
    parser.add_argument("--only", type=lambda names: names.split(","), default=list(KINDS), help=", ".join(KINDS))
    parser.add_argument("--save", type=Path, help="a folder for the pictures, and for a table of the answers")
    options = parser.parse_args()
    if unknown := [name for name in options.only if name not in KINDS]:
        parser.error(f"no such kind: {', '.join(unknown)}")
    slips = make_slips(options.count)
    reader = load_recognizer(options.model)
    print(f"{reader.recognizer.model_name}, {options.count} pictures of each kind\n")
    print(f"{'kind':<24}{'whole':>9}{'digits right':>14}{'invented':>10}{'on pictures':>13}")
    answers: dict[str, list[Answer]] = {}
    for kind in options.only:
        answers[kind] = [measure(reader, kind, slip, seed, options.save) for seed, slip in enumerate(slips)]
        print_row(kind, answers[kind])
    print_row("all", [answer for some in answers.values() for answer in some])
    if options.save:
        save_answers(options.save / "answers.csv", answers)


def make_slips(count: int) -> list[Slip]:
    """Numbers written with MNIST's test split, each with a seed of its own."""
    images, labels = load_mnist(development_data.folder(), "t10k")
    return [write_number(images, labels, np.random.default_rng(FIRST_SEED + index)) for index in range(count)]


def write_number(images: NDArray[np.uint8], labels: NDArray[np.uint8], g: Generator) -> Slip:
    """Three to six digits near the middle of a slip: sizes and gaps vary, and the line slopes a little.

    Args:
        images: (N, 28, 28), bright ink on black.
        labels: (N,) what they are, 0..9.
        g: of all that varies.
    """
    ink = np.zeros(SLIP, np.float32)
    chosen = g.integers(0, len(images), int(g.integers(3, 7)))
    size = min(g.uniform(110, 170), 1050 / len(chosen))
    digits = [enlarged(images[index], size * g.uniform(0.88, 1.12)) for index in chosen]
    gaps = size * g.uniform(0.08, 0.35, len(digits))
    wide = sum(digit.shape[1] for digit in digits) + gaps[:-1].sum()
    left, slope = (SLIP[1] - wide) / 2 + g.uniform(-60, 60), np.tan(np.radians(g.uniform(-3, 3)))
    base = SLIP[0] / 2 + size / 2 + g.uniform(-40, 40)
    for digit, gap in zip(digits, gaps, strict=True):
        high, across = digit.shape
        top = round(base + slope * (left - SLIP[1] / 2) + size * g.normal(0, 0.03)) - high
        place = ink[top : top + high, round(left) : round(left) + across]
        np.maximum(place, digit, out=place)
        left += across + gap
    return Slip("".join(str(label) for label in labels[chosen]), ink)


def enlarged(image: NDArray[np.uint8], size: float) -> Ink:
    """A digit of 28×28 with edges as sharp as a pen's, cut at its ink; MNIST's box of 20 pixels becomes `size`."""
    factor = size / 20
    large = cv2.resize(image.astype(np.float32) / 255, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    smooth = cv2.GaussianBlur(large, (0, 0), 0.4 * factor)
    # A hairline is as black as a bold stroke, though of fewer of the 28×28 pixels.
    darkest = cv2.dilate(smooth, np.ones((round(3 * factor), round(3 * factor)), np.uint8))
    sharp = (0.5 + (smooth / np.maximum(darkest, 0.6) - 0.45) * 0.7 * factor).clip(0, 1)
    sharp = without_crumbs(sharp)
    x, y, wide, high = cv2.boundingRect((sharp > 0).astype(np.uint8))
    return np.ascontiguousarray(sharp[y : y + high, x : x + wide])


def without_crumbs(ink: Ink) -> Ink:
    """Only the pieces of more than a twentieth of the ink: MNIST was cut from pages, and not all of it cleanly."""
    _, pieces = cv2.connectedComponents((ink > 0).astype(np.uint8))
    covered = np.bincount(pieces.ravel(), ink.ravel())
    return np.where((covered > covered.sum() / 20)[pieces], ink, 0)


def measure(reader: Reader, kind: str, slip: Slip, seed: int, folder: Path | None) -> Answer:
    """Read one picture of a kind, and its paper without the number."""
    full, empty = (KINDS[kind](ink, np.random.default_rng(seed)) for ink in (slip.ink, np.zeros_like(slip.ink)))
    if folder:
        save(full, folder / f"{kind}-{seed:02d}.png")
        save(empty, folder / f"{kind}-{seed:02d}-empty.png")
    invented = sum(digit.status is not Status.NOT_A_DIGIT for digit in reader.read(empty).digits)
    return Answer(slip.number, reader.read(full).text, invented)


def save(picture: Picture, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(file)


def print_row(name: str, answers: Sequence[Answer]) -> None:
    whole = f"{sum(answer.is_whole for answer in answers)}/{len(answers)}"
    right = sum(digits_right(answer.number, answer.text) for answer in answers)
    share = 100 * right / max(1, sum(len(answer.number) for answer in answers))
    invented = [answer.invented for answer in answers]
    pictures = sum(count > 0 for count in invented)
    print(f"{name:<24}{whole:>9}{share:>12.1f} %{sum(invented):>10}{pictures:>13}", flush=True)


def digits_right(number: str, text: str) -> int:
    """How many digits stay as they are where one text becomes the other with the fewest edits."""
    row = [(edits, 0) for edits in range(len(text) + 1)]  # edits, and less than 0: digits that stay
    for index, digit in enumerate(number, 1):
        above, row = row, [(index, 0)]
        for place, read in enumerate(text):
            stays = digit == read
            replaced = (above[place][0] + (not stays), above[place][1] - stays)
            left_out, added = (above[place + 1][0] + 1, above[place + 1][1]), (row[-1][0] + 1, row[-1][1])
            row.append(min(replaced, left_out, added))
    return -row[-1][1]


def save_answers(file: Path, answers: dict[str, list[Answer]]) -> None:
    """A row for each picture."""
    with file.open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(["kind", "picture", "written", "read", "invented"])
        for kind, some in answers.items():
            rows.writerows(
                [kind, place, a.number, a.text.replace("\n", "/"), a.invented] for place, a in enumerate(some)
            )


if __name__ == "__main__":
    main()
