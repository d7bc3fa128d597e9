"""Digits that touch: two as one mark, whose network has to name both, and marks that are no two digits.

Two of MNIST's digits pushed together, as they are or drawn again with one pen; two of the recipe's own, written with
one pen; two out of a row of three, as the program cuts them out. No two digits are one by itself, three, one and a
half, a digit with a letter, a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.ink import Ink
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.pieces import cut, merged, piece_of
from digitpad.ml.networks import NOT_A_DIGIT
from training.hand import Generator, Skeleton
from training.neighbours import agreement
from training.non_digits import draw_non_digit
from training.pen_digits import draw_digit
from training.printed_letters import draw_print
from training.redrawing import redrawn
from training.renderings import from_paper, photographed

Pair = tuple[int, int]
"""The left digit and the right one, or `NOT_A_DIGIT` twice."""

NO_PAIR: Pair = (NOT_A_DIGIT, NOT_A_DIGIT)

Digits = Sequence[tuple[NDArray[np.uint8], int]]
"""Images of MNIST (28, 28), with what they are."""

_PAIR, _OTHER = 0.8, 0.6
"""Of the ink of a part and of two digits, what they share: from the one on it is these two, below the other not."""

_ROWS = 48
"""On which is looked how far skeletons may be pushed together."""


def draw_touching(digits: Digits, g: Generator) -> tuple[Ink, Pair]:
    """One mark (H, W), not normalised, and what it is.

    Args:
        digits: three of MNIST's, by lot.
        g: where the randomness comes from.
    """
    kind = int(g.choice(len(_KINDS), p=[share for share, _ in _KINDS]))
    ink, pair = _KINDS[kind][1](digits, g)
    return (photographed(ink, g) if g.random() < 0.15 else ink), pair


def _of_mnist(digits: Digits, g: Generator) -> tuple[Ink, Pair]:
    row = in_touch(_inks(digits[:2], g), g)
    return np.maximum(*row), (digits[0][1], digits[1][1])


def _written(digits: Digits, g: Generator) -> tuple[Ink, Pair]:
    pair = (int(g.integers(10)), int(g.integers(10)))
    return _with_one_pen([draw_digit(digit, g) for digit in pair], g), pair


def _cut_out(digits: Digits, g: Generator) -> tuple[Ink, Pair]:
    """Two of three digits, or what else the program takes together of these three."""
    row = in_touch(_inks(digits, g), g)
    first = int(g.integers(2))
    wanted = np.maximum(*row[first : first + 2])
    whole = row.max(axis=0)
    mark = piece_of(whole)
    if mark is None:
        raise ValueError("three digits have ink")
    parts = cut(mark, whole.shape[0] / 1.1, stroke_width(mark.ink))
    runs = [merged(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)]
    shares = [agreement(ink, box, wanted) for ink, box in runs]
    best = int(np.argmax(shares))
    if shares[best] >= _PAIR and g.random() < 0.8:
        return runs[best][0], (digits[first][1], digits[first + 1][1])
    both = [np.maximum(*row[:2]), np.maximum(*row[1:])]
    wrong = [
        ink
        for ink, box in runs
        if box.width > 0.6 * box.height and all(agreement(ink, box, pair) < _OTHER for pair in both)
    ]
    return (wrong[g.integers(len(wrong))] if wrong else whole), NO_PAIR


def _one(digits: Digits, g: Generator) -> tuple[Ink, Pair]:
    """A digit by itself, also a wide one, or one with what is left of a line of the paper."""
    if g.random() < 0.5:
        ink = from_paper(draw_digit(int(g.integers(10)), g), g.uniform(24, 90), g)
    else:
        (ink,) = _inks(digits[:1], g)
        width = max(4, round(ink.shape[1] * float(np.exp(g.normal(0.15, 0.25)))))
        ink = cv2.resize(ink, (width, len(ink)), interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)
    return _with_a_line(ink, g) if g.random() < 0.2 else ink, NO_PAIR


def _with_a_line(ink: Ink, g: Generator) -> Ink:
    """Across some of it and beyond, or beside it."""
    high, wide = ink.shape
    paper = np.pad(ink, ((0, 0), (high // 2, high // 2)))
    start, length = int(g.integers(0, wide + high // 2)), int(g.uniform(0.2, 1.2) * high)
    row, thick = int(g.integers(high)), max(1, round(g.uniform(0.02, 0.1) * high))
    part = paper[row : row + thick, start : start + length]
    np.maximum(part, np.float32(g.uniform(0.3, 1)), out=part)
    return paper


def _three(digits: Digits, g: Generator) -> tuple[Ink, Pair]:
    if g.random() < 0.5:
        return in_touch(_inks(digits, g), g).max(axis=0), NO_PAIR
    return _with_one_pen([draw_digit(int(g.integers(10)), g) for _ in range(3)], g), NO_PAIR


def _letters(digits: Digits, g: Generator) -> tuple[Ink, Pair]:
    """Words, signs, and a digit beside one of these."""
    kind = g.random()
    if kind < 0.3:
        return draw_print(g), NO_PAIR
    if kind < 0.5:
        return from_paper(draw_non_digit(g), g.uniform(24, 90), g), NO_PAIR
    two = [draw_non_digit(g), draw_digit(int(g.integers(10)), g) if kind < 0.8 else draw_non_digit(g)]
    return _with_one_pen(two if g.random() < 0.5 else two[::-1], g), NO_PAIR


_KINDS: Sequence[tuple[float, Callable[[Digits, Generator], tuple[Ink, Pair]]]] = (
    (0.26, _of_mnist),
    (0.28, _written),
    (0.2, _cut_out),
    (0.14, _one),
    (0.05, _three),
    (0.07, _letters),
)


def in_touch(inks: Sequence[Ink], g: Generator) -> NDArray[np.float32]:
    """Digits pushed together until each touches the one before it, or overlaps it: (N, H, W), each on its own paper."""
    row = inks[0][None]
    for ink in inks[1:]:
        row = _beside(row, ink, g)
    return row


def _beside(row: NDArray[np.float32], ink: Ink, g: Generator) -> NDArray[np.float32]:
    """One more on the right of those there are; as high as these, or beginning or ending a little off."""
    rows = max(row.shape[1], len(ink))
    drop = round(float(g.normal(0, 0.06)) * rows + float(g.uniform(0, 1)) * (row.shape[1] - len(ink)))
    above, below = max(0, -drop), max(0, drop + len(ink) - row.shape[1])
    row = np.pad(row, ((0, 0), (above, below), (0, 0))).astype(np.float32)
    top = drop + above
    bottom = row.shape[1] - top - len(ink)
    ink = np.pad(ink, ((top, bottom), (0, 0))).astype(np.float32)
    overlap = float(abs(g.normal(0, 0.05 if g.random() < 0.7 else 0.1))) * rows
    start = touching_from(row.max(axis=0) > 0.3, ink > 0.3) - 1 - round(overlap)
    start = max(start, 1 - ink.shape[1])
    first, last = min(0, start), max(row.shape[2], start + ink.shape[1])
    return np.concatenate(
        [
            np.pad(row, ((0, 0), (0, 0), (-first, last - row.shape[2]))),
            np.pad(ink, ((0, 0), (start - first, last - start - ink.shape[1])))[None],
        ]
    )


def touching_from(left: NDArray[np.bool_], right: NDArray[np.bool_]) -> int:
    """In which column of the left mask (H, W) the right one (H, V) begins where the two just do not overlap."""
    rows = np.flatnonzero(left.any(axis=1) & right.any(axis=1))
    if not len(rows):
        return left.shape[1]
    ends = left.shape[1] - left[rows, ::-1].argmax(axis=1)
    return int((ends - right[rows].argmax(axis=1)).max())


def _inks(digits: Digits, g: Generator) -> list[Ink]:
    """MNIST's digits, cropped and enlarged to about one height; at times all drawn again with one pen."""
    height = float(g.uniform(28, 64))
    again = g.random() < 0.4
    inks = []
    for image, _ in digits:
        ink = image.astype(np.float32) / np.float32(255)
        piece = piece_of(redrawn(ink, g) if again else ink)
        if piece is None:
            raise ValueError("an image of MNIST has ink")
        rows = max(8, round(height * float(np.exp(g.normal(0, 0.12)))))
        columns = max(3, round(piece.width * rows / piece.height))
        resized = cv2.resize(piece.ink, (columns, rows), interpolation=cv2.INTER_AREA if again else cv2.INTER_CUBIC)
        inks.append(resized.clip(0, 1).astype(np.float32))
    return inks


def _with_one_pen(marks: Sequence[Skeleton], g: Generator) -> Ink:
    """Skeletons written beside each other with one pen, so near that they touch."""
    height = float(g.uniform(24, 90))
    pen = height * float(g.uniform(0.05, 0.2))
    together: Skeleton = []
    for mark in marks:
        together = _pushed_together(together, _standing(mark, g), pen / height, g)
    points = np.concatenate(together)
    return from_paper(together, height * float(np.ptp(points, axis=0).max()), g, pen)


def _standing(mark: Skeleton, g: Generator) -> Skeleton:
    """About as high as 1, its top about at 0."""
    points = np.concatenate(mark)
    low, extent = points.min(axis=0), float(np.ptp(points, axis=0).max())
    height = float(np.exp(g.normal(0, 0.12)))
    top = float(g.normal(0, 0.06)) + float(g.uniform(0, 1)) * (1 - height)
    return [(stroke - low) * height / max(extent, 1e-6) + (0.0, top) for stroke in mark]


def _pushed_together(left: Skeleton, right: Skeleton, pen: float, g: Generator) -> Skeleton:
    """The right one behind the left one, between a pen's width from it and overlapping it."""
    if not left:
        return right
    top = min(float(stroke[:, 1].min()) for stroke in (*left, *right))
    start = min(float(stroke[:, 0].min()) for stroke in left)
    one, other = _mask(left, start, top), _mask(right, 0.0, top)
    touching = start + touching_from(one, other) / _ROWS
    overlap = float(abs(g.normal(0, 0.05 if g.random() < 0.7 else 0.1)))
    shift = touching + float(g.uniform(0, 0.9)) * pen - overlap
    return left + [stroke + (shift, 0.0) for stroke in right]


def _mask(skeleton: Skeleton, left: float, top: float) -> NDArray[np.bool_]:
    """(H, W) which places strokes pass, in 48ths of the unit, from that corner on."""
    width = 2 + int(_ROWS * (max(float(stroke[:, 0].max()) for stroke in skeleton) - left))
    mask = np.zeros((2 * _ROWS, max(2, width)), np.uint8)
    for stroke in skeleton:
        places = np.rint((stroke - (left, top)) * _ROWS).astype(np.int32)
        cv2.polylines(mask, [places], False, (1,), 1)
    return mask > 0
