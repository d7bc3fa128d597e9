"""What `digitpad scan` does: read a folder, tell how far it is, and write the results."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from digitpad.core.errors import DigitpadError
from digitpad.core.known_answers import KnownAnswers, known_answers
from digitpad.core.reading import Status
from digitpad.core.review import doubts_of, expected_wrong
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.reader import Reader
from digitpad.scan.export import check_output, export
from digitpad.scan.folder_scan import FolderScan, ScanStep
from digitpad.scan.results import ScanResults
from digitpad.scan.scan_options import ScanOptions
from digitpad.scan.truth import check_table, truth_from_folders, truth_from_table
from digitpad.scan.walk import LeftOut
from digitpad.store.home import home_folder
from digitpad.terminal import on_a_terminal

_MOST_TOLD = 10
"""Of what was left out."""

_POLL = 1.0
"""Seconds between two looks for new files; one that is the same at both has come to rest."""

_Rows = dict[str, list[ScanRow]]
"""The pages of each file, by its name."""


@dataclass(frozen=True)
class ScanCommand:
    """One call of the command.

    Attributes:
        folder: to read.
        output: the file for the results; its suffix says the kind.
        options: how to scan.
        resume: do not read again what has not changed.
        truth: a table of what stands there, or None.
    """

    folder: Path
    output: Path
    options: ScanOptions
    resume: bool = False
    truth: Path | None = None

    def run(self, load_reader: Callable[[], Reader], watch: bool = False) -> bool:
        """Read the folder and write the results; what is finished is written when it is interrupted, too.

        Args:
            load_reader: makes the reader; called whenever there is something to read.
            watch: stay, and read new files as they come, until it is interrupted.

        Returns:
            Whether every file could be reached and read.

        Raises:
            DigitpadError: the folder, the record, the model, the table of the truth or the output cannot be used.
        """
        check_output(self.output)
        if self.truth is not None:
            check_table(self.truth)
            if self.output.exists() and self.output.samefile(self.truth):
                raise DigitpadError(f"The results would take the place of the answers in {self.truth}.")
        started = time.monotonic()
        scan = FolderScan(self.folder, home_folder(), load_reader, self.options)
        rows: _Rows = {}
        try:
            steps = scan.all(self.resume)
            left_out = next(step.left_out for step in steps if step.total is not None)
            _tell_left_out(left_out)
            _read(steps, rows)
        except BaseException:
            if rows:  # an older table is worth more than an empty one
                self._try_to_write(scan, rows)
            raise
        self._write(scan, rows)
        _say(_summary(_in_order(scan, rows), time.monotonic() - started))
        self._compare(_in_order(scan, rows), is_more_to_come=watch)
        if watch:
            self._watch(scan, rows)
        is_all_read = all(row.error is None for row in _in_order(scan, rows))
        return is_all_read and not any(entry.is_failure for entry in left_out)

    def _write(self, scan: FolderScan, rows: _Rows) -> None:
        results = ScanResults(_in_order(scan, rows), scan.folder, datetime.now(UTC).astimezone().date())
        for _ in export(results, self.output):
            pass

    def _try_to_write(self, scan: FolderScan, rows: _Rows) -> bool:
        """Write the results where that goes, else say why not; the record has them."""
        try:
            self._write(scan, rows)
        except DigitpadError as error:
            _say(str(error))
            return False
        return True

    def _compare(self, rows: Sequence[ScanRow], is_more_to_come: bool) -> None:
        """Say how many readings are right, where the answers are known."""
        try:
            truth = truth_from_table(self.truth, rows) if self.truth else truth_from_folders(rows)
        except DigitpadError as error:
            if not is_more_to_come:
                raise
            _say(str(error))
            return
        if any(answer is not None for answer in truth):
            _say(_sentence_on(known_answers(rows, truth)))

    def _watch(self, scan: FolderScan, rows: _Rows) -> None:
        _say(f"watching {self.folder}; Ctrl+C ends")
        is_written, count, trouble = True, len(rows), ""
        try:
            while True:
                time.sleep(_POLL)
                was_written, is_written = is_written, False
                try:
                    is_written = self._look(scan, rows, was_written)
                    trouble = ""
                except DigitpadError as error:  # a disk that is away for a moment, perhaps
                    if trouble != (trouble := str(error)):
                        _say(trouble)
        finally:
            if not is_written:  # the table was open elsewhere, perhaps
                self._try_to_write(scan, rows)
            if len(rows) != count:
                self._compare(_in_order(scan, rows), is_more_to_come=True)

    def _look(self, scan: FolderScan, rows: _Rows, is_written: bool) -> bool:
        """Read what is new; whether the results are written as the rows are, given whether they were."""
        steps = scan.new()
        is_new = any(step.total is not None for step in steps)  # there is something to read
        if not is_new and rows.keys() <= set(scan.names):
            return is_written
        new = _read(steps, rows)
        for gone in rows.keys() - set(scan.names):
            del rows[gone]
        is_written = self._try_to_write(scan, rows)
        for row in new:
            _say(f"{row.file}: {row.error or row.text or 'no ink found'}")
        return is_written


def _read(steps: Generator[ScanStep, None, object], rows: _Rows) -> list[ScanRow]:
    """Run a scan, and return what it read; the rows of a file take the place of those it had."""
    read: list[ScanRow] = []
    with _bar() as bar, closing(steps):
        for step in steps:
            read += step.rows
            for row in step.rows:
                if row.page == 1:
                    rows[row.file] = []
                rows[row.file].append(row)
            bar.update(bar.task_ids[0], completed=step.done, total=step.total, pages=f"{len(read):,} pages")
    return read


def _in_order(scan: FolderScan, rows: _Rows) -> list[ScanRow]:
    """The rows of the files that are there."""
    return [row for name in scan.names for row in rows.get(name, ())]


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar on standard error; nothing where that is no terminal."""
    console = Console(stderr=True)
    pages = TextColumn("{task.fields[pages]}")
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), pages, TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task("", total=None, pages="")
        yield bar


def _tell_left_out(left_out: Sequence[LeftOut]) -> None:
    for entry in left_out[:_MOST_TOLD]:
        _say(f"left out: {entry.name}: {entry.reason}")
    if len(left_out) > _MOST_TOLD:
        _say(f"left out: {len(left_out) - _MOST_TOLD} more")


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


def _sentence_on(answers: KnownAnswers) -> str:
    share = f"{100 * answers.accuracy:.2f} %"
    return f"{answers.right:,} of {answers.count:,} readings with a known answer are right ({share})"


def _say(sentence: str) -> None:
    """Tell it on standard error."""
    print(on_a_terminal(sentence), file=sys.stderr)
