"""Mouse, stylus and fingers over a widget: which of them is down, and what it does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QEventPoint, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

from digitpad.core.drawing import Point

_MOUSE = QInputDevice.DeviceType.Mouse
_STYLUS = QInputDevice.DeviceType.Stylus
_FINGER = QInputDevice.DeviceType.TouchScreen


class Pens(QObject):
    """Lets one device draw at a time, whatever the others do, and ends what has lost its release.

    Signals:
        pressed: emitted with the `Point`, in the widget's pixels, at which a device went down, and whether it was the
            end of a stylus that erases.
        moved: emitted with a `Point` of the device that is down.
        released: emitted when it went up.
        forgotten: emitted when what it has begun was not meant: it was a palm.
        pointed: emitted with the place that a device is at, down or not.
    """

    pressed = Signal(object, bool)
    moved = Signal(object)
    released = Signal()
    forgotten = Signal()
    pointed = Signal(QPointF)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._holder: QInputDevice.DeviceType | None = None  # the kind of device that is down
        self._finger = -1  # the number of the one that draws

    def let_go(self) -> None:
        """End what a device has begun: its release will go elsewhere."""
        if self._holder is not None:
            self._release(self._holder)

    def press_mouse(self, event: QMouseEvent) -> None:
        """A button went down."""
        if _is_real_mouse(event) and event.button() == Qt.MouseButton.LeftButton:
            self._press(_mouse_point(event), _MOUSE)

    def move_mouse(self, event: QMouseEvent) -> None:
        """The mouse moved, a button down or not."""
        if not _is_real_mouse(event):
            return
        if self._holder is _MOUSE and not event.buttons() & Qt.MouseButton.LeftButton:
            self._release(_MOUSE)  # a menu took its release
        self._move(_mouse_point(event), _MOUSE)
        self.pointed.emit(event.position())

    def release_mouse(self, event: QMouseEvent) -> None:
        """A button went up."""
        if _is_real_mouse(event) and event.button() == Qt.MouseButton.LeftButton:
            self._release(_MOUSE)

    def use_stylus(self, event: QTabletEvent) -> None:
        """A stylus went down, moved or went up."""
        point = Point(event.position().x(), event.position().y(), event.pressure(), event.timestamp() / 1000)
        match event.type():
            case QEvent.Type.TabletPress if event.button() == Qt.MouseButton.LeftButton:
                self._press(point, _STYLUS, event.pointerType() == QPointingDevice.PointerType.Eraser)
            case QEvent.Type.TabletMove:
                if self._holder is _STYLUS and not event.buttons() and not event.pressure():
                    self._release(_STYLUS)  # it hovers: its release was lost
                self._move(point, _STYLUS)
                self.pointed.emit(event.position())
            case QEvent.Type.TabletRelease if event.button() == Qt.MouseButton.LeftButton:
                self._release(_STYLUS)

    def use_fingers(self, event: QTouchEvent) -> None:
        """Fingers went down, moved or went up. The first one draws; the others rest."""
        if event.type() == QEvent.Type.TouchCancel:  # the platform found it was a palm; it has no points
            if self._holder is _FINGER:
                self._forget()
            return
        if event.type() == QEvent.Type.TouchBegin:
            finger = event.points()[0]
            self._finger = finger.id()
            self._press(_touch_point(finger), _FINGER)
            return
        # Those that came later may be named before it.
        found = next((one for one in event.points() if one.id() == self._finger), None)
        if found is None or found.state() == QEventPoint.State.Released or event.type() == QEvent.Type.TouchEnd:
            self._release(_FINGER)
        elif found.state() != QEventPoint.State.Stationary:
            self._move(_touch_point(found), _FINGER)
            self.pointed.emit(found.position())

    def _press(self, point: Point, holder: QInputDevice.DeviceType, erases: bool = False) -> None:
        if self._holder is _FINGER and holder is _STYLUS:
            self._forget()  # the palm came before the pen
        elif self._holder is holder:
            self._release(holder)  # its release never came: a dialog took it
        elif self._holder is not None:
            return
        self._holder = holder
        self.pressed.emit(point, erases)

    def _move(self, point: Point, holder: QInputDevice.DeviceType) -> None:
        if holder == self._holder:
            self.moved.emit(point)

    def _release(self, holder: QInputDevice.DeviceType) -> None:
        if holder == self._holder:
            self._holder = None
            self.released.emit()

    def _forget(self) -> None:
        self._holder = None
        self.forgotten.emit()


def _is_real_mouse(event: QMouseEvent) -> bool:
    """Whether it is a mouse and not the shadow some platforms let every pen and finger cast."""
    return event.pointingDevice().type() not in (_STYLUS, _FINGER)


def _mouse_point(event: QMouseEvent) -> Point:
    position = event.position()
    return Point(position.x(), position.y(), 1.0, event.timestamp() / 1000)


def _touch_point(finger: QEventPoint) -> Point:
    return Point(finger.position().x(), finger.position().y(), 1.0, finger.timestamp() / 1000)
