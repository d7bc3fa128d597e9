"""The boxes over the canvas: the digit under the pointer is chosen, and one digit alone has no box."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading, Reading, digit_reading
from digitpad.ui.answer_boxes import AnswerBoxes


def digit(value: int, x: float) -> DigitReading:
    probabilities = [0.01] * 10
    probabilities[value] = 0.91
    glyph = Glyph(np.zeros((28, 28), np.float32), Box(x, 40, 50, 90))
    return digit_reading(glyph, probabilities, unsure_below=0.9, not_a_digit_below=0.5)


def number(*values: int) -> Reading:
    return Reading(tuple(digit(value, 20 + 80 * index) for index, value in enumerate(values)))


@pytest.fixture
def canvas(qtbot) -> QWidget:
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(400, 200)
    return canvas


@pytest.fixture
def boxes(canvas: QWidget) -> AnswerBoxes:
    boxes = AnswerBoxes(canvas)
    boxes.resize(canvas.size())
    canvas.show()
    return boxes


def painted(boxes: AnswerBoxes) -> bytes:
    image = boxes.grab().toImage()  # its bits live as long as it does
    return image.constBits().tobytes()


def test_the_newest_digit_is_chosen_while_a_number_grows(boxes: AnswerBoxes):
    boxes.show_reading(number(2))
    boxes.point_at(QPointF(130, 80))
    boxes.show_reading(number(2, 0))
    assert boxes.chosen == 1


def test_the_digit_under_a_pointer_that_rests_is_chosen_and_said(qtbot, boxes: AnswerBoxes):
    boxes.show_reading(number(2, 0, 2, 6))
    heard = []
    boxes.digit_chosen.connect(heard.append)
    boxes.point_at(QPointF(40, 80))
    assert (boxes.chosen, heard) == (3, [])
    qtbot.waitUntil(lambda: boxes.chosen == 0)
    boxes.point_at(QPointF(5, 5))  # on no digit: nothing changes
    assert (boxes.chosen, heard) == (0, [0])


def test_digits_on_the_way_of_the_pointer_are_not_chosen(qtbot, boxes: AnswerBoxes):
    boxes.show_reading(number(2, 0, 2, 6))
    boxes.choose(0)
    heard = []
    boxes.digit_chosen.connect(heard.append)
    for x in (45, 125, 205):
        boxes.point_at(QPointF(x, 80))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [2]


def test_what_was_chosen_stays_chosen_when_a_digit_is_added_before_it(boxes: AnswerBoxes):
    boxes.show_reading(Reading((digit(5, 180), digit(7, 260))))
    boxes.choose(0)
    boxes.show_reading(Reading((digit(1, 100), digit(5, 180), digit(7, 260))))
    assert boxes.chosen == 1


def test_one_digit_alone_has_no_box(boxes: AnswerBoxes):
    nothing = painted(boxes)
    boxes.show_reading(number(7))
    assert painted(boxes) == nothing
    boxes.show_reading(number(7, 7))
    assert painted(boxes) != nothing


def test_a_new_sheet_chooses_nothing(boxes: AnswerBoxes):
    boxes.show_reading(number(2, 0))
    boxes.show_reading(None)
    assert boxes.chosen == 0
