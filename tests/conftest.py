"""What every test gets: a home folder of its own, no screen, and an eye on threads left running."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QThread
from shiboken6 import isValid


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`DIGITPAD_HOME`, empty and not yet made."""
    folder = tmp_path / "home of this test"
    monkeypatch.setenv("DIGITPAD_HOME", str(folder))
    monkeypatch.delenv("DIGITPAD_DEVICE", raising=False)
    return folder


@pytest.fixture(autouse=True)
def _widgets_are_freed_in_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program (`ui.garbage`): no other thread may collect a cycle that holds a widget."""
    gc.disable()
    uses_qt = "qtbot" in request.fixturenames or "qapp" in request.fixturenames
    if uses_qt:
        if not gc.get_freeze_count():
            gc.collect()
        gc.freeze()  # what was there before the test, torch above all, need not be walked after it
    yield
    gc.disable()
    if uses_qt:
        gc.collect()


@pytest.fixture(autouse=True)
def _no_thread_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test that leaves a Python or a Qt thread running."""
    before = set(threading.enumerate())
    started: list[QThread] = []

    def start(thread: QThread, *arguments: object) -> None:
        started.append(thread)
        qt_start(thread, *arguments)

    qt_start = QThread.start
    monkeypatch.setattr(QThread, "start", start)
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive() and not thread.daemon]
    assert not left, f"threads left running: {left}"
    running = [
        thread.objectName() or type(thread).__name__ for thread in started if isValid(thread) and thread.isRunning()
    ]
    assert not running, f"Qt threads left running: {running}"
