"""Forms with print on them: which handwritten digits are read right, and how many are made of letters.

    DIGITPAD_DATA=… python -m benchmarks.forms [--model NAME|PATH] [--count N] [--only KIND,…] [--save FOLDER]

Each kind of form is filled in with digits of MNIST's test split, in one of eight fonts, and read as a page, through the
program's own path. It wants the fonts of Debian's fonts-dejavu-core and fonts-urw-base35.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import development_data
from benchmarks.camera_picture import developed, written
from benchmarks.form_kinds import KINDS, filled, missing_fonts
from benchmarks.pages import compare
from digitpad.core.glyph import Box
from digitpad.core.reading import Status
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer
from digitpad.ml.mnist import load_mnist
from tests.page_samples import Page, Written

FIRST_SEED = 9_000


@dataclass(frozen=True)
class Answer:
    """Of one form.

    Attributes:
        digits: how many somebody wrote.
        right: how many of them are read where they are, and right.
        invented: how many digits are read where none is.
        unread: how many marks are shown as what cannot be read.
    """

    digits: int
    right: int
    invented: int
    unread: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to correct."""
        return self.right == self.digits and not self.invented and not self.unread


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=12, help="forms of each kind")
    parser.add_argument("--only", type=lambda names: names.split(","), default=list(KINDS), help=", ".join(KINDS))
    parser.add_argument("--save", type=Path, help="a folder for the pictures")
    options = parser.parse_args()
    if unknown := [name for name in options.only if name not in KINDS]:
        parser.error(f"no such kind: {', '.join(unknown)}")
    if missing := missing_fonts():
        parser.error(f"this machine lacks {', '.join(missing)} (fonts-dejavu-core, fonts-urw-base35)")
    reader = load_recognizer(options.model)
    print(f"{reader.recognizer.model_name}, {options.count} forms of each kind\n")
    print(f"{'kind':<24}{'whole':>9}{'digits right':>14}{'invented':>10}{'unread':>8}")
    every: list[Answer] = []
    for kind in options.only:
        answers = list(measured(reader, kind, options.count, options.save))
        every += answers
        print_row(kind, answers)
    print_row("all", every)


def measured(reader: Reader, kind: str, count: int, folder: Path | None) -> Iterator[Answer]:
    """What is read of some forms of a kind."""
    images, labels = load_mnist(development_data.folder(), "t10k")
    for index in range(count):
        page = make_form(kind, images, labels, FIRST_SEED + index)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            Image.fromarray(page.pixels).save(folder / f"{kind}-{index:02d}.png")
        answers = reader.read(page.pixels).digits
        right, invented = compare(page, answers)
        unread = sum(answer.status is Status.NOT_A_DIGIT for answer in answers)
        yield Answer(len(page.digits), right, invented, unread)


def make_form(kind: str, images: NDArray[np.uint8], labels: NDArray[np.uint8], seed: int) -> Page:
    """A form as a phone or a scanner hands it on."""
    generator = np.random.default_rng([seed, list(KINDS).index(kind)])
    sheet = filled(kind, images, labels, generator)
    picture = developed(written(sheet.ink, generator), generator)
    scale = picture.shape[1] / sheet.ink.shape[1]
    return Page(picture, tuple(_scaled(digit, scale) for digit in sheet.written))


def _scaled(digit: Written, scale: float) -> Written:
    return replace(digit, box=Box(*(side * scale for side in digit.box)))


def print_row(kind: str, answers: list[Answer]) -> None:
    digits, right = sum(answer.digits for answer in answers), sum(answer.right for answer in answers)
    share = f"{100 * right / digits:.1f} %" if digits else "–"
    whole = f"{sum(answer.is_whole for answer in answers)}/{len(answers)}"
    invented, unread = sum(answer.invented for answer in answers), sum(answer.unread for answer in answers)
    print(f"{kind:<24}{whole:>9}{share:>14}{invented:>10}{unread:>8}", flush=True)


if __name__ == "__main__":
    main()
