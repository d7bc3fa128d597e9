"""Rows become files, folders and cells, in a thread; what fails is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.scan_export import ScanExport
from tests.ui.conftest import DEADLINE_MS, heard
from tests.ui.scan_samples import scan_row, write_picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "meters"
    for name, text in (("a.png", "1"), ("b.png", "2")):
        write_picture(folder / name, text)
    return folder


@pytest.fixture
def exporter(qtbot: QtBot, folder: Path) -> ScanExport:
    window = QWidget()
    qtbot.addWidget(window)
    exporter = ScanExport(window)
    exporter.window = window  # it ends with its window
    exporter.set_rows([scan_row("a.png", "1"), scan_row("b.png", "2", correction="7")], folder)
    return exporter


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: told.append(text))
    return told


def finish(qtbot: QtBot, exporter: ScanExport) -> None:
    qtbot.waitUntil(lambda: not exporter.is_busy, timeout=DEADLINE_MS)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "html", "jsonl"])
def test_rows_are_saved(qtbot, exporter: ScanExport, tmp_path: Path, suffix: str):
    told = heard(exporter.told)
    exporter.save(tmp_path / f"out.{suffix}")
    finish(qtbot, exporter)
    assert (tmp_path / f"out.{suffix}").stat().st_size > 0
    assert f"out.{suffix}" in told[-1][0]


def test_the_dialog_has_a_name_and_the_kinds(qtbot, exporter: ScanExport, tmp_path: Path, monkeypatch):
    def chosen(dialog: QFileDialog) -> int:
        assert "Spreadsheet with pictures (*.xlsx)" in dialog.nameFilters()
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile("rows.csv")
        return 1

    monkeypatch.setattr(QFileDialog, "exec", chosen)
    exporter.save_dialog()
    finish(qtbot, exporter)
    assert "b.png,1,7" in (tmp_path / "rows.csv").read_text()


def test_a_place_that_cannot_be_written_is_told(qtbot, exporter: ScanExport, tmp_path: Path, warnings: list[str]):
    exporter.save(tmp_path / "nowhere" / "out.csv")
    finish(qtbot, exporter)
    assert "cannot be written" in warnings[0]


def test_copies_are_sorted_by_their_digit(qtbot, exporter: ScanExport, tmp_path: Path, warnings: list[str]):
    exporter.sort_into(tmp_path / "sorted")
    finish(qtbot, exporter)
    assert (tmp_path / "sorted" / "1" / "a.png").is_file()
    assert (tmp_path / "sorted" / "7" / "b.png").is_file()
    assert warnings == []


def test_files_that_vanished_are_named(qtbot, exporter: ScanExport, folder: Path, tmp_path: Path, warnings: list[str]):
    (folder / "a.png").unlink()
    exporter.sort_into(tmp_path / "sorted")
    finish(qtbot, exporter)
    assert "a.png" in warnings[0]
    assert (tmp_path / "sorted" / "7" / "b.png").is_file()


def test_rows_are_copied_as_cells(exporter: ScanExport):
    exporter.copy_rows()
    assert QGuiApplication.clipboard().text() == "a.png\t1\t1\nb.png\t1\t7"


def test_what_is_being_made_can_be_left(exporter: ScanExport, tmp_path: Path):
    exporter.save(tmp_path / "out.xlsx")
    exporter.stop()
    assert not list(tmp_path.glob("*.part"))
