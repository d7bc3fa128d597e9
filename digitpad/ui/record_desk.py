"""Asks the record of scans, and writes in it, in a thread: the window never waits for a scan that writes."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.errors import DigitpadError
from digitpad.core.scan_row import ScanRow
from digitpad.store.scan_record import KeptDigit, ScanRecord
from digitpad.ui.task import Task


@dataclass(frozen=True)
class Decision:
    """What a person said of a page.

    Attributes:
        path: of the file.
        row: as it was before.
        was_sample: whether it was a training sample before.
        correction: what stands there; None takes back what was said.
        is_sample: whether it may become a training sample.
    """

    path: Path
    row: ScanRow
    was_sample: bool
    correction: str | None
    is_sample: bool


@dataclass(frozen=True)
class KeptPage:
    """What the record holds of a page beside its row.

    Attributes:
        path: of the file.
        page: from 1.
        digits: with their boxes.
        is_sample: whether it may become a training sample.
    """

    path: Path
    page: int
    digits: Sequence[KeptDigit]
    is_sample: bool


class RecordDesk(QObject):
    """Works off questions and decisions in their order.

    Args:
        home: where the record is.

    Signals:
        answered: emitted with a `KeptPage`.
        refused: emitted with a `Decision` that could not be kept, and the sentence that says why.
        failed: emitted with an exception that is a bug of ours.
    """

    answered = Signal(object)
    refused = Signal(object, str)
    failed = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._waiting: deque[Decision | tuple[Path, int]] = deque()
        self._task: Task | None = None

    def ask(self, path: Path, page: int) -> None:
        """Ask for a page."""
        self._take((path, page))

    def keep(self, decision: Decision) -> None:
        """Write a decision."""
        self._take(decision)

    def stop(self) -> None:
        """Write what was decided, and end the thread."""
        if self._task is not None:
            self._task.wait()
            if self._waiting:  # they came as it ended
                for _ in _work_off(self._home, self._waiting):
                    pass

    def _take(self, job: Decision | tuple[Path, int]) -> None:
        self._waiting.append(job)
        self._go_on()

    def _go_on(self) -> None:
        if self._task is None and self._waiting:
            self._task = Task(_work_off(self._home, self._waiting), self)
            self._task.progressed.connect(self._on_progressed)
            self._task.failed.connect(self.failed)
            self._task.finished.connect(self._on_finished)
            self._task.start()

    def _on_progressed(self, result: KeptPage | tuple[Decision, str]) -> None:
        if isinstance(result, KeptPage):
            self.answered.emit(result)
        else:
            self.refused.emit(*result)

    def _on_finished(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None
        self._go_on()


def _work_off(
    home: Path, waiting: deque[Decision | tuple[Path, int]]
) -> Generator[KeptPage | tuple[Decision, str], None, None]:
    """Answer and write until none waits; more may come meanwhile."""
    while waiting:
        job = waiting.popleft()
        try:
            with closing(ScanRecord(home)) as record:
                if isinstance(job, Decision):
                    _keep(record, job)
                else:
                    yield KeptPage(*job, record.digits(*job), record.is_sample(*job))
        except DigitpadError as error:
            yield (job, str(error)) if isinstance(job, Decision) else KeptPage(*job, (), is_sample=False)


def _keep(record: ScanRecord, decision: Decision) -> None:
    record.correct(decision.path, decision.row.page, decision.correction)
    if decision.correction is not None:
        record.mark_samples(decision.path, decision.row.page, decision.is_sample)
