"""Reading many files: decoded and read by a pool of threads, kept in the record as they are finished."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from digitpad.core.found_file import FoundFile
from digitpad.imaging.reader import Reader
from digitpad.scan.keeper import Keeper, ScanProgress
from digitpad.scan.scan_options import ScanOptions
from digitpad.scan.work import Done, Work, Worker, chunks_of
from digitpad.store.scan_record import KnownFile, ScanRecord

_AHEAD = 3
"""Chunks for each thread that are waiting, or done but not kept: so memory does not grow with the folder."""

_PATIENCE = 0.1
"""Seconds without a finished chunk after which it is reported all the same, so that somebody may cancel."""


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
    keeper = Keeper(record, model, version, len(files))
    threads = options.jobs or usual_jobs()
    yield keeper.written()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="scan")
    worker = Worker(reader, options.one_digit)
    try:
        for done in _done(pool, chunks_of(files, known), worker, threads * _AHEAD):
            if done is not None:
                keeper.keep(done)
            if done is None or keeper.is_due:
                yield keeper.written()
        yield keeper.written()
    finally:
        worker.stop()
        pool.shutdown(cancel_futures=True)
        keeper.written()


def _same_model(known: Mapping[str, KnownFile], model: str, version: str) -> dict[str, KnownFile]:
    """What need not be read again unless it has changed; files that could not be read are tried once more."""
    return {
        name: file
        for name, file in known.items()
        if (file.model, file.version) == (model, version) and all(row.error is None for row in file.rows)
    }


def _done(pool: ThreadPoolExecutor, chunks: Iterable[list[Work]], worker: Worker, ahead: int) -> Iterator[Done | None]:
    """What the threads make of the chunks, in their order, a few of them ahead; None where that takes its time."""
    waiting: deque[Future[list[Done]]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(worker.do, chunk))
        if len(waiting) > ahead:
            yield from _awaited(waiting.popleft())
    while waiting:
        yield from _awaited(waiting.popleft())


def _awaited(future: Future[list[Done]]) -> Iterator[Done | None]:
    while not wait([future], _PATIENCE).done:
        yield None
    yield from future.result()
