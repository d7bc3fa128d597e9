"""What other starts of the program hand over to this window."""

from __future__ import annotations

import os
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from digitpad.store.hand_over import LARGEST, HandOver
from digitpad.store.window_place import GREETING, TAKEN, WindowPlace

_MOST_VISITORS = 4
"""At the same moment; more are sent away."""

_VISIT_MS = 5000
"""How long one may take."""

_PIECE = 1 << 16


class HandOverListener(QObject):
    """Listens at a window's place, and believes nobody: what comes is bounded in number, size and time.

    Signals:
        handed_over: emitted with a `HandOver`.
    """

    handed_over = Signal(object)

    def __init__(self, place: WindowPlace, window: QWidget) -> None:
        super().__init__(window)
        self._place = place
        self._visitors: set[_Visitor] = set()
        self._listener = place.listen()
        if self._listener is not None:
            self._notifier = QSocketNotifier(self._listener.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_knocked)

    def stop(self) -> None:
        """Leave the place to the next window."""
        for visitor in list(self._visitors):
            visitor.leave()
        if self._listener is not None:
            self._notifier.setEnabled(False)
            self._listener = None
        self._place.leave()

    def _on_knocked(self) -> None:
        if self._listener is None:
            return
        try:
            connection, _ = self._listener.accept()
        except OSError:  # gone again
            return
        if len(self._visitors) == _MOST_VISITORS:
            connection.close()
            return
        visitor = _Visitor(connection, self._place.secret, self)
        visitor.handed_over.connect(self.handed_over)
        visitor.left.connect(self._on_left)
        self._visitors.add(visitor)
        visitor.greet()

    def _on_left(self, visitor: _Visitor) -> None:
        self._visitors.discard(visitor)
        visitor.deleteLater()


class _Visitor(QObject):
    """Greets another process, and takes one line from it.

    Signals:
        handed_over: emitted with a `HandOver`.
        left: emitted with this visitor when the connection is closed.
    """

    handed_over = Signal(object)
    left = Signal(object)

    def __init__(self, connection: socket.socket, secret: bytes, parent: QObject) -> None:
        super().__init__(parent)
        connection.setblocking(False)
        self._connection, self._secret = connection, secret
        self._said = bytearray()
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_said)
        self._patience = QTimer(self, singleShot=True, interval=_VISIT_MS)
        self._patience.timeout.connect(self.leave)
        self._patience.start()

    def greet(self) -> None:
        """Show that the window is awake."""
        try:
            self._connection.send(GREETING)
        except OSError:
            self.leave()

    def leave(self) -> None:
        """Close the connection."""
        if self._notifier.isEnabled():
            self._notifier.setEnabled(False)
            self._patience.stop()
            self._connection.close()
            self.left.emit(self)

    def _on_said(self) -> None:
        try:
            piece = self._connection.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self._said += piece
        if piece.endswith(b"\n"):
            self._take()
        elif not piece or len(self._said) > LARGEST + len(self._secret):
            self.leave()

    def _take(self) -> None:
        try:
            hand_over = HandOver.from_line(self._without_secret(bytes(self._said)))
            self._connection.send(TAKEN)  # who does not wait any more has opened a window of its own
        except (OSError, ValueError):
            self.leave()
        else:
            self.leave()
            self.handed_over.emit(hand_over)

    def _without_secret(self, said: bytes) -> bytes:
        if not self._secret:
            return said
        from secrets import compare_digest

        if not compare_digest(said[: len(self._secret)], self._secret):
            raise ValueError("a stranger")
        return said[len(self._secret) :]


def bring_to_front(window: QWidget, token: str) -> None:
    """Show a window before all others, where the desktop lets it.

    Args:
        window: to show.
        token: the leave the desktop gave for it, or an empty text.
    """
    if token and QGuiApplication.platformName() == "wayland":
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt looks there, and takes it away
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
