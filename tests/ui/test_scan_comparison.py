"""A scan is compared with the truth; the cells of the confusion matrix lead to their rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QMessageBox, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.scan_rows import RowFilter, ScanRows
from digitpad.ui.scan_comparison import ScanComparison
from digitpad.ui.scan_filters import ScanFilters
from tests.ui.conftest import DEADLINE_MS, heard
from tests.ui.scan_samples import scan_row

ROWS = [scan_row("1/a.png", "1"), scan_row("1/b.png", "7"), scan_row("7/a.png", "7"), scan_row("else/a.png", "2")]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def comparison(window: QWidget):
    comparison = ScanComparison(window)
    yield comparison
    comparison.stop()


def shown(qtbot: QtBot, window: QWidget) -> QDialog:
    qtbot.waitUntil(lambda: window.findChild(QDialog, "knownAnswers") is not None, timeout=DEADLINE_MS)
    return window.findChild(QDialog, "knownAnswers")


def test_folders_named_like_digits_are_the_truth(qtbot, window, comparison: ScanComparison):
    comparison.compare(ROWS, range(len(ROWS)))
    dialog = shown(qtbot, window)
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "2 of 3 readings" in text
    assert "Of 1 no answer is known" in text


def test_a_cell_leads_to_its_rows(qtbot, window, comparison: ScanComparison):
    comparison.compare(ROWS, range(len(ROWS)))
    table = shown(qtbot, window).findChild(QTableWidget, "scanConfusion")
    chosen = heard(comparison.rows_chosen)
    assert table.item(1, 7).text() == "1"
    table.cellClicked.emit(1, 7)
    table.cellClicked.emit(3, 3)  # nothing stands there
    assert chosen == [((1,), "1 read as 7")]


def test_without_such_folders_a_table_is_asked_for(
    qtbot, window, comparison: ScanComparison, tmp_path: Path, monkeypatch
):
    (tmp_path / "truth.csv").write_text("file,text\nelse/a.png,2\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "truth.csv"), ""))
    comparison.compare(ROWS[3:], range(3, len(ROWS)))
    text = " ".join(label.text() for label in shown(qtbot, window).findChildren(QLabel))
    assert "1 of 1 readings" in text


def test_rows_that_come_while_a_table_is_asked_for_are_not_compared(
    qtbot, window, comparison: ScanComparison, tmp_path: Path, monkeypatch
):
    (tmp_path / "truth.csv").write_text("file,text\nelse/a.png,2\n1/a.png,7\n")
    rows = ROWS[3:]

    def choose(*_) -> tuple[str, str]:
        rows.append(ROWS[0])
        return str(tmp_path / "truth.csv"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    comparison.compare(rows, range(len(rows)))
    text = " ".join(label.text() for label in shown(qtbot, window).findChildren(QLabel))
    assert "1 of 1 readings" in text


def test_a_table_that_is_none_is_told(qtbot, comparison: ScanComparison, tmp_path: Path, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: told.append(text))
    (tmp_path / "truth.csv").write_text("a,b,c\n1,2,3\n")
    comparison.compare(ROWS, range(len(ROWS)), tmp_path / "truth.csv")
    qtbot.waitUntil(lambda: bool(told), timeout=DEADLINE_MS)
    assert "truth.csv" in told[0]


def test_the_filters_show_some_rows_until_all_are_wanted(qtbot):
    filters = ScanFilters()
    qtbot.addWidget(filters)
    changes = heard(filters.filter_changed)
    filters.show_some((1,), "1 read as 7")
    assert changes[-1] == (RowFilter(places=(1,)),)
    rows = ScanRows()
    rows.put(ROWS)
    assert rows.order(RowFilter(places=(1, 99))).tolist() == [1]
    filters.show_all()
    assert changes[-1] == (RowFilter(),)
