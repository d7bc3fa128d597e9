"""Painting strokes: on the canvas as they grow, and whole into a picture."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from digitpad.core.curve import Path, smooth_path, smooth_segment
from digitpad.core.drawing import Point, Stroke, Strokes, width_at

_STEP = 2.0
"""Canvas pixels between two samples of a curve: a polygon so fine looks round."""


def paint_stroke(painter: QPainter, stroke: Stroke, colour: QColor) -> None:
    """Paint a whole stroke, each part as wide as the pen was pressed."""
    _paint_path(painter, smooth_path(stroke.path, _STEP), stroke.width, colour)


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

    A growing stroke is added piece by piece: a piece is final when the point after its end is known.
    """

    def __init__(self) -> None:
        self._pixmap = QPixmap()

    @property
    def pixmap(self) -> QPixmap:
        """The strokes on a transparent ground."""
        return self._pixmap

    def rebuild(self, size: QSize, ratio: float, strokes: Strokes, colour: QColor) -> None:
        """Start anew.

        Args:
            size: of the canvas, in its own pixels.
            ratio: how many of the screen's pixels go into one of the canvas's, along a side.
            strokes: all there are; one still being drawn goes on growing with `add_piece`.
            colour: of the ink.
        """
        pixmap = QPixmap((size.toSizeF() * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        self._pixmap = pixmap
        painter = _painter(pixmap)
        paint_strokes(painter, strokes, colour)
        painter.end()

    def add_piece(self, points: list[Point], width: float, colour: QColor) -> None:
        """Paint the piece that the newest point has made final: from the third last to the second last point."""
        if len(points) < 2 or self._pixmap.isNull():
            return
        painter = _painter(self._pixmap)
        _paint_path(painter, _piece(_corners(points, len(points) - 3)), width, colour)
        painter.end()

    def add_end(self, points: list[Point], width: float, colour: QColor) -> None:
        """Paint the last piece, or the dot, of a stroke whose pen was lifted."""
        if self._pixmap.isNull():
            return
        painter = _painter(self._pixmap)
        paint_tail(painter, points, width, colour)
        painter.end()


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
    samples = smooth_segment(corners, _STEP)
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
