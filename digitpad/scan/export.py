"""The results of a scan as a file: a table, a spreadsheet or a report, as its name says."""

from __future__ import annotations

import errno
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.whole_file import replaceable, unfinished_beside
from digitpad.scan.export_progress import ExportProgress, paced
from digitpad.scan.report import write_report
from digitpad.scan.results import ScanResults
from digitpad.scan.spreadsheet import write_spreadsheet
from digitpad.scan.tables import write_csv, write_json_lines

_Writer = Callable[[ScanResults, Path], Generator[None, None, None]]

_WRITERS: dict[str, _Writer] = {
    ".csv": write_csv,
    ".xlsx": write_spreadsheet,
    ".html": write_report,
    ".jsonl": write_json_lines,
    ".json": write_json_lines,
}

SUFFIXES = tuple(_WRITERS)
"""Of the files that results are exported to."""


def check_output(path: Path) -> None:
    """Look whether results can be exported to a file, before a long scan begins.

    Raises:
        DigitpadError: its name does not say what kind of file it is to be, or it cannot be written.
    """
    _writer(path)
    try:
        unfinished = unfinished_beside(replaceable(path))
        unfinished.touch()
        unfinished.unlink()
    except OSError as error:
        raise _refusal(path, error) from error


def export(results: ScanResults, path: Path) -> Generator[ExportProgress, None, Path]:
    """Write results to a file, and return its path. What was there stays until all is written.

    Args:
        results: to write.
        path: of the file; its suffix says the kind.

    Raises:
        DigitpadError: the suffix is of no kind there is, the file cannot be written, or its kind holds fewer rows.
    """
    write = _writer(path)
    try:
        target = replaceable(path)
        unfinished = unfinished_beside(target)
        try:
            yield from paced(write(results, unfinished), len(results.rows))
            unfinished.replace(target)
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise _refusal(path, error) from error
    return path


def _writer(path: Path) -> _Writer:
    try:
        return _WRITERS[path.suffix.lower()]
    except KeyError:
        raise DigitpadError(f"{path.name} should end with one of {', '.join(SUFFIXES)}.") from None


def _refusal(path: Path, error: OSError) -> DigitpadError:
    if isinstance(error, PermissionError):
        advice = "Close it where it is open, or choose another folder."
    elif error.errno in (errno.ENOSPC, errno.EDQUOT):
        advice = "Free some room, or choose another disk."
    else:
        advice = "Choose another folder."
    return DigitpadError(f"{path} cannot be written: {error.strerror or error}. {advice}")
