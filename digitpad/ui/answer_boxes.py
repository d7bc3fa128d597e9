"""The boxes over the canvas: where each digit of a number was seen, and which one is chosen."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitpad.core.reading import DigitReading, Reading
from digitpad.ui.digit_boxes import frame_of, look_on_canvas, paint_digits, reach_of_box

_REST_MS = 120
"""So long a pointer that crosses a digit is on its way elsewhere."""


class AnswerBoxes(QWidget):
    """Lies over the canvas and lets every event through; shows nothing where there is one digit only.

    Attributes:
        chosen: the index of the digit whose bars are shown; 0 where there is none.

    Signals:
        digit_chosen: emitted with its index when the pointer came to rest on another digit.
    """

    digit_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("answerBoxes")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._digits: tuple[DigitReading, ...] = ()
        self._scale = 1.0
        self._pointer: QPointF | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rested)
        self.chosen = 0

    def show_reading(self, reading: Reading | None) -> None:
        """Show the boxes of an answer. The digit under the pointer is chosen, or else the one next to the last one."""
        before = self._digits[self.chosen] if self._digits else None
        old = self._digits
        self._digits = reading.digits if reading else ()
        under = self._under_pointer()
        if under is not None:
            self.chosen = under
        elif before is not None and self._digits:
            self.chosen = min(range(len(self._digits)), key=lambda index: _distance(self._digits[index], before))
        else:
            self.chosen = max(0, len(self._digits) - 1)
        self._update(old)
        self._update(self._digits)

    def set_scale(self, scale: float) -> None:
        """One pixel of the canvas is so many of the widget's."""
        self._scale = scale
        self.update()

    def point_at(self, place: QPointF) -> None:
        """Choose the digit that the pen or the mouse is over, if it is over one and stays there.

        On its way to the bars it crosses other digits, which nobody means.
        """
        self._pointer = place
        if self._under_pointer() != self.chosen:
            self._rest.start()
        else:
            self._rest.stop()

    def _on_rested(self) -> None:
        under = self._under_pointer()
        if under is not None and under != self.chosen:
            self.choose(under)
            self.digit_chosen.emit(under)

    def choose(self, index: int) -> None:
        """Choose a digit."""
        self.chosen = index
        self._pointer = None
        self._update(self._digits)

    def _under_pointer(self) -> int | None:
        if self._pointer is None:
            return None
        place = self._pointer
        return next((index for index, digit in enumerate(self._digits) if self._frame(digit).contains(place)), None)

    def _frame(self, digit: DigitReading) -> QRectF:
        return frame_of(digit.box, self._scale)

    def _update(self, digits: tuple[DigitReading, ...]) -> None:
        """Paint anew where boxes stand: the rest of the canvas is the pen's."""
        if len(digits) < 2:
            return
        area = QRectF()
        for digit in digits:
            area |= reach_of_box(digit, self._frame(digit), self.font())
        self.update(area.toAlignedRect())

    # Qt's own names from here on.

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._digits) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        placed = [(digit, self._frame(digit)) for digit in self._digits]
        look = partial(look_on_canvas, self.palette())
        paint_digits(painter, placed, self.chosen, look, QRectF(event.rect()))


def _distance(one: DigitReading, other: DigitReading) -> float:
    """Between the middles of two boxes."""
    a, b = one.box, other.box
    return math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2)
