"""A place where one task runs at a time."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, Signal

from digitpad.ui.task import Task


class SingleTask(QObject):
    """Runs generators on a thread, one after another, for an owner that connects itself once.

    Signals:
        progressed: emitted with each value the generator yields.
        succeeded: emitted with the generator's return value.
        failed: emitted with the exception it raised.
        cancelled: emitted when it was closed before its end.
        ended: always last, when the next may begin.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._is_over = False

    @property
    def is_running(self) -> bool:
        """Whether there is one whose end was not told."""
        return self._task is not None

    @property
    def is_paused(self) -> bool:
        """Whether it rests, and so will the next."""
        return not self._may_go_on.is_set()

    def begin(self, steps: Generator[Any, None, Any]) -> None:
        """Run a generator; once stopped, none is begun any more.

        Raises:
            RuntimeError: one is running.
        """
        if self._is_over:
            # Asked for by a signal that was on its way while the window closed: a thread begun now would be destroyed
            # as it runs.
            steps.close()
            return
        if self._task is not None:
            raise RuntimeError("one task at a time")
        self._task = Task(steps, self._may_go_on, self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self.succeeded)
        self._task.failed.connect(self.failed)
        self._task.cancelled.connect(self.cancelled)
        self._task.finished.connect(self._on_finished)
        self._task.start()

    def pause(self) -> None:
        """Let it rest after the step it is at."""
        self._may_go_on.clear()

    def resume(self) -> None:
        """Let it go on."""
        self._may_go_on.set()

    def cancel(self) -> None:
        """Ask it to end after the step it is at, or now where it rests."""
        if self._task is not None:
            self._task.cancel()
        self.resume()

    def finish(self) -> None:
        """Wait for the thread to come to its end; nothing is begun any more."""
        self._is_over = True
        if self._task is not None:
            self._task.wait()

    def stop(self) -> None:
        """End the thread after the step it is at, and wait for it; nothing is begun any more."""
        self.cancel()
        self.finish()

    def _on_finished(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None
        self.ended.emit()
