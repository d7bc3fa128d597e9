"""A program measured from outside, as whoever uses it would with a very good stopwatch."""

from __future__ import annotations

import importlib.util
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from smoke.bars import Bars, find_bars
from smoke.handwriting import DIGITS
from smoke.screen import Screen, missing_tools

if TYPE_CHECKING:
    from Xlib.xobject.drawable import Window

SOURCE = Path(__file__).resolve().parents[1]
"""The program's source tree."""

_Answer = TypeVar("_Answer")

_LONGEST = 60.0
"""Seconds that anything may take."""

_DIGIT = 1

_SETTLING = 1.0
"""Seconds from the first answer to the look at the memory."""

_EVERY = 0.005
"""Seconds from ping to ping."""


def missing_packages() -> list[str]:
    """What has to be installed first."""
    return missing_tools() + ([] if importlib.util.find_spec("Xlib") else ["python-xlib (pip)"])


@dataclass(frozen=True)
class Program:
    """A way to start digitpad.

    Attributes:
        name: for the table.
        command: what starts it.
        folder: where it is started.
        home: `DIGITPAD_HOME`.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    home: Path

    @contextmanager
    def started(self, *words: str, display: str = "") -> Iterator[subprocess.Popen[str]]:
        """Start it; it has ended at the end."""
        process = subprocess.Popen(
            [*self.command, *words],
            cwd=self.folder,
            env=os.environ | {"DIGITPAD_HOME": str(self.home)} | ({"DISPLAY": display} if display else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield process
            process.communicate(timeout=_LONGEST)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()


@dataclass(frozen=True)
class Launch:
    """One launch.

    Attributes:
        painted, answered: milliseconds since it was started.
        freeze: the longest the window took to answer between the two, in milliseconds.
        resident, share: memory, in MB: all of the process, and with what it shares with others counted by its share.
    """

    painted: float
    answered: float
    freeze: float
    resident: float
    share: float


def launch(screen: Screen, program: Program, bars: Bars | None = None) -> tuple[Launch, Bars]:
    """Start the program, draw as soon as there is a window, wait for the answer, and quit.

    Args:
        screen: where it is shown.
        program: with a home folder nobody used before.
        bars: where they were at another launch; without them, the first look takes its time.
    """
    _await(lambda: not screen.windows(), "the window before did not go away")
    started = time.perf_counter()
    with program.started(display=screen.display) as process:
        bars = bars or _await(lambda: find_bars(screen), "no window was painted")
        _await(lambda: bars.are_painted(screen), "no window was painted")
        painted = time.perf_counter()
        with Pings(screen.display) as pings:
            window = screen.windows()[0]
            place = screen.place_of(window)
            side = 0.3 * place.height
            left, top = place.x + 0.2 * place.width, place.y + 0.3 * place.height
            screen.draw([(left + side * x, top + side * y) for x, y in DIGITS[_DIGIT][0]])
            _await(lambda: bars.best(screen) == _DIGIT, "no answer came")
            answered = time.perf_counter()
        time.sleep(_SETTLING)
        resident, share = _memory(process.pid)
        screen.press(window, "ctrl+q")
    since = (1000 * (painted - started), 1000 * (answered - started))
    return Launch(*since, 1000 * pings.longest(), resident, share), bars


class Pings:
    """Asks a window every few milliseconds whether it lives, from a thread. To be used in a `with`.

    The window manager's protocol for it (_NET_WM_PING, Extended Window Manager Hints 1.5) is answered by the thread
    that paints the window.
    """

    def __init__(self, display: str) -> None:
        from Xlib.display import Display

        self._display = Display(display)
        self._sent: dict[int, float] = {}
        self._delays: list[float] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ping)

    def __enter__(self) -> Pings:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._display.close()

    def longest(self) -> float:
        """The longest time to an answer, in seconds; what was never answered counts until now."""
        if not self._delays:
            sys.exit("The window did not answer any ping.")
        unanswered = [time.perf_counter() - sent for sent in self._sent.values()]
        return max(self._delays + unanswered)

    def _ping(self) -> None:
        from Xlib import X

        root = self._display.screen().root
        root.change_attributes(event_mask=X.StructureNotifyMask)  # with which Qt sends its answers
        windows = [window for window in root.query_tree().children if _is_shown(window)]
        number = 0
        while not self._is_over.is_set():
            number += 1
            self._send(windows[0], number)
            self._listen(time.perf_counter() + _EVERY)
        deadline = time.perf_counter() + 1
        while self._sent and time.perf_counter() < deadline:
            self._listen(time.perf_counter() + _EVERY)

    def _send(self, window: Window, number: int) -> None:
        from Xlib.protocol.event import ClientMessage

        protocols, ping = (self._display.intern_atom(name) for name in ("WM_PROTOCOLS", "_NET_WM_PING"))
        message = ClientMessage(window=window, client_type=protocols, data=(32, [ping, number, window.id, 0, 0]))
        self._sent[number] = time.perf_counter()
        window.send_event(message)
        self._display.flush()

    def _listen(self, until: float) -> None:
        """Take the answers that come until a moment."""
        from Xlib import X

        while (left := until - time.perf_counter()) > 0:
            if not self._display.pending_events():
                select.select([self._display.fileno()], [], [], left)
            for _ in range(self._display.pending_events()):
                event = self._display.next_event()
                sent = self._sent.pop(event.data[1][1], None) if event.type == X.ClientMessage else None
                if sent is not None:
                    self._delays.append(time.perf_counter() - sent)


def _is_shown(window: Window) -> bool:
    from Xlib import X

    return window.get_attributes().map_state == X.IsViewable and window.get_geometry().width > 500


def _memory(process: int) -> tuple[float, float]:
    """Resident memory and proportional share of a process, in MB of 10⁶ bytes."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) * 1024 / 1e6 for line in lines[1:]}
    return sizes["Rss:"], sizes["Pss:"]


def _await(question: Callable[[], _Answer | None], sentence: str) -> _Answer:
    """The first answer that counts; the question is asked every millisecond."""
    deadline = time.perf_counter() + _LONGEST
    while not (answer := question()):
        if time.perf_counter() > deadline:
            sys.exit(f"{sentence} within {_LONGEST:.0f} s.")
        time.sleep(0.001)
    return answer
