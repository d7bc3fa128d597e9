"""The record of what was scanned: a database in the home folder that a crash cannot damage.

Each file has its pages; a correction belongs to the content of a file, so it survives a new scan, another model and a
new name, and is gone when the content changes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitpad.core.errors import DigitpadError
from digitpad.core.found_file import FoundFile
from digitpad.core.glyph import Box
from digitpad.core.picture_formats import MOST_PAGES
from digitpad.core.reading import Reading, Status
from digitpad.core.scan_row import ScanRow
from digitpad.store.database import Database

_VERSION = 1

_UNFINISHED = -1

_SCHEMA = """
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,     -- as the system spells it: it may be no text
    size INTEGER NOT NULL,         -- -1 where pages at its end were not read yet
    modified INTEGER NOT NULL,     -- nanoseconds
    digest BLOB NOT NULL,          -- of the content; empty where it could not be read
    model TEXT NOT NULL,
    version TEXT NOT NULL          -- fingerprint of the model's weights
);
CREATE TABLE page (
    file INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    confidence REAL NOT NULL,
    digits TEXT NOT NULL,          -- JSON: a list of [value, status, confidence, x, y, width, height, line]
    error TEXT,
    PRIMARY KEY (file, number)
) WITHOUT ROWID;
CREATE TABLE correction (
    digest BLOB NOT NULL,
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    is_sample INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (digest, page)
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class ScannedFile:
    """A file that was read.

    Attributes:
        file: which.
        digest: of its content; empty where it could not be read.
        readings: of its pages, in their order, at least one; of a long document, of the next ones.
        is_at_end: whether its last page is among them.
    """

    file: FoundFile
    digest: bytes
    readings: Sequence[Reading]
    is_at_end: bool = True

    @property
    def is_begun(self) -> bool:
        """Whether its first page is among them."""
        return self.readings[0].page == 1

    @property
    def kept_size(self) -> int:
        """What is kept as its size: no file has that of one that was not read to its end, so it is new to any scan."""
        return self.file.size if self.is_at_end else _UNFINISHED


@dataclass(frozen=True)
class KnownFile:
    """What the record holds of a file.

    Attributes:
        size: in bytes, when it was read; -1 where pages at its end were not read yet.
        modified: in nanoseconds, when it was read.
        digest: of its content; empty where it could not be read.
        model: the name of the model that read it.
        version: the fingerprint of that model.
        rows: its pages, with `file` empty.
    """

    size: int
    modified: int
    digest: bytes
    model: str
    version: str
    rows: tuple[ScanRow, ...]

    @property
    def is_read(self) -> bool:
        """Whether nothing is to be gained by trying again: pages that are refused of every document do not count."""
        return all(row.error is None or row.page > MOST_PAGES for row in self.rows)


@dataclass(frozen=True)
class KeptDigit:
    """One digit of a page as the record keeps it: its value, how far to trust it, and where it stands."""

    value: int
    status: Status
    confidence: float
    box: Box
    line: int


class ScanRecord(Database):
    """The database of a home folder. To be used in one thread; any number of them may be open, here and elsewhere.

    Raises:
        DigitpadError: the folder cannot be written, or the file is damaged or a newer program's.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home / "scans.sqlite", "The record of scans", _SCHEMA, _VERSION)
        self._data_version: int | None = None

    def known(self, folder: Path) -> dict[str, KnownFile]:
        """What is known of the files below a folder, by their path from it."""
        top = os.fsencode(folder.absolute())
        separator = os.sep.encode()
        prefix = top if top.endswith(separator) else top + separator
        query = """
            SELECT path, size, modified, file.digest, model, version,
                   number, page.text, status, confidence, digits, error, correction.text
            FROM file JOIN page ON page.file = file.id
            LEFT JOIN correction ON correction.digest = file.digest AND correction.page = number AND file.digest <> x''
            WHERE path >= ? AND path < ? ORDER BY path, number
        """
        # All that begins with the folder's path sorts between it and the next byte after its separator.
        end = prefix[:-1] + bytes([prefix[-1] + 1])
        known: dict[str, KnownFile] = {}
        with self._errors_as_sentences():
            for path, size, modified, digest, model, version, *page in self._database.execute(query, (prefix, end)):
                name = os.fsdecode(path[len(prefix) :]).replace(os.sep, "/")
                earlier = known[name].rows if name in known else ()
                rows = (*earlier, _row(page, model))
                known[name] = KnownFile(size, modified, digest, model, version, rows)
        return known

    def write(self, files: Sequence[ScannedFile], model: str, version: str) -> None:
        """Keep what was read, all of it or, in a crash, nothing; what was known of these files is replaced.

        Args:
            files: that were read, each once. Pages that are not a document's first ones join those that are kept.
            model: the name of the model that read them.
            version: its fingerprint.
        """
        with self._transaction():
            self._begin([scanned for scanned in files if scanned.is_begun], model, version)
            for scanned in files:
                if not scanned.is_begun:
                    self._go_on(scanned)

    def _begin(self, files: Sequence[ScannedFile], model: str, version: str) -> None:
        """Put files with their pages in the place of what was known of them."""
        paths = [os.fsencode(scanned.file.path) for scanned in files]
        # Nobody else writes now: the numbers after the last are free, and all rows of a table go in at once.
        (last,) = self._database.execute("SELECT coalesce(max(id), 0) FROM file").fetchone()
        numbered = list(enumerate(zip(paths, files, strict=True), last + 1))
        self._database.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in paths])
        self._database.executemany(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (number, path, one.kept_size, one.file.modified, one.digest, model, version)
                for number, (path, one) in numbered
            ],
        )
        self._database.executemany(
            "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, *_page_values(reading)) for number, (_, one) in numbered for reading in one.readings],
        )

    def _go_on(self, scanned: ScannedFile) -> None:
        """Put the next pages of a document to those before; one that changed between them has no digest any more."""
        query = "SELECT id, digest FROM file WHERE path = ?"
        found = self._database.execute(query, (os.fsencode(scanned.file.path),)).fetchone()
        if found is None:  # somebody deleted the record meanwhile
            return
        number, digest = found
        self._database.execute(
            "UPDATE file SET size = ?, modified = ?, digest = ? WHERE id = ?",
            (scanned.kept_size, scanned.file.modified, digest if digest == scanned.digest else b"", number),
        )
        self._database.executemany(
            "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, *_page_values(reading)) for reading in scanned.readings],
        )

    def touch(self, files: Sequence[FoundFile]) -> None:
        """Keep that files have another date but the content that was read."""
        with self._transaction():
            self._database.executemany(
                "UPDATE file SET size = ?, modified = ? WHERE path = ?",
                [(file.size, file.modified, os.fsencode(file.path)) for file in files],
            )

    def correct(self, path: Path, page: int, text: str | None) -> None:
        """Keep what a person says stands on a page; None takes it back.

        Raises:
            DigitpadError: the file is not in the record, or could not be read; or the record cannot be written.
        """
        query = "SELECT digest FROM file WHERE path = ? AND digest <> x''"
        with self._transaction():
            found = self._database.execute(query, (os.fsencode(path.absolute()),)).fetchone()
            if found is None:
                raise DigitpadError(f"{path} is not in the record of scans.")
            if text is None:
                self._database.execute("DELETE FROM correction WHERE digest = ? AND page = ?", (found[0], page))
            else:
                self._database.execute(
                    "INSERT INTO correction (digest, page, text) VALUES (?, ?, ?)"
                    " ON CONFLICT (digest, page) DO UPDATE SET text = excluded.text",
                    (found[0], page, text),
                )

    def corrections(self) -> dict[tuple[bytes, int], str]:
        """All that a person said, by content and page."""
        with self._errors_as_sentences():
            found = self._database.execute("SELECT digest, page, text FROM correction")
            return {(digest, page): text for digest, page, text in found}

    def was_changed_elsewhere(self) -> bool:
        """Whether another connection has written since this was asked last; true the first time."""
        with self._errors_as_sentences():
            (version,) = self._database.execute("PRAGMA data_version").fetchone()
        before, self._data_version = self._data_version, version
        return bool(version != before)

    def mark_samples(self, path: Path, page: int, is_sample: bool) -> None:
        """Keep whether a corrected page may become training samples."""
        statement = """
            UPDATE correction SET is_sample = ? WHERE page = ? AND digest = (SELECT digest FROM file WHERE path = ?)
        """
        with self._transaction():
            self._database.execute(statement, (int(is_sample), page, os.fsencode(path.absolute())))

    def is_sample(self, path: Path, page: int) -> bool:
        """Whether a corrected page was given as a sample."""
        query = (
            "SELECT is_sample FROM correction JOIN file ON file.digest = correction.digest WHERE path = ? AND page = ?"
        )
        with self._errors_as_sentences():
            found = self._database.execute(query, (os.fsencode(path.absolute()), page)).fetchone()
        return bool(found and found[0])

    def digest(self, path: Path) -> bytes:
        """Of the content a file had when it was read; empty where it could not be, or is not in the record."""
        with self._errors_as_sentences():
            query = "SELECT digest FROM file WHERE path = ?"
            found = self._database.execute(query, (os.fsencode(path.absolute()),)).fetchone()
            if found and not isinstance(found[0], bytes):
                raise ValueError("a file's digest")
        return found[0] if found else b""

    def twins(self, path: Path) -> list[Path]:
        """Other files of the same content."""
        query = """
            SELECT other.path FROM file JOIN file AS other ON other.digest = file.digest AND other.id <> file.id
            WHERE file.path = ? AND file.digest <> x''
        """
        absolute = os.fsencode(path.absolute())
        with self._errors_as_sentences():
            return [Path(os.fsdecode(found)) for (found,) in self._database.execute(query, (absolute,))]

    def digits(self, path: Path, page: int) -> list[KeptDigit]:
        """The digits of a page with their boxes, in reading order; none where it is not in the record."""
        query = "SELECT digits FROM page JOIN file ON file.id = page.file WHERE path = ? AND number = ?"
        with self._errors_as_sentences():
            found = self._database.execute(query, (os.fsencode(path.absolute()), page)).fetchone()
            return _kept_digits(found[0]) if found else []


def _page_values(reading: Reading) -> tuple[Any, ...]:
    digits = [
        [
            digit.value,
            str(digit.status),
            round(digit.confidence, 6),
            *(round(side, 1) for side in digit.box),
            digit.line,
        ]
        for digit in reading.digits
    ]
    kept = json.dumps(digits, separators=(",", ":"), allow_nan=False)
    # The sentence may hold the file's name, which need not be text.
    error = reading.error and reading.error.encode("utf-8", "backslashreplace").decode()
    return reading.page, reading.text, str(reading.status), reading.confidence, kept, error


def _row(values: Sequence[Any], model: str) -> ScanRow:
    number, text, status, confidence, digits, error, correction = values
    if not isinstance(text, str) or not _is_share(confidence):
        raise ValueError("a page's reading")
    confidences = tuple(digit.confidence for digit in _kept_digits(digits))
    return ScanRow("", number, text, Status(status), confidence, confidences, error, model, correction)


def _kept_digits(text: str) -> list[KeptDigit]:
    """The digits of a page from their JSON.

    Raises:
        ValueError: it is damaged.
    """
    try:
        kept = json.loads(text)
        if not all(isinstance(value, int) and _is_share(confidence) for value, _, confidence, *_ in kept):
            raise ValueError("a page's digits")
        return [
            KeptDigit(value, Status(status), confidence, Box(*map(float, box)), int(line))
            for value, status, confidence, *box, line in kept
        ]
    except (TypeError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1
