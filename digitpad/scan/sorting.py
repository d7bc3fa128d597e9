"""Files copied into folders by what stands on them."""

from __future__ import annotations

import errno
import shutil
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.labelled_pictures import NON_DIGITS
from digitpad.scan.export_progress import ExportProgress, paced
from digitpad.scan.walk import LeftOut

FOLDERS = (*"0123456789", "numbers", "unsure", "empty", "error", NON_DIGITS)
"""Into which files are sorted."""

_CHUNK = 1024 * 1024
"""Bytes that are copied at once."""

_OF_THE_NAME = (errno.EINVAL, errno.ENAMETOOLONG, errno.EILSEQ)
"""What a disk says that cannot hold such a name, as a memory stick with a colon."""


@dataclass(frozen=True)
class SortedFiles:
    """What became of the files.

    Attributes:
        counts: how many are in each folder now.
        left_out: the files that stayed where they are, each with the sentence that says why.
    """

    counts: dict[str, int]
    left_out: tuple[LeftOut, ...]


def folder_of(pages: Iterable[ScanRow]) -> str:
    """The name of the folder in which a file belongs, by its pages; those without ink say nothing of the others.

    Returns:
        `error` where a page could not be read, else `unsure` where one is not sure, unless a person looked at it;
        `empty` where no page has ink; the digit where it stands on each page, and nothing else does; `not_a_digit`
        where a person said that it is none; else `numbers`.
    """
    places = {_folder_of_page(page) for page in pages}
    for name in ("error", "unsure"):
        if name in places:
            return name
    places -= {"empty"}
    if not places:
        return "empty"
    return places.pop() if len(places) == 1 else "numbers"


def sort_files(rows: Sequence[ScanRow], folder: Path, target: Path) -> Generator[ExportProgress, None, SortedFiles]:
    """Copy files into folders of another one: `0` to `9`, `numbers`, `unsure`, `empty`, `error` and `not_a_digit`.

    A file keeps its name; where there is one of that name, it becomes `a (2).png`, and nothing is overwritten. Closing
    the generator keeps what is copied.

    Args:
        rows: that say what stands on the files.
        folder: from which their paths go.
        target: in which the folders are, or are made.

    Raises:
        DigitpadError: the target lies in the folder itself, or cannot be written; what is copied by then stays.
    """
    source = folder.resolve()
    if any((target / name).resolve().is_relative_to(source) for name in FOLDERS):
        raise DigitpadError(f"{target} is in the folder that was scanned. Choose one outside of {folder}.")
    pages: dict[str, list[ScanRow]] = {}
    for row in rows:
        pages.setdefault(row.file, []).append(row)
    sorter = _Sorter(target)
    yield from paced(_steps(sorter, pages, folder), len(pages))
    return SortedFiles(dict(sorter.counts), tuple(sorter.left_out))


def _folder_of_page(row: ScanRow) -> str:
    text = "".join(row.final_text.split())
    if not row.is_reviewed and row.status not in (Status.OK, Status.EMPTY):
        return "error" if row.status is Status.ERROR else "unsure"
    if not text:
        return "empty"
    if not (text.isascii() and text.isdigit()):
        return NON_DIGITS
    return text if len(text) == 1 else "numbers"


def _steps(sorter: _Sorter, pages: dict[str, list[ScanRow]], folder: Path) -> Generator[None, None, None]:
    for file, rows in pages.items():
        sorter.put(folder / file, file, folder_of(rows))
        yield


class _LeftOutError(Exception):
    """A file has to stay where it is; the text says why."""


class _Sorter:
    """Puts files into folders, and keeps count.

    Attributes:
        counts: of files, by folder.
        left_out: files that stayed where they are.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._numbers: Counter[tuple[str, str]] = Counter()  # of files of one name, by folder: 50,000 may be `a.png`
        self.counts: Counter[str] = Counter()
        self.left_out: list[LeftOut] = []

    def put(self, source: Path, name: str, folder: str) -> None:
        """Copy a file; one that cannot be read, or whose name the disk cannot hold, is left out.

        Raises:
            DigitpadError: the target cannot be written.
        """
        try:
            _check_file(source)
            (self._target / folder).mkdir(parents=True, exist_ok=True)
            self._put(source, folder)
        except _LeftOutError as error:
            self.left_out.append(LeftOut(name, str(error)))
        except OSError as error:
            reason = error.strerror or str(error)
            if error.errno not in _OF_THE_NAME:
                raise DigitpadError(f"{self._target} cannot be written: {reason}. Choose another folder.") from error
            self.left_out.append(LeftOut(name, f"{self._target} cannot hold a file of that name: {reason}."))
        else:
            self.counts[folder] += 1

    def _put(self, source: Path, folder: str) -> None:
        place = self._new_file(folder, source.name)
        try:
            _copy(source, place)
        except BaseException:
            place.unlink()
            raise

    def _new_file(self, folder: str, name: str) -> Path:
        """An empty file of a name that was free."""
        stem, suffix = Path(name).stem, Path(name).suffix
        while True:
            self._numbers[folder, name] += 1
            number = self._numbers[folder, name]
            place = self._target / folder / (name if number == 1 else f"{stem} ({number}){suffix}")
            with suppress(FileExistsError):
                place.touch(exist_ok=False)
                return place


def _check_file(source: Path) -> None:
    try:
        is_file = source.is_file()
    except OSError as error:
        raise _LeftOutError(f"It cannot be reached: {error.strerror or error}.") from error
    if not is_file:  # a pipe would be waited for, for ever
        raise _LeftOutError("It is not there any more.")


def _copy(source: Path, place: Path) -> None:
    with place.open("wb") as copy:
        for part in _parts(source):
            copy.write(part)
    with suppress(OSError):  # not every disk keeps dates and rights
        shutil.copystat(source, place)


def _parts(source: Path) -> Generator[bytes, None, None]:
    try:
        with source.open("rb") as file:
            while part := file.read(_CHUNK):
                yield part
    except OSError as error:
        raise _LeftOutError(f"It cannot be read: {error.strerror or error}.") from error
