"""A desk: jobs worked off in a thread, in their order, so that the window never waits for a file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from digitpad.ui.single_task import SingleTask


class Desk(QObject):
    """Runs a thread while there are jobs.

    Args:
        do: does one job, in the thread. What it yields goes to `_on_progressed`, in the thread of the desk's owner.

    Signals:
        crashed: emitted with an exception that is a bug of ours.
    """

    crashed = Signal(object)

    def __init__(self, do: Callable[[Any], Iterable[Any]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._do = do
        self._waiting: deque[Any] = deque()
        self._task = SingleTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.failed.connect(self.crashed)
        self._task.ended.connect(self._go_on)

    def stop(self) -> None:
        """Do what was asked for, and end the thread. What is asked for from now on is not done."""
        self._task.finish()
        for _ in self._work_off():  # what came as it ended
            pass

    def _take(self, job: object) -> None:
        self._waiting.append(job)
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self._task.is_running:
            self._task.begin(self._work_off())

    def _work_off(self) -> Generator[Any, None, None]:
        """Do jobs until none waits; more may come meanwhile."""
        while self._waiting:
            yield from self._do(self._waiting.popleft())

    def _on_progressed(self, result: Any) -> None:  # noqa: ANN401 — whatever the generator yields
        """Handle one result in the window's thread; subclasses override it."""
