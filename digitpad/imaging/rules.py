"""Ruled and squared paper and the slots of forms: taken out of the ink, without eating the digits that cross them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.imaging.ink import Ink
from digitpad.imaging.lines import Line, lines_across
from digitpad.imaging.marks import Marks, marks_of, rectangle_around
from digitpad.imaging.medians import median
from digitpad.imaging.normalize import stroke_width
from digitpad.imaging.sheet import Plane

_LEAST_SHARE, _LEAST_SHARE_AT_EDGE = 0.5, 0.25
"""Of the page's width: a shorter line is no rule of the paper; one that runs off the picture may be this short."""

_LEAST_ALONE = 0.8
"""The same for a line that has no second one and runs off neither edge: it may be the stem of a one."""

_FEW, _ASKEW, _UNBROKEN = 3, 0.03, 0.85
"""With so many rules from side to side, a line whose slope differs that much from theirs must be there for so much of
its length: the stems of digits in a column of a table, one below the other, are a line, too."""

_SLENDER, _ALL_ACROSS = 0.5, 0.95
"""Of a strip of paper, which is more than twice as long as wide, this share of its length counts for its width; but a
line of that share of the width itself is a rule. Else the stems of digits were."""

_AT_EDGE, _FURTHER = 1 / 60, 1 / 30
"""Of the page's width: so near to its edge a line runs off it, and so far it may go on beyond where it was seen."""

_THICKEST, _LEAST_THICKEST, _LONGEST = 1 / 150, 4.0, 8
"""Of the page's longer side, but so many pixels on small ones: a thicker line was drawn by somebody. Of a strip
no more of its length counts than so many times its width: a row of small digits is no line."""

_LOW, _THIN = 64, 0.6
"""Pixels of a strip's width: a one is nearly as long as that. A line on it is thinner than so much of a stroke."""

_FULLEST_FRAME, _SMALLEST_FRAME, _SQUAREST, _LEAST_SIDE, _THICKEST_SIDE = 0.45, 20, 0.8, 0.75, 0.12
"""What is a frame: the most ink in its box, its least side in pixels, the least share of a rectangle its outline
encloses; how much of a side of it a line of it runs along; and how thick that is at most, of the shorter side."""

_FULLEST_FILLED, _LEAST_HELD = 0.6, 0.31
"""The most ink in the box of a frame that holds a broad digit, which is so much of the ink: else it is a zero."""

_FAINT, _DARK = 0.85, 0.6
"""Of the contrast of full ink: a rule up to here can be told from ink by its tone; and from here on it is ink."""

_MOST_BARS = 500
"""Of slots on a picture; with more it is a net or a texture, and each would be compared with all others."""

_CONTINUED, _SOFT = 5, 2
"""Pixels beside a rule in which ink that crosses it goes on; and pixels of a line's width that are its soft edges."""


def without_rules(ink: Ink, contrast: Plane) -> Ink:
    """Take out long, thin, straight lines, across and down, and the slots of forms.

    Args:
        ink: of a page, in which a faint line may be left only where a digit touches it.
        contrast: what the ink was found in: there a faint line is seen from edge to edge.
    """
    thickest = _thickest(ink)
    cleaned = _without_frames(ink, contrast, thickest)
    down = _rules(cv2.transpose(contrast).astype(np.float32, copy=False), thickest)
    cleaned = _erased(cleaned, contrast, _rules(contrast, thickest), down)
    return np.ascontiguousarray(_without_crumbs(cleaned, ink, thickest))


def _thickest(ink: Ink) -> float:
    """How thick a line is at most, in pixels."""
    high, wide = ink.shape
    longest = float(min(max(high, wide), _LONGEST * min(high, wide)))
    thickest = max(_LEAST_THICKEST, longest * _THICKEST)
    return min(thickest, _THIN * stroke_width(ink)) if min(high, wide) <= _LOW else thickest


def _rules(contrast: Plane, thickest: float) -> list[Line]:
    """The lines that run across most of a page, or off it."""
    width = contrast.shape[1]
    at_edge, usual, alone = (
        min(share * max(width, _SLENDER * max(contrast.shape)), _ALL_ACROSS * width)
        for share in (_LEAST_SHARE_AT_EDGE, _LEAST_SHARE, _LEAST_ALONE)
    )
    lines = lines_across(contrast, round(at_edge), thickest)
    least = alone if sum(line.length >= usual for line in lines) == 1 else usual
    rules = [line for line in lines if line.length >= least or _runs_off(line, width)]
    sure = [line for line in rules if line.length >= _LEAST_ALONE * width]
    if len(sure) < _FEW:
        return rules
    slope = float(np.median([_slope(line, width) for line in sure]))
    return [line for line in rules if abs(_slope(line, width) - slope) <= _ASKEW or _is_unbroken(line, contrast)]


def _is_unbroken(line: Line, contrast: Plane) -> bool:
    """Whether a line is there nearly all along."""
    columns = np.arange(line.first, line.last + 1)
    reach = round(line.thickness / 2)
    band = line.rows(columns, contrast.shape[1])[:, None] + np.arange(-reach, reach + 1)
    tones = contrast[np.clip(band, 0, len(contrast) - 1), columns[:, None]].max(axis=1)
    return float((tones >= 0.5 * line.tone).mean()) >= _UNBROKEN


def _slope(line: Line, width: int) -> float:
    """Rows down for each column to the right, from end to end."""
    first, last = line.rows(np.array([line.first, line.last]), width).tolist()
    return float(last - first) / max(1, line.last - line.first)


def _runs_off(line: Line, width: int) -> bool:
    return line.first <= _AT_EDGE * width or line.last >= (1 - _AT_EDGE) * width


def _without_frames(ink: Ink, contrast: Plane, thickest: float) -> Ink:
    """Take out the slots of a form: to the digit in it, the side of a slot is a line from edge to edge."""
    marks = marks_of(ink > 0)
    sizes = marks.boxes[:, 2:]
    is_hollow = (marks.areas < _FULLEST_FILLED * sizes.prod(axis=1)) & (sizes.min(axis=1) >= _SMALLEST_FRAME)
    hollow = np.flatnonzero(is_hollow)
    smallest = hollow[np.argsort(sizes[hollow].prod(axis=1), kind="stable")]  # a digit's slot has none inside it
    cleaned = ink
    for index in marks.affordable(smallest).tolist():
        mark = marks.cut_out(index, ink)
        x, y, wide, high = marks.boxes[index].tolist()
        without = _without_sides(mark, contrast[y : y + high, x : x + wide] * (mark > 0), thickest)
        is_filled = marks.areas[index] >= _FULLEST_FRAME * wide * high
        is_zero = is_filled and np.count_nonzero(without) < _LEAST_HELD * marks.areas[index]
        if without is not mark and not is_zero:
            cleaned = cleaned.copy() if cleaned is ink else cleaned
            cleaned[y : y + high, x : x + wide][mark > 0] = without[mark > 0]
    return cleaned


def _without_sides(mark: Ink, contrast: Plane, thickest: float) -> Ink:
    """A mark that is a frame with what touches it, without the frame; any other mark as it is.

    Args:
        mark: its ink.
        contrast: what that was found in, 0 beside the mark: squared paper is a frame as well, and fainter than the ink.
        thickest: of a line, in pixels.
    """
    corners, enclosed = rectangle_around(mark)
    if enclosed < _SQUAREST:
        return mark
    sides = np.abs(np.diff(corners[:3], axis=0))
    thickest = max(thickest, _THICKEST_SIDE * float(sides.max(axis=1).min()))
    across = lines_across(contrast, round(_LEAST_SIDE * sides[:, 0].max()), thickest)
    down = lines_across(np.ascontiguousarray(contrast.T), round(_LEAST_SIDE * sides[:, 1].max()), thickest)
    if min(len(across), len(down)) < 2:
        return mark
    return _without_corners(_erased(mark, contrast, across, down), [*across, *down])


def _without_corners(ink: Ink, sides: Sequence[Line]) -> Ink:
    """Drop what is left where two sides of a frame meet: each looks there like ink that crosses the other."""
    largest = 2 * max(_half(side) for side in sides) + 1
    marks = marks_of(ink > 0)
    return marks.without(marks.boxes[:, 2:].max(axis=1) <= largest, ink)


def _half(line: Line) -> int:
    """How far from its middle a line is blanked, in pixels."""
    return round(line.thickness / 2 + 1.5)


def _erased(ink: Ink, contrast: Plane, across: Sequence[Line], down: Sequence[Line]) -> Ink:
    """The ink without lines across it and down it."""
    if not across and not down:
        return ink
    darkest = _tone_beside(ink, contrast, across, down)
    cleaned = ink.copy()
    for lines, plane, tones in ((across, cleaned, contrast), (down, cleaned.T, contrast.T)):
        for line in lines:
            _erase(plane, tones, line, darkest)
    return cleaned


def _tone_beside(ink: Ink, contrast: Plane, across: Sequence[Line], down: Sequence[Line]) -> float:
    """The contrast of full ink beside lines: on squared paper most of what looks like ink is the squares."""
    is_full = ink >= 1
    height, width = ink.shape
    for lines, plane, length in ((across, is_full, width), (down, is_full.T, height)):
        for line in lines:
            columns, band = _band(line, length, _half(line))
            inside = (band >= 0) & (band < len(plane))
            plane[band[inside], np.broadcast_to(columns[:, None], band.shape)[inside]] = False
    written = contrast[is_full]
    return median(written) if written.size else 1.0


def _band(line: Line, width: int, reach: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The columns (N,) of a line and a little beyond, and the rows (N, 2 reach + 1) around it in each; some outside."""
    further = round(_FURTHER * width)
    columns = np.arange(max(0, line.first - further), min(width, line.last + 1 + further))
    return columns, line.rows(columns, width)[:, None] + np.arange(-reach, reach + 1)


def _erase(cleaned: Ink, contrast: Plane, line: Line, darkest: float) -> None:
    """Blank a line.

    Of a faint one everything but what is darker than it; of one as dark as the ink everything but the columns in which
    ink goes on above or below it.
    """
    height, width = cleaned.shape
    reach = _half(line) + _CONTINUED
    columns, band = _band(line, width, reach)
    inside = (band >= 0) & (band < height)
    band = np.clip(band, 0, height - 1)
    is_faint = line.tone <= _FAINT * darkest
    least = 0.5 * (line.tone + darkest) if is_faint else _DARK * darkest
    is_pen = inside & (contrast[band, columns[:, None]] > least)
    if is_faint:
        is_kept = cv2.dilate(is_pen.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    else:
        crossed = (is_pen[:, :_CONTINUED].sum(axis=1) >= 3) | (is_pen[:, -_CONTINUED:].sum(axis=1) >= 3)
        is_kept = np.broadcast_to(crossed[:, None], band.shape)
    core = np.s_[:, _CONTINUED:-_CONTINUED]
    erased = ~is_kept[core]
    cleaned[band[core][erased], np.broadcast_to(columns[:, None], band.shape)[core][erased]] = 0


def _without_crumbs(cleaned: Ink, ink: Ink, thickest: float) -> Ink:
    """Drop what is left where two faint lines cross and are as dark as ink, and the bars of a row of slots."""
    was_erased = (ink > 0) & (cleaned == 0)
    if not was_erased.any():
        return cleaned
    erased = cv2.dilate(was_erased.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    marks = marks_of(cleaned > 0)
    is_beside = np.zeros(marks.count + 1, bool)
    is_beside[marks.labels[erased]] = True
    is_crumb = is_beside & (marks.boxes[:, 2:].max(axis=1) <= thickest)
    return marks.without(is_crumb | _are_bars(marks, is_beside, erased, thickest), cleaned)


def _are_bars(
    marks: Marks, is_beside: NDArray[np.bool_], erased: NDArray[np.bool_], thickest: float
) -> NDArray[np.bool_]:
    """Which marks are the bars of a row of slots that runs off the picture: two or more alike between the same rules.

    Args:
        marks: of the ink that is left.
        is_beside: which of them are beside a rule.
        erased: where the rules were.
        thickest: of a rule, in pixels.
    """
    length = marks.boxes[:, 2:].max(axis=1)
    is_slender = (length >= _SMALLEST_FRAME) & (marks.areas <= (thickest + _SOFT) * length)
    spanning = [
        index
        for index in np.flatnonzero(is_beside & is_slender).tolist()
        if _spans(marks.boxes[index].tolist(), erased)
    ]
    are_bars = np.zeros(marks.count + 1, bool)
    if len(spanning) > _MOST_BARS:
        return are_bars
    for axis in (0, 1):  # side by side, or one above the other
        sides = marks.boxes[spanning][:, [1 - axis, 3 - axis]]
        alike = (np.abs(sides[:, None] - sides[None]) <= _CONTINUED).all(axis=2).sum(axis=1) >= 2
        is_across = marks.boxes[spanning, 2 + axis] < marks.boxes[spanning, 3 - axis]
        are_bars[np.array(spanning, int)[alike & is_across]] = True
    return are_bars


def _spans(box: Sequence[int], erased: NDArray[np.bool_]) -> bool:
    """Whether a line goes from one rule to another: both of its ends are where a rule was, and its middle is not."""
    x, y, wide, high = box
    if wide > high:
        return _spans((y, x, high, wide), erased.T)
    beside = erased[:, max(0, x - _CONTINUED) : x + wide + _CONTINUED]
    ends = beside[max(0, y - 1) : y + _CONTINUED], beside[y + high - _CONTINUED : y + high + 1]
    return all(end.any() for end in ends) and not beside[y + _CONTINUED : y + high - _CONTINUED].any()
