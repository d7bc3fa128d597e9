"""Painting strokes: on the canvas as they grow, and whole into a picture."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QRegion

from digitpad.core.curve import Path, smooth_segment
from digitpad.core.drawing import CURVE_STEP, Point, Stroke, Strokes, width_at


def paint_stroke(painter: QPainter, stroke: Stroke, colour: QColor) -> None:
    """Paint a whole stroke, each part as wide as the pen was pressed."""
    _paint_path(painter, stroke.curve, stroke.width, colour)


def paint_strokes(painter: QPainter, strokes: Strokes, colour: QColor) -> None:
    """Paint a drawing."""
    for stroke in strokes:
        paint_stroke(painter, stroke, colour)


def paint_tail(painter: QPainter, points: list[Point], width: float, colour: QColor) -> None:
    """Paint the newest piece of a growing stroke, up to its last point; the next point will bend it once more."""
    _paint_path(painter, _piece(_corners(points, len(points) - 2)), width, colour)


def reach_of(points: list[Point], width: float) -> QRectF:
    """What must be painted again after the last point came: its neighbours' pieces and the pen around them."""
    near = points[-4:]
    xs, ys = [point.x for point in near], [point.y for point in near]
    # A Catmull-Rom piece may leave the box of its points a little.
    slack = width / 2 + 2 + 0.25 * (max(xs) - min(xs) + max(ys) - min(ys))
    return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys))).adjusted(-slack, -slack, slack, slack)


class InkLayer:
    """Strokes painted once into a pixmap with the screen's real pixels, so that a repaint only copies.

    A growing stroke is added piece by piece: a piece is final when the point after its end is known. Where strokes come
    or go, by an undo or an eraser, only these are painted, and what lies in the place of those that went; where the
    canvas grows, what reaches into the new part of it.
    """

    def __init__(self) -> None:
        self._pixmap, self._ratio = QPixmap(), 0.0
        self._shown: Strokes = ()
        self._has_pieces = False  # of a stroke that is not among those
        self._colour = QColor()

    @property
    def pixmap(self) -> QPixmap:
        """The strokes on a transparent ground."""
        return self._pixmap

    def show(self, size: QSize, ratio: float, strokes: Strokes, colour: QColor) -> None:
        """Show these strokes instead of those before.

        Args:
            size: of the canvas, in its own pixels.
            ratio: how many of the screen's pixels go into one of the canvas's, along a side.
            strokes: all there are; one still being drawn goes on growing with `add_piece`.
            colour: of the ink.
        """
        if self._has_pieces or (ratio, colour) != (self._ratio, self._colour):
            self._shown, self._has_pieces = (), False
            self._pixmap, self._ratio = _blank(size, ratio), ratio
        elif self._pixmap.size() != _pixels(size, ratio):
            self._resize(size)
        before, now = {id(stroke) for stroke in self._shown}, {id(stroke) for stroke in strokes}
        gone = [stroke for stroke in self._shown if id(stroke) not in now]
        if gone:
            self._clear(gone, [stroke for stroke in strokes if id(stroke) in before], colour)
        painter = _painter(self._pixmap)
        paint_strokes(painter, tuple(stroke for stroke in strokes if id(stroke) not in before), colour)
        painter.end()
        self._shown, self._colour = strokes, colour

    def settle(self, strokes: Strokes) -> None:
        """Take what was added piece by piece for a stroke: these are all that is painted."""
        self._shown, self._has_pieces = strokes, False

    def _resize(self, size: QSize) -> None:
        """Keep what is painted where it is, and paint what reaches into a new part."""
        before = self._pixmap
        self._pixmap = _blank(size, self._ratio)
        painter = QPainter(self._pixmap)
        painter.drawPixmap(0, 0, before)
        painter.end()
        new = QRegion(self._pixmap.rect()) - QRegion(before.rect())
        if not new.isEmpty():
            with self._painting_in(new) as painter:
                paint_strokes(painter, self._reaching_into(new, self._shown), self._colour)

    def _clear(self, gone: Sequence[Stroke], left: Sequence[Stroke], colour: QColor) -> None:
        """Take strokes away, and paint anew what of the others lies there."""
        places = QRegion()
        for stroke in gone:
            places += _place(stroke, self._ratio)
        with self._painting_in(places) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(QRectF(self._pixmap.rect()), Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            paint_strokes(painter, self._reaching_into(places, left), colour)

    @contextmanager
    def _painting_in(self, region: QRegion) -> Iterator[QPainter]:
        """Paint in a region of the pixmap's own pixels: between these there would be a seam."""
        self._pixmap.setDevicePixelRatio(1.0)
        painter = _painter(self._pixmap)
        painter.setClipRegion(region)
        painter.scale(self._ratio, self._ratio)
        try:
            yield painter
        finally:
            painter.end()
            self._pixmap.setDevicePixelRatio(self._ratio)

    def _reaching_into(self, region: QRegion, strokes: Sequence[Stroke]) -> Strokes:
        return tuple(stroke for stroke in strokes if region.intersects(_place(stroke, self._ratio)))

    def add_piece(self, points: list[Point], width: float, colour: QColor) -> None:
        """Paint the piece that the newest point has made final: from the third last to the second last point."""
        if len(points) < 2 or self._pixmap.isNull():
            return
        painter = _painter(self._pixmap)
        _paint_path(painter, _piece(_corners(points, len(points) - 3)), width, colour)
        painter.end()
        self._has_pieces = True

    def add_end(self, points: list[Point], width: float, colour: QColor) -> None:
        """Paint the last piece, or the dot, of a stroke whose pen was lifted."""
        if self._pixmap.isNull():
            return
        painter = _painter(self._pixmap)
        paint_tail(painter, points, width, colour)
        painter.end()
        self._has_pieces = True


def _blank(size: QSize, ratio: float) -> QPixmap:
    """A transparent pixmap of a size in the canvas's pixels."""
    pixmap = QPixmap(_pixels(size, ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _pixels(size: QSize, ratio: float) -> QSize:
    """A size in the screen's pixels."""
    return (size.toSizeF() * ratio).toSize()


def _place(stroke: Stroke, ratio: float) -> QRect:
    """Whole pixels of the screen that a stroke may have touched."""
    box = QRectF(*(ratio * side for side in stroke.box))
    return box.toAlignedRect().adjusted(-1, -1, 1, 1)


def _painter(pixmap: QPixmap) -> QPainter:
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def _corners(points: list[Point], start: int) -> Path:
    """(4, 3): the piece from the point at `start` to the next, between its neighbours; the ends stand for theirs."""
    last = len(points) - 1
    around = (points[min(max(index, 0), last)] for index in range(start - 1, start + 3))
    return np.array([(point.x, point.y, point.pressure) for point in around])


def _piece(corners: Path) -> Path:
    """The curve between the second and the third corner, both included; one sample where they are one place."""
    samples = smooth_segment(corners, CURVE_STEP)
    return (
        samples
        if len(samples) == 1 and np.array_equal(corners[1, :2], samples[0, :2])
        else np.concatenate([corners[1:2], samples])
    )


def _paint_path(painter: QPainter, path: Path, width: float, colour: QColor) -> None:
    """Paint a sampled way; one that never moves is a dot."""
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    samples = [(QPointF(x, y), width_at(pressure, width)) for x, y, pressure in path.tolist()]
    if len({w for _, w in samples}) == 1:
        pen.setWidthF(samples[0][1])
        painter.setPen(pen)
        points = [point for point, _ in samples]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(points)
        return
    for (start, width_before), (end, width_after) in itertools.pairwise(samples):
        pen.setWidthF((width_before + width_after) / 2)
        painter.setPen(pen)
        painter.drawLine(start, end)
