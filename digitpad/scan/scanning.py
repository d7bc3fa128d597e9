"""Reading many files: decoded and read by a pool of threads, kept in the record as they are finished."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice

from digitpad.core.found_file import FoundFile
from digitpad.core.processors import processor_count
from digitpad.imaging.reader import Reader
from digitpad.scan.keeper import Keeper, ScanProgress
from digitpad.scan.scan_options import ScanOptions
from digitpad.scan.work import Done, Work, Worker, chunks_of
from digitpad.store.scan_record import KnownFile, ScanRecord

_AHEAD = 3
"""Chunks for each thread that are waiting, or done but not kept: so memory does not grow with the folder."""

_PATIENCE = 0.1
"""Seconds without a finished chunk after which it is reported all the same, so that somebody may cancel."""


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
    version = reader.version + (" one digit" if options.one_digit else "")
    known = _same_model(record.known(options.resume_in) if options.resume_in else {}, model, version)
    keeper = Keeper(record, model, version, len(files))
    threads = options.jobs or processor_count()
    yield keeper.written()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="scan")
    worker = Worker(reader, options.one_digit)
    waiting: deque[tuple[Sequence[Work], Future[list[Done]]]] = deque()
    try:
        chunks = chunks_of(files, known)
        while True:
            for chunk in islice(chunks, threads * _AHEAD - len(waiting)):
                waiting.append((chunk, pool.submit(worker.do, chunk)))
            if not waiting:
                break
            given, future = waiting[0]
            is_slow = not wait([future], _PATIENCE).done
            if not is_slow:
                waiting.popleft()
                for done in future.result():
                    keeper.keep(done)
                if rest := given[len(future.result()) :]:
                    waiting.appendleft((rest, pool.submit(worker.do, rest)))
            if is_slow or keeper.is_due:
                _keep_early(keeper, waiting)
                yield keeper.written()
        yield keeper.written()
    finally:
        worker.stop()
        pool.shutdown(cancel_futures=True)
        _keep_early(keeper, waiting)
        keeper.written()


def _keep_early(keeper: Keeper, waiting: Iterable[tuple[Sequence[Work], Future[list[Done]]]]) -> None:
    """Keep what is finished of the chunks whose turn has not come."""
    for _, future in waiting:
        if future.done() and not future.cancelled() and future.exception() is None:
            for done in future.result():
                keeper.keep_early(done)


def _same_model(known: Mapping[str, KnownFile], model: str, version: str) -> dict[str, KnownFile]:
    """What need not be read again unless it has changed; files that could not be read are tried once more."""
    return {
        name: file for name, file in known.items() if (file.model, file.version) == (model, version) and file.is_read
    }
