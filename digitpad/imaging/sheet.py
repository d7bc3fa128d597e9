"""A sheet that lies on something darker: what is around it is taken out of the picture."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.medians import median
from digitpad.imaging.tones import otsu

_LEAST_SHARE, _LARGEST_SHARE = 0.1, 0.98
"""Of the picture: a smaller bright patch is not what was photographed, a larger one is all of it."""

_SURE_SHARE, _LEAST_WRITTEN = 0.35, 0.004
"""Of the picture: on a smaller patch so much of it must be dark: a bright one or a lamp has nothing written on it."""

_STROKE, _WIDEST_STROKE = 0.15, 9
"""Of the sheet's brightness is a stroke darker than it, on a picture of a few hundred pixels; and pixels it is wide."""

_WIDEST_AT_EDGE = 15
"""Pixels of that picture: a broader stroke at the sheet's edge is taken for the sheet's own brightness."""

_LEAST_SOLIDITY = 0.93
"""Of its convex hull: a sheet has no bays, a bright digit has."""

_SMOOTHED, _MOST_CORNERS = 0.015, 5
"""Of its outline: what is nearer to a straight side is part of it. Corners of a sheet, one of which may be folded."""

_SLENDEREST = 0.25
"""Of its length: on a narrower strip digits reach from edge to edge, and cut bays into it."""

_LEAST_SIDE = 64
"""Pixels of a picture: on a smaller one nothing lies on a table, and digits reach from edge to edge."""

_LEAST_BRIGHT = 0.8
"""Of the sheet: what is written on it covers less; the hole of a bright zero is larger."""

_BRIGHTEST_TABLE = 0.7
"""Of the sheet's brightness."""

_OTHER_TONE, _MOST_AT_EDGE, _BRIGHTEST_CARD = 32, 0.45, 0.75
"""Grey levels between a dark card and what is written on it, at least; of the picture's edge is on it, and of the
brightness around it is its own, at most."""

_MARGIN = 3
"""Pixels of the sheet at its edge that are none of its own brightness."""

_LEAST_STEP, _NEAR = 0.5, 8
"""Of the difference between sheet and table is met that many pixels from the edge."""

_LEAST_SHARP, _AT_EDGE = 0.66, 4
"""Of that step is met that many pixels from the edge: a shadow's edge is softer."""

Plane = NDArray[np.float32]
"""(H, W) float32."""


def without_surroundings(tone: Plane, small: Plane, sheet: NDArray[np.uint8]) -> Plane:
    """The picture with everything around the sheet as bright as the sheet next to it.

    Args:
        tone: (H, W) grey levels 0..255.
        small: the same, at most a few hundred pixels long.
        sheet: what `sheet_of` found in that.
    """
    square = np.ones((2 * _MARGIN + 1, 2 * _MARGIN + 1), np.uint8)
    inner = cv2.erode(sheet, square, borderType=cv2.BORDER_CONSTANT).astype(np.uint8, copy=False)
    if not inner.any():
        return tone
    _, labels = cv2.distanceTransformWithLabels(1 - inner, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    # The label of each pixel of the sheet is its own: that of a pixel outside is its nearest one's.
    brightness = np.zeros(int(labels.max()) + 1, np.float32)
    brightness[labels[inner > 0]] = _paper_of(small, inner)[inner > 0]
    size = tone.shape[::-1]
    around = cv2.resize(cv2.blur(brightness[labels], (5, 5)), size, interpolation=cv2.INTER_LINEAR)
    is_sheet = cv2.resize(inner, size, interpolation=cv2.INTER_NEAREST) > 0
    return np.where(is_sheet, tone, around).astype(np.float32, copy=False)


def _paper_of(small: Plane, sheet: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The brightness of a sheet, without the strokes on it: one at its edge would go on beyond it."""
    even = cv2.medianBlur(small.clip(0, 255).astype(np.uint8), 5) * sheet
    square = np.ones((_WIDEST_AT_EDGE, _WIDEST_AT_EDGE), np.uint8)
    grown = np.where(sheet > 0, cv2.dilate(even, square), 255).astype(np.uint8)
    return cv2.erode(grown, square).astype(np.uint8, copy=False)


def sheet_of(small: Plane) -> NDArray[np.uint8] | None:
    """(H, W) of 1 where the sheet is; None where the picture shows nothing else, or no sheet."""
    return _brighter_patch(small, _is_written_on)


def card_of(small: Plane) -> NDArray[np.uint8] | None:
    """(H, W) of 1 where a dark card lies on something brighter: a board on a wall, a dark window on a page.

    None where there is none, or nothing on it: a bold digit, a logo and a shadow are as dark, and even.
    """
    return _brighter_patch(255 - small, _has_other_tones)


_Check = Callable[[NDArray[np.uint8], NDArray[np.uint8], Plane], bool]
"""Whether something is written on a patch, given that, what is as bright, and the picture."""


def _brighter_patch(small: Plane, is_written_on: _Check) -> NDArray[np.uint8] | None:
    """The largest patch that is brighter than the rest, where it looks like a sheet on a table.

    A part of it may lie in a shadow nearer to the table's brightness than to its own: so the dark side of Otsu's
    threshold is parted once more first.
    """
    if min(small.shape) < max(_LEAST_SIDE, _SLENDEREST * max(small.shape)):
        return None
    grey = cv2.GaussianBlur(small, (0, 0), 1.5).clip(0, 255).astype(np.uint8)
    threshold = otsu(grey)
    for level in (otsu(grey[grey <= threshold]), threshold):
        bright = (grey > level).astype(np.uint8)
        sheet = _largest(bright)
        if sheet is not None and is_written_on(sheet, bright, small) and _stands_out(sheet, grey):
            return sheet
    return None


def _largest(bright: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The largest patch, with what it encloses; None where it has not the form of a sheet."""
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max((np.asarray(one, np.int32) for one in contours), key=cv2.contourArea, default=None)
    if outline is None or not _is_angular(outline, bright.shape):
        return None
    sheet = np.zeros(bright.shape, np.uint8)
    cv2.drawContours(sheet, [outline], -1, (1,), cv2.FILLED)
    return sheet


def _is_angular(outline: NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """Whether an outline has no bays and few corners but for the picture's own: a bright eight or zero is round.

    Args:
        outline: (N, 1, 2) of x, y.
        shape: of the picture.
    """
    hull = cv2.convexHull(outline)
    if cv2.contourArea(outline) < _LEAST_SOLIDITY * cv2.contourArea(hull):
        return False
    corners = cv2.approxPolyDP(hull, _SMOOTHED * cv2.arcLength(hull, True), True)[:, 0]
    inside = ((corners > 1) & (corners < np.array(shape[1::-1]) - 2)).all(axis=1)
    return int(inside.sum()) <= _MOST_CORNERS


def _is_written_on(sheet: NDArray[np.uint8], bright: NDArray[np.uint8], small: Plane) -> bool:
    """Whether a patch is as large as a sheet and as full of paper; on a small one something must be written.

    That may be as dark as the table, or as thin and grey as it is bright on a small picture.
    """
    area = cv2.countNonZero(sheet)
    share, paper = area / sheet.size, cv2.countNonZero(bright & sheet) / area
    may_be_empty = share >= _SURE_SHARE
    return (
        _LEAST_SHARE <= share <= _LARGEST_SHARE
        and paper >= _LEAST_BRIGHT
        and (may_be_empty or paper <= 1 - _LEAST_WRITTEN or _has_strokes(sheet, small))
    )


def _has_other_tones(card: NDArray[np.uint8], bright: NDArray[np.uint8], small: Plane) -> bool:
    """Whether a patch is as large and as even as a card, with something on it, and the rest of the picture around it.

    Else it is the paper of a picture with digits at its edge.

    Args:
        card: (H, W) of 1 where the patch is.
        bright: (H, W) of 1 where the negative is as bright as it.
        small: (H, W) the negative, in which a dark card is bright.
    """
    area, edge = cv2.countNonZero(card), np.concatenate([card[0], card[-1], card[:, 0], card[:, -1]])
    is_large = _LEAST_SHARE <= area / card.size <= _LARGEST_SHARE
    if not (is_large and cv2.countNonZero(bright & card) >= _LEAST_BRIGHT * area and edge.mean() <= _MOST_AT_EDGE):
        return False
    inner = cv2.erode(card, np.ones((2 * _MARGIN + 1, 2 * _MARGIN + 1), np.uint8), borderType=cv2.BORDER_CONSTANT) > 0
    tones = small[inner]
    if not tones.size or 255 - median(tones) > _BRIGHTEST_CARD * (255 - median(small[card == 0])):
        return False
    return float((np.abs(tones - median(tones)) > _OTHER_TONE).mean()) > _LEAST_WRITTEN


def _has_strokes(sheet: NDArray[np.uint8], small: Plane) -> bool:
    """Whether there are strokes on a patch that are darker than what is beside them (a closing takes them away)."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_WIDEST_STROKE, _WIDEST_STROKE))
    inner = cv2.erode(sheet, np.ones(disc.shape, np.uint8), borderType=cv2.BORDER_CONSTANT) > 0
    paper = np.where(sheet > 0, small, np.float32(median(small[sheet > 0])))
    closed = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, disc)
    strokes = (closed - paper > _STROKE * closed) & inner
    return int(strokes.sum()) > _LEAST_WRITTEN * cv2.countNonZero(sheet)


def _stands_out(sheet: NDArray[np.uint8], grey: NDArray[np.uint8]) -> bool:
    """Whether a patch is much brighter than what is around it, from one pixel to the next: a shadow's edge is soft."""
    inside, outside = median(grey[sheet > 0]), median(grey[sheet == 0])
    if outside > _BRIGHTEST_TABLE * inside:
        return False
    near, at_edge = _step(grey, sheet, _NEAR), _step(grey, sheet, _AT_EDGE)
    return near >= _LEAST_STEP * (inside - outside) and at_edge >= _LEAST_SHARP * near


def _step(grey: NDArray[np.uint8], sheet: NDArray[np.uint8], distance: int) -> float:
    """By how much the picture is brighter inside the edge of the sheet than outside, so far from it, in grey levels."""
    within, beyond = (cv2.distanceTransform(side, cv2.DIST_L2, 5) for side in (sheet, 1 - sheet))
    distance = min(distance, int(beyond.max()))
    inside, outside = (grey[np.abs(depth - distance) <= 1] for depth in (within, beyond))
    return median(inside) - median(outside) if inside.size and outside.size else 0.0
