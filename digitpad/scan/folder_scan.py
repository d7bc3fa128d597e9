"""Scans of one folder, step by step: what the record knows of it, all of it, and what is new since."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.core.errors import DigitpadError
from digitpad.core.found_file import FoundFile
from digitpad.core.natural_order import in_natural_order
from digitpad.core.scan_row import ScanRow
from digitpad.scan.scan_options import ScanOptions
from digitpad.scan.walk import LeftOut, by_one_name, walk
from digitpad.store.scan_record import ScanRecord

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader

_EVERY = 0.2
"""Seconds between two steps of the walk."""


@dataclass(frozen=True)
class ScanStep:
    """How far a scan is.

    Attributes:
        found: picture files found so far.
        done: files that are finished.
        total: files that are to be read; None while the folder is still searched.
        rows: what was finished since the last step.
        left_out: all that was left out so far.
    """

    found: int
    done: int = 0
    total: int | None = None
    rows: Sequence[ScanRow] = ()
    left_out: Sequence[LeftOut] = ()


@dataclass(frozen=True)
class Look:
    """What a look into the folder tells at its end.

    Attributes:
        folders: that are to be watched.
        is_settled: whether there is no file that was still changing.
        gone: files whose rows were given and that are not there any more: how many rows, by name.
        lengths: the pages of the files that were read, by name: a document may have fewer than before.
    """

    folders: Sequence[Path]
    is_settled: bool
    gone: Mapping[str, int] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)


class FolderScan:
    """Reads a folder, once or as its files come. Its generators run one at a time, in any thread.

    Args:
        folder: to read.
        home: where the record is.
        load_reader: makes a reader; called in the thread that runs the generator, when there is something to read.
        options: how to go about it; what to resume is said to `all`.

    Attributes:
        folder: the same.
        options: the same; they may become others between two generators.
        names: of the files there were at the last look, in their order, and of those in folders that could not be
            reached: they are not gone.
    """

    def __init__(
        self, folder: Path, home: Path, load_reader: Callable[[], Reader], options: ScanOptions | None = None
    ) -> None:
        self.folder = by_one_name(folder)
        self.names: Sequence[str] = ()
        self._home = home
        self._load_reader = load_reader
        self.options = options or ScanOptions()
        self._given: dict[str, int] = {}  # how many rows were given, by name of the file
        self._read: dict[str, tuple[int, int]] = {}  # size and date of the files, by name
        self._locked: dict[str, tuple[int, int]] = {}  # the same of those that could not be opened
        self._seen: dict[str, tuple[int, int]] = {}  # the same of new ones, at the last look

    def known(self) -> Generator[ScanStep, None, Look | None]:
        """What the record holds of the folder at once, and then a look at what of it is gone.

        Files that could be read are not new to `new`. A folder that is not there, on a disk that is not plugged in, is
        shown as it was.

        Raises:
            DigitpadError: the record holds nothing, and there is no such folder.
        """
        with closing(ScanRecord(self._home)) as record:
            known = record.known(self.folder)
        self._read = {name: (file.size, file.modified) for name, file in known.items() if file.is_read}
        if not self.options.recursive:
            known = {name: file for name, file in known.items() if "/" not in name}
        rows = [
            replace(row, file=name)
            for name, file in in_natural_order(known.items(), lambda entry: entry[0])
            for row in file.rows
        ]
        self._given.update((name, len(file.rows)) for name, file in known.items())
        step = ScanStep(len(known), len(known), len(known), rows)
        yield step
        if not known:
            next(walk(self.folder, recursive=False), None)  # it tells what is wrong with the folder
            return None
        try:
            for _ in self._look():
                yield replace(step, rows=())
        except DigitpadError:
            return None
        return Look((), is_settled=True, gone=self._forget_gone())

    def all(self, resume: bool) -> Generator[ScanStep, None, None]:
        """Read all files of the folder.

        Args:
            resume: do not read again what the record has from the same model.

        Raises:
            DigitpadError: it is no folder; the model cannot be used, or the record.
        """
        yield ScanStep(0)
        files, left_out = yield from self._look()
        yield ScanStep(len(files), 0, len(files), left_out=left_out)
        yield from self._scan(files, left_out, resume)

    def new(self) -> Generator[ScanStep, None, Look]:
        """Read the files that are new or have changed since the last time, unless they are just being written.

        Raises:
            DigitpadError: as for `all`.
        """
        files, left_out = yield from self._look()
        new = [file for file in files if self._read.get(file.name) != _stamp(file) and not self._is_still_locked(file)]
        quiet = [file for file in new if self._seen.get(file.name) == _stamp(file)]
        self._seen = {file.name: _stamp(file) for file in new}
        folders = list(_folders(self.folder)) if self.options.recursive else [self.folder]
        lengths = (yield from self._scan(quiet, left_out, resume=True)) if quiet else {}
        return Look(folders, len(quiet) == len(new), self._forget_gone(), lengths)

    def _look(self) -> Generator[ScanStep, None, tuple[list[FoundFile], tuple[LeftOut, ...]]]:
        """Find the files, and what is left out."""
        files: list[FoundFile] = []
        left_out: list[LeftOut] = []
        for found in _now_and_then(_sort_out(walk(self.folder, self.options.recursive), files, left_out)):
            yield ScanStep(found, left_out=tuple(left_out))
        self.names = self._with_unreached([file.name for file in files], left_out)
        return files, tuple(left_out)

    def _with_unreached(self, names: list[str], left_out: Sequence[LeftOut]) -> list[str]:
        """Names of files, and those of before that are in a folder nobody can look into now."""
        closed = {left.name for left in left_out if left.is_failure}
        unreached = {name for name in self._given if closed.intersection(_ways_to(name))} if closed else set()
        return list(in_natural_order(unreached.union(names), str)) if unreached else names

    def _forget_gone(self) -> dict[str, int]:
        """The files that were not there at the last look; should they come back, they are new."""
        for name in (gone := self._given.keys() - set(self.names)):
            self._read.pop(name, None)
            self._locked.pop(name, None)
        return {name: self._given.pop(name) for name in gone}

    def _scan(
        self, files: Sequence[FoundFile], left_out: Sequence[LeftOut], resume: bool
    ) -> Generator[ScanStep, None, dict[str, int]]:
        """Read files; how many pages each has."""
        from digitpad.scan.scanning import scan  # it brings OpenCV, which nobody needs before

        reader = self._load_reader()
        options = replace(self.options, resume_in=self.folder if resume else None)
        lengths: Counter[str] = Counter()
        with closing(ScanRecord(self._home)) as record, closing(scan(files, reader, record, options)) as steps:
            done = 0
            for step in steps:
                self._read.update((file.name, _stamp(file)) for file in files[done : step.done])
                self._note_locked(files[done : step.done], step.rows)
                done = step.done
                lengths.update(row.file for row in step.rows)
                self._given.update((row.file, lengths[row.file]) for row in step.rows)
                yield ScanStep(len(files), done, step.total, step.rows, left_out)
        return lengths

    def _note_locked(self, files: Sequence[FoundFile], rows: Sequence[ScanRow]) -> None:
        """Files that another program does not let go of have not been read: `new` tries them again once it does."""
        failed = {row.file for row in rows if row.error is not None}
        for file in files:
            if file.name in failed and not _can_be_opened(file.path):
                self._read.pop(file.name)
                self._locked[file.name] = _stamp(file)

    def _is_still_locked(self, file: FoundFile) -> bool:
        return self._locked.get(file.name) == _stamp(file) and not _can_be_opened(file.path)


def _can_be_opened(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def _sort_out(entries: Iterable[FoundFile | LeftOut], files: list[FoundFile], left_out: list[LeftOut]) -> Iterator[int]:
    """Put each entry where it belongs, and count the files."""
    for entry in entries:
        if isinstance(entry, FoundFile):
            files.append(entry)
        else:
            left_out.append(entry)
        yield len(files)


def _now_and_then(counts: Iterable[int]) -> Iterator[int]:
    """Some of them, at most five a second."""
    given = time.monotonic()
    for count in counts:
        if time.monotonic() - given >= _EVERY:
            yield count
            given = time.monotonic()


def _ways_to(name: str) -> Iterator[str]:
    """The names of a file and of the folders it is in."""
    while name:
        yield name
        name = name.rpartition("/")[0]


def _stamp(file: FoundFile) -> tuple[int, int]:
    return file.size, file.modified


def _folders(top: Path) -> Iterator[Path]:
    """A folder and those in it that are not hidden, however deep; links are not followed."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        yield folder
        with suppress(OSError), os.scandir(folder) as entries:
            waiting += [
                Path(entry.path)
                for entry in entries
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
            ]
