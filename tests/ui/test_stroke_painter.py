"""What is painted where strokes come and go looks as if all had been painted anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from digitpad.core.drawing import Point, Stroke, Strokes
from digitpad.ui.stroke_painter import InkLayer

SIZE = QSize(120, 90)
INK = QColor("black")

places = st.tuples(st.integers(0, 120), st.integers(0, 90), st.sampled_from([0.2, 0.7, 1.0]))
strokes = st.lists(places, min_size=1, max_size=5).map(
    lambda points: Stroke(tuple(Point(float(x), float(y), pressure) for x, y, pressure in points), 9.0)
)
drawings = st.lists(strokes, min_size=1, max_size=6)


def painted(layer: InkLayer) -> np.ndarray:
    """The opacity of each pixel."""
    image = layer.pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, 3 : 4 * image.width() : 4].astype(int)


def anew(shown: Strokes, ratio: float = 1.0, size: QSize = SIZE) -> np.ndarray:
    layer = InkLayer()
    layer.show(size, ratio, shown, INK)
    return painted(layer)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(drawing=drawings, choices=st.lists(st.integers(0, 63), min_size=1, max_size=4))
def test_some_of_the_strokes_at_a_time(qapp, ratio, drawing, choices):
    layer = InkLayer()
    for choice in choices:
        shown = tuple(stroke for place, stroke in enumerate(drawing) if choice >> place & 1)
        layer.show(SIZE, ratio, shown, INK)
        # Strokes over each other are as opaque in any order, but for rounding.
        assert np.abs(painted(layer) - anew(shown, ratio)).max() <= 2


sizes = st.tuples(st.integers(1, 130), st.integers(1, 100)).map(lambda sides: QSize(*sides))


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(drawing=drawings, sizes=st.lists(sizes, min_size=2, max_size=4))
def test_a_canvas_that_grows_and_shrinks(qapp, ratio, drawing, sizes):
    layer = InkLayer()
    for size in sizes:
        layer.show(size, ratio, tuple(drawing), INK)
        assert np.abs(painted(layer) - anew(tuple(drawing), ratio, size)).max() <= 2


def test_a_stroke_that_grew_is_taken_away_whole(qapp):
    points = [Point(float(x), 40.0 + 20 * (x % 20 > 10)) for x in range(10, 110, 5)]
    layer = InkLayer()
    layer.show(SIZE, 1.0, (), INK)
    for count in range(2, len(points) + 1):
        layer.add_piece(points[:count], 9.0, INK)
    layer.add_end(points, 9.0, INK)
    stroke = Stroke(tuple(points), 9.0)
    layer.settle((stroke,))
    assert painted(layer).max() == 255
    layer.show(SIZE, 1.0, (), INK)
    assert painted(layer).max() == 0


def test_pieces_of_a_stroke_that_was_never_ended_go(qapp):
    layer = InkLayer()
    layer.show(SIZE, 1.0, (), INK)
    layer.add_piece([Point(10.0, 10.0), Point(60.0, 40.0), Point(100.0, 20.0)], 9.0, INK)
    layer.show(SIZE, 1.0, (), INK)
    assert painted(layer).max() == 0


def test_a_dot_that_was_put_into_a_stale_layer_goes(qapp):
    layer = InkLayer()
    layer.show(SIZE, 1.0, (), INK)
    layer.add_end([Point(50.0, 50.0)], 9.0, INK)
    layer.show(SIZE, 1.0, (), INK)
    assert painted(layer).max() == 0


def test_another_colour_or_size_begins_anew(qapp):
    stroke = Stroke((Point(20.0, 20.0), Point(90.0, 70.0)), 9.0)
    layer = InkLayer()
    layer.show(SIZE, 1.0, (stroke,), INK)
    layer.show(SIZE, 1.0, (stroke,), QColor("white"))
    assert layer.pixmap.toImage().pixelColor(55, 45) == QColor("white")
    layer.show(QSize(60, 60), 1.0, (stroke,), INK)
    assert layer.pixmap.size() == QSize(60, 60)
