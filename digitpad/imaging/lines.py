"""Long, thin, nearly straight lines across a picture, found though they may be fainter than its grain, and crossed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.marks import marks_of
from digitpad.imaging.medians import spread
from digitpad.imaging.sheet import Plane

_FAINT, _MOST_SIGNAL = 0.1, 3.0
"""Contrast, and standard deviations, above which a pixel counts no more: a digit must not outshine a faint line."""

_EVERY = 4
"""Columns are averaged at once: one by one they tell nothing new about where a line runs, at four times the cost."""

_ALONG, _LEAST_RIDGE, _LEAST_SIGNAL = 7, 0.02, 4.0
"""Such columns along which a line is averaged; the least contrast it must have there; that in standard deviations."""

_RUN = 1 / 30
"""Of the picture's width: so long must the pieces of a line be between the digits that cross it."""

_NEAR = 4.0
"""Pixels between a line and the edge of a piece of it."""

_LEAST_SEEN = 0.5
"""Of a line's length must be seen; the rest may lie under ink."""

_BENT_FROM = 0.6
"""Of the picture's width: a longer line may be slightly bent, as paper is."""


@dataclass(frozen=True, eq=False)
class Line:
    """A line across a picture.

    Attributes:
        curve: coefficients of the row as a polynomial of the column, the highest first, both in widths of the picture.
        first: its first column.
        last: and its last.
        thickness: in pixels.
        tone: its contrast.
    """

    curve: NDArray[np.float64]
    first: int
    last: int
    thickness: float
    tone: float

    @property
    def length(self) -> int:
        """In columns."""
        return self.last - self.first + 1

    def rows(self, columns: NDArray[np.integer], width: int) -> NDArray[np.int64]:
        """The rows in which it passes columns of a picture of that width; they may lie outside."""
        rows: NDArray[np.int64] = np.rint(width * np.polyval(self.curve, columns / width)).astype(np.int64)
        return rows


def lines_across(contrast: Plane, least: int, thickest: float) -> list[Line]:
    """The lines that run from left to right, sloping a little at most.

    Args:
        contrast: (H, W) of a levelled picture.
        least: columns a line must be long.
        thickest: pixels a line may be thick.
    """
    width = contrast.shape[1]
    run = max(_ALONG, round(width * _RUN / _EVERY))
    if width < run * _EVERY:
        return []
    ridges = _ridges(contrast, thickest)
    # A line that slopes steps from row to row: made thicker first, its runs stay long.
    runs = cv2.morphologyEx(cv2.dilate(ridges, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    is_run = runs > 0
    if _EVERY * is_run.any(axis=0).sum() < _LEAST_SEEN * least:
        return []
    marks = marks_of(is_run)
    rows, columns = np.nonzero(is_run)
    owners = marks.labels[rows, columns]
    columns = columns * _EVERY + _EVERY // 2
    is_free = np.ones(marks.count + 1, bool)
    lines = []
    for seed in (1 + np.argsort(-marks.boxes[1:, 2], kind="stable")).tolist():
        if not is_free[seed]:
            continue
        is_free[seed] = False
        grown = _grown(rows, columns, owners == seed, width)
        if grown is None:
            continue
        curve, near = grown
        is_free[owners[near]] = False
        seen = np.unique(columns[near])
        length = int(seen[-1] - seen[0]) + 1
        if length < least or _EVERY * len(seen) < _LEAST_SEEN * length:
            continue
        line = _measured(contrast, curve, seen, thickest)
        if line.tone < _LEAST_RIDGE or line.thickness > thickest:
            continue  # a row of small digits: most of their columns are empty where the line would be
        line = _trimmed(contrast, line)
        if line.length >= least:
            lines.append(line)
    return lines


def _ridges(contrast: Plane, thickest: float) -> NDArray[np.uint8]:
    """(H, W / 4) of 1 where the picture is darker along a row than above and below."""
    height, columns = contrast.shape[0], contrast.shape[1] // _EVERY
    grain = spread(contrast[::4, ::4])
    most = np.float32(max(_FAINT, _MOST_SIGNAL * grain))
    clipped = np.clip(contrast[:, : columns * _EVERY], -most, most)
    along = cv2.blur(cv2.resize(clipped, (columns, height), interpolation=cv2.INTER_AREA), (_ALONG, 1))
    beside = round(thickest) + 2
    least = np.float32(max(_LEAST_RIDGE, _LEAST_SIGNAL * grain / (_EVERY * _ALONG) ** 0.5))
    enough = along - least
    is_ridge = enough > 0
    is_ridge[beside:] &= enough[beside:] > along[:-beside]
    is_ridge[:-beside] &= enough[:-beside] > along[beside:]
    return is_ridge.view(np.uint8)


def _grown(
    rows: NDArray[np.int64], columns: NDArray[np.int64], near: NDArray[np.bool_], width: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]] | None:
    """A piece of a line made longer, as far as there are other pieces where it leads; None where it is a mere dot.

    Returns:
        The line's curve, and which of the pixels are near it.
    """
    length = 0
    while True:
        first, last = int(columns[near].min()), int(columns[near].max())
        if last - first <= length:
            break
        length = last - first
        curve = np.polyfit(columns[near] / width, rows[near] / width, 2 if length > _BENT_FROM * width else 1)
        ahead = (columns >= first - length) & (columns <= last + length)
        near = ahead & (np.abs(rows - width * np.polyval(curve, columns / width)) < _NEAR)
        if not near.any():
            return None
    return (curve, near) if length else None


def _trimmed(contrast: Plane, line: Line) -> Line:
    """Without the ends that it seems to have only because it is averaged along its way."""
    height, width = contrast.shape
    blur = _EVERY * (_ALONG // 2)
    half = round(line.thickness / 2)

    def is_there(first: int) -> bool:
        columns = np.arange(max(0, first), min(width, first + blur))
        band = np.clip(line.rows(columns, width)[:, None] + np.arange(-half, half + 1), 0, height - 1)
        return float(contrast[band, columns[:, None]].max(axis=1).mean()) >= 0.5 * line.tone

    first = line.first if is_there(line.first) else line.first + blur
    last = line.last if is_there(line.last + 1 - blur) else line.last - blur
    return replace(line, first=first, last=last)


def _measured(contrast: Plane, curve: NDArray[np.float64], columns: NDArray[np.int64], thickest: float) -> Line:
    """A line along a curve, as thick and dark as it is in most of the columns in which it is seen."""
    height, width = contrast.shape
    reach = round(thickest) + 2
    rows = np.rint(width * np.polyval(curve, columns / width)).astype(int)
    band = rows[:, None] + np.arange(-reach, reach + 1)
    written = contrast[np.clip(band, 0, height - 1), columns[:, None]]
    profile = np.median(np.where((band >= 0) & (band < height), written, 0), axis=0)
    tone = float(profile.max())
    return Line(curve, int(columns[0]), int(columns[-1]), float((profile > 0.5 * tone).sum()), tone)
