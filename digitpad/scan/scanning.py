"""Reading many files: decoded by a pool of threads, read in batches, kept in the record as they are finished."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from threading import Lock

from digitpad.core.found_file import FoundFile
from digitpad.core.reading import Reading
from digitpad.core.scan_row import ScanRow, row_of
from digitpad.imaging.decode import page_count
from digitpad.imaging.reader import FoundPage, Reader, finding_page
from digitpad.scan.content import digest_and_content
from digitpad.scan.scan_options import ScanOptions
from digitpad.store.scan_record import KnownFile, ScannedFile, ScanRecord

_BATCH = 128
"""Digits read at once: more make no processor faster, and the threads would run out of room meanwhile."""

_CHUNK_FILES, _CHUNK_BYTES = 64, 500_000
"""A thread takes so many files at a time, or so many bytes: handing over costs as much as a small file."""

_CHUNK_PAGES = 4
"""Of a document are held in memory at a time by each thread."""

_AHEAD = 3
"""Chunks for each thread that are waiting or done but not read: so memory does not grow with the folder."""

_DOCUMENTS = (".pdf", ".tif", ".tiff")
"""What may have several pages."""

_PATIENCE = 0.1
"""Seconds without a decoded file after which it is reported all the same, so that somebody may cancel."""

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


@dataclass(frozen=True)
class _Work:
    """Pages of a file for a thread to decode.

    Attributes:
        file: which.
        pages: their numbers.
        is_last: whether they are the last of the file.
        known: what the record has of the file from the same model, or None.
    """

    file: FoundFile
    pages: range
    is_last: bool
    known: KnownFile | None


@dataclass(frozen=True)
class _Decoded:
    """What a thread made of it: the digest of the file's content, and the pages; None where they are known."""

    work: _Work
    digest: bytes
    pages: Sequence[FoundPage] | None


def usual_jobs() -> int:
    """As many threads as there are processors for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def scan(
    files: Sequence[FoundFile],
    reader: Reader,
    record: ScanRecord,
    options: ScanOptions | None = None,
) -> Generator[ScanProgress, None, None]:
    """Read files in their order and keep every one in the record within a second of its end.

    Closing the generator, or an interruption, keeps what is finished. Between two reports it may rest for any time.

    Args:
        files: to read.
        reader: to read them with; nobody else may use it meanwhile.
        record: where the rows are kept; corrections in it stay.
        options: how to go about it.

    Raises:
        DigitpadError: the record cannot be written; what was written before is kept.
    """
    options = options or ScanOptions()
    model = reader.recognizer.model_name
    version = reader.recognizer.model_version + (" one digit" if options.one_digit else "")
    known = _same_model(record.known(options.resume_in) if options.resume_in else {}, model, version)
    keeper = _Keeper(record, model, version, len(files))
    threads = options.jobs or usual_jobs()
    yield keeper.written()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="scan")
    decoder = _Decoder(options.one_digit)
    try:
        for batch in _batches(_decoded(pool, _chunks(_work(files, known)), decoder, threads * _AHEAD)):
            for _ in keeper.keep(batch, reader):
                if keeper.is_due:
                    yield keeper.written()
            if keeper.is_due or not batch:
                yield keeper.written()
        yield keeper.written()
    finally:
        decoder.stop()
        pool.shutdown(cancel_futures=True)
        keeper.written()


class _Keeper:
    """Reads batches, and writes what is finished into the record."""

    def __init__(self, record: ScanRecord, model: str, version: str, total: int) -> None:
        self._record, self._model, self._version, self._total = record, model, version, total
        self._done = 0
        self._corrections = record.corrections()  # asked for once: a person corrects what was read before
        self._readings: list[Reading] = []  # of a document that is not at its end
        self._scanned: list[ScannedFile] = []
        self._touched: list[FoundFile] = []
        self._rows: list[ScanRow] = []
        self._written_at = time.monotonic()

    @property
    def is_due(self) -> bool:
        return time.monotonic() - self._written_at >= _EVERY

    def keep(self, batch: Sequence[_Decoded], reader: Reader) -> Iterator[None]:
        """Read what the threads decoded, step by step."""
        readings = []
        for reading in reader.reading_pages([page for decoded in batch for page in decoded.pages or ()]):
            if reading is None:
                yield
            else:
                readings.append(reading)
        told = iter(readings)
        for decoded in batch:
            work = decoded.work
            self._readings += islice(told, len(decoded.pages or ()))
            if not work.is_last:
                continue
            self._done += 1
            if decoded.pages is None and work.known:
                self._touched += [work.file] if work.known.modified != work.file.modified else []
                self._rows += [replace(row, file=work.file.name) for row in work.known.rows]
            else:
                self._scanned.append(ScannedFile(work.file, decoded.digest, self._readings))
                self._rows += [self._row(reading, work.file.name, decoded.digest) for reading in self._readings]
            self._readings = []

    def _row(self, reading: Reading, file: str, digest: bytes) -> ScanRow:
        row = row_of(reading, file, self._model)
        correction = self._corrections.get((digest, row.page))
        return row if correction is None else replace(row, correction=correction)

    def written(self) -> ScanProgress:
        """Write what is finished, and report it."""
        if self._scanned or self._touched:
            self._record.write(self._scanned, self._model, self._version)
            self._record.touch(self._touched)
        progress = ScanProgress(self._done, self._total, tuple(self._rows))
        self._scanned, self._touched, self._rows = [], [], []
        self._written_at = time.monotonic()
        return progress


def _same_model(known: Mapping[str, KnownFile], model: str, version: str) -> dict[str, KnownFile]:
    """What need not be read again unless it has changed; files that could not be read are tried once more."""
    return {
        name: file
        for name, file in known.items()
        if (file.model, file.version) == (model, version) and all(row.error is None for row in file.rows)
    }


def _work(files: Iterable[FoundFile], known: Mapping[str, KnownFile]) -> Iterator[_Work]:
    for file in files:
        # Opening a document takes milliseconds; of all others it is known that they have one page.
        count = page_count(file.path) if file.name.lower().endswith(_DOCUMENTS) else 1
        for first in range(1, count + 1, _CHUNK_PAGES):
            pages = range(first, min(first + _CHUNK_PAGES, count + 1))
            yield _Work(file, pages, pages.stop > count, known.get(file.name))


def _chunks(works: Iterable[_Work]) -> Iterator[list[_Work]]:
    """Small files together, so that a thread has something to do."""
    chunk: list[_Work] = []
    size = 0
    for work in works:
        chunk.append(work)
        size += work.file.size
        if len(chunk) >= _CHUNK_FILES or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _decoded(
    pool: ThreadPoolExecutor, chunks: Iterable[list[_Work]], decoder: _Decoder, ahead: int
) -> Iterator[_Decoded | None]:
    """What the threads make of the chunks, in their order, a few of them ahead; None where that takes its time."""
    waiting: deque[Future[list[_Decoded]]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(decoder.decode, chunk))
        if len(waiting) > ahead:
            yield from _awaited(waiting.popleft())
    while waiting:
        yield from _awaited(waiting.popleft())


def _awaited(future: Future[list[_Decoded]]) -> Iterator[_Decoded | None]:
    while not wait([future], _PATIENCE).done:
        yield None
    yield from future.result()


class _Decoder:
    """What the threads do, until they are told to stop."""

    def __init__(self, one_digit: bool) -> None:
        self._one_digit = one_digit
        self._is_stopped = False
        self._turn = Lock()

    def stop(self) -> None:
        """Do nothing more after the step each thread is at: nobody waits for the rest of its page and of its chunk."""
        self._is_stopped = True

    def decode(self, chunk: Sequence[_Work]) -> list[_Decoded]:
        """Decode files, and find what is written on them.

        Files that are so small are work for Python more than for OpenCV. Only one thread at a time can do that: a
        second one would but take Python's lock from it, thousands of times a second.
        """
        with self._turn if len(chunk) >= _CHUNK_FILES else nullcontext():
            decoded = (self._decode_file(work) for work in chunk if not self._is_stopped)
            return [one for one in decoded if one is not None]

    def _decode_file(self, work: _Work) -> _Decoded | None:
        """Decode the pages of a file; None where it was not ended."""
        file, known = work.file, work.known
        if known and (known.size, known.modified) == (file.size, file.modified):
            return _Decoded(work, known.digest, None)
        digest, content = digest_and_content(file.path)
        if known and digest == known.digest:
            return _Decoded(work, digest, None)
        pages = []
        for number in work.pages:
            for page in finding_page(file.path, number, self._one_digit, file.name, content):
                if self._is_stopped:
                    return None
                if page is not None:
                    pages.append(page)
        return _Decoded(work, digest, pages)


def _batches(decoded: Iterable[_Decoded | None]) -> Iterator[list[_Decoded]]:
    """Enough for the network to be busy with, but no more than a report may wait for; none where nothing is decoded."""
    batch: list[_Decoded] = []
    count, started = 0, time.monotonic()
    for one in decoded:
        if one is not None:
            batch.append(one)
            count += sum(page.hypotheses.count for page in one.pages or ())
        if one is None or count >= _BATCH or time.monotonic() - started >= _EVERY / 2:
            yield batch
            batch, count, started = [], 0, time.monotonic()
    if batch:
        yield batch
