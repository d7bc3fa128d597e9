"""Pictures of digits and numbers as people cut, save and show them: what `benchmarks.crops` reads."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Sheet = NDArray[np.uint8]
"""(H, W) ink, bright on black."""

Picture = NDArray[np.uint8]
"""(H, W) grey, or (H, W, 3) RGB."""

Kind = Callable[[Sheet], Picture]

_ENLARGED = 8
"""Times that a digit of 28×28 is enlarged for most kinds."""


def enlarged(sheet: Sheet, factor: float = _ENLARGED) -> Sheet:
    """With smooth edges."""
    method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return cv2.resize(sheet, None, fx=factor, fy=factor, interpolation=method).astype(np.uint8, copy=False)


def on_white(sheet: Sheet) -> Picture:
    """Black ink."""
    return 255 - sheet


def tight(sheet: Sheet) -> Sheet:
    """Cut where its ink ends."""
    x, y, width, height = cv2.boundingRect((sheet > 40).astype(np.uint8))
    return np.ascontiguousarray(sheet[y : y + height, x : x + width])


def padded(sheet: Sheet, margin: int) -> Sheet:
    return np.pad(sheet, margin)


def in_failing_light(sheet: Sheet) -> Picture:
    """Three times as bright on one side as on the other."""
    return (on_white(sheet) * np.linspace(0.3, 1.0, sheet.shape[1])).astype(np.uint8)


def framed(sheet: Sheet, margin: int, thick: int, sides: str = "ltrb") -> Picture:
    """With dark lines along some sides, so far from the edge."""
    picture = on_white(sheet)
    high, wide = (side - 1 - margin for side in picture.shape)
    ends = {
        "l": ((margin, margin), (margin, high)),
        "r": ((wide, margin), (wide, high)),
        "t": ((margin, margin), (wide, margin)),
        "b": ((margin, high), (wide, high)),
    }
    for side in sides:
        cv2.line(picture, *ends[side], (60,), thick)
    return picture


def cell(sheet: Sheet, side: int, sides: str) -> Picture:
    """Of a form, so large, with the lines of its box at some sides."""
    small = cv2.resize(sheet, (round(0.62 * side),) * 2, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return framed(padded(small, (side - len(small)) // 2), 0, max(1, side // 40), sides)


def on_squares(sheet: Sheet, step: int, tone: int) -> Picture:
    """As a program draws squared paper."""
    picture = on_white(sheet)
    picture[::step] = np.minimum(picture[::step], tone)
    picture[:, ::step] = np.minimum(picture[:, ::step], tone)
    return picture


def in_blocks(sheet: Sheet, side: int, shown: int) -> Picture:
    """So many pixels long, as old data sets have them, each shown as a block of so many."""
    inner = cv2.resize(sheet[4:-4, 4:-4], (side, side), interpolation=cv2.INTER_AREA) // 16 * 16
    return np.kron(inner, np.ones((shown, shown), np.uint8)).astype(np.uint8)


def on_card(sheet: Sheet, wall: int, card: int, pen: int, around: int = 80) -> Picture:
    """On a card before a wall, by grey levels."""
    margin = 40
    share = padded(sheet, margin) / 255.0
    picture = np.full([side + 2 * around for side in share.shape], wall, np.float64)
    picture[around:-around, around:-around] = card + (pen - card) * share
    picture += np.random.default_rng(0).normal(0, 2, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


DIGITS: dict[str, Kind] = {
    "28x28": lambda sheet: sheet,
    "28x28, black on white": on_white,
    "enlarged": lambda sheet: on_white(enlarged(sheet)),
    "tight, 20 pixels": tight,
    "tight, enlarged": lambda sheet: on_white(tight(enlarged(sheet))),
    "16x16, stretched": lambda sheet: cv2.resize(tight(sheet), (16, 16), interpolation=cv2.INTER_AREA).astype(np.uint8),
    "8x8": lambda sheet: in_blocks(sheet, 8, 1),
    "8x8 in blocks of 20": lambda sheet: in_blocks(sheet, 8, 20),
    "failing light": lambda sheet: in_failing_light(enlarged(sheet)),
    "frame": lambda sheet: framed(padded(enlarged(sheet), 38), 10, 3),
    "36x36 with a frame": lambda sheet: framed(padded(sheet, 4), 0, 1),
    "cell, two lines": lambda sheet: cell(sheet, 60, "lb"),
    "cell, four lines": lambda sheet: cell(sheet, 60, "ltrb"),
    "squared by a program": lambda sheet: on_squares(enlarged(sheet), 20, 200),
    "between white bars": lambda sheet: np.pad(enlarged(sheet), ((0, 0), (120, 120)), constant_values=255),
    "board on a wall": lambda sheet: on_card(enlarged(sheet, 4), 240, 60, 230),
    "brown card on white": lambda sheet: on_card(enlarged(sheet, 4), 240, 155, 60),
}
"""Of one digit of 28×28."""

NUMBERS: dict[str, Kind] = {
    "enlarged": lambda sheet: on_white(padded(enlarged(sheet, 4), 40)),
    "tight": lambda sheet: on_white(tight(enlarged(sheet))),
    "tight, 40 pixels high": lambda sheet: on_white(tight(enlarged(sheet, 2))),
    "28 pixels high": lambda sheet: sheet,
    "10 pixels high": lambda sheet: on_white(enlarged(padded(sheet, 10), 0.5)),
    "failing light": lambda sheet: in_failing_light(padded(enlarged(sheet, 6), 20)),
    "frame": lambda sheet: framed(padded(enlarged(sheet, 4), 40), 15, 3),
    "squared by a program": lambda sheet: on_squares(padded(enlarged(sheet, 4), 60), 20, 200),
    "board on a wall": lambda sheet: on_card(enlarged(sheet, 4), 240, 60, 230),
    "brown card on white": lambda sheet: on_card(enlarged(sheet, 4), 240, 155, 60),
}
"""Of a number of such digits side by side."""
