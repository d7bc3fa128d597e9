"""A window takes what other starts of the program hand over, and nothing from anybody else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitpad.store.hand_over import HandOver
from digitpad.store.window_place import GREETING, TAKEN, WindowPlace, take_place
from digitpad.ui import hand_over_listener
from digitpad.ui.hand_over_listener import HandOverListener, bring_to_front
from tests.ui.conftest import DEADLINE_MS, heard

GIFT = HandOver((Path("/a.png"), Path("/\udcff.png")), "a token")


class Visit:
    """A connection to a window, as a stranger would make it."""

    def __init__(self, qtbot: QtBot, home: Path) -> None:
        self._qtbot = qtbot
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(str(home / "window.socket"))
        self.connection.setblocking(False)

    def hears(self) -> bytes:
        """What is said next; nothing where the window has closed the connection."""
        said: list[bytes] = []

        def is_said() -> bool:
            try:
                said.append(self.connection.recv(100))
            except BlockingIOError:
                return False
            except ConnectionResetError:
                said.append(b"")
            return True

        self._qtbot.waitUntil(is_said, timeout=DEADLINE_MS)
        return said[0]


@pytest.fixture(params=["socket", "port"])
def way(request, monkeypatch) -> str:
    """How the window is reached."""
    if request.param == "port":
        monkeypatch.delattr("socket.AF_UNIX")
    return request.param


@pytest.fixture
def listener(qtbot: QtBot, home: Path) -> Iterator[HandOverListener]:
    window = QWidget()
    qtbot.addWidget(window)
    place = WindowPlace.take(home)
    assert place is not None
    listener = HandOverListener(place, window)
    yield listener
    listener.stop()


@pytest.fixture
def visits(qtbot: QtBot, home: Path):
    """Makes visits, and ends them."""
    made: list[Visit] = []

    def visit() -> Visit:
        made.append(Visit(qtbot, home))
        return made[-1]

    yield visit
    for one in made:
        one.connection.close()


@pytest.mark.usefixtures("way")
def test_what_another_process_hands_over_arrives(qtbot: QtBot, home: Path, listener: HandOverListener):
    taken: list[WindowPlace | None] = []
    arrived = heard(listener.handed_over)
    others = [threading.Thread(target=lambda: taken.append(take_place(home, GIFT, patience=60))) for _ in range(3)]
    for other in others:
        other.start()
    qtbot.waitUntil(lambda: len(taken) == 3, timeout=DEADLINE_MS)
    for other in others:
        other.join()
    assert taken == [None] * 3
    assert arrived == [(GIFT,)] * 3


@pytest.mark.usefixtures("way")
def test_who_waits_while_the_window_is_being_made_is_heard(qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch):
    window = QWidget()
    qtbot.addWidget(window)
    place = WindowPlace.take(home)
    assert place is not None
    taken: list[WindowPlace | None] = []
    looked = threading.Event()
    monkeypatch.setattr("digitpad.store.window_place.time.sleep", lambda seconds: looked.set())
    other = threading.Thread(target=lambda: taken.append(take_place(home, GIFT, patience=60)))
    other.start()
    assert looked.wait(DEADLINE_MS / 1000)
    listener = HandOverListener(place, window)
    arrived = heard(listener.handed_over)
    qtbot.waitUntil(lambda: bool(taken), timeout=DEADLINE_MS)
    other.join()
    listener.stop()
    assert taken == [None]
    assert arrived == [(GIFT,)]


@pytest.mark.parametrize(
    "said", [b"\n", b"{}\n", b"\xff\xff\n", b"GET / HTTP/1.1\r\n\r\n", b'{"paths": ["a"], "token": ""}\n']
)
def test_what_is_not_ours_is_not_answered(listener: HandOverListener, visits, said: bytes):
    arrived = heard(listener.handed_over)
    visit = visits()
    assert visit.hears() == GREETING
    visit.connection.send(said)
    assert visit.hears() == b""
    assert arrived == []


def test_pieces_make_a_line(listener: HandOverListener, visits):
    arrived = heard(listener.handed_over)
    visit = visits()
    assert visit.hears() == GREETING
    line = GIFT.to_line()
    visit.connection.send(line[:5])
    other = visits()
    assert other.hears() == GREETING  # by now the first piece was heard
    visit.connection.send(line[5:])
    assert visit.hears() == TAKEN
    assert arrived == [(GIFT,)]


def test_who_goes_before_the_end_has_handed_over_nothing(qtbot: QtBot, listener: HandOverListener, visits):
    arrived = heard(listener.handed_over)
    visit = visits()
    assert visit.hears() == GREETING
    visit.connection.send(GIFT.to_line())
    visit.connection.close()  # it has a window of its own by now
    other = visits()
    assert other.hears() == GREETING
    other.connection.send(GIFT.to_line()[:-1])
    other.connection.shutdown(socket.SHUT_WR)
    assert other.hears() == b""
    assert arrived == []


def test_a_line_without_end_is_cut_off(listener: HandOverListener, visits, monkeypatch):
    monkeypatch.setattr(hand_over_listener, "LARGEST", 1000)
    visit = visits()
    assert visit.hears() == GREETING
    visit.connection.send(b"x" * 1001)
    assert visit.hears() == b""


def test_few_are_heard_at_once_and_a_silent_one_is_not_waited_for(listener: HandOverListener, visits, monkeypatch):
    monkeypatch.setattr(hand_over_listener, "_VISIT_MS", 1)
    assert visits().hears() == GREETING
    silent = visits()
    assert silent.hears() == GREETING
    assert silent.hears() == b""
    monkeypatch.setattr(hand_over_listener, "_VISIT_MS", 60_000)
    assert [visits().hears() for _ in range(4)] == [GREETING] * 4
    assert visits().hears() == b""


def test_without_the_secret_nobody_is_heard_at_a_port(qtbot: QtBot, home: Path, monkeypatch):
    monkeypatch.delattr("socket.AF_UNIX")
    window = QWidget()
    qtbot.addWidget(window)
    place = WindowPlace.take(home)
    assert place is not None
    listener = HandOverListener(place, window)
    arrived = heard(listener.handed_over)
    port = home / "window.port"
    port.write_bytes(port.read_bytes().split()[0] + b" " + b"0" * 64)
    taken: list[WindowPlace | None] = []
    other = threading.Thread(target=lambda: taken.append(take_place(home, GIFT, patience=60)))
    other.start()
    qtbot.waitUntil(lambda: bool(taken), timeout=DEADLINE_MS)
    other.join()
    listener.stop()
    assert taken[0] is not None
    assert arrived == []


def test_a_window_that_was_closed_leaves_its_place(home: Path, listener: HandOverListener, visits):
    visit = visits()
    assert visit.hears() == GREETING
    listener.stop()
    assert visit.hears() == b""
    assert [path.name for path in home.iterdir()] == ["window.lock"]
    place = WindowPlace.take(home)
    assert place is not None
    place.leave()


def test_a_window_in_the_task_bar_is_brought_to_the_front(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    bring_to_front(window, "a token")
    assert window.isVisible()
    assert not window.windowState() & Qt.WindowState.WindowMinimized
