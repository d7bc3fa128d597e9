"""Runs the scans of a folder in a thread of its own, and hands their rows to the window in portions."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.scan_row import ScanRow
from digitpad.scan.folder_scan import ScanStep
from digitpad.ui.single_task import SingleTask

_PORTION = 1000
"""Rows the window takes at a time: a few milliseconds of work…"""

_PORTION_MS = 20
"""…and then it may do something else."""


@dataclass(frozen=True)
class ScanEnd:
    """How a scan ended.

    Attributes:
        result: what it returned at its end.
        error: what it raised, or None.
        was_cancelled: whether somebody ended it.
    """

    result: Any = None
    error: Exception | None = None
    was_cancelled: bool = False


class ScanRunner(QObject):
    """Runs one scan at a time; a new one takes the place of the one that runs.

    Signals:
        stepped: emitted with a `ScanStep` of a scan; its rows come by themselves.
        rows_read: emitted with a list of rows.
        ended: emitted with a `ScanEnd` when all rows of a scan have been handed over.
    """

    stepped = Signal(object)
    rows_read = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task = SingleTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)
        self._task.ended.connect(self._on_ended)
        self._next: Generator[ScanStep, None, Any] | None = None
        self._is_next_cancelled = False
        self._rows: deque[ScanRow] = deque()
        self._end: ScanEnd | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_PORTION_MS)
        self._timer.timeout.connect(self._hand_over)

    @property
    def is_running(self) -> bool:
        """Whether there is a scan whose end was not told."""
        return self._task.is_running or self._timer.isActive() or self._next is not None

    @property
    def is_paused(self) -> bool:
        """Whether it rests."""
        return self._task.is_paused

    def run(self, steps: Generator[ScanStep, None, Any]) -> None:
        """Run a scan; one that runs is ended first, and nothing more is heard of it."""
        self._rows.clear()
        self._timer.stop()
        self._end = None
        self._task.resume()
        if self._task.is_running:
            self._next, self._is_next_cancelled = steps, False
            self._task.cancel()
        else:
            self._task.begin(steps)

    def pause(self) -> None:
        """Rest after the step it is at."""
        self._task.pause()

    def resume(self) -> None:
        """Go on."""
        self._task.resume()

    def cancel(self) -> None:
        """End after the step it is at; what is finished is kept. One that waits for its turn does not begin."""
        self._is_next_cancelled = self._next is not None
        self._task.cancel()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._next = None
        self._task.stop()
        self._timer.stop()
        self._rows.clear()

    def _hand_over(self) -> None:
        portion = list(islice(self._rows, _PORTION))
        for _ in portion:
            self._rows.popleft()
        if portion:
            self.rows_read.emit(portion)
        if not self._rows and self._timer.isActive():
            self._timer.stop()
            self._tell_end()

    def _tell_end(self) -> None:
        end = self._end
        if end is not None and not self._task.is_running and not self._rows:
            self._end = None
            self.ended.emit(end)

    def _on_progressed(self, step: ScanStep) -> None:
        if self._next is not None:  # nobody waits for it any more
            return
        self.stepped.emit(step)
        if step.rows:
            self._rows.extend(step.rows)
            self._timer.start()

    def _on_succeeded(self, result: object) -> None:
        self._end = ScanEnd(result=result)

    def _on_failed(self, error: Exception) -> None:
        self._end = ScanEnd(error=error)

    def _on_cancelled(self) -> None:
        self._end = ScanEnd(was_cancelled=True)

    def _on_ended(self) -> None:
        if self._next is not None:
            steps, self._next, self._end = self._next, None, None
            if not self._is_next_cancelled:
                self._task.begin(steps)
                return
            self._end = ScanEnd(was_cancelled=True)
        self._tell_end()
