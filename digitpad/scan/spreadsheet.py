"""Rows of a scan as a spreadsheet for Excel and its like, with a small picture of each page."""

from __future__ import annotations

import io
import re
import tempfile
import traceback
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from digitpad.core.errors import DigitpadError
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.thumbnail import Thumbnail
from digitpad.scan.results import ScanResults
from digitpad.scan.tables import COLUMNS
from digitpad.scan.thumbnails import thumbnails

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_PICTURES = 5_000
"""Later rows have none: XlsxWriter keeps all pictures in memory (15 MB), and Excel draws them slowly."""

_MOST_ROWS = 1_048_575
"""Of a sheet, under its header."""

_MOST_CHARACTERS = 32_767
"""Of a cell."""

_SIDE = 96
"""The longest side of a picture, in pixels."""

_MARGIN = 2
"""Pixels around a picture, so that the lines of the sheet stay visible."""

_WIDTHS = {"file": 40, "page": 7, "text": 16, "status": 12, "confidence": 12, "digits": 24, "error": 40, "model": 14}
"""Of the columns, in characters."""


def write_spreadsheet(results: ScanResults, path: Path) -> Generator[None, None, None]:
    """Write an XLSX file: the columns of the CSV, and a picture for each of the first 5,000 rows; a step for each row.

    Raises:
        DigitpadError: there are more rows than a sheet holds.
        OSError: the file cannot be written.
    """
    if len(results.rows) > _MOST_ROWS:
        raise DigitpadError(
            f"A spreadsheet holds {_MOST_ROWS:,} rows, and there are {len(results.rows):,}. Save them as .csv."
        )
    with path.open("wb") as file, _workbook(file) as workbook:
        sheet = workbook.add_worksheet("Digits")
        _set_up(sheet, workbook, len(results.rows))
        yield from _write_rows(sheet, workbook, results)


@contextmanager
def _workbook(file: IO[bytes]) -> Iterator[Workbook]:
    """A workbook that keeps its rows on the disk, and is written where nothing goes wrong."""
    import xlsxwriter  # it takes 60 ms to import
    from xlsxwriter.exceptions import FileCreateError

    # Some tens of MB. Not the file itself: the zipfile that XlsxWriter leaves open would write to a full disk again.
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="digitpad-") as rows_on_disk:
        workbook = xlsxwriter.Workbook(packed, {"constant_memory": True, "tmpdir": rows_on_disk})
        workbook.use_zip64()
        try:
            yield workbook
            workbook.close()
        except FileCreateError as error:
            cause: OSError = error.args[0]
            traceback.clear_frames(cause.__traceback__)  # the open zipfile goes while what it writes to is there
            raise OSError(cause.errno, cause.strerror) from error
        finally:
            for sheet in workbook.worksheets():
                sheet.row_data_fh.close()  # XlsxWriter only closes it where all went well
    file.write(packed.getbuffer())


def _set_up(sheet: Worksheet, workbook: Workbook, count: int) -> None:
    bold = workbook.add_format({"bold": True})
    sheet.set_column_pixels(0, 0, _SIDE + 2 * _MARGIN)
    for column, name in enumerate(COLUMNS, 1):
        sheet.set_column(column, column, _WIDTHS[name])
    for column, name in enumerate(("picture", *COLUMNS)):
        sheet.write_string(0, column, name, bold)
    if count > MOST_PICTURES:
        sheet.write_string(0, len(COLUMNS) + 1, f"Only the first {MOST_PICTURES:,} rows have pictures.")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(COLUMNS))
    # What was read is text, whose zeros at the beginning count; Excel need not warn of it.
    sheet.ignore_errors({"number_stored_as_text": f"A2:I{_MOST_ROWS + 1}"})


def _write_rows(sheet: Worksheet, workbook: Workbook, results: ScanResults) -> Generator[None, None, None]:
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    percent = workbook.add_format({"num_format": "0.0 %", "valign": "top"})
    top = workbook.add_format({"valign": "top"})
    formats = {"text": wrapped, "error": wrapped, "confidence": percent}
    with closing(thumbnails(islice(results.rows, MOST_PICTURES), results.folder, _SIDE)) as pictures:
        for place, row in enumerate(results.rows, 1):
            picture = next(pictures, None)
            if picture is not None:
                _place(sheet, place, picture)
            for column, name in enumerate(COLUMNS, 1):
                _write_cell(sheet, (place, column), _value(row, name), formats.get(name, top))
            yield


def _place(sheet: Worksheet, place: int, picture: Thumbnail) -> None:
    sheet.set_row_pixels(place, max(20, picture.height + 2 * _MARGIN))
    options = {
        "image_data": io.BytesIO(picture.encoded),
        "x_offset": _MARGIN,
        "y_offset": _MARGIN,
        "object_position": 1,  # it goes with its row when that is sorted or filtered away
        "decorative": True,
    }
    sheet.insert_image(place, 0, "page.jpg", options)


def _write_cell(sheet: Worksheet, cell: tuple[int, int], value: str | float, cell_format: Format) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(*cell, _fit_for_xml(value)[:_MOST_CHARACTERS], cell_format)  # never a formula or a link
    else:
        sheet.write_number(*cell, value, cell_format)


def _value(row: ScanRow, column: str) -> str | float:
    if column == "text":
        return row.final_text
    if column == "digits":
        return " ".join(f"{confidence:.3f}" for confidence in row.digits)
    value: str | float | None = getattr(row, column)
    return "" if value is None else value


def _fit_for_xml(text: str) -> str:
    """Without what XML cannot hold: surrogates are escaped; XlsxWriter escapes control characters itself."""
    return re.sub("[\ufffe\uffff]", "\ufffd", text.encode("utf-8", "backslashreplace").decode())
