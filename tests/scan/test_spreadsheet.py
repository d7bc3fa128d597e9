"""The spreadsheet: openpyxl finds every text and every picture, and nothing is a formula."""

from __future__ import annotations

import errno
import os
import tempfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.core.errors import DigitpadError
from digitpad.scan import spreadsheet
from digitpad.scan.spreadsheet import write_spreadsheet
from tests.scan.scan_samples import failed, finished, picture, results, row


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("spreadsheet")


def sheet_of(rows, folder):
    finished(write_spreadsheet(results(rows, folder), folder / "out.xlsx"))
    return openpyxl.load_workbook(folder / "out.xlsx").active


def test_every_row_has_its_cells_and_its_picture(tmp_path):
    picture(tmp_path / "a.png", 60, 40)
    picture(tmp_path / "sub/b.png", 400, 100)
    sheet = sheet_of([row("a.png", "007"), row("sub/b.png", "1\n2", page=1, correction="12")], tmp_path)
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert cells[0] == ["picture", "file", "page", "text", "status", "confidence", "digits", "error", "model"]
    assert cells[1][1:] == ["a.png", 1, "007", "ok", 0.9, "0.900 0.900 0.900", None, "base"]
    assert cells[2][3] == "12"
    places = {image.anchor._from.row: (image.width, image.height) for image in sheet._images}
    assert places == {1: (60, 40), 2: (96, 24)}
    assert sheet.row_dimensions[2].height >= 40 * 0.75  # points
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I3"


def test_a_page_that_cannot_be_decoded_any_more_has_no_picture(tmp_path):
    (tmp_path / "b.png").write_bytes(b"no picture")
    sheet = sheet_of([row("gone.png"), row("b.png"), failed()], tmp_path)
    assert sheet.max_row == 4
    assert not sheet._images


def test_only_the_first_rows_have_pictures_and_the_sheet_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_PICTURES", 2)
    picture(tmp_path / "a.png")
    sheet = sheet_of([row()] * 3, tmp_path)
    assert len(sheet._images) == 2
    assert sheet["J1"].value == "Only the first 2 rows have pictures."


@pytest.mark.parametrize(
    "name", ["=1+1.png", "{=A1}.png", "http://a.example/x.png", "mailto:a@b.c.png", "internal:Sheet1!A1", "_x0041_.png"]
)
def test_names_are_nothing_but_text(tmp_path, name):
    cell = sheet_of([row(name)], tmp_path)["B2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert openpyxl.utils.escape.unescape(cell.value) == name


@settings(max_examples=25)
@given(st.text(st.characters(codec=None), min_size=1, max_size=20))
def test_no_text_spoils_the_file(module_folder, text):
    sheet = sheet_of([row(text, text)], module_folder)
    assert sheet.max_row == 2


def test_a_name_that_is_no_text_does_no_harm(tmp_path):
    assert sheet_of([row(os.fsdecode(b"\xff.png"))], tmp_path)["B2"].value == r"\udcff.png"


def test_a_text_too_long_for_a_cell_is_cut(tmp_path):
    assert len(sheet_of([failed(error="x" * 40_000)], tmp_path)["H2"].value) == 32_767


def test_more_rows_than_a_sheet_holds_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "_MOST_ROWS", 2)
    with pytest.raises(DigitpadError, match=r"holds 2 rows, and there are 3\. Save them as \.csv"):
        sheet_of([row()] * 3, tmp_path)


def test_no_file_is_left_elsewhere(tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    steps = write_spreadsheet(results([row()] * 3, tmp_path), tmp_path / "out.xlsx")
    next(steps)
    assert list((tmp_path / "temporary").iterdir())
    steps.close()
    assert not list((tmp_path / "temporary").iterdir())


def test_no_room_for_the_rows_on_their_way_is_an_error_of_the_system(tmp_path, monkeypatch):
    def full(_packager):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlsxwriter.packager.Packager._create_package", full)
    with pytest.raises(OSError, match="No space left on device"):
        sheet_of([row()], tmp_path)
