"""Ruled and squared paper: its lines taken out of the ink, without eating the digits that cross them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.ink import Ink

_LEAST_SHARE, _LEAST_SHARE_AT_EDGE = 0.5, 0.25
"""Of the page's width: a shorter line is no rule of the paper; one that runs off the picture may be this short."""

_LEAST_ALONE = 0.8
"""The same for a line that has no second one and runs off neither edge: it may be the stem of a one."""

_FULLEST_FRAME, _SMALLEST_FRAME, _SQUAREST, _LEAST_SIDE = 0.45, 20, 0.8, 0.75
"""What is a frame: the most ink in its box, its least side in pixels, the least share of its box its outline encloses;
and how much of that box a line of it runs along."""

_RUN = 1 / 30
"""Of the page's width: so long must the pieces of a rule be between the digits that cross it."""

_THICKEST = 1 / 150
"""Of the page's longer side, but three pixels on small ones: a thicker line was drawn by somebody."""

_CONTINUED = 5
"""Pixels beside a rule in which ink that crosses it goes on."""


def without_rules(ink: Ink) -> Ink:
    """Take out long, thin, straight lines, across and down."""
    thickest = max(3.0, max(ink.shape) * _THICKEST)
    return _without_frames(_without_lines(ink, _LEAST_SHARE, thickest), thickest)


def _without_lines(ink: Ink, least_share: float, thickest: float) -> Ink:
    across = _without_horizontal(ink, least_share, thickest)
    return np.ascontiguousarray(_without_horizontal(np.ascontiguousarray(across.T), least_share, thickest).T)


def _without_frames(ink: Ink, thickest: float) -> Ink:
    """Take out the slots of a form: to the digit in it, the side of a slot is a line from edge to edge."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8), connectivity=8)
    areas = stats[:, cv2.CC_STAT_WIDTH].astype(np.int64) * stats[:, cv2.CC_STAT_HEIGHT]
    is_hollow = (stats[:, cv2.CC_STAT_AREA] < _FULLEST_FRAME * areas) & (stats[:, 2:4].min(axis=1) >= _SMALLEST_FRAME)
    cleaned = ink
    is_hollow[0] = False  # the paper
    for index in np.flatnonzero(is_hollow).tolist():
        x, y, wide, high = (int(value) for value in stats[index, :4])
        place = np.s_[y : y + high, x : x + wide]
        part = labels[place] == index
        outline = cv2.findContours(part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
        if max(map(cv2.contourArea, outline)) >= _SQUAREST * areas[index]:
            cleaned = cleaned.copy() if cleaned is ink else cleaned
            inside = _without_lines(np.where(part, ink[place], np.float32(0)), _LEAST_SIDE, thickest)
            cleaned[place][part] = inside[part]
    return cleaned


def _without_horizontal(ink: Ink, least_share: float, thickest: float) -> Ink:
    width = ink.shape[1]
    mask = (ink > 0).astype(np.uint8)
    run = max(25, round(width * _RUN))
    # A rule that slopes steps from row to row: made thicker first, its runs stay long.
    thick = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    joined = cv2.dilate(runs, np.ones((1, 2 * (run // 3) + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    cleaned = ink
    is_alone = (stats[1:count, cv2.CC_STAT_WIDTH] >= least_share * width).sum() == 1
    least_inside = _LEAST_ALONE if is_alone else least_share
    for index in range(1, count):
        x, y, long, high = (int(value) for value in stats[index, :4])
        runs_off = x <= run // 2 or x + long >= width - run // 2
        if long < (_LEAST_SHARE_AT_EDGE if runs_off and least_share < _LEAST_SIDE else least_inside) * width:
            continue
        part = (labels[y : y + high, x : x + long] == index) & (mask[y : y + high, x : x + long] > 0)
        rule = _fitted(part, width, thickest)
        if rule is not None:
            curve, thickness = rule
            columns = np.arange(max(0, x - run), min(width, x + long + run))
            cleaned = cleaned.copy() if cleaned is ink else cleaned
            _erase(cleaned, mask, columns, y + np.polyval(curve, (columns - x) / width), thickness)
    return cleaned


def _fitted(part: NDArray[np.bool_], width: int, thickest: float) -> tuple[NDArray[np.float64], float] | None:
    """A straight or slightly bent line through the ink of what may be a rule, and its thickness; None where it is none.

    Returns:
        Polynomial coefficients of the row as a function of the column in page widths, and pixels.
    """
    counts = part.sum(axis=0)
    columns = np.flatnonzero(counts)
    if len(columns) < 0.2 * width:
        return None
    centres = (part * np.arange(part.shape[0])[:, None]).sum(axis=0)[columns] / counts[columns]
    position = columns / width
    degree = 2 if part.shape[1] > 0.6 * width else 1
    kept = np.ones(len(columns), bool)
    for _ in range(4):
        curve = np.polyfit(position[kept], centres[kept], degree)
        distance = np.abs(centres - np.polyval(curve, position))
        kept = distance < 2.5 * max(1.0, 1.4826 * float(np.median(distance[kept])))
        if kept.sum() < 0.15 * width:
            return None
    thickness = float(np.median(counts[columns][kept]))
    return (curve, thickness) if thickness <= thickest else None


def _erase(
    ink: Ink, mask: NDArray[np.uint8], columns: NDArray[np.integer], rows: NDArray[np.float64], thickness: float
) -> None:
    """Blank a rule, column by column, but for the columns where ink goes on above or below it."""
    half = round(thickness / 2 + 1.5)
    reach = half + _CONTINUED
    band = np.rint(rows).astype(int)[:, None] + np.arange(-reach, reach + 1)
    inside = (band >= 0) & (band < len(ink))
    band = np.clip(band, 0, len(ink) - 1)
    written = (mask[band, columns[:, None]] > 0) & inside
    crossed = (written[:, :_CONTINUED].sum(axis=1) >= 3) | (written[:, -_CONTINUED:].sum(axis=1) >= 3)
    core = band[~crossed][:, _CONTINUED:-_CONTINUED]
    ink[core, np.broadcast_to(columns[~crossed][:, None], core.shape)] = 0
