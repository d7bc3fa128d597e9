"""Painting strokes: on the canvas as they grow, and whole into a picture."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
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
        self._pixmap = QPixmap()
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
        # Between whole pixels, what is painted anew would have a seam.
        is_alike = self._pixmap.devicePixelRatio() == ratio and ratio.is_integer() and colour == self._colour
        if self._has_pieces or not is_alike:
            self._shown, self._has_pieces = (), False
            self._pixmap = _blank(size, ratio)
        elif self._pixmap.size() != size * ratio:
            self._resize(size, ratio)
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

    def _resize(self, size: QSize, ratio: float) -> None:
        """Keep what is painted where it is, and paint what reaches into a new part."""
        before = self._pixmap
        self._pixmap = _blank(size, ratio)
        new = QRegion(QRect(QPoint(0, 0), size)) - QRegion(QRect(QPoint(0, 0), before.size() / ratio))
        painter = _painter(self._pixmap)
        painter.drawPixmap(0, 0, before)
        if not new.isEmpty():
            painter.setClipRegion(new)
            reaching = tuple(stroke for stroke in self._shown if new.intersects(_place(stroke)))
            paint_strokes(painter, reaching, self._colour)
        painter.end()

    def _clear(self, gone: Sequence[Stroke], left: Sequence[Stroke], colour: QColor) -> None:
        """Take strokes away, and paint anew what of the others lies there."""
        places = QRegion()
        for stroke in gone:
            places += _place(stroke)
        painter = _painter(self._pixmap)
        painter.setClipRegion(places)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(places.boundingRect(), Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        paint_strokes(painter, tuple(stroke for stroke in left if places.intersects(_place(stroke))), colour)
        painter.end()

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
    pixmap = QPixmap((size.toSizeF() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _place(stroke: Stroke) -> QRect:
    """Whole pixels that a stroke may have touched."""
    return QRectF(*stroke.box).toAlignedRect().adjusted(-1, -1, 1, 1)


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
