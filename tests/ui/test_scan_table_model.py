"""The model shows rows in its order, and keeps them in their places while they come and change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow
from digitpad.core.scan_rows import RowFilter, Shown
from digitpad.ui.scan_table_model import Column, ScanTableModel
from digitpad.ui.scan_thumbnails import ScanThumbnails
from tests.ui.conftest import DEADLINE_MS
from tests.ui.scan_samples import scan_row

DOWN = Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qapp):
    thumbnails = ScanThumbnails()
    model = ScanTableModel(thumbnails)
    yield model
    thumbnails.stop()


def column(model: ScanTableModel, which: Column) -> list[str]:
    return [model.index(line, which).data() for line in range(model.rowCount())]


def test_qt_finds_no_fault_with_it(model: ScanTableModel):
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.add([scan_row("a.png"), scan_row("b.png")])
    model.add([scan_row("b.png", "7"), scan_row("c.png")])
    model.replace(scan_row("a.png", correction="7"))
    model.sort(Column.READING)
    model.set_filter(RowFilter("7"))
    assert column(model, Column.FILE) == ["a.png", "b.png"]
    assert tester.model() is model


def test_a_row_says_what_was_read_and_what_became_of_it(model: ScanTableModel):
    broken = ScanRow("b.png", 1, "", Status.ERROR, 0.0, (), "b.png is not a picture.", "fake")
    model.add([scan_row("a.png", "12\n34", 0.987), broken, scan_row("c.png", "7", correction="1")])
    model.add([scan_row("d.png", "7", correction="7"), replace(scan_row("e.pdf"), page=3)])
    assert column(model, Column.FILE) == ["a.png", "b.png", "c.png", "d.png", "e.pdf, page 3"]
    assert column(model, Column.READING) == ["12 / 34", "", "1", "7", "1"]
    assert column(model, Column.CONFIDENCE) == ["98.7 %", "", "90.0 %", "90.0 %", "90.0 %"]
    assert column(model, Column.STATUS) == ["sure", "cannot be read", "corrected, was 7", "looked at", "sure"]
    assert model.index(1, Column.STATUS).data(Qt.ItemDataRole.ToolTipRole) == "b.png is not a picture."
    assert [model.headerData(section, Qt.Orientation.Horizontal) for section in (1, 4)] == ["File", "Status"]


def test_a_row_replaced_stays_where_it_is(model: ScanTableModel):
    model.add([scan_row("a.png", confidence=0.5), scan_row("b.png", confidence=0.6)])
    model.sort(Column.CONFIDENCE, DOWN)
    model.set_filter(RowFilter(shown=Shown.WAITING))
    model.replace(scan_row("b.png", confidence=0.6, correction="4"))
    assert column(model, Column.READING) == ["4", "1"]
    model.sort_anew()
    assert column(model, Column.FILE) == ["a.png"]


def test_rows_that_come_while_sorted_find_their_places_soon(qtbot, model: ScanTableModel):
    model.add([scan_row("a.png", confidence=0.5)])
    model.sort(Column.CONFIDENCE, DOWN)
    model.add([scan_row("b.png", confidence=0.9)])
    model.add([scan_row("c.png", confidence=0.7)])
    qtbot.waitUntil(lambda: column(model, Column.FILE) == ["b.png", "c.png", "a.png"], timeout=DEADLINE_MS)


def test_the_next_waiting_line_is_found_from_the_top_again(model: ScanTableModel):
    model.add([scan_row("a.png"), scan_row("b.png", correction="1"), scan_row("c.png")])
    assert [model.next_waiting(line) for line in (-1, 0, 1, 2)] == [0, 2, 2, 0]
    model.replace(scan_row("a.png", correction="1"))
    assert model.next_waiting(2) is None


def test_a_hundred_thousand_rows_are_sorted_and_filtered(model: ScanTableModel):
    confidences = np.random.default_rng(2).permutation(100_000) / 100_000
    rows = [scan_row(f"{place}.png", str(place), confidence) for place, confidence in enumerate(confidences)]
    for start in range(0, len(rows), 5000):
        model.add(rows[start : start + 5000])
    assert model.rowCount() == 100_000
    assert model.rowCount(model.index(0, 0)) == 0
    model.sort(Column.CONFIDENCE, DOWN)
    assert model.index(0, Column.FILE).data() == f"{int(np.argmax(confidences))}.png"
    model.set_filter(RowFilter("9999"))
    assert model.rowCount() == 19
    model.sort(-1)
    assert model.index(0, Column.FILE, QModelIndex()).data() == "9999.png"
    model.clear()
    assert model.rowCount() == 0
