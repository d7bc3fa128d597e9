"""Rows of a scan as tables that other programs read: CSV and JSON lines, written row by row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Generator
from pathlib import Path

from digitpad.core.scan_row import ScanRow
from digitpad.scan.results import ScanResults

COLUMNS = ("file", "page", "text", "status", "confidence", "digits", "error", "model")
"""Of a CSV and a spreadsheet; scripts depend on them."""

_FORMULA = re.compile(
    r"""
    ^ (?= [\t\r\n] )                                     # some spreadsheets drop these, and look at what follows
    | (?: ^ | (?<= [;\t\r\n] ) )                         # in much of Europe, Excel parts cells at semicolons
      (?= (?: [^\S\t\r\n] | [\x00-\x08\x7f\u200b-\u200f\ufeff] )* [=+\-@＝＋－＠] )  # blanks, seen or not, come before
    """,
    re.VERBOSE,
)


def write_csv(results: ScanResults, path: Path) -> Generator[None, None, None]:
    """Write a CSV as RFC 4180 has it, in UTF-8; a step for each row.

    Cells that a spreadsheet would take for formulas begin with an apostrophe.

    Raises:
        OSError: the file cannot be written.
    """
    # No byte-order mark: scripts would find it in the name of the first column. For Excel there is the spreadsheet.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(COLUMNS)
        for row in results.rows:
            table.writerow(_cells(row))
            yield


def write_json_lines(results: ScanResults, path: Path) -> Generator[None, None, None]:
    """Write an object per line; a step for each row.

    Bytes of a file's name that are no text are escaped surrogates, from which `os.fsencode` makes the name again.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("w", encoding="ascii", newline="\n") as file:
        for row in results.rows:
            file.write(json.dumps(row.to_dict(), allow_nan=False) + "\n")
            yield


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula, wherever it parts cells: with an apostrophe where one begins.

    As OWASP advises against “CSV injection”: names of files come from strangers.
    """
    return _FORMULA.sub("'", text)


def _cells(row: ScanRow) -> list[str | int | float]:
    return [
        defused(row.file),
        row.page,
        defused(row.final_text),
        row.status,
        round(row.confidence, 6),
        " ".join(str(round(confidence, 6)) for confidence in row.digits),
        defused(row.error or ""),
        defused(row.model),
    ]
