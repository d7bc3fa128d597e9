"""The table of a scan gives each column the room it needs, and the files the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from digitpad.ui.scan_table import ScanTable
from digitpad.ui.scan_table_model import Column, ScanTableModel
from digitpad.ui.scan_thumbnails import ScanThumbnails
from tests.ui.scan_samples import scan_row


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[ScanTable]:
    thumbnails = ScanThumbnails()
    table = ScanTable(ScanTableModel(thumbnails))
    qtbot.addWidget(table)
    table.resize(1000, 400)
    table.show()
    yield table
    thumbnails.stop()


def digits(table: ScanTable, count: int) -> int:
    return table.fontMetrics().horizontalAdvance("0" * count)


def read(table: ScanTable, *texts: str) -> None:
    table.model().add([scan_row(f"{place}.png", text) for place, text in enumerate(texts)])


def test_a_number_of_a_dozen_digits_is_seen_whole(table: ScanTable):
    read(table, "123456789012", "1")
    assert digits(table, 12) < table.columnWidth(Column.READING) < digits(table, 16)


def test_a_page_of_numbers_takes_no_more_than_a_dozen_digits_do(table: ScanTable):
    read(table, "\n".join(["12345678"] * 20))
    assert table.columnWidth(Column.READING) < digits(table, 16)


def test_the_files_have_what_is_left(table: ScanTable):
    read(table, "123", "45")
    before = {column: table.columnWidth(column) for column in Column}
    assert before[Column.FILE] > 400
    table.resize(1400, 400)
    assert {column for column in Column if table.columnWidth(column) != before[column]} == {Column.FILE}
    assert table.horizontalHeader().length() == table.viewport().width()


def test_a_narrow_table_leaves_room_for_the_names(table: ScanTable):
    read(table, *["123456789012"] * 3)
    table.model().replace(scan_row("0.png", "123456789012", correction="223456789012"))
    table.resize(digits(table, 60), 400)
    assert table.columnWidth(Column.FILE) >= digits(table, 8)


def test_heads_have_room_between_them(table: ScanTable):
    header, metrics = table.horizontalHeader(), table.fontMetrics()
    name = table.model().headerData(Column.CONFIDENCE, header.orientation())
    assert table.columnWidth(Column.CONFIDENCE) > metrics.horizontalAdvance(name) + metrics.height()
    read(table, "1")
    assert header.sectionSize(Column.STATUS) >= header.sectionSizeHint(Column.STATUS)


def test_what_comes_into_sight_is_seen_whole(qtbot: QtBot, table: ScanTable):
    read(table, *["1"] * 100, "123456789012")
    before = table.columnWidth(Column.READING)
    table.scrollToBottom()
    assert table.columnWidth(Column.READING) > before
    table.scrollToTop()
    assert table.columnWidth(Column.READING) > before  # nothing jumps back


def test_a_width_chosen_by_hand_stays_while_rows_come(table: ScanTable):
    read(table, "1", "2")
    table.setColumnWidth(Column.READING, 333)
    table.model().add([scan_row("new.png", "3")])
    assert table.columnWidth(Column.READING) == 333
