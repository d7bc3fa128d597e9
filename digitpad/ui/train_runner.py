"""Runs a training in a thread of its own, and hands its steps to the window in portions."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.training_report import TrainingResult, TrainingStep
from digitpad.ui.single_task import SingleTask

Steps = Generator[TrainingStep, None, TrainingResult]

_PORTION_MS = 50
"""A small network takes a thousand steps a second; the window is told of them twenty times."""


class TrainRunner(QObject):
    """Runs one training at a time.

    Signals:
        stepped: emitted with the steps since the last time, a tuple in their order.
        succeeded: emitted with the `TrainingResult`.
        failed: emitted with the exception it raised.
        cancelled: emitted when it was cut off; what the training keeps for such a case is kept.
        finished: always last, when the thread has ended.
    """

    stepped = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task = SingleTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.ended.connect(self._on_ended)
        self._steps: deque[TrainingStep] = deque()  # filled by the thread, emptied by the window
        self._is_enough = threading.Event()
        self._tell_end: Callable[[], None] = self.cancelled.emit
        self._timer = QTimer(self)
        self._timer.setInterval(_PORTION_MS)
        self._timer.timeout.connect(self._hand_over)

    @property
    def is_running(self) -> bool:
        """Whether there is a training whose end was not told."""
        return self._task.is_running

    @property
    def is_paused(self) -> bool:
        """Whether it rests."""
        return self._task.is_paused

    @property
    def is_ending(self) -> bool:
        """Whether it was asked to end."""
        return self._is_enough.is_set()

    def run(self, begin: Callable[[Callable[[], bool]], Steps]) -> None:
        """Run a training, where none runs.

        Args:
            begin: called in the thread with what the training asks to know whether it should end soon.
        """
        if self._task.is_running:
            return
        self._task.resume()
        self._is_enough = threading.Event()
        self._tell_end = self.cancelled.emit
        self._task.begin(_collected(begin, self._is_enough.is_set, self._steps))
        self._timer.start()

    def pause(self) -> None:
        """Rest after the step it is at."""
        self._task.pause()

    def resume(self) -> None:
        """Go on."""
        self._task.resume()

    def finish_early(self) -> None:
        """Ask it to end soon with the best so far; asked once more, cut it off."""
        if self._is_enough.is_set():
            self.cancel()
        self._is_enough.set()
        self._task.resume()

    def cancel(self) -> None:
        """Cut it off after the step it is at."""
        self._task.cancel()

    def stop(self) -> None:
        """Cut it off, and wait for the thread."""
        self._task.stop()
        self._timer.stop()

    def _hand_over(self) -> None:
        steps = tuple(self._steps.popleft() for _ in range(len(self._steps)))
        if steps:
            self.stepped.emit(steps)

    def _on_succeeded(self, result: TrainingResult) -> None:
        self._tell_end = partial(self.succeeded.emit, result)

    def _on_failed(self, error: Exception) -> None:
        self._tell_end = partial(self.failed.emit, error)

    def _on_ended(self) -> None:
        self._timer.stop()
        self._hand_over()
        self._tell_end()
        self.finished.emit()


def _collected(
    begin: Callable[[Callable[[], bool]], Steps], is_enough: Callable[[], bool], into: deque[TrainingStep]
) -> Generator[None, None, TrainingResult]:
    """The steps of a training, put where the window finds them."""
    steps = begin(is_enough)
    try:
        while True:
            into.append(next(steps))
            yield
    except StopIteration as end:
        result: TrainingResult = end.value
        return result
    finally:
        steps.close()
