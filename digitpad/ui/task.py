"""A task: any generator, run on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.core.errors import DigitpadError

_log = logging.getLogger(__name__)


class Task(QThread):
    """Runs a generator that knows nothing of Qt. Between two of its steps it rests, or is cancelled.

    Args:
        steps: the generator; it is closed when cancelled, so its `finally` can tidy.
        may_go_on: cleared for a rest after the step it is at.

    Signals:
        progressed: emitted with each value the generator yields.
        succeeded: emitted with the generator's return value.
        failed: emitted with the exception it raised.
        cancelled: emitted when it was closed before its end.
        finished: QThread's own, always last.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self, steps: Generator[Any, None, Any], may_go_on: threading.Event, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._may_go_on = may_go_on

    def cancel(self) -> None:
        """Ask it to end after the step it is at, and the rest after that."""
        self.requestInterruption()

    # Qt's own names from here on.

    def run(self) -> None:
        try:
            while not self.isInterruptionRequested():
                self.progressed.emit(next(self._steps))
                self._may_go_on.wait()
            self._steps.close()
        except StopIteration as end:
            self.succeeded.emit(end.value)
        except DigitpadError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 — a bug in the steps is shown by whoever listens
            _log.exception("A task failed.")
            self.failed.emit(error)
        else:
            self.cancelled.emit()
