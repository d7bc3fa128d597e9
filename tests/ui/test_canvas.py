"""The canvas takes every point of mouse, pen and finger, and every step can be undone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ui.canvas import Canvas, Tool
from digitpad.ui.qt_image import to_array
from tests.ui.conftest import drag

PEN = QPointingDevice.PointerType.Pen
ERASER = QPointingDevice.PointerType.Eraser


def tablet(canvas: Canvas, kind: QEvent.Type, place: tuple[float, float], pressure: float, end=PEN) -> None:
    """One event of a stylus, as the platform would send it."""
    device = QPointingDevice.primaryPointingDevice()
    stylus = QPointingDevice(
        "stylus", 7, QInputDevice.DeviceType.Stylus, end, device.capabilities(), 1, 3, parent=canvas
    )
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
    is_down = kind != QEvent.Type.TabletRelease and pressure > 0
    buttons = Qt.MouseButton.LeftButton if is_down else Qt.MouseButton.NoButton
    where = QPointF(*place)
    event = QTabletEvent(
        kind, stylus, where, where, pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, button, buttons
    )
    QApplication.sendEvent(canvas, event)


def tablet_stroke(canvas: Canvas, *points: tuple[float, float, float], end=PEN) -> None:
    tablet(canvas, QEvent.Type.TabletPress, points[0][:2], points[0][2], end)
    for x, y, pressure in points[1:]:
        tablet(canvas, QEvent.Type.TabletMove, (x, y), pressure, end)
    tablet(canvas, QEvent.Type.TabletRelease, points[-1][:2], 0.0, end)


def ink_of(canvas: Canvas) -> np.ndarray:
    """How many pixels of the canvas differ from an empty one, by row and column."""
    shown = to_array(canvas.grab().toImage()).astype(int)
    return np.abs(shown - shown[2, canvas.width() // 2]).max(axis=2) > 60


def test_every_point_of_the_mouse_is_in_the_stroke(canvas: Canvas):
    places = [(x, 50 + x % 7) for x in range(20, 380, 3)]
    drag(canvas, *places)
    (stroke,) = canvas.drawing.strokes
    assert [(point.x, point.y) for point in stroke.points] == [tuple(map(float, place)) for place in places]


def test_a_click_leaves_a_dot(canvas: Canvas):
    drag(canvas, (100, 100))
    assert len(canvas.drawing.strokes) == 1
    assert ink_of(canvas)[100, 100]


def test_only_the_left_button_draws(canvas: Canvas):
    QTest.mousePress(canvas, Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    QTest.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=QPoint(90, 50))
    assert canvas.drawing.is_empty


def test_what_is_drawn_is_painted_where_it_was_drawn(canvas: Canvas):
    drag(canvas, (50, 150), (350, 150))
    ink = ink_of(canvas)
    assert ink[150, 60:340].all()
    assert not ink[200:280, 50:350].any()


def test_a_growing_stroke_looks_like_the_same_stroke_painted_whole(canvas: Canvas):
    drag(canvas, (60, 220), (90, 60), (180, 210), (260, 70), (340, 220))
    grown = ink_of(canvas)
    canvas.undo()
    canvas.redo()
    whole = ink_of(canvas)
    assert (grown != whole).sum() < 0.02 * whole.sum()


def test_a_pen_presses_more_and_less(canvas: Canvas):
    canvas.set_pen_width(30)
    tablet_stroke(canvas, (50, 80, 0.1), (200, 80, 0.1), (350, 80, 0.1))
    tablet_stroke(canvas, (50, 200, 1.0), (200, 200, 1.0), (350, 200, 1.0))
    light, heavy = canvas.drawing.strokes
    assert [point.pressure for point in light.points] == pytest.approx([0.1] * 3)
    assert [point.pressure for point in heavy.points] == pytest.approx([1.0] * 3)
    ink = ink_of(canvas)
    assert 2 * ink[40:120, 200].sum() < ink[150:250, 200].sum() <= 32


def test_the_pens_other_end_erases_whole_strokes_as_one_step(canvas: Canvas):
    drag(canvas, (50, 50), (350, 50))
    drag(canvas, (50, 150), (350, 150))
    drag(canvas, (50, 280), (350, 280))
    tablet_stroke(canvas, (200, 20, 1.0), (200, 50, 1.0), (200, 150, 1.0), end=ERASER)
    assert len(canvas.drawing.strokes) == 1
    canvas.undo()
    assert len(canvas.drawing.strokes) == 3


def test_mouse_events_that_follow_a_pen_draw_nothing(canvas: Canvas):
    tablet(canvas, QEvent.Type.TabletPress, (50, 50), 0.5)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    tablet(canvas, QEvent.Type.TabletMove, (90, 50), 0.5)
    QTest.mouseMove(canvas, QPoint(90, 50))
    tablet(canvas, QEvent.Type.TabletRelease, (90, 50), 0.0)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 50))
    (stroke,) = canvas.drawing.strokes
    assert len(stroke.points) == 2


def test_a_hovering_pen_draws_nothing(canvas: Canvas):
    tablet(canvas, QEvent.Type.TabletMove, (90, 50), 0.0)
    assert canvas.drawing.is_empty


def test_a_finger_draws_one_stroke(canvas: Canvas):
    finger = QTest.createTouchDevice()
    QTest.touchEvent(canvas, finger).press(1, QPoint(50, 50), canvas).commit()
    QTest.touchEvent(canvas, finger).move(1, QPoint(150, 90), canvas).commit()
    QTest.touchEvent(canvas, finger).move(1, QPoint(250, 50), canvas).commit()
    QTest.touchEvent(canvas, finger).release(1, QPoint(250, 50), canvas).commit()
    (stroke,) = canvas.drawing.strokes
    assert [(point.x, point.y) for point in stroke.points] == [(50, 50), (150, 90), (250, 50)]


def test_a_touch_the_platform_takes_back_leaves_nothing(canvas: Canvas):
    finger = QTest.createTouchDevice()
    QTest.touchEvent(canvas, finger).press(1, QPoint(50, 50), canvas).commit()
    QTest.touchEvent(canvas, finger).move(1, QPoint(150, 90), canvas).commit()
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, finger))
    assert canvas.drawing.is_empty
    drag(canvas, (50, 50), (350, 50))
    assert len(canvas.drawing.strokes) == 1


def test_a_palm_that_came_with_the_eraser_erases_nothing(canvas: Canvas):
    drag(canvas, (50, 50), (350, 50))
    canvas.set_tool(Tool.ERASER)
    palm = QTest.createTouchDevice()
    QTest.touchEvent(canvas, palm).press(0, QPoint(200, 50)).commit()
    assert canvas.drawing.is_empty
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, palm))
    assert len(canvas.drawing.strokes) == 1
    assert not canvas.drawing.can_redo


def test_a_second_finger_changes_nothing(canvas: Canvas):
    screen = QTest.createTouchDevice()
    QTest.touchEvent(canvas, screen).press(7, QPoint(50, 50), canvas).commit()
    QTest.touchEvent(canvas, screen).stationary(7).press(3, QPoint(350, 250), canvas).commit()
    QTest.touchEvent(canvas, screen).move(7, QPoint(60, 60), canvas).move(3, QPoint(340, 250), canvas).commit()
    QTest.touchEvent(canvas, screen).stationary(7).release(3, QPoint(340, 250), canvas).commit()
    QTest.touchEvent(canvas, screen).move(7, QPoint(70, 70), canvas).commit()
    QTest.touchEvent(canvas, screen).release(7, QPoint(70, 70), canvas).commit()
    (stroke,) = canvas.drawing.strokes
    assert [(point.x, point.y) for point in stroke.points] == [(50, 50), (60, 60), (70, 70)]


def test_a_mouse_whose_release_a_menu_took_draws_no_further(canvas: Canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(90, 50))
    place, none = QPointF(200, 200), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
    (stroke,) = canvas.drawing.strokes
    assert not canvas.drawing.open_points
    assert stroke.points[-1][:2] != (200, 200)


def test_a_pen_takes_over_from_a_resting_palm(canvas: Canvas):
    palm = QTest.createTouchDevice()
    QTest.touchEvent(canvas, palm).press(1, QPoint(300, 250), canvas).commit()
    tablet_stroke(canvas, (50, 50, 0.5), (90, 90, 0.5))
    (stroke,) = canvas.drawing.strokes
    assert stroke.points[0][:2] == (50, 50)


def test_a_stylus_whose_release_was_lost_draws_no_further_and_lets_the_mouse_draw(canvas: Canvas):
    tablet(canvas, QEvent.Type.TabletPress, (50, 50), 0.5)
    tablet(canvas, QEvent.Type.TabletMove, (60, 60), 0.5)
    tablet(canvas, QEvent.Type.TabletMove, (300, 100), 0.0)
    drag(canvas, (100, 50), (102, 200))
    first, second = canvas.drawing.strokes
    assert [(point.x, point.y) for point in first.points] == [(50, 50), (60, 60)]
    assert len(second.points) >= 2


def test_a_canvas_made_smaller_shows_all_that_was_drawn_and_is_drawn_on_where_the_pen_is(canvas: Canvas):
    drag(canvas, (20, 20), (380, 280))
    before = canvas.drawing.strokes
    canvas.resize(200, 200)
    canvas.grab()
    assert canvas.drawing.strokes == before
    assert canvas.scale == pytest.approx(192 / 387, abs=0.01)
    ink = ink_of(canvas)[4:-4, 4:-4]  # without the frame
    assert np.flatnonzero(ink.any(axis=0))[-1] > 170
    drag(canvas, (100, 20), (100, 100))
    first, *_, last = canvas.drawing.strokes[1].points
    assert (first.x, first.y) == pytest.approx((100 / canvas.scale, 20 / canvas.scale))
    assert last.y == pytest.approx(100 / canvas.scale)
    assert ink_of(canvas)[30:90, 96:105].any(axis=1).all()
    canvas.resize(400, 300)
    assert canvas.scale == 1


def test_an_emptied_canvas_is_as_large_as_it_looks(canvas: Canvas):
    drag(canvas, (20, 20), (380, 280))
    canvas.resize(200, 200)
    canvas.clear()
    assert canvas.scale == 1
    canvas.undo()
    assert canvas.scale < 1  # all of it is seen again


def test_what_was_drawn_over_the_edge_makes_nothing_smaller(canvas: Canvas):
    drag(canvas, (20, 20), (canvas.width() + 300, 100))
    drag(canvas, (20, 50), (50, 90))
    canvas.undo()
    assert canvas.scale == 1


def test_a_release_that_never_came_does_not_join_two_strokes(canvas: Canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(90, 50))
    drag(canvas, (50, 200), (90, 200))
    assert [len(stroke.points) for stroke in canvas.drawing.strokes] == [2, 2]


def test_a_fast_eraser_leaves_nothing_out(canvas: Canvas):
    canvas.set_pen_width(4)
    drag(canvas, (50, 150), (350, 150))
    canvas.set_tool(Tool.ERASER)
    drag(canvas, (200, 20), (200, 280))
    assert canvas.drawing.is_empty


def test_undo_brings_back_the_whole_stroke_and_clear_is_one_step(canvas: Canvas):
    drag(canvas, (50, 50), (350, 50))
    drag(canvas, (50, 90), (350, 90))
    canvas.clear()
    assert not ink_of(canvas)[50, 60:340].any()
    canvas.undo()
    assert len(canvas.drawing.strokes) == 2
    assert ink_of(canvas)[50, 60:340].all()
    canvas.undo()
    assert len(canvas.drawing.strokes) == 1
    canvas.redo()
    assert len(canvas.drawing.strokes) == 2


def test_undo_in_the_middle_of_a_stroke_does_no_harm(canvas: Canvas):
    drag(canvas, (50, 50), (350, 50))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 200))
    QTest.mouseMove(canvas, QPoint(100, 200))
    canvas.undo()
    QTest.mouseMove(canvas, QPoint(200, 200))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert len(canvas.drawing.strokes) == 1
    drag(canvas, (50, 250), (350, 250))
    assert len(canvas.drawing.strokes) == 2


def test_the_eraser_tool_erases_with_the_mouse(canvas: Canvas):
    drag(canvas, (50, 50), (350, 50))
    canvas.set_tool(Tool.ERASER)
    drag(canvas, (200, 100), (200, 50))
    assert canvas.drawing.is_empty


def test_the_wheel_changes_the_pen_within_its_limits(qtbot, canvas: Canvas):
    before = canvas.pen_width
    with qtbot.waitSignal(canvas.pen_width_changed):
        wheel(canvas, 120)
    assert canvas.pen_width == before + 1
    for _ in range(100):
        wheel(canvas, -240)
    assert canvas.pen_width == 2


def wheel(canvas: Canvas, angle: int) -> None:
    from PySide6.QtGui import QWheelEvent

    where = QPointF(50, 50)
    event = QWheelEvent(
        where,
        where,
        QPoint(0, 0),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_strokes_survive_a_resize(canvas: Canvas):
    drag(canvas, (50, 50), (350, 50))
    canvas.resize(500, 420)
    assert ink_of(canvas)[50, 60:340].all()


def test_a_stroke_still_being_drawn_survives_a_resize(canvas: Canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    for x in (100, 150, 200):
        QTest.mouseMove(canvas, QPoint(x, 50))
    canvas.resize(500, 420)
    ink_of(canvas)
    QTest.mouseMove(canvas, QPoint(250, 50))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(250, 50))
    assert ink_of(canvas)[50, 50:250].all()


def test_strokes_follow_the_theme(canvas: Canvas):
    drag(canvas, (50, 150), (350, 150))
    palette = canvas.palette()
    palette.setColor(palette.ColorRole.Base, Qt.GlobalColor.black)
    palette.setColor(palette.ColorRole.Text, Qt.GlobalColor.white)
    canvas.setPalette(palette)
    shown = to_array(canvas.grab().toImage())
    assert shown[150, 200].min() > 200
    assert shown[220, 200].max() < 50


def test_an_empty_canvas_invites_and_a_drawn_one_does_not(canvas: Canvas):
    assert ink_of(canvas)[140:160].any()
    drag(canvas, (20, 20), (40, 20))
    assert not ink_of(canvas)[140:160, 100:300].any()


def test_the_canvas_says_what_it_is(canvas: Canvas):
    assert canvas.objectName() == "canvas"
    assert canvas.accessibleName()
    assert canvas.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert QGuiApplication.instance() is not None
