"""The pages of rows made small: decoded by a pool of threads, in the order of the rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from digitpad.core.processors import processor_count
from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.thumbnail import Thumbnail, thumbnail


def thumbnails(rows: Iterable[ScanRow], folder: Path, longest: int) -> Generator[Thumbnail | None, None, None]:
    """A thumbnail for each row; None where the page could not be read, or cannot be decoded any more.

    Args:
        rows: of pages in the folder.
        folder: from which their paths go.
        longest: side of a thumbnail, in pixels.
    """
    jobs = processor_count()
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="thumbnails")
    waiting: deque[Future[Thumbnail | None]] = deque()
    try:
        for row in rows:
            waiting.append(pool.submit(_thumbnail, row, folder, longest))
            if len(waiting) > 2 * jobs:  # a few ahead, so that memory does not grow with the folder
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _thumbnail(row: ScanRow, folder: Path, longest: int) -> Thumbnail | None:
    return None if row.status is Status.ERROR else thumbnail(folder / row.file, row.page, longest)
