"""Pictures of digits and numbers as people cut, save and show them: how many are read right.

    DIGITPAD_DATA=… python -m benchmarks.crops [--count 200] [--numbers 60] [--save FOLDER]

The digits are of MNIST's test split. Each kind of picture is read as it comes, and, where it shows one digit, with the
switch that says so. The last line is a strip as long as somebody may make one, whose digits are counted one by one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import development_data
from benchmarks.crop_kinds import DIGITS, NUMBERS, Kind, Picture, Sheet
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer
from digitpad.ml.mnist import load_mnist

FIRST_SEED, LONGEST_STRIP = 100, 150

Written = tuple[Sheet, str]
"""Ink, and what it says."""

Shown = tuple[Picture, str]
"""A picture, and what stands on it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=200, help="pictures of one digit, of each kind")
    parser.add_argument("--numbers", type=int, default=60, help="pictures of numbers, of each kind")
    parser.add_argument("--save", type=Path, help="a folder for those that are misread")
    options = parser.parse_args()
    images, labels = load_mnist(development_data.folder(), "t10k")
    reader = load_recognizer(options.model)
    print(f"{reader.recognizer.model_name}\n\n{'one digit':<26}{'as it comes':>12}{'as one digit':>14}")
    singles = [write(images, labels, FIRST_SEED + index, 1) for index in range(options.count)]
    for name, kind in DIGITS.items():
        pictures, folder = made(kind, singles), options.save and options.save / f"digit {name}"
        shares = [share_right(reader, pictures, one, folder) for one in (False, True)]
        print(f"{name:<26}{shares[0]:>10.1f} %{shares[1]:>12.1f} %", flush=True)
    print(f"\n{'numbers':<26}{'whole':>12}")
    numbers = [write(images, labels, FIRST_SEED + index, 3 + index % 3) for index in range(options.numbers)]
    for name, kind in NUMBERS.items():
        share = share_right(reader, made(kind, numbers), False, options.save and options.save / f"number {name}")
        print(f"{name:<26}{share:>10.1f} %", flush=True)
    strip, text = write(images, labels, FIRST_SEED, LONGEST_STRIP)
    print(f"\nstrip of {LONGEST_STRIP} digits: {right_in(reader, strip, text)} right where they stand")


def write(images: NDArray[np.uint8], labels: NDArray[np.integer], seed: int, count: int) -> Written:
    """Digits drawn by lot, side by side."""
    chosen = np.random.default_rng(seed).integers(0, len(images), count)
    return np.hstack(images[chosen]), "".join(str(labels[index]) for index in chosen)


def made(kind: Kind, written: Sequence[Written]) -> list[Shown]:
    """Pictures of a kind."""
    return [(kind(sheet), text) for sheet, text in written]


def share_right(reader: Reader, pictures: Sequence[Shown], one_digit: bool, folder: Path | None) -> float:
    """In per cent; those that are misread are saved in the folder."""
    right = 0
    for index, (picture, text) in enumerate(pictures):
        is_right = reader.read(picture, one_digit).text == text
        right += is_right
        if folder and not is_right:
            folder.mkdir(parents=True, exist_ok=True)
            Image.fromarray(picture).save(folder / f"{index:03d}-{text}.png")
    return 100 * right / len(pictures)


def right_in(reader: Reader, strip: Sheet, text: str) -> int:
    """How many digits of a strip are read where they stand."""
    side = strip.shape[0]
    found = {int((digit.box.x + digit.box.width / 2) // side): digit.character for digit in reader.read(strip).digits}
    return sum(found.get(place) == character for place, character in enumerate(text))


if __name__ == "__main__":
    main()
