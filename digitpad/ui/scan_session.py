"""What happens with a folder: it is opened, read, read on, and watched."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from digitpad.core.errors import DigitpadError
from digitpad.scan.folder_scan import FolderScan, Look, ScanStep
from digitpad.scan.scan_options import ScanOptions
from digitpad.ui.folder_watch import FolderWatch
from digitpad.ui.scan_runner import ScanEnd, ScanRunner

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader


class ScanSession(QObject):
    """Runs one thing at a time in a folder.

    Args:
        load_reader: makes the reader with a model; called in the thread that reads.
        home: the folder of the record.

    Attributes:
        folder: that is open, or None.
        model: the name or path of the model that reads.

    Signals:
        emptied: emitted when all rows there were are gone: another folder was opened, or it is read from its start.
        rows_read: emitted with a list of rows.
        begun: emitted with a sentence when a scan began.
        stepped: emitted with a `ScanStep` of it.
        ended: emitted with the sentence that says how it ended.
        told: emitted with a sentence for the person that is no state of the scan.
        changed: emitted when `is_running` or `has_record` changed.
        failed: emitted with an exception that is a bug of ours.
    """

    emptied = Signal()
    rows_read = Signal(object)
    begun = Signal(str)
    stepped = Signal(object)
    ended = Signal(str)
    told = Signal(str)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, load_reader: Callable[[str], Reader], home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self.model = ""
        self._options = ScanOptions()
        self._load_reader, self._home = load_reader, home
        self._scan: FolderScan | None = None
        self._is_reading = False
        self._is_looking = False
        self._is_watching = False
        self._was_limit_told = False
        self._count = 0
        self._last: ScanStep | None = None
        self._runner = ScanRunner(self)
        self._watch = FolderWatch(self)
        self._runner.rows_read.connect(self._on_rows_read)
        self._runner.stepped.connect(self._on_stepped)
        self._runner.ended.connect(self._on_ended)
        self._watch.look_requested.connect(self._look)

    @property
    def is_running(self) -> bool:
        """Whether the folder is being read."""
        return self._is_reading

    @property
    def has_record(self) -> bool:
        """Whether there is something to go on with."""
        return self._count > 0

    def open_folder(self, folder: Path) -> None:
        """Show what is known of a folder; nothing is read yet."""
        self._watch.stop()
        self.folder = folder.absolute()
        self._is_reading = self._is_looking = False
        self._scan = self._make_scan(self.folder)
        self._empty()
        self._runner.run(self._scan.known())
        self.changed.emit()

    def offer_folder(self, folder: Path) -> None:
        """Open a folder of an earlier day; one that is gone is not spoken of."""
        self._runner.run(_if_there(folder))  # in the thread: a drive that is asleep lets one wait

    def set_options(self, options: ScanOptions) -> None:
        """Read in another way from the next scan on."""
        self._options = options
        if self.folder is not None and not self._is_reading:
            self._scan = self._make_scan(self.folder)

    def start(self, resume: bool) -> None:
        """Read the folder.

        Args:
            resume: do not read again what is in the record and has not changed.
        """
        if self.folder is not None:
            self._empty()
            self._is_reading, self._is_looking = True, False
            self._scan = self._make_scan(self.folder)
            self._runner.run(self._scan.all(resume))
            self.begun.emit(self.tr("Looking into the folder…"))
            self.changed.emit()

    def set_paused(self, is_paused: bool) -> None:
        """Rest, or go on."""
        if is_paused:
            self._runner.pause()
        else:
            self._runner.resume()

    def cancel(self) -> None:
        """End the scan; what was read is kept."""
        self._runner.cancel()

    def set_watching(self, is_watching: bool) -> None:
        """Read new files as they come, or no more."""
        self._is_watching = is_watching
        self._was_limit_told = False
        if is_watching:
            self._look()
        else:
            self._watch.stop()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._watch.stop()
        self._runner.stop()

    def _make_scan(self, folder: Path) -> FolderScan:
        return FolderScan(folder, self._home, lambda: self._load_reader(self.model), self._options)

    def _empty(self) -> None:
        self._count = 0
        self._last = None
        self.emptied.emit()

    def _look(self) -> None:
        """Read what is new, once nothing else runs."""
        if self._scan is None or not self._is_watching or self._is_reading:
            return
        if self._runner.is_running:
            self._watch.look_soon()
            return
        self._is_looking = True
        self._last = None
        self._runner.run(self._scan.new())

    def _on_rows_read(self, rows: list[object]) -> None:
        was_empty = not self._count
        self._count += len(rows)
        self.rows_read.emit(rows)
        if was_empty and not self._is_reading:  # a scan that runs offers nothing new by it
            self.changed.emit()

    def _on_stepped(self, step: ScanStep) -> None:
        self._last = step
        if self._is_reading:
            self.stepped.emit(step)

    def _on_ended(self, end: ScanEnd) -> None:
        if isinstance(end.result, Path):
            self.open_folder(end.result)
        elif self.folder is not None:
            self._go_on_after(end)

    def _go_on_after(self, end: ScanEnd) -> None:
        was_reading, was_looking = self._is_reading, self._is_looking
        self._is_reading = self._is_looking = False
        if isinstance(end.result, Look):
            self._watch_folders(end.result.folders if self._is_watching else [])
            if self._is_watching and not end.result.is_settled:
                self._watch.look_soon()
        elif was_reading and self._is_watching:
            self._watch.look_soon()
        self._tell_end(end, was_reading, was_looking)
        self.changed.emit()

    def _watch_folders(self, folders: Sequence[Path]) -> None:
        left = self._watch.set_folders(folders)
        if left and not self._was_limit_told:
            self._was_limit_told = True
            sentence = self.tr("{0} of {1} folders are watched: “Go on” finds what is new in the others.")
            self.told.emit(sentence.format(f"{len(folders) - left:,}", f"{len(folders):,}"))

    def _tell_end(self, end: ScanEnd, was_reading: bool, was_looking: bool) -> None:
        done = self._last.done if self._last is not None else 0
        if end.error is not None:
            self.ended.emit(str(end.error) if isinstance(end.error, DigitpadError) else self.tr("The scan failed."))
            if not isinstance(end.error, DigitpadError):
                self.failed.emit(end.error)
        elif was_looking:
            read = self.tr("{0} new files read · watching").format(f"{done:,}")
            self.ended.emit(read if done else self.tr("Watching for new files"))
        elif end.was_cancelled:
            self.ended.emit(self.tr("Cancelled. {0} files are read; “Go on” reads the rest.").format(f"{done:,}"))
        elif was_reading:
            self.ended.emit(self.tr("{0} files read").format(f"{done:,}") if done else self.tr("No pictures found."))
        elif self._count:
            self.ended.emit(self.tr("{0} rows of an earlier scan").format(f"{self._count:,}"))
        else:
            self.ended.emit(self.tr("Not read yet"))


def _if_there(folder: Path) -> Generator[ScanStep, None, Path | None]:
    yield ScanStep(0)
    with suppress(OSError, ValueError):  # settings may hold anything
        if folder.is_dir():
            return folder
    return None
