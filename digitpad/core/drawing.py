"""A drawing: the strokes of a pen, and every step that led to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitpad.core.curve import smooth_path
from digitpad.core.glyph import Box
from digitpad.core.history import History

_MOST_OF_SHEET = 0.8
"""Of its width and its height, for a drawing that is fitted: what a person would use."""

CURVE_STEP = 2.0
"""Canvas pixels between two samples of a curve: a polygon so fine looks round."""


class Point(NamedTuple):
    """Where the pen was: canvas pixels, pressure 0..1, seconds on the clock of the events."""

    x: float
    y: float
    pressure: float = 1.0
    time: float = 0.0


@dataclass(frozen=True)
class Stroke:
    """One touch of the pen, from down to up.

    Attributes:
        points: at least one, every one the pen reported.
        width: of the pen at full pressure, in canvas pixels.
    """

    points: tuple[Point, ...]
    width: float

    @cached_property
    def path(self) -> NDArray[np.float64]:
        """(N, 3) float64 of x, y, pressure; not to be written to."""
        path = np.array(self.points, np.float64)[:, :3]
        path.flags.writeable = False
        return path

    @cached_property
    def curve(self) -> NDArray[np.float64]:
        """(M, 3) float64: the smooth way through the points, sampled as finely as a screen shows it."""
        return smooth_path(self.path, CURVE_STEP)

    @cached_property
    def box(self) -> Box:
        """Around the curve, with the width of the pen."""
        (left, top), (right, bottom) = self.curve[:, :2].min(axis=0).tolist(), self.curve[:, :2].max(axis=0).tolist()
        reach = self.width / 2
        return Box(left - reach, top - reach, right - left + 2 * reach, bottom - top + 2 * reach)

    def touches(self, x: float, y: float, radius: float) -> bool:
        """Whether the stroke's line comes within `radius` of a place."""
        box = self.box  # an eraser asks hundreds of strokes, and touches few
        if not (-radius <= x - box.x <= box.width + radius and -radius <= y - box.y <= box.height + radius):
            return False
        path = self.path[:, :2]
        starts, ends = path[:-1], path[1:]
        if len(path) == 1:
            starts = ends = path
        along = ends - starts
        length = np.maximum((along * along).sum(axis=1), 1e-12)
        share = np.clip(((np.array([x, y]) - starts) * along).sum(axis=1) / length, 0, 1)
        nearest = starts + share[:, None] * along
        distance = np.hypot(*(nearest - (x, y)).T).min()
        return bool(distance <= radius + self.width / 2)


def width_at(pressure: float, width: float) -> float:
    """The width a pen leaves: a light touch still shows, full pressure gives the pen's own width."""
    return width * (0.35 + 0.65 * pressure)


Strokes = tuple[Stroke, ...]
"""What a drawing shows at one moment; never changes, so any thread may hold it."""


class Drawing:
    """Strokes with unlimited undo. Every state is a tuple that shares its strokes with the others.

    A change is made in steps (`begin_stroke`, `add_point` … `end_stroke`; or `erase_at` … `end_erasing`) and is one
    entry of the history when it ends.
    """

    def __init__(self) -> None:
        self._history: History[Strokes] = History(())
        self._strokes: Strokes = ()
        self._open: list[Point] | None = None
        self._open_width = 0.0

    @property
    def strokes(self) -> Strokes:
        """All strokes, the one being drawn included."""
        if self._open is None:
            return self._strokes
        return (*self._strokes, Stroke(tuple(self._open), self._open_width))

    @property
    def finished_strokes(self) -> Strokes:
        """All strokes but the one being drawn."""
        return self._strokes

    @property
    def open_points(self) -> list[Point]:
        """The points of the stroke being drawn so far; empty between strokes. Not to be changed."""
        return self._open or []

    @property
    def open_width(self) -> float:
        """The width of the pen that draws the open stroke; without meaning between strokes."""
        return self._open_width

    @property
    def is_empty(self) -> bool:
        return not self._strokes and self._open is None

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    def begin_stroke(self, point: Point, width: float) -> None:
        """Put the pen down. A stroke or an erasing gesture still under way is ended first."""
        self._end_step()
        self._open = [point]
        self._open_width = width

    def add_point(self, point: Point) -> None:
        """Move the pen; nothing happens where it is not down."""
        if self._open is not None:
            self._open.append(point)

    def end_stroke(self) -> None:
        """Lift the pen."""
        if self._open is not None:
            self._strokes = self.strokes
            self._open = None
            self._record()

    def cancel_stroke(self) -> None:
        """Forget the open stroke: the touch was none."""
        self._open = None

    def erase_at(self, x: float, y: float, radius: float) -> bool:
        """Take away every stroke within `radius` of a place; true where there was one. `end_erasing` records it."""
        kept = tuple(stroke for stroke in self._strokes if not stroke.touches(x, y, radius))
        erased = len(kept) < len(self._strokes)
        self._strokes = kept
        return erased

    def end_erasing(self) -> None:
        """Make all that was erased since the last change one step of the history."""
        self._record()

    def cancel_erasing(self) -> None:
        """Bring back what was erased since the last change: the touch was none."""
        self._strokes = self._history.current

    def clear(self) -> None:
        """Take away everything, as one step."""
        self._end_step()
        self._strokes = ()
        self._record()

    def replace(self, strokes: Strokes) -> None:
        """Show other strokes, as one step."""
        self._end_step()
        self._strokes = strokes
        self._record()

    def undo(self) -> None:
        """Go back one step; nothing happens at the first."""
        self._end_step()
        self._strokes = self._history.undo()

    def redo(self) -> None:
        """Go forward one step; nothing happens at the last."""
        self._end_step()
        self._strokes = self._history.redo()

    def _end_step(self) -> None:
        """End the stroke or the erasing gesture under way."""
        self.end_stroke()
        self.end_erasing()

    def _record(self) -> None:
        if self._strokes != self._history.current:
            self._history.add(self._strokes)


def bounding_box(strokes: Strokes) -> Box:
    """The box of the strokes with the width of their pens; all zero where there are none."""
    if not strokes:
        return Box(0, 0, 0, 0)
    paths = [stroke.path[:, :2] for stroke in strokes]
    reach = [stroke.width / 2 for stroke in strokes]
    left, top = np.min([path.min(axis=0) - r for path, r in zip(paths, reach, strict=True)], axis=0)
    right, bottom = np.max([path.max(axis=0) + r for path, r in zip(paths, reach, strict=True)], axis=0)
    return Box(float(left), float(top), float(right - left), float(bottom - top))


def fitted(strokes: Strokes, width: float, height: float) -> Strokes:
    """Strokes moved to the middle of a sheet; made smaller, pens too, where they need more than most of it."""
    box = bounding_box(strokes)
    scale = min(1.0, _MOST_OF_SHEET * min(width / max(box.width, 1.0), height / max(box.height, 1.0)))
    left, top = (width - scale * box.width) / 2, (height - scale * box.height) / 2
    return tuple(
        Stroke(
            tuple(p._replace(x=left + scale * (p.x - box.x), y=top + scale * (p.y - box.y)) for p in stroke.points),
            scale * stroke.width,
        )
        for stroke in strokes
    )
