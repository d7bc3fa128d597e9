"""Asks the record of scans, and writes in it, in a thread: the window never waits for a scan that writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.errors import DigitpadError
from digitpad.core.scan_row import ScanRow
from digitpad.store.sample_store import SampleStore
from digitpad.store.scan_record import KeptDigit, ScanRecord
from digitpad.ui.desk import Desk
from digitpad.ui.plural import counted


@dataclass(frozen=True)
class Decision:
    """What a person said of a page.

    Attributes:
        path: of the file.
        row: as it was before.
        was_sample: whether it was a training sample before; None where that is not known.
        correction: what stands there; None takes back what was said.
        is_sample: whether it may become a training sample; None where that stays as it is in the record.
    """

    path: Path
    row: ScanRow
    was_sample: bool | None
    correction: str | None
    is_sample: bool | None


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


@dataclass(frozen=True)
class KeptSamples:
    """What became of a page whose digits are training samples, or were.

    Attributes:
        count: how many there are of it now.
        error: why there are none, in a sentence, or None.
    """

    count: int
    error: str | None = None


@dataclass(frozen=True)
class KeptTwins:
    """Files with the content of one that was corrected: what a person says of a page holds for all of them.

    Attributes:
        paths: of the others.
        page: from 1.
        correction: what stands there; None where it was taken back.
    """

    paths: Sequence[Path]
    page: int
    correction: str | None


_Result = KeptPage | KeptSamples | KeptTwins | tuple[Decision, str]


class RecordDesk(Desk):
    """Works off questions and decisions in their order. The digits of a page that may become samples become them.

    Args:
        home: where the record is.

    Signals:
        answered: emitted with a `KeptPage`.
        kept: emitted with `KeptTwins` where a decision holds for other files, too.
        told: emitted with a sentence about training samples.
        refused: emitted with a `Decision` that could not be kept, and the sentence that says why.
    """

    answered = Signal(object)
    kept = Signal(object)
    told = Signal(str)
    refused = Signal(object, str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(partial(_do, home), parent)

    def ask(self, path: Path, page: int) -> None:
        """Ask for a page."""
        self._take((path, page))

    def keep(self, decision: Decision) -> None:
        """Write a decision."""
        self._take(decision)

    def _on_progressed(self, result: _Result) -> None:
        if isinstance(result, KeptPage):
            self.answered.emit(result)
        elif isinstance(result, KeptTwins):
            self.kept.emit(result)
        elif isinstance(result, KeptSamples):
            none = self.tr("The page gives no training samples any more")
            one = self.tr("{0} digit of the page is a training sample")
            several = self.tr("{0} digits of the page are training samples")
            self.told.emit(result.error or (counted(result.count, one, several) if result.count else none))
        else:
            self.refused.emit(*result)


def _do(home: Path, job: Decision | tuple[Path, int]) -> Iterator[_Result]:
    """Write a decision, or tell of a page."""
    try:
        with closing(ScanRecord(home)) as record:
            if isinstance(job, Decision):
                yield from _keep(home, record, job)
            else:
                yield KeptPage(*job, record.digits(*job), record.is_sample(*job))
    except DigitpadError as error:
        yield (job, str(error)) if isinstance(job, Decision) else KeptPage(*job, (), is_sample=False)


def _keep(home: Path, record: ScanRecord, decision: Decision) -> Iterator[KeptSamples | KeptTwins]:
    path, page = decision.path, decision.row.page
    if decision.correction is not None:
        _check_is_as_read(record, path)
    gave_samples = record.is_sample(path, page)
    is_sample = gave_samples if decision.is_sample is None else decision.is_sample
    record.correct(path, page, decision.correction)
    if decision.correction is not None:
        record.mark_samples(path, page, is_sample)
    if twins := record.twins(path):
        yield KeptTwins(twins, page, decision.correction)
    text = decision.correction if is_sample else None
    if gave_samples or text is not None:
        yield _keep_samples(home, record, decision, text)


def _check_is_as_read(record: ScanRecord, path: Path) -> None:
    """Raise DigitpadError where a file has changed: what a person sees on it now is not what was read."""
    from digitpad.scan.content import content_digest

    read = record.digest(path)
    found = content_digest(path)  # empty where the file is gone: what was read of it can still be corrected
    if read and found and found != read:
        raise DigitpadError(f"{path.name} has changed since it was read. “Go on” reads it again.")


def _keep_samples(home: Path, record: ScanRecord, decision: Decision, text: str | None) -> KeptSamples:
    from digitpad.scan.page_samples import keep_page_samples  # in the thread: OpenCV stays off the start-up path

    try:
        with closing(SampleStore(home)) as store:
            return KeptSamples(keep_page_samples(record, store, decision.path, decision.row.page, text))
    except DigitpadError as error:  # the decision itself stands
        return KeptSamples(0, str(error))
