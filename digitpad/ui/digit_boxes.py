"""How a digit's box looks, on the canvas and on a picture: a frame, and a tag with the answer.

What is in doubt has a broken frame and says so in its tag: colour alone tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Status

_AROUND = 3.0
"""Pixels between the ink and its frame."""

_RADIUS = 4.0

_ROOM_FOR_TAG = 2.2
"""Lines of text that a frame must be high to have a tag, where nothing speaks for one."""

_FARTHEST = 4.0
"""Lines of text: no tag is farther from its frame."""

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


@dataclass(frozen=True)
class BoxLook:
    """The colours of a box.

    Attributes:
        frame: of the frame and of its tag.
        text: in the tag.
        halo: around the frame, so that it is seen on any ground; None where the ground is known.
    """

    frame: QColor
    text: QColor
    halo: QColor | None = None


def look_on_canvas(palette: QPalette, chosen: bool) -> BoxLook:
    """On the canvas, whose paper has the palette's colour; the chosen one stands out."""
    if chosen:
        return BoxLook(palette.accent().color(), palette.highlightedText().color())
    return BoxLook(palette.placeholderText().color(), palette.base().color())


def look_on_picture(chosen: bool) -> BoxLook:
    """On a picture, which is as bright as it was taken, in a light window and in a dark one."""
    frame = QColor("#2457d6" if chosen else "#5d5f66")
    return BoxLook(frame, QColor("white"), QColor(255, 255, 255, 170))


def _tag_of(digit: DigitReading, frame: QRectF, font: QFont) -> QRectF:
    """Where the tag above a frame stands."""
    metrics = QFontMetricsF(font)
    tag = QRectF(frame.topLeft(), metrics.size(0, tag_text(digit))).adjusted(0, 0, metrics.averageCharWidth(), 2)
    tag.moveBottom(max(frame.top(), tag.height()))
    return tag


def _is_tagged(digit: DigitReading, frame: QRectF, font: QFont, chosen: bool) -> bool:
    """Whether there is room for a tag: on a full page seen from afar it would cover the digit of the line above."""
    is_roomy = frame.height() > _ROOM_FOR_TAG * QFontMetricsF(font).height()
    return chosen or digit.status is not Status.OK or is_roomy


def paint_digits(
    painter: QPainter,
    digits: Sequence[tuple[DigitReading, QRectF]],
    chosen: int,
    look: Callable[[bool], BoxLook],
    seen: QRectF,
) -> None:
    """Paint the frames and tags of digits, the chosen one last: its tag lies over those of its neighbours.

    Args:
        painter: of the widget, with its font.
        digits: to be painted, each with its frame.
        chosen: the index of the one that stands out; -1 for none.
        look: of a box, by whether it is chosen.
        seen: the part of the widget that is painted; what lies elsewhere costs next to nothing.
    """
    painter.save()
    far = _FARTHEST * QFontMetricsF(painter.font()).height()
    for index in [*(index for index in range(len(digits)) if index != chosen), chosen]:
        if not 0 <= index < len(digits):
            continue
        digit, frame = digits[index]
        # To measure a tag takes longer than to see that its frame is nowhere near.
        is_near = frame.adjusted(-far, -far, far, far).intersects(seen)
        if is_near and reach_of_box(digit, frame, painter.font()).intersects(seen):
            paint_digit(painter, digit, frame, look(index == chosen), index == chosen)
    painter.restore()


def paint_digit(painter: QPainter, digit: DigitReading, frame: QRectF, look: BoxLook, chosen: bool) -> None:
    """Paint a digit's frame, and its tag above it in the painter's font."""
    width = 2.0 if chosen else 1.5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if look.halo is not None:
        painter.setPen(QPen(look.halo, width + 2))
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
    painter.setPen(QPen(look.frame, width, _PENS[digit.status]))
    painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
    if not _is_tagged(digit, frame, painter.font(), chosen):
        return
    tag = _tag_of(digit, frame, painter.font())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.frame)
    painter.drawRoundedRect(tag, _RADIUS, _RADIUS)
    painter.setPen(look.text)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, tag_text(digit))


def reach_of_box(digit: DigitReading, frame: QRectF, font: QFont) -> QRectF:
    """All that is painted of a digit, with its tag."""
    return frame.united(_tag_of(digit, frame, font)).adjusted(-3, -3, 3, 3)
