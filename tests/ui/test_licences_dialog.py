"""The licences can be read, each when it is chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QListWidget, QPlainTextEdit
from pytestqt.qtbot import QtBot

from digitpad.ui.licences_dialog import LicencesDialog
from digitpad.ui.main_window import MainWindow


def parts(dialog: QDialog) -> tuple[QListWidget, QPlainTextEdit]:
    return dialog.findChild(QListWidget, "licenceNames"), dialog.findChild(QPlainTextEdit, "licenceText")


def test_the_help_menu_shows_our_licence_and_those_of_others(qtbot: QtBot, window: MainWindow):
    window.findChild(QAction, "licencesAction").trigger()
    dialog = window.findChild(LicencesDialog, "licences")
    assert dialog.isVisible()
    names, text = parts(dialog)
    assert names.currentItem().text() == "digitpad"
    assert text.toPlainText().startswith("MIT License")
    names.setCurrentItem(next(names.item(row) for row in range(names.count()) if names.item(row).text() == "lucide"))
    assert "ISC License" in text.toPlainText()
    assert names.accessibleName()
    assert text.accessibleName()
    assert text.isReadOnly()
    dialog.close()


def test_a_text_is_shown_as_it_stands_and_one_that_cannot_be_read_is_a_sentence(qtbot: QtBot, tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"<b>not bold</b> \xff")
    dialog = LicencesDialog([("a", tmp_path / "a.txt"), ("b", tmp_path / "b.txt")])
    qtbot.addWidget(dialog)
    names, text = parts(dialog)
    assert text.toPlainText() == "<b>not bold</b> \ufffd"
    names.setCurrentRow(1)
    assert "b.txt cannot be read: No such file" in text.toPlainText()
