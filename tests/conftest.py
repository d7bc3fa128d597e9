"""What every test gets: a home folder of its own, no screen, and an eye on threads left running."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`DIGITPAD_HOME`, empty and not yet made."""
    folder = tmp_path / "home of this test"
    monkeypatch.setenv("DIGITPAD_HOME", str(folder))
    monkeypatch.delenv("DIGITPAD_DEVICE", raising=False)
    return folder


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """Fail the test that leaves a Python or a Qt thread running."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive() and not thread.daemon]
    assert not left, f"threads left running: {left}"
    if "PySide6.QtCore" in sys.modules:
        import gc

        from PySide6.QtCore import QThread

        running = [t.objectName() or type(t).__name__ for t in gc.get_objects() if _is_running(t, QThread)]
        assert not running, f"Qt threads left running: {running}"


def _is_running(thing: object, qthread: type) -> bool:
    """Whether it is a Qt thread of ours that still runs; one whose C++ half is gone does not."""
    if not isinstance(thing, qthread):
        return False
    from shiboken6 import isValid

    return isValid(thing) and thing.isRunning()
