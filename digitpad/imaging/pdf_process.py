"""The process that draws PDFs, from the side of those who ask it."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from collections.abc import Mapping
from io import BufferedReader, BufferedWriter
from typing import Any, cast

from digitpad.core.pdf_service import DRAW_PDFS, TOO_LONG

_Answer = tuple[dict[str, Any], bytearray]
"""A reply, and the bytes that come with it."""

_MOST_TO_CLOSE = 20.0
"""Seconds for letting go of a document."""

_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would show a console."""

_SERVE = "import json, sys; sys.path = json.loads(sys.argv[1]); import digitpad.imaging.pdf_drawing as it; it.serve()"
"""Isolated, and with this process's own path: what lies in the working folder is not imported."""


class PdfProcess:
    """Starts the process when it is first asked, and again where a document has ended it.

    It must be asked by one thread at a time. It ends with the program.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.end)

    def ask(self, request: Mapping[str, object], seconds: float) -> _Answer:
        """Ask as `pdf_drawing.serve` understands it.

        Args:
            request: what to open or draw.
            seconds: the longest it may take.

        Returns:
            The reply, and the bytes that come with it. Where the request ended the process, the reply is a problem.
        """
        try:
            process = self._running()
            if process is None:
                return _problem("cannot be drawn: the process that draws PDFs does not start.")
            answer = _answer(process, json.dumps({**request, "seconds": seconds}).encode())
            if answer is not None:
                return answer
            took_too_long = process.wait() == TOO_LONG
        except BaseException:  # what was asked for would be taken for the next answer
            self.end()
            raise
        self.end()
        if took_too_long:
            return _problem(f"takes longer than {seconds:g} seconds to draw, and was left out.")
        return _problem("is damaged or far too large, and cannot be drawn.")

    def close_document(self) -> None:
        """Let go of the file that is open, where there is one."""
        if self._process is not None:
            self.ask({"close": True}, _MOST_TO_CLOSE)

    def end(self) -> None:
        """End the process, whatever it is doing; the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _running(self) -> subprocess.Popen[bytes] | None:
        if self._process is None:
            try:
                self._process = _start()
            except OSError:
                return None
            if _line(self._process) is None:
                self.end()
        return self._process


def _start() -> subprocess.Popen[bytes]:
    frozen = getattr(sys, "frozen", False)
    command = [DRAW_PDFS] if frozen else ["-I", "-c", _SERVE, json.dumps(sys.path)]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 — no shell, and nothing of a stranger's in it
        [sys.executable, *command], stdin=pipe, stdout=pipe, stderr=nothing, creationflags=_NO_WINDOW
    )


def _answer(process: subprocess.Popen[bytes], request: bytes) -> _Answer | None:
    """None where the process ended instead."""
    try:
        requests = cast("BufferedWriter", process.stdin)
        requests.write(request + b"\n")
        requests.flush()
    except OSError:
        return None
    reply = _line(process)
    if reply is None:
        return None
    pixels = bytearray(3 * reply.get("width", 0) * reply.get("height", 0))
    return (reply, pixels) if _is_filled(memoryview(pixels), process) else None


def _line(process: subprocess.Popen[bytes]) -> dict[str, Any] | None:
    line = cast("BufferedReader", process.stdout).readline()
    return json.loads(line) if line.endswith(b"\n") else None


def _is_filled(room: memoryview, process: subprocess.Popen[bytes]) -> bool:
    """Whether there was as much to read as there is room."""
    replies = cast("BufferedReader", process.stdout)
    while room:
        count = replies.readinto(room)
        if not count:
            return False
        room = room[count:]
    return True


def _problem(sentence: str) -> _Answer:
    return {"problem": sentence}, bytearray()
