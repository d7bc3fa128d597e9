"""The place of a home's one window: who starts first takes it, who comes later hands over what is to be opened.

A lock on a file says who has the place. Where the window listens stands in the home folder, too: a socket there that
only its owner may open. Windows has none for Python, and some disks cannot hold one, nor paths of more than 107 bytes:
there it is a port of this computer's own, and a secret in a file only its owner may read, with which what is handed
over has to begin.

Who hands over waits to be greeted first: nothing is opened twice where a window wakes up after the other process has
lost its patience.
"""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from digitpad.core.errors import DigitpadError
from digitpad.store.file_lock import take_lock
from digitpad.store.hand_over import LARGEST, MOST_FILES, HandOver

GREETING, TAKEN = b"digitpad 1\n", b"taken\n"
"""What the window says to one who comes, and when it has what was handed over."""

_PATIENCE = 2.0
"""Seconds for a window to answer."""

_LAUNCH = 10.0
"""Seconds for a window to be there: a cold disk may need some."""

_PAUSE = 0.02
"""Seconds between two looks."""

_log = logging.getLogger(__name__)


class WindowPlace:
    """The place, or a window's excuse for having none.

    Args:
        home: the folder of what the program keeps.
        lock: the locked file; none for a window nobody hands anything to.

    Attributes:
        secret: what each who comes has to say first; empty where the system keeps strangers out.
    """

    def __init__(self, home: Path, lock: BinaryIO | None = None) -> None:
        self.secret = b""
        self._home, self._lock = home, lock
        self._listener: socket.socket | None = None

    @classmethod
    def take(cls, home: Path) -> WindowPlace | None:
        """Take the place; none where another process has it."""
        try:
            lock = take_lock(home / "window.lock")
        except OSError as error:
            _log.info("Files given to a second digitpad will not come to this window: %s", error)
            return cls(home)
        return cls(home, lock) if lock else None

    def listen(self) -> socket.socket | None:
        """The socket that those who come later reach, not blocking; none where that is not possible."""
        if self._lock is None:
            return None
        try:
            self._remove_addresses()  # of a process that was killed
            try:
                self._listener = self._listen_in_home()
            except (AttributeError, OSError):
                self._listener = self._listen_on_port()
        except OSError as error:
            _log.info("Files given to a second digitpad will not come to this window: %s", error)
        return self._listener

    def leave(self) -> None:
        """Let the next one have the place."""
        if self._listener is not None:
            self._listener.close()
            self._remove_addresses()
            self._listener = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _listen_in_home(self) -> socket.socket:
        path = _socket_path(self._home)
        listener = socket.socket(socket.AF_UNIX)
        try:
            listener.bind(str(path))
            path.chmod(0o600)  # before it listens: nobody can have come in
            return _listening(listener)
        except OSError:
            listener.close()
            raise

    def _listen_on_port(self) -> socket.socket:
        import secrets

        listener = socket.socket()
        try:
            listener.bind(("127.0.0.1", 0))
            self.secret = secrets.token_hex(32).encode()
            self._tell_port(listener.getsockname()[1])
            return _listening(listener)
        except OSError:
            listener.close()
            raise

    def _tell_port(self, port: int) -> None:
        path = _port_path(self._home)
        unfinished = path.with_name(path.name + ".part")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600, exist_ok=False)
        unfinished.write_bytes(b"%d %s" % (port, self.secret))
        unfinished.replace(path)

    def _remove_addresses(self) -> None:
        for path in (_socket_path(self._home), _port_path(self._home)):
            path.unlink(missing_ok=True)


def take_place(home: Path, hand_over: HandOver, patience: float = _PATIENCE) -> WindowPlace | None:
    """Take the place of a home's window, or hand over to the window that has it.

    A window that does not answer is left alone, and there is a second one.

    Args:
        home: the folder of what the program keeps.
        hand_over: what the window that is open already should open.
        patience: seconds for that window to answer.

    Returns:
        The place; none where there is a window that took what was handed over.

    Raises:
        DigitpadError: it is more than can be handed over.
    """
    deadline = time.monotonic() + _LAUNCH
    while (place := WindowPlace.take(home)) is None:
        try:
            with _connected(home, patience) as (connection, secret):
                if _give(connection, secret, hand_over, patience):
                    return None
                break
        except TimeoutError:
            break
        except (OSError, ValueError):  # it is not there yet, or no more
            if time.monotonic() > deadline:
                break
            time.sleep(_PAUSE)
    if place is None:
        _log.warning("digitpad is open already, but does not answer. This is a second window.")
        place = WindowPlace(home)
    return place


@contextmanager
def _connected(home: Path, patience: float) -> Iterator[tuple[socket.socket, bytes]]:
    """A connection to the window of a home, and what is to be said first; an OSError where there is none."""
    try:
        port, secret = _port_path(home).read_bytes().split()
    except FileNotFoundError:
        if not hasattr(socket, "AF_UNIX"):
            raise
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(patience)
            connection.connect(str(_socket_path(home)))
            yield connection, b""
    else:
        with socket.create_connection(("127.0.0.1", int(port)), patience) as connection:
            yield connection, secret


def _give(connection: socket.socket, secret: bytes, hand_over: HandOver, patience: float) -> bool:
    """Hand over; whether it was taken."""
    line = hand_over.to_line()
    if len(line) > LARGEST or len(hand_over.paths) > MOST_FILES:
        raise DigitpadError(f"digitpad is open already, and its window takes {MOST_FILES:,} files at a time.")
    deadline = time.monotonic() + patience
    if _heard(connection, len(GREETING), deadline) != GREETING:  # or another version's
        return False
    _allow_to_front()
    connection.sendall(secret + line)
    return _heard(connection, len(TAKEN), deadline) == TAKEN


def _heard(connection: socket.socket, count: int, deadline: float) -> bytes:
    """The next bytes; a TimeoutError where they do not come in time, fewer where there are no more."""
    heard = b""
    while len(heard) < count:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        more = connection.recv(count - len(heard))
        if not more:
            break
        heard += more
    return heard


def _allow_to_front() -> None:
    """On Windows only the process the person has just started may say who comes to the front."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.WinDLL("user32").AllowSetForegroundWindow(any_process)


def _listening(listener: socket.socket) -> socket.socket:
    listener.setblocking(False)
    listener.listen(16)
    return listener


def _socket_path(home: Path) -> Path:
    return home / "window.socket"


def _port_path(home: Path) -> Path:
    return home / "window.port"
