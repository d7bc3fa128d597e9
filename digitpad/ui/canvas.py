"""The canvas: paper for a mouse, a stylus or a finger."""

from __future__ import annotations

import math
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.drawing import Drawing, Point, Strokes
from digitpad.store.settings import NARROWEST_PEN, WIDEST_PEN
from digitpad.ui.pens import Pens
from digitpad.ui.stroke_painter import InkLayer, paint_tail, reach_of

_CORNER = 8
"""Radius of the paper's corners, and what is left free beside a drawing that is shown smaller."""

_LEAST_ERASER = 8.0
"""Reach of the eraser of the thinnest pens, in canvas pixels."""


class Tool(Enum):
    """What the pen does."""

    PEN = "pen"
    ERASER = "eraser"


class Canvas(QWidget):
    """Takes strokes and shows them at once; asks nobody.

    Attributes:
        drawing: the strokes and their history.
        tool: what the mouse, a finger and the tip of a stylus do. The stylus's other end always erases.
        scale: how many of the widget's pixels one of the canvas's is: less than 1 where the window was made so small
            that the drawing would be cut off.

    Signals:
        drawing_changed: emitted when a point came, a stroke was erased, undone, redone or cleared.
        pen_width_changed: emitted when the pen became another, by whatever means; in canvas pixels.
        pointed: emitted with the place that the mouse, a stylus or a finger is at, down or not, in the widget's pixels.
        scale_changed: emitted with the scale when it became another.
    """

    drawing_changed = Signal()
    pointed = Signal(QPointF)
    pen_width_changed = Signal(float)
    scale_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Drawing canvas"))
        self.setAccessibleDescription(self.tr("Draw digits here with the mouse, a stylus or a finger."))
        self.setToolTip(self.tr("Draw digits with the mouse, a stylus or a finger; the wheel changes the pen"))
        self.setToolTipDuration(4000)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.drawing = Drawing()
        self._tool = Tool.PEN
        self._tool_in_hand = Tool.PEN
        self._erased_at = Point(0, 0)
        self._pen_width = 14.0
        self._wheel_angle = 0
        self._scale = 1.0
        self._largest = QSize()  # that the widget has been
        self._layer = InkLayer()
        self._layer_is_stale = True
        self._pens = Pens(self)
        self._pens.pressed.connect(self._on_pressed)
        self._pens.moved.connect(self._on_moved)
        self._pens.released.connect(self._on_released)
        self._pens.forgotten.connect(self._on_forgotten)
        self._pens.pointed.connect(self.pointed)
        self._show_tool()

    @property
    def pen_width(self) -> float:
        return self._pen_width

    def set_pen_width(self, width: float) -> None:
        """Take another pen, within the narrowest and the widest there are."""
        width = min(max(width, NARROWEST_PEN), WIDEST_PEN)
        if width != self._pen_width:
            self._pen_width = width
            self.pen_width_changed.emit(width)

    @property
    def scale(self) -> float:
        return self._scale

    def set_tool(self, tool: Tool) -> None:
        """Take the pen or the eraser."""
        self._tool = tool
        self._show_tool()
        self.update()  # the invitation is another

    def undo(self) -> None:
        """Take back the last step."""
        self.drawing.undo()
        self._fit()
        self._redraw()

    def redo(self) -> None:
        """Do the step taken back again."""
        self.drawing.redo()
        self._fit()
        self._redraw()

    def clear(self) -> None:
        """Take a new sheet, as one step that can be undone."""
        self.drawing.clear()
        self._fit()
        self._redraw()

    def show_strokes(self, strokes: Strokes) -> None:
        """Show other strokes, as one step that can be undone."""
        self.drawing.replace(strokes)
        self._fit()
        self._redraw()

    def _fit(self) -> None:
        """Show all of the drawing. What is drawn keeps its place on the paper, and is shown smaller where it must.

        What was drawn over the edge of the largest paper there was stays beyond it.
        """
        self._largest = self._largest.expandedTo(self.size())
        boxes = [stroke.box for stroke in self.drawing.strokes]
        right = max((box.x + box.width for box in boxes), default=0.0)
        bottom = max((box.y + box.height for box in boxes), default=0.0)
        scale = min(
            _share(self.width(), min(right, self._largest.width())),
            _share(self.height(), min(bottom, self._largest.height())),
        )
        if scale != self._scale:
            self._scale = scale
            self._layer_is_stale = True
            self.scale_changed.emit(scale)

    def _on_paper(self, point: Point) -> Point:
        """A place of the widget on the canvas."""
        return point._replace(x=point.x / self._scale, y=point.y / self._scale)

    def _on_pressed(self, point: Point, erases: bool) -> None:
        self._tool_in_hand = Tool.ERASER if erases else self._tool
        point = self._on_paper(point)
        if self._tool_in_hand is Tool.ERASER:
            self._erased_at = point
            self._erase(point)
        else:
            self.drawing.begin_stroke(point, self._pen_width)
            self._point_came()

    def _on_moved(self, point: Point) -> None:
        point = self._on_paper(point)
        if self._tool_in_hand is Tool.ERASER:
            self._erase(point)
        elif self.drawing.open_points:  # an undo from the keyboard may have ended the stroke
            self.drawing.add_point(point)
            self._layer.add_piece(self.drawing.open_points, self.drawing.open_width, self._ink())
            self._point_came()

    def _on_released(self) -> None:
        if self._tool_in_hand is Tool.ERASER:
            self.drawing.end_erasing()
        elif self.drawing.open_points:
            self._layer.add_end(self.drawing.open_points, self.drawing.open_width, self._ink())
            self.drawing.end_stroke()
            if not self._layer_is_stale:
                self._layer.settle(self.drawing.strokes)
        self.drawing_changed.emit()

    def _on_forgotten(self) -> None:
        """Undo what was begun and not meant."""
        self.drawing.cancel_stroke()
        self.drawing.cancel_erasing()
        self._redraw()

    def _erase(self, point: Point) -> None:
        """Erase along the way from the last place: a fast eraser leaves nothing out."""
        reach = max(self._pen_width / 2, _LEAST_ERASER)
        distance = math.hypot(point.x - self._erased_at.x, point.y - self._erased_at.y)
        steps = max(1, math.ceil(distance / reach))
        erased = False
        for step in range(1, steps + 1):
            x = self._erased_at.x + (point.x - self._erased_at.x) * step / steps
            y = self._erased_at.y + (point.y - self._erased_at.y) * step / steps
            erased |= self.drawing.erase_at(x, y, reach)
        self._erased_at = point
        if erased:
            self._redraw()

    def _point_came(self) -> None:
        points = self.drawing.open_points
        if len(points) == 1 and not self.drawing.finished_strokes:
            self.update()  # the invitation goes
        else:
            reach = reach_of(points, self.drawing.open_width)
            self.update(QTransform.fromScale(self._scale, self._scale).mapRect(reach).toAlignedRect())
        self.drawing_changed.emit()

    def _redraw(self) -> None:
        self._layer_is_stale = True
        self.update()
        self.drawing_changed.emit()

    def _show_tool(self) -> None:
        pen = self._tool is Tool.PEN
        self.setCursor(Qt.CursorShape.CrossCursor if pen else Qt.CursorShape.PointingHandCursor)

    def _ink(self) -> QColor:
        return self.palette().text().color()

    def _paint_invitation(self, painter: QPainter) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        painter.setFont(font)
        painter.setPen(self.palette().placeholderText().color())
        is_pen = self._tool is Tool.PEN
        text = self.tr("Draw digits here") if is_pen else self.tr("Nothing to erase: E takes the pen again")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height() * 28
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = self.fontMetrics().height() * 10
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF() * self._scale
        if self._layer_is_stale or self._layer.pixmap.devicePixelRatio() != ratio:
            self._layer.show(self.size() / self._scale, ratio, self.drawing.strokes, self._ink())
            self._layer_is_stale = False
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        edge = self.palette().accent() if focused else self.palette().mid()
        painter.setPen(QColor(edge.color()))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        if self.drawing.is_empty:
            self._paint_invitation(painter)
        painter.scale(self._scale, self._scale)
        painter.drawPixmap(QPointF(0, 0), self._layer.pixmap)
        if self.drawing.open_points:
            paint_tail(painter, self.drawing.open_points, self.drawing.open_width, self._ink())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._layer_is_stale = True
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._layer_is_stale = True
            self.update()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            event.accept()
            self._pens.use_fingers(event)
            return True
        if event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            self._pens.let_go()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pens.press_mouse(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pens.move_mouse(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pens.release_mouse(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        # Accepted, a pen's event is not followed by a mouse event of the same place.
        event.accept()
        self._pens.use_stylus(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel turns by 120 at a time, a touchpad by less.
        notches, self._wheel_angle = divmod(self._wheel_angle + event.angleDelta().y(), 120)
        self.set_pen_width(self._pen_width + notches)
        event.accept()


def _share(room: int, needed: float) -> float:
    """The scale at which something fits into a room, and a little beside it; 1 where it does as it is."""
    return 1.0 if needed <= room else max(1, room - _CORNER) / needed
