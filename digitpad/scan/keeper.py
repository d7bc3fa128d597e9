"""What is finished of a scan, on its way into the record and to those who watch."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from digitpad.core.found_file import FoundFile
from digitpad.core.scan_row import ScanRow, row_of
from digitpad.scan.work import Done
from digitpad.store.scan_record import ScannedFile, ScanRecord

_EVERY = 0.4
"""Seconds between two writes of the record, and two reports."""


@dataclass(frozen=True)
class ScanProgress:
    """How far a scan is.

    Attributes:
        done: files that are finished.
        total: files there are.
        rows: what was finished since the last report.
    """

    done: int
    total: int
    rows: tuple[ScanRow, ...]


class Keeper:
    """Takes what the threads have done, in the order of the files, and writes it into the record.

    Args:
        record: where it is kept; corrections in it stay.
        model: that reads.
        version: of it, and of how it is asked.
        total: files there are.
    """

    def __init__(self, record: ScanRecord, model: str, version: str, total: int) -> None:
        self._record, self._model, self._version, self._total = record, model, version, total
        self._done = 0
        self._corrections = record.corrections()
        self._early: set[str] = set()  # names of files that were stored before their turn
        self._scanned: list[ScannedFile] = []
        self._touched: list[FoundFile] = []
        self._rows: list[tuple[ScanRow, bytes]] = []  # with the digest of their file's content
        self._written_at = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether it is time to write."""
        return time.monotonic() - self._written_at >= _EVERY

    def keep(self, done: Done) -> None:
        """Take in some pages of a file, to be stored and reported; it is finished with its last ones."""
        work = done.work
        if done.readings is not None:
            if work.file.name not in self._early:
                self._to_be_stored(ScannedFile(work.file, done.digest, done.readings, work.is_last))
            self._rows += [(row_of(reading, work.file.name, self._model), done.digest) for reading in done.readings]
        elif work.known is not None:
            rows = [row for row in work.known.rows if row.page in work.pages]
            self._rows += [(replace(row, file=work.file.name), work.known.digest) for row in rows]
            if work.is_last and work.known.modified != work.file.modified:
                self._touched.append(work.file)
        if work.is_last:
            self._done += 1
            self._early.discard(work.file.name)

    def _to_be_stored(self, scanned: ScannedFile) -> None:
        """With the pages of the same document that wait to be stored, where there are some."""
        if not scanned.is_begun and self._scanned and self._scanned[-1].file == scanned.file:
            before = self._scanned.pop()
            digest = scanned.digest if scanned.digest == before.digest else b""
            scanned = replace(scanned, digest=digest, readings=[*before.readings, *scanned.readings])
        self._scanned.append(scanned)

    def keep_early(self, done: Done) -> None:
        """Take in a file before its turn, which a slow one before it holds up: to be stored, and not yet reported."""
        work = done.work
        if work.is_whole and done.readings is not None and work.file.name not in self._early:
            self._scanned.append(ScannedFile(work.file, done.digest, done.readings))
            self._early.add(work.file.name)

    def written(self) -> ScanProgress:
        """Write what is finished, and report it.

        Raises:
            DigitpadError: the record cannot be written.
        """
        if self._scanned or self._touched:
            self._record.write(self._scanned, self._model, self._version)
            self._record.touch(self._touched)
        if self._rows and self._record.was_changed_elsewhere():  # by a person, while the scan runs
            self._corrections = self._record.corrections()
        progress = ScanProgress(self._done, self._total, tuple(self._corrected(*row) for row in self._rows))
        self._scanned, self._touched, self._rows = [], [], []
        self._written_at = time.monotonic()
        return progress

    def _corrected(self, row: ScanRow, digest: bytes) -> ScanRow:
        """With what a person said of that content, in this file or in another."""
        correction = self._corrections.get((digest, row.page)) if digest else None
        return row if correction == row.correction else replace(row, correction=correction)
