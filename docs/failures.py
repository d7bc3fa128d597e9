"""Makes the pictures of failures in docs/model-card.md: the surest mistakes among drawings no recipe has seen.

    python docs/failures.py [--model NAME|PATH] OUT

Writes `misread-digits.png` (digits of the generator read as others) and `believed-non-digits.png` (its non-digits
answered `ok`), each with what was read and how surely; and prints how many there were.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading, Status
from digitpad.loading import load_recognizer
from training.pools import Pool, drawn_pool, non_digit_pool

COUNT = 10_000
SEEDS = (95, 96)
"""Of digits and non-digits; the recipe's own seeds are up to 9, those of its other drawings up to 9 above hundreds."""

COLUMNS, ROWS = 8, 3
SIDE = 84
"""Of one 28×28 image, in pixels of the picture."""


def main() -> None:
    """Draw, read, and write the two pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    recognizer = load_recognizer(options.model).recognizer

    def read(pool: Pool) -> list[DigitReading]:
        whole = Box(0, 0, 28, 28)
        return recognizer.recognize([Glyph(image.astype(np.float32) / np.float32(255), whole) for image in pool[0]])

    digits = drawn_pool(COUNT, SEEDS[0])
    misread = [
        (answer, f"{label} as {answer.value}")
        for answer, label in zip(read(digits), digits[1], strict=True)
        if answer.value != label
    ]
    print(f"{len(misread)} of {COUNT:,} drawn digits were misread, {share_ok(misread)} of them answered ok")
    cv2.imwrite(str(options.out / "misread-digits.png"), sheet(misread))
    others = read(non_digit_pool(COUNT, SEEDS[1]))
    believed = [(answer, f"as {answer.value}") for answer in others if answer.status is Status.OK]
    print(f"{len(believed)} of {COUNT:,} drawn non-digits were answered ok")
    cv2.imwrite(str(options.out / "believed-non-digits.png"), sheet(believed))


def share_ok(answers: list[tuple[DigitReading, str]]) -> int:
    """How many have the status `ok`."""
    return sum(answer.status is Status.OK for answer, _ in answers)


def sheet(answers: list[tuple[DigitReading, str]]) -> np.ndarray:
    """The surest answers as a grid, each 28×28 image dark on light with its caption below."""
    chosen = sorted(answers, key=lambda pair: -pair[0].confidence)[: COLUMNS * ROWS]
    line = 22
    page = np.full((ROWS * (SIDE + line + 10), COLUMNS * (SIDE + 10)), 255, np.uint8)
    for index, (answer, caption) in enumerate(chosen):
        y, x = (index // COLUMNS) * (SIDE + line + 10) + 5, (index % COLUMNS) * (SIDE + 10) + 5
        image = cv2.resize(answer.glyph.pixels, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
        page[y : y + SIDE, x : x + SIDE] = np.rint(255 - 255 * image)
        text = f"{caption}  {100 * answer.confidence:.0f} %"
        cv2.putText(page, text, (x, y + SIDE + 15), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (60,), 1, cv2.LINE_AA)
    return page


if __name__ == "__main__":
    main()
