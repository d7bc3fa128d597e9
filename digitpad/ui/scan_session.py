"""What happens with a folder: it is opened, read, read on, and watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from digitpad.core.errors import DigitpadError
from digitpad.core.scan_row import ScanRow
from digitpad.scan.folder_scan import FolderScan, Look, ScanStep
from digitpad.scan.scan_options import ScanOptions
from digitpad.scan.walk import by_one_name
from digitpad.ui.folder_watch import FolderWatch
from digitpad.ui.plural import counted
from digitpad.ui.scan_runner import ScanEnd, ScanRunner

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader


class _Doing(Enum):
    """What the runner runs."""

    NOTHING = auto()
    OFFERING = auto()
    SHOWING = auto()
    READING = auto()
    LOOKING = auto()


class ScanSession(QObject):
    """Runs one thing at a time in a folder.

    Args:
        load_reader: makes the reader with a model; called in the thread that reads.
        home: the folder of the record.

    Attributes:
        folder: that is open, or None.
        model: the name or path of the model that reads.
        trouble: the sentence that says why the last scan failed, or found nothing; empty where it did not.

    Signals:
        emptied: emitted when all rows there were are gone: another folder was opened, or it is read from its start.
        rows_read: emitted with a list of rows, and whether they come in the order of the folder.
        looked: emitted with a `Look` into the folder: of its rows, some may be gone.
        begun: emitted with a sentence when a scan began.
        stepped: emitted with a `ScanStep` of it.
        ended: emitted with the sentence that says how it ended.
        told: emitted with a sentence for the person that is no state of the scan.
        changed: emitted when `is_running` or `has_record` changed.
        crashed: emitted with an exception that is a bug of ours.
    """

    emptied = Signal()
    rows_read = Signal(object, bool)
    looked = Signal(object)
    begun = Signal(str)
    stepped = Signal(object)
    ended = Signal(str)
    told = Signal(str)
    changed = Signal()
    crashed = Signal(object)

    def __init__(self, load_reader: Callable[[str], Reader], home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self.model = ""
        self.trouble = ""
        self._options = ScanOptions()
        self._load_reader, self._home = load_reader, home
        self._scan: FolderScan | None = None
        self._doing = _Doing.NOTHING
        self._is_watching = False
        self._was_watch_told = self._was_limit_told = False
        self._look_began = 0.0
        self._pages: dict[str, int] = {}  # of the files whose rows were given
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
        return self._doing is _Doing.READING

    @property
    def is_paused(self) -> bool:
        """Whether it rests."""
        return self._runner.is_paused

    @property
    def has_record(self) -> bool:
        """Whether there is something to go on with."""
        return bool(self._pages)

    def open_folder(self, folder: Path) -> None:
        """Show what is known of a folder; nothing is read yet. The one that is being read goes on."""
        if self.is_running and self.folder == by_one_name(folder):
            return
        self._watch.stop()
        self.folder = by_one_name(folder)
        self._scan = self._make_scan(self.folder)
        self._empty()
        self._run(_Doing.SHOWING, self._scan.known())
        self.changed.emit()

    def offer_folder(self, folder: Path) -> None:
        """Open a folder of an earlier day; one that is gone is not spoken of."""
        self._run(_Doing.OFFERING, _if_there(folder))  # in the thread: a drive that is asleep lets one wait

    def set_options(self, options: ScanOptions) -> None:
        """Read in another way from the next scan on, and what comes new meanwhile."""
        self._options = options
        if self._scan is not None and not self._runner.is_running:  # else when that has ended
            self._scan.options = options  # the same scan: it knows what was read

    def start(self, resume: bool) -> None:
        """Read the folder.

        Args:
            resume: do not read again what is in the record and has not changed.
        """
        if self.folder is not None:
            self._empty()
            self._scan = self._make_scan(self.folder)
            self._run(_Doing.READING, self._scan.all(resume))
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
        """Read new files as they come, or no more. What was not read before is read first, as any folder is."""
        self._is_watching = is_watching
        self._was_watch_told = self._was_limit_told = False
        if not is_watching:
            self._watch.stop()
            if self._doing is _Doing.LOOKING:
                self._runner.cancel()  # its end tells
            elif self._doing is _Doing.NOTHING:
                self.ended.emit(self.tr("Not watching any more"))
        elif self.has_record or self.is_running:
            self._look()
        else:
            self.start(resume=True)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._watch.stop()
        self._runner.stop()

    def _run(self, doing: _Doing, steps: Generator[ScanStep, None, Look | Path | None]) -> None:
        self._doing = doing
        self.trouble = ""
        self._runner.run(steps)

    def _make_scan(self, folder: Path) -> FolderScan:
        return FolderScan(folder, self._home, lambda: self._load_reader(self.model), self._options)

    def _empty(self) -> None:
        self._pages.clear()
        self._last = None
        self.emptied.emit()

    def _look(self) -> None:
        """Read what is new, once nothing else runs."""
        if self._scan is None or not self._is_watching or self.is_running:
            return
        if self._runner.is_running:
            self._watch.look_soon()
            return
        self._last = None
        self._look_began = time.monotonic()
        self._run(_Doing.LOOKING, self._scan.new())

    def _on_rows_read(self, rows: Sequence[ScanRow]) -> None:
        was_empty = not self._pages
        self._pages.update((row.file, row.page) for row in rows)  # they come in their order
        self.rows_read.emit(rows, self._doing is not _Doing.LOOKING)
        if was_empty and not self.is_running:  # a scan that runs offers nothing new by it
            self.changed.emit()

    def _on_stepped(self, step: ScanStep) -> None:
        self._last = step
        if self.is_running:
            self.stepped.emit(step)

    def _on_ended(self, end: ScanEnd) -> None:
        done, self._doing = self._doing, _Doing.NOTHING
        if self._scan is not None:
            self._scan.options = self._options
        if done is _Doing.OFFERING:
            if end.result is not None:
                self.open_folder(end.result)
            return
        look = end.result if isinstance(end.result, Look) else None
        if look is not None:
            for name in look.gone:
                self._pages.pop(name, None)
            self.looked.emit(look)
        if self._is_watching and done is _Doing.LOOKING:
            self._watch_on(look)
        elif self._is_watching:
            self._watch.look_soon()
        self._tell_end(end, done)
        self.changed.emit()

    def _watch_on(self, look: Look | None) -> None:
        """Look again soon where files are just being written, else later; so, too, where the look failed."""
        if look is not None:
            self._watch_folders(look.folders)
        if look is None or look.is_settled:
            self._watch.look_later(time.monotonic() - self._look_began)
        else:
            self._watch.look_soon()

    def _watch_folders(self, folders: Sequence[Path]) -> None:
        left = self._watch.set_folders(folders)
        if left and not self._was_limit_told:
            self._was_limit_told = True
            sentence = self.tr("{0} of {1} folders are watched: “Go on” finds what is new in the others.")
            self.told.emit(sentence.format(f"{len(folders) - left:,}", f"{len(folders):,}"))

    def _tell_end(self, end: ScanEnd, doing: _Doing) -> None:
        done = self._last.done if self._last is not None else 0
        if end.error is not None:
            self._was_watch_told = False
            self.trouble = str(end.error) if isinstance(end.error, DigitpadError) else self.tr("The scan failed.")
            self.ended.emit(self.trouble)
            if not isinstance(end.error, DigitpadError):
                self.crashed.emit(end.error)
        elif doing is _Doing.LOOKING:
            if not self._is_watching:
                self.ended.emit(self.tr("Not watching any more"))
            elif done:
                one, several = self.tr("{0} new file read · watching"), self.tr("{0} new files read · watching")
                self.ended.emit(counted(done, one, several))
            elif not self._was_watch_told:
                self.ended.emit(self.tr("Watching for new files"))
            self._was_watch_told = True
        elif end.was_cancelled:
            one = self.tr("Cancelled. {0} file is read; “Go on” reads the rest.")
            several = self.tr("Cancelled. {0} files are read; “Go on” reads the rest.")
            self.ended.emit(counted(done, one, several))
        elif doing is _Doing.READING:
            read = counted(done, self.tr("{0} file read"), self.tr("{0} files read"))
            self.trouble = "" if done else self.tr("No pictures found.")
            self.ended.emit(self.trouble or read)
        elif self._pages:
            one, several = self.tr("{0} row of an earlier scan"), self.tr("{0} rows of an earlier scan")
            self.ended.emit(counted(sum(self._pages.values()), one, several))
        else:
            self.ended.emit(self.tr("Not read yet"))


def _if_there(folder: Path) -> Generator[ScanStep, None, Path | None]:
    yield ScanStep(0)
    with suppress(OSError, ValueError):  # settings may hold anything
        if folder.is_dir():
            return folder
    return None
