"""Connected marks of a picture: which pixel belongs to which, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_SMALL = 10_000
"""Pixels of a picture whose marks OpenCV measures faster."""

_MOST_COVER = 4
"""Times that the boxes of marks which are looked at may cover a picture: the boxes of stripes across it, or of frames
within frames, are as large as the picture, each."""


@dataclass(frozen=True, eq=False)
class Marks:
    """The connected marks of a picture, touching corners included. Mark 0 is the paper.

    Attributes:
        labels: (H, W) int32, the number of each pixel's mark.
        boxes: (N + 1, 4) of left, top, width and height; the paper's are 0.
        areas: (N + 1,) pixels; the paper's is 0.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int64]
    areas: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many there are, without the paper."""
        return len(self.areas) - 1

    def affordable(self, marks: NDArray[np.integer]) -> NDArray[np.integer]:
        """Of some marks (M,) the first ones, whose boxes together are no larger than a few pictures."""
        covered = self.boxes[marks, 2:].prod(axis=1).cumsum()
        affordable: NDArray[np.integer] = marks[covered <= _MOST_COVER * self.labels.size]
        return affordable

    def cut_out(self, mark: int, ink: NDArray[np.float32]) -> NDArray[np.float32]:
        """The ink (H, W) of one mark in its box, without what others have there."""
        x, y, width, height = self.boxes[mark].tolist()
        part = np.s_[y : y + height, x : x + width]
        cut: NDArray[np.float32] = ink[part] * (self.labels[part] == mark)
        return cut

    def without(self, dropped: NDArray[np.bool_], ink: NDArray[np.float32]) -> NDArray[np.float32]:
        """The ink (H, W) without some marks.

        Args:
            dropped: (N + 1,) which; the paper has no say.
            ink: in which the marks were found.
        """
        return ink * (~dropped).take(self.labels) if dropped[1:].any() else ink


def rectangle_around(ink: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """The corners (4, 2) of the smallest rectangle around a mark (H, W), and how much of it the mark encloses."""
    outlines, _ = cv2.findContours((ink > 0).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea)
    corners = np.asarray(cv2.boxPoints(cv2.minAreaRect(outline)), np.float32)
    return corners, cv2.contourArea(outline) / max(cv2.contourArea(corners), 1e-6)


def marks_of(mask: NDArray[np.bool_]) -> Marks:
    """The marks of a mask (H, W).

    Empty paper costs little: only the box around all marks is looked at, and of it, for the statistics, the marks' own
    pixels; OpenCV's statistics take four times as long as its labels.
    """
    if mask.size <= _SMALL:
        return _marks_of_small(mask)
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    # OpenCV numbers marks by blocks of two by two pixels: so it numbers them as on the whole picture.
    x, width = x - x % 2, width + x % 2
    y, height = y - y % 2, height + y % 2
    written = mask[y : y + height, x : x + width]
    count, found = cv2.connectedComponents(written.view(np.uint8), connectivity=8) if written.size else (1, 0)
    labels = np.zeros(mask.shape, np.int32)
    labels[y : y + height, x : x + width] = found
    places = np.flatnonzero(written)
    owners = np.asarray(found).ravel()[places]
    areas = np.bincount(owners, minlength=count)
    boxes = np.zeros((count, 4), np.int64)
    if count > 1:
        order = np.argsort(owners, kind="stable")  # so the pixels of a mark stay in the order of their rows
        rows, columns = np.divmod(places[order], width)
        ends = areas[1:].cumsum()
        starts = ends - areas[1:]
        left, top = np.minimum.reduceat(columns, starts), rows[starts]
        right, bottom = np.maximum.reduceat(columns, starts), rows[ends - 1]
        boxes[1:] = np.stack([x + left, y + top, right - left + 1, bottom - top + 1], axis=1)
    return Marks(labels, boxes, areas)


def _marks_of_small(mask: NDArray[np.bool_]) -> Marks:
    """With OpenCV's statistics: where there are few pixels, each step of numpy's costs more than all of them."""
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    statistics[0] = 0
    numbers = statistics.astype(np.int64)
    return Marks(np.asarray(labels, np.int32), numbers[:, : cv2.CC_STAT_AREA], numbers[:, cv2.CC_STAT_AREA])
