"""A picture in all the room there is, with a box around each digit that was read; it can be zoomed and moved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Reading
from digitpad.ui.digit_boxes import frame_of, look_on_picture, paint_digits, reach_of_box, tag_text

_LARGEST_PIXEL = 8.0
"""A pixel of a small picture is fitted into the room no larger than this."""

_CLOSEST = 40.0
"""Widget pixels for one of the picture's: nothing is gained by coming nearer."""

_PAN = 0.2
"""Of the room's height is the picture moved by an arrow key; a page key moves it by all of it."""

_STEP = 1.25
"""By which one notch of the wheel zooms."""

_LEAST_BOX = 3.0
"""Widget pixels: a smaller box was a click."""


class PictureView(QWidget):
    """Shows a picture and the digits found in it, each box with its answer in a tag.

    The wheel zooms, dragging moves the picture, a click chooses a digit, and so do the arrow keys.

    Signals:
        digit_chosen: emitted with its index when the person chose a digit.
        box_drawn: emitted with a `Box` in the picture's pixels when the person drew one.
    """

    digit_chosen = Signal(int)
    box_drawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictureView")
        self.setAccessibleName(self.tr("Picture"))
        self.setToolTip(self.tr("Click a digit to see its bars, type a figure to correct it; the wheel zooms"))
        self.setToolTipDuration(4000)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pixmap = QPixmap()
        self._size = QSizeF()
        self._reading: Reading | None = None
        self._chosen = 0
        self._zoom = 1.0  # 1 is fitted into the room
        self._middle = QPointF()  # of the room, in the picture's pixels
        self._held: QPointF | None = None  # where the mouse went down…
        self._last = QPointF()  # …and where it was last
        self._draws_box = False

    def show_picture(self, preview: QImage, size: QSize) -> None:
        """Show a picture, fitted into the room unless it is as large as the one before.

        Args:
            preview: what is painted.
            size: of the picture itself, in whose pixels the boxes of a reading are.
        """
        self._pixmap = QPixmap.fromImage(preview)
        if size.toSizeF() != self._size:
            self._size = size.toSizeF()
            self.fit()
        self.update()

    def show_reading(self, reading: Reading | None, chosen: int = 0) -> None:
        """Show the boxes of an answer with one digit chosen; None where there is none, or none should be seen."""
        before, chosen_before = self._digits, self._chosen
        self._reading, self._chosen = reading, chosen
        self._describe()
        if chosen != chosen_before:
            self._bring_into_view()
        if len(before) != len(self._digits):
            self.update()
            return
        # A person types one figure after the other on a page of hundreds.
        for index, (old, new) in enumerate(zip(before, self._digits, strict=True)):
            if old is not new or (chosen != chosen_before and index in (chosen, chosen_before)):
                for digit in (old, new):
                    frame = frame_of(digit.box, self._scale(), self._origin())
                    self.update(reach_of_box(digit, frame, self.font()).toAlignedRect())

    def _describe(self) -> None:
        """Tell a screen reader what was read, and which digit is chosen."""
        text = self._reading.text if self._reading else ""
        described = self.tr("Read as {0}").format(text) if text else self.tr("No digit read")
        if 0 <= self._chosen < len(self._digits):
            digit = self._digits[self._chosen]
            chosen = self.tr("digit {0}: {1}, {2} %")
            number, percent = self._chosen + 1, round(100 * digit.confidence)
            described = f"{described}; {chosen.format(number, tag_text(digit), percent)}"
        self.setAccessibleDescription(described)

    def _bring_into_view(self) -> None:
        """Move a zoomed picture so far that the chosen digit is seen: figures are typed into what one sees."""
        if self._zoom > 1 and 0 <= self._chosen < len(self._digits):
            box = self._digits[self._chosen].box
            if not QRectF(self.rect()).contains(frame_of(box, self._scale(), self._origin())):
                self._move_to(QPointF(box.x + box.width / 2, box.y + box.height / 2))

    @property
    def _digits(self) -> tuple[DigitReading, ...]:
        return self._reading.digits if self._reading else ()

    def zoom_in(self) -> None:
        """Come nearer to the middle of the room."""
        self._zoom_at(QRectF(self.rect()).center(), _STEP)

    def zoom_out(self) -> None:
        """Go farther from the middle of the room."""
        self._zoom_at(QRectF(self.rect()).center(), 1 / _STEP)

    def fit(self) -> None:
        """Show all of the picture."""
        self._zoom = 1.0
        self._middle = QPointF(self._size.width() / 2, self._size.height() / 2)
        self.update()

    def set_drawing_boxes(self, on: bool) -> None:
        """Let the mouse draw a box, or move the picture."""
        self._draws_box = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    def _fitted_scale(self) -> float:
        """Widget pixels for one of the picture's where all of it is seen."""
        if self._size.isEmpty():
            return 1.0
        return min(self.width() / self._size.width(), self.height() / self._size.height(), _LARGEST_PIXEL)

    def _scale(self) -> float:
        return self._fitted_scale() * self._zoom

    def _origin(self) -> QPointF:
        """Where the picture's top left is in the widget."""
        return QRectF(self.rect()).center() - self._middle * self._scale()

    def _in_picture(self, place: QPointF) -> QPointF:
        """A place of the widget in the picture's pixels."""
        return (place - self._origin()) / self._scale()

    def _zoom_at(self, place: QPointF, factor: float) -> None:
        """Zoom so that what is at a place of the widget stays there."""
        fixed = self._in_picture(place)
        closest = max(1.0, _CLOSEST / self._fitted_scale())
        self._zoom = min(max(self._zoom * factor, 1.0), closest)
        self._move_to(fixed - (place - QRectF(self.rect()).center()) / self._scale())

    def _move_to(self, middle: QPointF) -> None:
        """Bring a place of the picture to the middle, as far as the picture goes; a smaller picture stays centred."""
        scale = self._scale()

        def held(place: float, extent: float, room: int) -> float:
            half = room / scale / 2
            return extent / 2 if 2 * half >= extent else min(max(place, half), extent - half)

        self._middle = QPointF(
            held(middle.x(), self._size.width(), self.width()), held(middle.y(), self._size.height(), self.height())
        )
        self.update()

    def _digit_at(self, place: QPointF) -> int | None:
        """The smallest box at a place of the widget: one may lie in another."""
        digits = self._digits
        scale, origin = self._scale(), self._origin()
        hit = [index for index, digit in enumerate(digits) if frame_of(digit.box, scale, origin).contains(place)]
        return min(hit, key=lambda index: digits[index].box.width * digits[index].box.height, default=None)

    def _choose(self, index: int) -> None:
        if self._reading and 0 <= index < len(self._reading.digits):
            self.digit_chosen.emit(index)

    def _drawn_box(self, end: QPointF) -> None:
        """Say which box was drawn, as far as it is on the picture."""
        if self._held is None or (end - self._held).manhattanLength() < 2 * _LEAST_BOX:
            return
        drawn = QRectF(self._in_picture(self._held), self._in_picture(end)).normalized()
        inside = drawn & QRectF(QPointF(0, 0), self._size)
        if not inside.isEmpty():
            self.box_drawn.emit(Box(inside.x(), inside.y(), inside.width(), inside.height()))

    # Qt's own names from here on.

    def minimumSizeHint(self) -> QSize:
        side = self.fontMetrics().height() * 8
        return QSize(side, side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._held = self._last = event.position()
        if not self._draws_box:
            index = self._digit_at(event.position())
            if index is not None:
                self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            return
        if not self._draws_box:
            self._move_to(self._middle - (event.position() - self._last) / self._scale())
        self._last = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._draws_box:
            self._drawn_box(event.position())
        self._held = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._zoom_at(event.position(), _STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        moves = {Qt.Key.Key_Up: -_PAN, Qt.Key.Key_Down: _PAN, Qt.Key.Key_PageUp: -1.0, Qt.Key.Key_PageDown: 1.0}
        if event.key() in steps:
            self._choose(self._chosen + steps[Qt.Key(event.key())])
        elif event.key() in moves and self._zoom > 1:
            self._move_to(self._middle + QPointF(0, moves[Qt.Key(event.key())] * self.height() / self._scale()))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._move_to(self._middle)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing)
        scale, origin = self._scale(), self._origin()
        if not self._pixmap.isNull():  # boxes without their picture would stand nowhere
            picture = QRectF(origin, self._size * scale)
            # Enlarged pixels stay squares; reduced ones are averaged.
            reduced = picture.width() < self._pixmap.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, reduced)
            painter.drawPixmap(picture, self._pixmap, QRectF(self._pixmap.rect()))
            painter.setFont(self.font())
            placed = [(digit, frame_of(digit.box, scale, origin)) for digit in self._digits]
            paint_digits(painter, placed, self._chosen, look_on_picture, QRectF(event.rect()))
        if self._draws_box and self._held is not None:
            painter.setPen(QPen(look_on_picture(chosen=True).frame, 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(self._held, self._last))
        if self.hasFocus():
            painter.setPen(self.palette().accent().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
