"""The dialog of the person's own digits: shown, told to be others, taken out, and all of it taken back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.errors import DigitpadError
from digitpad.core.sample import Sample
from digitpad.store.sample_store import SampleStore
from digitpad.ui.digit_grid import DigitGrid
from digitpad.ui.main_window import MainWindow
from tests.ui.conftest import DEADLINE_MS

LABELS = [3, 1, 4, 1, 5]


def keep(home: Path, labels: list[int], page: bytes = b"") -> None:
    """Samples of which each image is another."""
    with closing(SampleStore(home)) as store:
        samples = []
        for place, label in enumerate(labels):
            pixels = np.zeros((28, 28), np.uint8)
            pixels[4:24, 10 : 12 + place] = 200 - label
            samples.append(Sample(pixels, label, "scan" if page else "drawing"))
        if page:
            store.replace_page(page, samples)
        else:
            store.add(samples)


def kept(home: Path) -> list[int]:
    with closing(SampleStore(home)) as store:
        return sorted(store.load().labels.tolist())


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow, home: Path) -> QDialog:
    keep(home, LABELS)
    return opened(qtbot, window, len(LABELS))


def opened(qtbot: QtBot, window: MainWindow, count: int) -> QDialog:
    window.findChild(QAction, "ownDigitsAction").trigger()
    dialog = window.findChild(QDialog, "ownDigitsDialog")
    qtbot.waitUntil(lambda: grid_of(dialog).count == count, timeout=DEADLINE_MS)
    return dialog


def grid_of(dialog: QDialog) -> DigitGrid:
    return dialog.findChild(DigitGrid, "ownDigitsGrid")


def shown(dialog: QDialog) -> list[int]:
    grid = grid_of(dialog)
    return [int(grid.caption(place)) for place in range(grid.count)]


def choose(dialog: QDialog, *places: int) -> None:
    grid = grid_of(dialog)
    grid.clearSelection()
    for place in places:
        grid.selectionModel().select(grid.model().index(place, 0), QItemSelectionModel.SelectionFlag.Select)
    grid.setFocus()


def line(dialog: QDialog) -> str:
    """What happened, and how many there are."""
    return dialog.findChild(QLabel, "ownDigitsLine").text()


def click(dialog: QDialog, name: str) -> None:
    QTest.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_all_are_shown_with_what_they_are(dialog: QDialog):
    assert sorted(shown(dialog)) == sorted(LABELS)
    assert line(dialog).startswith("5 digit")
    tip = grid_of(dialog).model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith(f"{shown(dialog)[0]}, from a drawing, ")


def test_those_of_one_digit_are_shown(dialog: QDialog):
    dialog.findChild(QComboBox, "ownDigitsFilter").setCurrentText("1")
    assert shown(dialog) == [1, 1]
    dialog.findChild(QComboBox, "ownDigitsFilter").setCurrentIndex(0)
    assert sorted(shown(dialog)) == sorted(LABELS)


def test_without_any_the_dialog_says_where_they_come_from(qtbot: QtBot, window: MainWindow):
    dialog = opened(qtbot, window, 0)
    qtbot.waitUntil(lambda: "none yet" in line(dialog), timeout=DEADLINE_MS)


def test_nothing_is_offered_while_nothing_is_chosen(dialog: QDialog):
    names = ("ownDigitsRelabel", "ownDigitsRemove", "ownDigitsUndo")
    assert not any(dialog.findChild(QPushButton, name).isEnabled() for name in names)
    choose(dialog, 2)
    assert [dialog.findChild(QPushButton, name).isEnabled() for name in names] == [True, True, False]


def test_a_figure_says_what_the_chosen_ones_are(qtbot: QtBot, dialog: QDialog, home: Path):
    before = shown(dialog)
    places = [place for place, label in enumerate(before) if label in (1, 5)]
    choose(dialog, *places)
    QTest.keyClick(grid_of(dialog), Qt.Key.Key_7)
    qtbot.waitUntil(lambda: kept(home) == [3, 4, 7, 7, 7], timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: shown(dialog).count(7) == 3, timeout=DEADLINE_MS)
    assert [index.row() for index in sorted(grid_of(dialog).selectedIndexes())] == places  # they stay chosen
    qtbot.waitUntil(lambda: "changed to 7. 5 digit" in line(dialog), timeout=DEADLINE_MS)


def test_the_menu_does_the_same(qtbot: QtBot, dialog: QDialog, home: Path):
    choose(dialog, shown(dialog).index(3))
    dialog.findChild(QPushButton, "ownDigitsRelabel").menu().actions()[8].trigger()
    qtbot.waitUntil(lambda: kept(home) == [1, 1, 4, 5, 8], timeout=DEADLINE_MS)


def test_one_that_is_deleted_makes_room_for_the_next(qtbot: QtBot, dialog: QDialog, home: Path):
    before = shown(dialog)
    grid_of(dialog).setCurrentIndex(grid_of(dialog).model().index(1, 0))
    QTest.keyClick(grid_of(dialog), Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown(dialog) == before[:1] + before[2:], timeout=DEADLINE_MS)
    assert [index.row() for index in grid_of(dialog).selectedIndexes()] == [1]
    assert kept(home) == sorted(before[:1] + before[2:])


def test_changes_are_taken_back_the_last_first(qtbot: QtBot, dialog: QDialog, home: Path):
    before = shown(dialog)
    choose(dialog, 0, 1, 2, 3, 4)
    click(dialog, "ownDigitsRemove")
    qtbot.waitUntil(lambda: shown(dialog) == [], timeout=DEADLINE_MS)
    qtbot.waitUntil(dialog.findChild(QPushButton, "ownDigitsUndo").isEnabled, timeout=DEADLINE_MS)
    click(dialog, "ownDigitsUndo")
    qtbot.waitUntil(lambda: shown(dialog) == before, timeout=DEADLINE_MS)
    choose(dialog, 0)
    QTest.keyClick(grid_of(dialog), Qt.Key.Key_0)
    qtbot.waitUntil(lambda: shown(dialog)[0] == 0, timeout=DEADLINE_MS)
    qtbot.waitUntil(dialog.findChild(QPushButton, "ownDigitsUndo").isEnabled, timeout=DEADLINE_MS)
    click(dialog, "ownDigitsUndo")
    qtbot.waitUntil(lambda: shown(dialog) == before, timeout=DEADLINE_MS)
    assert not dialog.findChild(QPushButton, "ownDigitsUndo").isEnabled()
    assert kept(home) == sorted(LABELS)


def test_what_comes_from_a_scan_stays_a_part_of_its_page(qtbot: QtBot, window: MainWindow, home: Path):
    """Reviewing the page once more takes the place of what it gave before."""
    keep(home, [6, 8], page=b"a page")
    dialog = opened(qtbot, window, 2)
    choose(dialog, 0, 1)
    click(dialog, "ownDigitsRemove")
    qtbot.waitUntil(dialog.findChild(QPushButton, "ownDigitsUndo").isEnabled, timeout=DEADLINE_MS)
    click(dialog, "ownDigitsUndo")
    qtbot.waitUntil(lambda: kept(home) == [6, 8], timeout=DEADLINE_MS)
    with closing(SampleStore(home)) as store:
        store.replace_page(b"a page", [])
    assert kept(home) == []


def test_the_train_tab_counts_anew(qtbot: QtBot, window: MainWindow, dialog: QDialog):
    window.findChild(QAction, "showTab3").trigger()
    workshop = window.train_tab.session.workshop()
    workshop.at_hand = replace(workshop.at_hand, own=4)
    choose(dialog, 0)
    click(dialog, "ownDigitsRemove")
    own = window.findChild(QCheckBox, "trainOwn")
    qtbot.waitUntil(lambda: "(4)" in own.text(), timeout=DEADLINE_MS)


def test_a_store_that_cannot_be_used_is_a_sentence(qtbot: QtBot, window: MainWindow, dialog: QDialog, home: Path):
    for path in home.glob("samples.sqlite*"):
        path.unlink()
    (home / "samples.sqlite").write_bytes(b"no database at all" * 100)
    choose(dialog, 0)
    click(dialog, "ownDigitsRemove")
    qtbot.waitUntil(lambda: "cannot be used" in line(dialog), timeout=DEADLINE_MS)
    assert sorted(shown(dialog)) == sorted(LABELS)


def test_what_could_not_be_taken_back_can_be_tried_again(qtbot: QtBot, dialog: QDialog, monkeypatch):
    def refuse(store, samples):
        raise DigitpadError("The disk is full.")

    before = shown(dialog)
    undo = dialog.findChild(QPushButton, "ownDigitsUndo")
    choose(dialog, 0)
    click(dialog, "ownDigitsRemove")
    qtbot.waitUntil(undo.isEnabled, timeout=DEADLINE_MS)
    with monkeypatch.context() as patch:
        patch.setattr(SampleStore, "restore", refuse)
        click(dialog, "ownDigitsUndo")
        qtbot.waitUntil(lambda: "The disk is full." in line(dialog), timeout=DEADLINE_MS)
    assert undo.isEnabled()
    click(dialog, "ownDigitsUndo")
    qtbot.waitUntil(lambda: shown(dialog) == before, timeout=DEADLINE_MS)
    assert "Taken back." in line(dialog)


def test_every_control_has_a_name_and_a_tip(dialog: QDialog):
    for name in ("ownDigitsFilter", "ownDigitsGrid", "ownDigitsRelabel", "ownDigitsRemove", "ownDigitsUndo"):
        control = dialog.findChild(QWidget, name)
        assert control.toolTip()
        assert control.accessibleName() or control.text()
