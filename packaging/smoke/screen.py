"""A screen of our own that no person looks at: Xvfb, whose picture lies in a file, with xdotool for mouse and keys."""

from __future__ import annotations

import mmap
import os
import re
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool", "xev": "x11-utils", "stdbuf": "coreutils"}
"""Programs this needs, and the packages of Debian that bring them."""

WIDTH, HEIGHT = 1400, 1100
"""Pixels; the window takes the size it likes best, and wanders a little where no window manager holds it."""

_Answer = TypeVar("_Answer")


def missing_tools() -> list[str]:
    """The packages that are missing."""
    return sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})


def wait_for(question: Callable[[], _Answer | None], seconds: float, pause: float = 0.02) -> _Answer | None:
    """Ask until there is an answer that counts; else the last one, when the time is over."""
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(pause)
    return answer


@dataclass(frozen=True)
class Place:
    """Where a window is, and how large."""

    x: int
    y: int
    width: int
    height: int


class Screen:
    """The screen, and what is on it. To be used in a `with`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="digitpad-screen-")
        self._processes: list[subprocess.Popen[bytes]] = []
        self._file = Path(self._folder.name) / "Xvfb_screen0"
        self._log = Path(self._folder.name) / "events"
        self.display = ""

    def __enter__(self) -> Self:
        self.display = self._start_server()
        wait_for(self._file.exists, 5)
        with self._file.open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._start, self._stride = _layout(self._memory[:100])
        with self._log.open("wb") as log:
            watch = ["stdbuf", "-oL", "xev", "-root", "-event", "substructure"]
            self._processes.append(subprocess.Popen(watch, stdout=log, env=os.environ | {"DISPLAY": self.display}))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._memory.close()
        for process in reversed(self._processes):
            process.terminate()
            process.wait()
        self._folder.cleanup()

    def _start_server(self) -> str:
        """Start Xvfb; returns the display it chose."""
        told, tells = os.pipe()
        # -ac: who looks at it runs as another user than who uses it.
        size = f"{WIDTH}x{HEIGHT}x24"
        options = ["-screen", "0", size, "-fbdir", self._folder.name, "-ac", "-nolisten", "tcp", "-noreset"]
        command = ["Xvfb", "-displayfd", str(tells), *options]
        server = subprocess.Popen(command, pass_fds=(tells,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._processes.append(server)
        os.close(tells)
        with os.fdopen(told) as number:
            return f":{number.readline().strip()}"

    def row(self, y: int, left: int = 0, right: int = WIDTH) -> bytes:
        """The pixels of a row, four bytes each: blue, green, red, and one without meaning."""
        start = self._start + y * self._stride
        return self._memory[start + 4 * left : start + 4 * right]

    def pixel(self, x: int, y: int) -> bytes:
        """Blue, green and red of a pixel."""
        start = self._start + y * self._stride + 4 * x
        return self._memory[start : start + 3]

    def column(self, x: int) -> list[bytes]:
        """The pixels of a column."""
        return [self.pixel(x, y) for y in range(HEIGHT)]

    def windows(self) -> list[str]:
        """The numbers of the windows that can be seen."""
        return self.xdotool("search", "--onlyvisible", "--name", ".").split()

    def name_of(self, window: str) -> str:
        """What stands in the title of a window."""
        return self.xdotool("getwindowname", window).strip()

    def place_of(self, window: str) -> Place:
        """Where a window is."""
        told = dict(line.split("=") for line in self.xdotool("getwindowgeometry", "--shell", window).split())
        return Place(*(int(told[key]) for key in ("X", "Y", "WIDTH", "HEIGHT")))

    def draw(self, points: Sequence[tuple[float, float]]) -> None:
        """Draw a stroke with the mouse."""
        steps = [["mousemove", str(round(x)), str(round(y)), "sleep", "0.01"] for x, y in points]
        parts = [*steps[0], "mousedown", "1", *(word for step in steps[1:] for word in step), "mouseup", "1"]
        self.xdotool(*parts)

    def press(self, window: str, key: str) -> None:
        """Press a key in a window, such as `ctrl+q`. There is no window manager that would give it the keys."""
        self.xdotool("windowfocus", window, "sleep", "0.1", "key", key)

    def shown_so_far(self) -> list[str]:
        """The windows with a frame that were ever shown, a number for each time."""
        return shown_windows(self._log.read_text(errors="replace"))

    def xdotool(self, *arguments: str) -> str:
        """Run xdotool; an empty text where it failed, as where a window is gone."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=os.environ | {"DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.stdout


def _layout(head: bytes) -> tuple[int, int]:
    """Where the pixels begin in a file of X's window dump, and the bytes from row to row (X11/XWDFile.h)."""
    numbers = struct.unpack(">25I", head)
    header_size, bytes_per_line, colours = numbers[0], numbers[12], numbers[19]
    return header_size + 12 * colours, bytes_per_line


def shown_windows(log: str) -> list[str]:
    """The windows of the MapNotify events in xev's log; menus and tool tips, which no frame is put around, left out."""
    events = re.findall(r"MapNotify event,[^\n]*\n\s+event \w+, window (\w+), override (\w+)", log)
    return [window for window, override in events if override == "NO"]
