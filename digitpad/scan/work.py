"""What the threads of a scan do: files decoded and read, a few at a time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from digitpad.core.found_file import FoundFile
from digitpad.core.reading import Reading
from digitpad.imaging.decode import MOST_BYTES, is_document, page_count
from digitpad.imaging.reader import FoundPage, Reader, finding_page
from digitpad.scan.content import digest_and_content
from digitpad.scan.walk import found_file
from digitpad.store.scan_record import KnownFile

_CHUNK_FILES, _CHUNK_BYTES = 64, 1_000_000
"""A thread takes so many files at a time, or so many bytes: handing over costs as much as a small file."""

_TINY, _OF_A_PAGE = 2_000, 8
"""Bytes of what may be one digit. What has more may be a page, though it has but a few kilobytes: it counts as many."""

_LONGEST = 0.5
"""Seconds after which a thread hands over what it has read of its chunk."""

_LEAST_DOCUMENT, _HEAD = 512, 1024
"""Bytes of a document of several pages, and in which it says that it is one."""

_CHUNK_PAGES = 4
"""Of a document are held in memory at a time by each thread: it ends a chunk."""

_DOCUMENTS = (".pdf", ".tif", ".tiff")
"""What may have several pages, by its name."""


@dataclass(frozen=True)
class Work:
    """Pages of a file to be read.

    Attributes:
        file: which.
        pages: their numbers.
        is_last: whether they are the last of the file.
        known: what the record has of the file from the same model; None where these pages are not among it.
    """

    file: FoundFile
    pages: range
    is_last: bool
    known: KnownFile | None

    @property
    def is_whole(self) -> bool:
        """Whether they are all pages of the file."""
        return self.is_last and self.pages.start == 1


@dataclass(frozen=True)
class Done:
    """What became of it: the digest of the file's content, and a reading for each page; None where they are known."""

    work: Work
    digest: bytes
    readings: Sequence[Reading] | None


@dataclass(frozen=True)
class _Decoded:
    """A file that is decoded, and not yet read by the network."""

    work: Work
    digest: bytes
    pages: Sequence[FoundPage] | None


def chunks_of(files: Iterable[FoundFile], known: Mapping[str, KnownFile]) -> Iterator[list[Work]]:
    """The work there is, small files together, so that a thread has something to do.

    Args:
        files: to be read, in their order.
        known: what the record has of them from the same model, by name.
    """
    chunk: list[Work] = []
    count = size = 0
    for work in _works(files, known):
        chunk.append(work)
        count += 1 if work.file.size < _TINY else _OF_A_PAGE
        size += work.file.size
        if count >= _CHUNK_FILES or size >= _CHUNK_BYTES or len(work.pages) > 1 or not work.is_whole:
            yield chunk
            chunk, count, size = [], 0, 0
    if chunk:
        yield chunk


def _may_have_pages(file: FoundFile) -> bool:
    return file.name.lower().endswith(_DOCUMENTS) or (file.size >= _LEAST_DOCUMENT and _begins_as_document(file))


def _begins_as_document(file: FoundFile) -> bool:
    """Whether a file is a document by its content, whatever it is called."""
    try:
        with file.path.open("rb") as opened:
            return is_document(opened.read(_HEAD))
    except OSError:
        return False


def _works(files: Iterable[FoundFile], known: Mapping[str, KnownFile]) -> Iterator[Work]:
    for file in files:
        entry = known.get(file.name)
        # Opening a document takes milliseconds; of all others it is known that they have one page.
        count = page_count(file.path) if _may_have_pages(file) else 1
        for first in range(1, count + 1, _CHUNK_PAGES):
            pages = range(first, min(first + _CHUNK_PAGES, count + 1))
            is_known = entry is not None and pages.stop <= len(entry.rows) + 1  # it may not have been read to its end
            yield Work(file, pages, pages.stop > count, entry if is_known else None)


def _is_as_found(file: FoundFile) -> bool:
    try:
        return found_file(file.path, file.name, file.path.stat()) == file
    except OSError:
        return False


class Worker:
    """Does chunks of work, in any number of threads, until it is told to stop.

    Args:
        reader: to read with; nobody else may use it meanwhile.
        one_digit: whether each picture is one digit.
    """

    def __init__(self, reader: Reader, one_digit: bool) -> None:
        self._reader, self._one_digit = reader, one_digit
        self._is_stopped = False
        self._turn = Lock()
        self._hashed: tuple[FoundFile, bytes] | None = None  # the document at hand, for its next pages

    def stop(self) -> None:
        """Do nothing more after the step each thread is at: nobody waits for the rest of its page and of its chunk."""
        self._is_stopped = True

    def do(self, chunk: Sequence[Work]) -> list[Done]:
        """Decode files, find what is written on them, and read it: of a slow chunk the first ones, at least one.

        None where that was stopped. Files that are so small are work for Python more than for OpenCV. Only one thread
        at a time can do that: a second one would but take Python's lock from it, thousands of times a second. Meanwhile
        it may ask the network.
        """
        started = time.monotonic()
        decoded: list[_Decoded] = []
        with self._turn if len(chunk) >= _CHUNK_FILES else nullcontext():
            for work in chunk:
                file = None if self._is_stopped else self._decoded(work)
                if file is None:
                    return []
                decoded.append(file)
                if time.monotonic() - started > _LONGEST:
                    break
        readings = iter(self._readings([page for file in decoded for page in file.pages or ()]))
        if self._is_stopped:
            return []
        return [
            Done(file.work, file.digest, None if file.pages is None else list(islice(readings, len(file.pages))))
            for file in decoded
        ]

    def _decoded(self, work: Work) -> _Decoded | None:
        """Decode the pages of a file; None where it was not ended."""
        file, known = work.file, work.known
        if known and (known.size, known.modified) == (file.size, file.modified):
            return _Decoded(work, known.digest, None)
        digest, content = self._digest_and_content(work)
        if not _is_as_found(file):
            digest = b""  # of a file that changes meanwhile nothing is known: it is read again the next time
        elif known and digest == known.digest:
            return _Decoded(work, digest, None)
        pages = []
        for number in work.pages:
            for page in finding_page(file.path, number, self._one_digit, file.name, content):
                if self._is_stopped:
                    return None
                if page is not None:
                    pages.append(page)
        return _Decoded(work, digest, pages)

    def _digest_and_content(self, work: Work) -> tuple[bytes, bytes | None]:
        """As of a file; a document is read through but once for all its pages, and what is too large never."""
        file, hashed = work.file, self._hashed
        if hashed is not None and hashed[0] == file:
            return hashed[1], None
        if file.size > MOST_BYTES:
            return b"", None
        digest, content = digest_and_content(file.path, lambda: self._is_stopped)
        if not work.is_whole:
            self._hashed = file, digest
        return digest, content

    def _readings(self, pages: Sequence[FoundPage]) -> list[Reading]:
        """Ask the network about all pages together, step by step."""
        readings = []
        for reading in self._reader.reading_pages(pages):
            if self._is_stopped:
                break
            if reading is not None:
                readings.append(reading)
        return readings
