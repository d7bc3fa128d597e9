"""What `digitpad scan` does: read a folder, tell how far it is, and write the results."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from digitpad.core.found_file import FoundFile
from digitpad.core.known_answers import KnownAnswers, known_answers
from digitpad.core.reading import Status
from digitpad.core.review import doubts_of, expected_wrong
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.reader import Reader
from digitpad.scan.export import check_name, export
from digitpad.scan.results import ScanResults
from digitpad.scan.scanning import ScanOptions, scan
from digitpad.scan.truth import truth_from_folders, truth_from_table
from digitpad.scan.walk import LeftOut, walk
from digitpad.store.home import home_folder
from digitpad.store.scan_record import ScanRecord

_MOST_TOLD = 10
"""Of what was left out."""

_POLL = 1.0
"""Seconds between two looks for new files; one that is the same at both has come to rest."""


@dataclass(frozen=True)
class ScanCommand:
    """One call of the command.

    Attributes:
        folder: to read.
        output: the file for the results; its suffix says the kind.
        options: how to scan.
        recursive: read the folders in it, too.
        truth: a table of what stands there, or None.
    """

    folder: Path
    output: Path
    options: ScanOptions
    recursive: bool = True
    truth: Path | None = None

    def run(self, reader: Reader, watch: bool = False) -> bool:
        """Read the folder and write the results; what is finished is written when it is interrupted, too.

        Args:
            reader: to read with.
            watch: stay, and read new files as they come, until it is interrupted.

        Returns:
            Whether every file could be read.

        Raises:
            DigitpadError: the folder, the record, the table of the truth or the output cannot be used.
        """
        check_name(self.output)
        started = time.monotonic()
        files = self._files(tells=True)
        rows: dict[str, list[ScanRow]] = {}
        with closing(ScanRecord(home_folder())) as record:
            try:
                self._read(files, reader, record, rows)
            except BaseException:
                if rows:  # an older table is worth more than an empty one
                    self._write(files, rows)
                raise
            self._write(files, rows)
            _say(_summary(_in_order(files, rows), time.monotonic() - started))
            self._compare(_in_order(files, rows))
            if watch:
                self._watch(files, reader, record, rows)
        return all(row.error is None for row in _in_order(files, rows))

    def _files(self, tells: bool = False) -> list[FoundFile]:
        entries = list(walk(self.folder, self.recursive))
        left_out = [entry for entry in entries if isinstance(entry, LeftOut)]
        for entry in left_out[: _MOST_TOLD if tells else 0]:
            _say(f"left out: {entry.name}: {entry.reason}")
        if tells and len(left_out) > _MOST_TOLD:
            _say(f"left out: {len(left_out) - _MOST_TOLD} more")
        return [entry for entry in entries if isinstance(entry, FoundFile)]

    def _read(
        self, files: Sequence[FoundFile], reader: Reader, record: ScanRecord, rows: dict[str, list[ScanRow]]
    ) -> None:
        """Read files; their rows come in the place of those they had."""
        for file in files:
            rows.pop(file.name, None)
        with _bar(len(files)) as bar, closing(scan(files, reader, record, self.options)) as steps:
            for step in steps:
                for row in step.rows:
                    rows.setdefault(row.file, []).append(row)
                bar.update(bar.task_ids[0], completed=step.done)

    def _write(self, files: Sequence[FoundFile], rows: dict[str, list[ScanRow]]) -> None:
        results = ScanResults(_in_order(files, rows), self.folder, datetime.now(UTC).astimezone().date())
        for _ in export(results, self.output):
            pass

    def _compare(self, rows: Sequence[ScanRow]) -> None:
        """Say how many readings are right, where the answers are known."""
        truth = truth_from_table(self.truth, rows) if self.truth else truth_from_folders(rows)
        if any(answer is not None for answer in truth):
            _say(_told(known_answers(rows, truth)))

    def _watch(
        self, files: list[FoundFile], reader: Reader, record: ScanRecord, rows: dict[str, list[ScanRow]]
    ) -> None:
        _say(f"watching {self.folder}; Ctrl+C ends")
        read, before = set(files), set(files)
        while True:
            time.sleep(_POLL)
            now = self._files()
            new = [file for file in now if file not in read and file in before]
            before = set(now)
            if new:
                self._read(new, reader, record, rows)
                read |= set(new)
                files[:] = [file for file in now if file.name in rows]
                self._write(files, rows)
                for file in new:
                    for row in rows[file.name]:
                        _say(f"{row.file}: {row.error or row.text or 'no ink found'}")


def _in_order(files: Sequence[FoundFile], rows: dict[str, list[ScanRow]]) -> list[ScanRow]:
    return [row for file in files for row in rows.get(file.name, [])]


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    """A bar on standard error; nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task("", total=total)
        yield bar


def _summary(rows: Sequence[ScanRow], seconds: float) -> str:
    counts = Counter(row.status for row in rows)
    told = [
        f"{counts[Status.OK]:,} sure",
        f"{counts[Status.UNSURE]:,} unsure",
        f"{counts[Status.EMPTY]:,} without ink",
        f"{counts[Status.ERROR]:,} could not be read",
    ]
    pages = f"{len(rows):,} page{'' if len(rows) == 1 else 's'}"
    wrong = expected_wrong(doubts_of(rows))
    return f"{pages} in {seconds:.1f} s: {', '.join(told)}; about {wrong:.1f} wrong readings expected"


def _told(answers: KnownAnswers) -> str:
    share = f"{100 * answers.accuracy:.2f} %"
    return f"{answers.right:,} of {answers.count:,} readings with a known answer are right ({share})"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
