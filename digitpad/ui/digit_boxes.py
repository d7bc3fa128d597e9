"""How a digit's box looks, on the canvas and on a picture: a frame, and a tag with the answer.

What is in doubt has a broken frame and says so in its tag: colour alone tells nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Status

_AROUND = 3.0
"""Pixels between the ink and its frame."""

_RADIUS = 4.0

_PENS = {
    Status.OK: Qt.PenStyle.SolidLine,
    Status.UNSURE: Qt.PenStyle.DashLine,
    Status.NOT_A_DIGIT: Qt.PenStyle.DotLine,
}


def frame_of(box: Box, scale: float = 1.0, origin: QPointF | None = None) -> QRectF:
    """Where a box's frame stands.

    Args:
        box: in pixels of the picture or the canvas.
        scale: how many of the widget's pixels one of them is.
        origin: where the picture's own origin is; the widget's by default.
    """
    start = origin or QPointF(0, 0)
    frame = QRectF(start.x() + box.x * scale, start.y() + box.y * scale, box.width * scale, box.height * scale)
    return frame.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)


def tag_text(digit: DigitReading) -> str:
    """What the tag says: the digit, a question mark beside it where it is in doubt."""
    return f"{digit.value}?" if digit.status is Status.UNSURE else digit.character


def paint_digit(painter: QPainter, digit: DigitReading, frame: QRectF, chosen: bool, widget: QWidget) -> None:
    """Paint a digit's frame, and its tag above it, on a widget and in its colours; the chosen one stands out."""
    palette, font = widget.palette(), widget.font()
    colour = palette.accent().color() if chosen else palette.placeholderText().color()
    painter.setPen(QPen(colour, 2.0 if chosen else 1.5, _PENS[digit.status]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
    text = tag_text(digit)
    metrics = QFontMetricsF(font)
    tag = QRectF(frame.topLeft(), metrics.size(0, text)).adjusted(0, 0, metrics.averageCharWidth(), 2)
    tag.moveBottom(max(frame.top(), tag.height()))
    painter.setFont(font)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(tag, _RADIUS, _RADIUS)
    painter.setPen(palette.highlightedText().color() if chosen else palette.base().color())
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
