"""What is known to stand on the files of a scan: from the folders they are in, or from a table."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from digitpad.core.errors import DigitpadError
from digitpad.core.places import is_file, is_there
from digitpad.core.scan_row import ScanRow
from digitpad.scan.tables import defused

_MOST_BYTES = 100_000_000
"""A larger table is refused."""

_LONGEST_LINE = 1_000_000
"""Characters."""

_ANSWERS = ("truth", "label", "digit", "text")
"""What the column of the answers may be called; the first that is there counts: somebody may add it to an export."""

_LONGEST_NUMBER = 9
"""Digits of a page's number that are looked at: Python refuses to read thousands."""


def truth_from_folders(rows: Sequence[ScanRow]) -> list[str | None]:
    """The digit of the folder that each file is in, where that is named `0` to `9`; None elsewhere."""
    parents = (PurePosixPath(row.file).parent.name for row in rows)
    return [parent if parent in tuple("0123456789") else None for parent in parents]


def check_table(path: Path) -> None:
    """Look whether a table of the truth can be used, before a long scan begins.

    Raises:
        DigitpadError: as for `truth_from_table`, but for answers that are for no row.
    """
    with _errors_as_sentences(path):
        for _ in _lines(path):
            pass


def truth_from_table(path: Path, rows: Sequence[ScanRow]) -> list[str | None]:
    """What a CSV says of each row; None where it says nothing.

    Its header holds `file`, one of `truth`, `label`, `digit` and `text`, and `page` where documents have several; two
    columns need no header. Files go by their path from the folder, or by their name where only one is called so. Blank
    answers say nothing; of two for one page the later counts; one without a page is for all pages of a file.

    Args:
        path: of the table, in UTF-8, parted by commas, semicolons or tabs; such as a scan was exported to.
        rows: of the scan.

    Raises:
        DigitpadError: it cannot be read, is larger than 100 MB, has other columns, or has an answer for no row.
    """
    files = _by_name({row.file for row in rows})
    answers: dict[tuple[str, int | None], str] = {}
    with _errors_as_sentences(path):
        for name, page, answer in _lines(path):
            file = _file_named(name, files)
            if file is not None and answer:
                answers[file, page] = answer
    truth = [answers.get((row.file, row.page), answers.get((row.file, None))) for row in rows]
    if all(answer is None for answer in truth):
        example = f", such as {rows[0].file}" if rows else ""
        raise DigitpadError(
            f"The table {path} has an answer for none of the files. Name them by their path from the folder{example}."
        )
    return truth


@contextmanager
def _errors_as_sentences(path: Path) -> Iterator[None]:
    """What is wrong with a table, as a sentence."""
    try:
        yield
    except OSError as error:
        raise DigitpadError(f"The table {path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise DigitpadError(f"The table {path} is not in UTF-8. Save it as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise DigitpadError(f"The table {path} is no CSV ({error}). Save it as “CSV UTF-8”.") from error


def _by_name(files: Iterable[str]) -> dict[str, str]:
    """The file that each name in a table stands for."""
    files = list(files)
    bare = {file: PurePosixPath(file).name for file in files}
    counts = Counter(bare.values())
    by_name = {spelling: file for file in files if counts[bare[file]] == 1 for spelling in _spellings(bare[file])}
    by_path = {spelling: file for file in files for spelling in _spellings(file)}
    return by_name | by_path | {file: file for file in files}  # a name as it is spelled before one like it


def _file_named(name: str, files: Mapping[str, str]) -> str | None:
    """The file a table means by a name; Windows writes paths with backslashes."""
    for spelling in (name, unicodedata.normalize("NFC", name)):
        for path in (spelling, spelling.replace("\\", "/")):
            if (known := files.get(path) or files.get(path.removeprefix("./"))) is not None:
                return known
    return None


def _spellings(name: str) -> tuple[str, str]:
    """As it is, and as an exported CSV shows it."""
    exported = defused(name).encode("utf-8", "backslashreplace").decode()
    return unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", exported)


def _lines(path: Path) -> Iterator[tuple[str, int | None, str]]:
    """File, page and answer of each line of a table."""
    if is_there(path) and not is_file(path):
        raise DigitpadError(f"{path} is no table.")
    if path.stat().st_size > _MOST_BYTES:
        raise DigitpadError(f"The table {path} is larger than 100 MB. Leave out what is not needed.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = _table(file)
        first = next(table, [])
        columns = _columns(first, path)
        if columns is None:
            columns = (0, None, 1)
            yield _line(first, columns)
        for cells in table:
            if len(cells) > max(column for column in columns if column is not None):
                yield _line(cells, columns)


def _table(file: IO[str]) -> Iterator[list[str]]:
    start = file.readline(10_000)
    file.seek(0)
    return csv.reader(_short_lines(file), delimiter=max(",;\t", key=start.count))


def _short_lines(file: IO[str]) -> Iterator[str]:
    """A line of a hundred megabytes would be a million cells, each an object of its own."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error("a line of it is too long")
        yield line


def _columns(first: list[str], path: Path) -> tuple[int, int | None, int] | None:
    """Where file, page and answer stand by the header; None where two columns have none."""
    header = [name.strip().casefold() for name in first]
    answers = [header.index(name) for name in _ANSWERS if name in header]
    if "file" in header and answers:
        return header.index("file"), header.index("page") if "page" in header else None, answers[0]
    if len(header) == 2:
        return None
    names = f"{', '.join(_ANSWERS[:-1])} or {_ANSWERS[-1]}"
    raise DigitpadError(f"The table {path} should have a column called file and one called {names}.")


def _line(cells: list[str], columns: tuple[int, int | None, int]) -> tuple[str, int | None, str]:
    file, page, answer = columns
    number = cells[page].strip() if page is not None else ""
    is_page = number.isdecimal() and len(number) <= _LONGEST_NUMBER
    return cells[file], int(number) if is_page else None, cells[answer].strip().lstrip("'")
