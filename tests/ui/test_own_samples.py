"""What a person says of a digit becomes an example, shown at once, kept in the store, and taken back again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from digitpad.store.sample_store import SampleStore
from digitpad.ui.digit_grid import DigitGrid
from digitpad.ui.main_window import MainWindow
from tests.ui.conftest import DEADLINE_MS, drag, heard
from tests.ui.test_page_editor import number, opened

__all__ = ["number", "opened"]  # fixtures


def labels(home: Path) -> list[int]:
    """Of all samples."""
    with closing(SampleStore(home)) as store:
        return sorted(store.load().labels.tolist())


def answer(window: MainWindow) -> str:
    return window.findChild(QWidget, "answerLabel").property("reading")


def say(window: MainWindow, value: int) -> None:
    """Choose a figure in the menu under the answer."""
    button = window.draw_tab.findChild(QPushButton, "truthButton")
    assert button.isVisible()
    button.menu().actions()[value].trigger()


def told(window: MainWindow) -> str:
    """What the line under the answer says."""
    line = window.findChild(QWidget, "truthLine")
    return " ".join(label.text() for label in line.findChildren(QLabel) if label.isVisible())


def draw(qtbot, window: MainWindow, *strokes: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Draw lines and wait until the whole drawing is read: half a line may have the same answer, but is another digit.

    Args:
        qtbot: of the test.
        window: to draw in.
        strokes: where each begins and ends.
    """
    read = heard(window.recognition.drawing_read)
    for stroke in strokes:
        drag(window.draw_tab.canvas, *stroke)
    latest = window.recognition.latest_request
    qtbot.waitUntil(lambda: bool(read) and read[-1][0] == latest, timeout=DEADLINE_MS)


@pytest.fixture
def drawn(qtbot, window: MainWindow) -> MainWindow:
    """A window with a 1."""
    draw(qtbot, window, ((100, 50), (102, 200)))
    assert answer(window) == "1"
    return window


def test_without_an_answer_nothing_is_asked(window: MainWindow):
    assert not window.draw_tab.findChild(QPushButton, "truthButton").isVisible()
    assert not window.draw_tab.findChild(QPushButton, "truthUndo").isVisible()


def test_my_digits_and_the_drawing_know_of_each_other(qtbot, drawn: MainWindow):
    drawn.findChild(QAction, "ownDigitsAction").trigger()
    dialog = drawn.findChild(QDialog, "ownDigitsDialog")
    grid = dialog.findChild(DigitGrid, "ownDigitsGrid")
    say(drawn, 7)
    qtbot.waitUntil(lambda: grid.count == 1, timeout=DEADLINE_MS)
    grid.selectAll()
    QTest.keyClick(grid, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: told(drawn) == "Kept as an example of 4", timeout=DEADLINE_MS)
    assert answer(drawn) == "4"
    dialog.findChild(QPushButton, "ownDigitsUndo").click()
    qtbot.waitUntil(lambda: told(drawn) == "Kept as an example of 7", timeout=DEADLINE_MS)
    grid.selectAll()
    dialog.findChild(QPushButton, "ownDigitsRemove").click()
    qtbot.waitUntil(lambda: answer(drawn) == "1", timeout=DEADLINE_MS)
    assert told(drawn) == ""


def test_what_the_person_says_stands_there_and_is_kept(qtbot, drawn: MainWindow, home: Path):
    bars = drawn.findChild(QWidget, "probabilityBars").property("probabilities")
    say(drawn, 7)
    assert answer(drawn) == "7"
    assert "as you said" in drawn.findChild(QWidget, "answerLabel").accessibleName()
    assert drawn.findChild(QWidget, "probabilityBars").property("probabilities") == bars
    assert told(drawn) == "Kept as an example of 7"
    qtbot.waitUntil(lambda: labels(home) == [7], timeout=DEADLINE_MS)
    drawn.findChild(QPushButton, "truthUndo").click()
    assert answer(drawn) == "1"
    assert told(drawn) == ""
    qtbot.waitUntil(lambda: labels(home) == [], timeout=DEADLINE_MS)


def test_a_new_drawing_is_nobodys_word(qtbot, drawn: MainWindow, home: Path):
    say(drawn, 7)
    drawn.draw_tab.clear_action.trigger()
    draw(qtbot, drawn, ((100, 50), (120, 220)))
    assert answer(drawn) == "1"
    drawn.draw_tab.undo_action.trigger()
    drawn.draw_tab.undo_action.trigger()  # the cleared sheet is there again, and what was said of it
    qtbot.waitUntil(lambda: answer(drawn) == "7", timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: labels(home) == [7], timeout=DEADLINE_MS)


def test_of_a_number_the_chosen_digit_is_meant(qtbot, drawn: MainWindow, home: Path):
    draw(qtbot, drawn, ((240, 50), (250, 200)), ((380, 50), (400, 200)))
    assert answer(drawn) == "111"
    drawn.draw_tab.panel.answer.setFocus()
    QTest.keyClick(drawn.draw_tab.panel.answer, Qt.Key.Key_Left)
    say(drawn, 4)
    assert answer(drawn) == "141"
    assert told(drawn) == "Kept as an example of 4"
    QTest.keyClick(drawn.draw_tab.panel.answer, Qt.Key.Key_Right)
    assert told(drawn) == ""
    say(drawn, 9)
    assert answer(drawn) == "149"
    qtbot.waitUntil(lambda: labels(home) == [4, 9], timeout=DEADLINE_MS)


def test_the_figures_can_be_chosen_from_the_keyboard_and_the_canvas_keeps_its_keys(qtbot, drawn: MainWindow):
    canvas = drawn.draw_tab.canvas
    canvas.setFocus()
    QTest.keyClicks(canvas, "3")
    assert answer(drawn) == "1"
    button = drawn.draw_tab.findChild(QPushButton, "truthButton")
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
    assert button.accessibleName()
    assert [action.text() for action in button.menu().actions()] == [f"&{value}" for value in range(10)]


def test_what_cannot_be_kept_is_not_said_to_be(qtbot, drawn: MainWindow, home: Path):
    (home / "samples.sqlite").mkdir(parents=True)
    say(drawn, 7)
    qtbot.waitUntil(lambda: answer(drawn) == "1", timeout=DEADLINE_MS)
    assert told(drawn) == ""
    assert "cannot be used" in drawn.statusBar().currentMessage()


def test_corrections_of_pictures_become_samples_when_the_person_wants_it(qtbot, opened: MainWindow, home: Path):
    keep = opened.findChild(QAction, "keepCorrectionsAction")
    assert not keep.isEnabled()
    QTest.keyClicks(opened.pictures_tab.editor.view, "58")
    keep.trigger()
    assert opened.statusBar().currentMessage().startswith("2 digits kept on this computer")
    qtbot.waitUntil(lambda: labels(home) == [5, 8], timeout=DEADLINE_MS)


def test_a_page_whose_boxes_only_were_corrected_gives_no_samples(qtbot, opened: MainWindow, home: Path):
    opened.findChild(QAction, "deleteBoxAction").trigger()
    assert not opened.findChild(QAction, "keepCorrectionsAction").isEnabled()
    assert labels(home) == []
