"""The picture: boxes are clicked and drawn, the wheel zooms where it points, and figures correct."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading, Reading, digit_reading
from digitpad.ui.picture_view import PictureView
from tests.ui.conftest import heard


def digit(value: int, box: Box) -> DigitReading:
    probabilities = [0.01] * 10
    probabilities[value] = 0.91
    return digit_reading(Glyph(np.zeros((28, 28), np.float32), box), probabilities, 0.9, 0.5)


READING = Reading((digit(2, Box(50, 50, 40, 60)), digit(6, Box(150, 50, 40, 60))))


@pytest.fixture
def view(qtbot) -> PictureView:
    """A picture of 400×200 in as many pixels."""
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(400, 200)
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    view.show_picture(image, QSize(400, 200))
    view.show_reading(READING)
    view.show()
    return view


def turn_wheel(view: PictureView, x: float, y: float, notches: int) -> None:
    place = QPointF(x, y)
    event = QWheelEvent(
        place,
        view.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # as the wheel turns
    )
    QApplication.sendEvent(view, event)


def drag(view: PictureView, start: QPoint, end: QPoint) -> None:
    """A press, a move with the button held, and a release."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, place, button, held in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    ):
        local = QPointF(place)
        modifiers = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(view, QMouseEvent(kind, local, view.mapToGlobal(local), button, held, modifiers))


def test_a_click_chooses_the_digit_there(view: PictureView):
    chosen = heard(view.digit_chosen)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(170, 80))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))  # beside all of them
    assert chosen == [(1,)]


def test_the_arrow_keys_choose_the_neighbours(view: PictureView):
    chosen = heard(view.digit_chosen)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Left)  # there is none before the first
    assert chosen == [(1,)]


def test_what_is_under_the_pointer_stays_there_while_the_wheel_zooms(view: PictureView):
    chosen = heard(view.digit_chosen)
    turn_wheel(view, 170, 80, 4)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(170, 80))
    assert chosen == [(1,)]


def test_zoomed_out_all_of_it_is_seen_again(view: PictureView):
    before = view.grab().toImage()
    turn_wheel(view, 380, 10, 6)
    assert view.grab().toImage() != before
    turn_wheel(view, 20, 190, -20)
    assert view.grab().toImage() == before


def test_dragging_moves_a_zoomed_picture(view: PictureView):
    turn_wheel(view, 170, 80, 4)
    chosen = heard(view.digit_chosen)
    drag(view, QPoint(300, 150), QPoint(220, 110))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(170 - 80, 80 - 40))
    assert chosen == [(1,)]


def test_all_of_a_picture_cannot_be_dragged_away(view: PictureView):
    chosen = heard(view.digit_chosen)
    drag(view, QPoint(300, 150), QPoint(220, 110))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(170, 80))
    assert chosen == [(1,)]


def is_seen(view: PictureView, box: Box) -> bool:
    scale, origin = view._scale(), view._origin()
    return view.rect().contains((QPointF(box.x, box.y) * scale + origin).toPoint())


def test_the_chosen_digit_of_a_zoomed_picture_comes_into_view(view: PictureView):
    turn_wheel(view, 390, 190, 4)
    assert not is_seen(view, READING.digits[1].box)
    view.show_reading(READING, 1)
    assert is_seen(view, READING.digits[1].box)
    middle = view._middle
    view.show_reading(READING, 1)
    assert view._middle == middle


def test_the_keys_move_a_zoomed_picture_up_and_down(view: PictureView):
    turn_wheel(view, 200, 100, 6)
    before = view._middle.y()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view._middle.y() > before
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view._middle.y() < before


def test_a_screen_reader_hears_which_digit_is_chosen(view: PictureView):
    view.show_reading(READING, 1)
    assert view.accessibleDescription() == "Read as 26; digit 2: 6, 91 %"
    view.show_reading(READING, -1)
    assert view.accessibleDescription() == "Read as 26"


def test_a_box_is_drawn_in_pixels_of_the_picture(view: PictureView):
    drawn = heard(view.box_drawn)
    view.set_drawing_boxes(True)
    drag(view, QPoint(260, 120), QPoint(220, 60))
    assert drawn == [(Box(220, 60, 40, 60),)]


def test_a_click_is_no_box_and_what_is_beside_the_picture_is_left_out(view: PictureView):
    drawn = heard(view.box_drawn)
    view.resize(600, 200)  # room of 100 pixels on either side
    view.set_drawing_boxes(True)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    drag(view, QPoint(20, 50), QPoint(90, 150))
    assert drawn == []
    drag(view, QPoint(60, 50), QPoint(160, 150))
    assert drawn == [(Box(0, 50, 60, 100),)]


def test_while_a_box_is_drawn_nothing_is_chosen(view: PictureView):
    chosen = heard(view.digit_chosen)
    view.set_drawing_boxes(True)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(170, 80))
    assert chosen == []


def test_only_the_left_button_draws_a_box(view: PictureView):
    drawn = heard(view.box_drawn)
    view.set_drawing_boxes(True)
    QTest.mousePress(view, Qt.MouseButton.RightButton, pos=QPoint(20, 20))
    QTest.mouseRelease(view, Qt.MouseButton.RightButton, pos=QPoint(120, 120))
    assert drawn == []


def test_a_typed_figure_paints_only_its_box_anew(qtbot, view: PictureView):
    qtbot.waitExposed(view)
    painted = []
    view.paintEvent = lambda event: painted.append(event.rect())
    other = digit(7, READING.digits[1].box)
    view.show_reading(Reading((READING.digits[0], other)))
    qtbot.waitUntil(lambda: bool(painted))
    assert all(rect.left() > 100 and rect.width() < 100 for rect in painted)


def test_the_picture_is_seen_with_the_focus_and_through_a_box_that_is_drawn(view: PictureView):
    """Its boxes have filled tags; what is painted over all of it after them is a line."""
    view.setFocus()
    view.set_drawing_boxes(True)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(220, 20))
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(360, 180),
        view.mapToGlobal(QPointF(360, 180)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)
    assert view.hasFocus()
    seen = view.grab().toImage()
    for x, y in ((20, 100), (300, 100), (120, 160)):
        assert seen.pixelColor(x, y) == Qt.GlobalColor.white
