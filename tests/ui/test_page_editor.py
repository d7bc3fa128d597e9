"""Corrections in the window: typed, cut, joined, added, taken out, turned; all of it can be undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QListWidget, QMessageBox, QToolButton

from digitpad.core.glyph import Box
from digitpad.core.reading import Reading
from digitpad.ui.main_window import MainWindow
from tests.ui.conftest import DEADLINE_MS, FakeRecognizer, heard

HIGH, WIDE = 1, 2
"""What the tests' recogniser makes of marks."""


@pytest.fixture
def number(tmp_path: Path) -> Path:
    """Three marks beside each other: high, wide, high."""
    pixels = np.full((160, 360, 3), 255, np.uint8)
    for x, across in ((70, 16), (180, 40), (290, 16)):
        cv2.ellipse(pixels, (x, 80), (across, 30), 0, 0, 360, (0, 0, 0), 7, cv2.LINE_AA)
    path = tmp_path / "number.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def opened(qtbot, window: MainWindow, number: Path) -> MainWindow:
    """A window with that page, read."""
    window.open_paths([number])
    qtbot.waitUntil(lambda: text(window) == "121", timeout=DEADLINE_MS)
    return window


def text(window: MainWindow) -> str:
    page = window.pictures_tab.page
    return page.reading.text if page and page.reading else ""


def chosen(window: MainWindow) -> int:
    return window.pictures_tab.page.chosen


def do(window: MainWindow, name: str) -> None:
    """What a menu, a button or a key does."""
    action = window.findChild(QAction, name)
    assert action.isEnabled(), name
    action.trigger()


def wait_for(qtbot, window: MainWindow, wanted: str) -> None:
    qtbot.waitUntil(lambda: text(window) == wanted, timeout=DEADLINE_MS)


def test_figures_typed_one_after_another_correct_a_line(opened: MainWindow):
    QTest.keyClicks(opened.pictures_tab.editor.view, "580")
    assert text(opened) == "580"
    assert opened.pictures_tab.page.reading.confidence == 1
    do(opened, "undoCorrectionAction")
    assert text(opened) == "581"
    do(opened, "redoCorrectionAction")
    assert text(opened) == "580"


def test_the_chosen_digit_has_its_bars(opened: MainWindow):
    opened.pictures_tab.editor.choose(1)
    assert opened.pictures_tab.panel.bars.property("probabilities")[WIDE] == pytest.approx(0.9)
    opened.pictures_tab.editor.choose(2)
    assert opened.pictures_tab.panel.bars.property("probabilities")[HIGH] == pytest.approx(0.9)


def test_a_box_is_cut_in_two_and_joined_again(qtbot, opened: MainWindow):
    opened.pictures_tab.editor.choose(1)
    do(opened, "splitAction")
    wait_for(qtbot, opened, "1111")
    do(opened, "mergeAction")
    wait_for(qtbot, opened, "121")
    assert opened.pictures_tab.page.reading.digits[1].box.width == pytest.approx(87, abs=4)


def test_a_box_is_taken_out_and_drawn_again(qtbot, opened: MainWindow):
    do(opened, "deleteBoxAction")
    assert text(opened) == "21"
    opened.pictures_tab.editor.view.box_drawn.emit(Box(40, 30, 60, 100))
    wait_for(qtbot, opened, "121")
    assert chosen(opened) == 0


def test_escape_ends_the_drawing_of_boxes(opened: MainWindow):
    add = opened.findChild(QAction, "addBoxAction")
    do(opened, "addBoxAction")
    QTest.keyClick(opened.pictures_tab.editor.view, Qt.Key.Key_Escape)
    assert not add.isChecked()
    do(opened, "addBoxAction")
    QTest.keyClick(opened.findChild(QListWidget), Qt.Key.Key_Escape)
    assert not add.isChecked()


def test_delete_takes_the_chosen_box_out_with_the_focus_in_the_answer(opened: MainWindow):
    QTest.keyClick(opened.pictures_tab.panel, Qt.Key.Key_Delete)
    assert text(opened) == "21"


def test_a_box_around_nothing_says_so(qtbot, opened: MainWindow):
    said = heard(opened.pictures_tab.told)
    opened.pictures_tab.editor.view.box_drawn.emit(Box(5, 5, 20, 20))
    qtbot.waitUntil(lambda: bool(said), timeout=DEADLINE_MS)
    assert said == [("There is no ink.",)]
    assert text(opened) == "121"


def test_every_box_can_be_taken_out(opened: MainWindow):
    for left in ("21", "1", ""):
        do(opened, "deleteBoxAction")
        assert text(opened) == left
    assert not opened.findChild(QAction, "deleteBoxAction").isEnabled()


def test_a_turned_page_is_read_anew_and_undo_brings_back_the_corrections(qtbot, opened: MainWindow):
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    do(opened, "turnRightAction")
    qtbot.waitUntil(lambda: opened.pictures_tab.page.picture.size == (160, 360), timeout=DEADLINE_MS)
    wait_for(qtbot, opened, "2\n1\n2")
    do(opened, "undoCorrectionAction")
    qtbot.waitUntil(lambda: opened.pictures_tab.page.picture.size == (360, 160), timeout=DEADLINE_MS)
    assert text(opened) == "521"


def test_another_model_leaves_corrections_as_they_are(qtbot, opened: MainWindow):
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    loaded = heard(opened.recognition.reader_loaded)
    opened.recognition.request_model("other")
    qtbot.waitUntil(lambda: bool(loaded), timeout=DEADLINE_MS)
    answers = heard(opened.recognition.picture_read)
    page = opened.pictures_tab.page
    opened.pictures_tab.show_reading(page.key, page.picture.found, Reading())  # an answer that was on its way
    assert text(opened) == "521"
    assert answers == []


@pytest.mark.parametrize("step", range(5))
def test_every_step_can_be_shown(opened: MainWindow, step: int):
    strip = opened.findChild(object, "stepsStrip")
    buttons = strip.findChildren(object, options=Qt.FindChildOption.FindDirectChildrenOnly)
    shown = [button for button in buttons if hasattr(button, "isCheckable") and button.isCheckable()]
    before = opened.pictures_tab.editor.view.grab().toImage()
    shown[step].click()
    after = opened.pictures_tab.editor.view.grab().toImage()
    assert (after == before) == (step == 3)  # the boxes are what is shown at first


def test_no_key_corrects_a_page_that_is_not_seen(opened: MainWindow):
    opened.findChild(QAction, "showTab0").trigger()
    names = ("splitAction", "mergeAction", "deleteBoxAction", "undoCorrectionAction", "turnLeftAction")
    assert not any(opened.findChild(QAction, name).isEnabled() for name in names)


def save(qtbot, window: MainWindow, path: Path) -> None:
    """Save the page that is shown, and wait for it."""
    told = heard(window.pictures_tab.told)
    window.pictures_tab.save_page(window.pictures_tab.page, path)
    qtbot.waitUntil(lambda: bool(told), timeout=DEADLINE_MS)


@pytest.mark.parametrize(
    ("suffix", "holds"), [(".txt", "121\n"), (".csv", "1,2,2,ok,0.9,"), (".json", '"text": "121"')]
)
def test_what_was_read_is_saved_as_the_name_says(qtbot, opened: MainWindow, tmp_path: Path, suffix: str, holds: str):
    path = tmp_path / f"read{suffix}"
    save(qtbot, opened, path)
    assert holds in path.read_text(encoding="utf-8")


def test_the_picture_is_saved_with_its_boxes(qtbot, opened: MainWindow, tmp_path: Path, number: Path):
    save(qtbot, opened, tmp_path / "boxes.png")
    with Image.open(tmp_path / "boxes.png") as saved, Image.open(number) as plain:
        assert saved.size == plain.size
        changed = np.abs(np.asarray(saved.convert("RGB"), int) - np.asarray(plain, int)).sum(axis=2) > 60
    boxes = [digit.box for digit in opened.pictures_tab.page.reading.digits]
    for box in boxes:
        frame = changed[:, round(box.x - 5) : round(box.x + box.width + 5)]
        assert frame.any()
    assert not changed[:, :20].any()


def test_a_file_that_cannot_be_written_says_so(qtbot, opened: MainWindow, tmp_path: Path, monkeypatch):
    said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: said.append(arguments[-1]))
    opened.pictures_tab.save_page(opened.pictures_tab.page, tmp_path / "missing" / "read.txt")
    qtbot.waitUntil(lambda: bool(said), timeout=DEADLINE_MS)
    assert "could not be saved as" in said[0]


def test_what_is_being_saved_when_the_window_closes_is_written(opened: MainWindow, tmp_path: Path):
    opened.pictures_tab.save_page(opened.pictures_tab.page, tmp_path / "read.txt")
    opened.pictures_tab.stop()
    assert (tmp_path / "read.txt").read_text(encoding="utf-8") == "121\n"


def test_the_dialog_knows_the_whole_name_and_so_asks_before_a_file_is_replaced(
    qtbot, opened: MainWindow, tmp_path: Path, monkeypatch
):
    def choose(dialog):
        dialog.filterSelected.emit(dialog.nameFilters()[1])
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile("read")
        return 1

    monkeypatch.setattr(QFileDialog, "exec", choose)
    told = heard(opened.pictures_tab.told)
    opened.pictures_tab.save_dialog()
    qtbot.waitUntil(lambda: bool(told), timeout=DEADLINE_MS)
    assert (tmp_path / "read.csv").read_text(encoding="utf-8").startswith("line,position,value")


def test_what_was_read_is_copied(opened: MainWindow):
    do(opened, "copyReadingAction")
    assert QGuiApplication.clipboard().text() == "121"


def test_every_page_of_a_document_is_an_entry_of_its_own(qtbot, window: MainWindow, number: Path, tmp_path: Path):
    with Image.open(number) as image:
        image.save(tmp_path / "list.tiff", save_all=True, append_images=[image.rotate(180)])
    window.open_paths([tmp_path / "list.tiff"])
    entries = window.findChild(QListWidget, "pictureList")
    qtbot.waitUntil(
        lambda: [entries.item(row).text() for row in range(entries.count())] == TWO_PAGES, timeout=DEADLINE_MS
    )
    assert window.pictures_tab.page.reading.page == 1
    entries.setCurrentRow(1)
    assert window.pictures_tab.page.reading.page == 2
    entries.selectAll()
    do(window, "copyReadingAction")
    assert QGuiApplication.clipboard().text() == "121\n\n121"
    assert all(page.kept is page.reading for page in window.pictures_tab._list.pages)


def test_pages_of_a_document_are_saved_under_names_of_their_own(
    qtbot, window: MainWindow, number: Path, tmp_path: Path, monkeypatch
):
    offered = []
    monkeypatch.setattr(
        "digitpad.ui.pictures_tab.ask_where_to_save", lambda _window, _title, name, _kinds: offered.append(name)
    )
    with Image.open(number) as image:
        image.save(tmp_path / "list.tiff", save_all=True, append_images=[image])
    window.open_paths([tmp_path / "list.tiff"])
    entries = window.findChild(QListWidget, "pictureList")
    qtbot.waitUntil(lambda: entries.count() == 2, timeout=DEADLINE_MS)
    for row in range(2):
        entries.setCurrentRow(row)
        qtbot.waitUntil(lambda: text(window) == "121", timeout=DEADLINE_MS)
        window.pictures_tab.save_dialog()
    assert offered == [Path("list"), Path("list, page 2")]


def test_a_picture_that_was_opened_has_the_focus_and_is_selected_alone(qtbot, opened: MainWindow, number: Path):
    entries = opened.findChild(QListWidget, "pictureList")
    QTest.mouseClick(
        entries.viewport(), Qt.MouseButton.LeftButton, pos=entries.visualItemRect(entries.item(0)).center()
    )
    opened.open_paths([number])
    qtbot.waitUntil(lambda: entries.count() == 2, timeout=DEADLINE_MS)
    assert [entries.row(item) for item in entries.selectedItems()] == [1]
    assert opened.focusWidget() is opened.pictures_tab.editor.view


TWO_PAGES = ["list.tiff\n121 · 72.9 %", "list.tiff, page 2\n121 · 72.9 %"]


def test_figures_correct_wherever_in_the_tab_the_focus_is(opened: MainWindow):
    entries = opened.findChild(QListWidget, "pictureList")
    entries.setFocus()
    QTest.keyClicks(entries, "5")
    assert text(opened) == "521"
    QTest.keyClick(opened.pictures_tab.editor.view, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    assert text(opened) == "521"


def test_a_figure_after_the_last_digit_changes_nothing(opened: MainWindow):
    said = heard(opened.pictures_tab.told)
    QTest.keyClicks(opened.pictures_tab.editor.view, "5804")
    assert text(opened) == "580"
    assert said == [("That was the last digit.",)]


def test_a_digit_drawn_after_the_last_one_was_typed_is_typed_too(qtbot, opened: MainWindow):
    do(opened, "deleteBoxAction")
    QTest.keyClicks(opened.pictures_tab.editor.view, "58")
    opened.pictures_tab.editor.view.box_drawn.emit(Box(40, 30, 60, 100))
    wait_for(qtbot, opened, "158")
    QTest.keyClicks(opened.pictures_tab.editor.view, "7")
    assert text(opened) == "758"


def test_figures_may_need_shift(opened: MainWindow):
    """As on French keyboards."""
    view = opened.pictures_tab.editor.view
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_5, Qt.KeyboardModifier.ShiftModifier, "5")
    QCoreApplication.sendEvent(view, event)
    assert text(opened) == "521"


def test_of_two_boxes_cut_at_once_the_second_is_told_to_be_left(qtbot, opened: MainWindow, recognizer: FakeRecognizer):
    told = heard(opened.pictures_tab.told)
    recognizer.gate.clear()
    do(opened, "splitAction")
    opened.pictures_tab.editor.choose(1)
    do(opened, "splitAction")
    answers = heard(opened.recognition.boxes_read)
    recognizer.gate.set()
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=DEADLINE_MS)
    assert text(opened) == "1121"
    assert "do that again" in told[0][0]


def test_a_box_is_cut_though_another_page_is_looked_at_meanwhile(
    qtbot, opened: MainWindow, number: Path, recognizer: FakeRecognizer
):
    page = opened.pictures_tab.page
    recognizer.gate.clear()
    do(opened, "splitAction")
    opened.open_paths([number.rename(number.with_name("another.png"))])
    qtbot.waitUntil(lambda: opened.pictures_tab.page is not page, timeout=DEADLINE_MS)
    recognizer.gate.set()
    qtbot.waitUntil(lambda: page.reading.text == "1121", timeout=DEADLINE_MS)


def test_a_cut_that_another_correction_overtook_is_told(qtbot, opened: MainWindow, recognizer: FakeRecognizer):
    told = heard(opened.pictures_tab.told)
    recognizer.gate.clear()
    do(opened, "splitAction")
    QTest.keyClicks(opened.pictures_tab.editor.view, "7")
    recognizer.gate.set()
    qtbot.waitUntil(lambda: bool(told), timeout=DEADLINE_MS)
    assert "do that again" in told[0][0]
    assert text(opened) == "721"


def test_a_page_that_was_taken_for_a_crop_shows_and_asks_for_that(opened: MainWindow):
    page, found = opened.pictures_tab.page, opened.pictures_tab.page.picture.found
    crop, asked = found.other_looks()[0], heard(opened.pictures_tab.reading_requested)
    opened.pictures_tab.show_reading(page.key, crop, Reading())
    assert page.picture.found is crop
    opened.pictures_tab.read_again()
    assert asked == [(page.key, found)]  # another model may take it for a page
    opened.pictures_tab.show_reading(page.key, found, Reading())
    assert page.picture.found is found


def test_an_answer_for_another_turning_is_no_answer(opened: MainWindow):
    page = opened.pictures_tab.page
    page.answer(None)
    opened.pictures_tab.show_reading(page.key, replace(page.picture.found), Reading())
    assert page.reading is None
    opened.pictures_tab.show_reading(page.key, page.picture.found, Reading())
    assert page.reading == Reading(file=page.picture.name)


def test_many_quick_turns_end_as_the_last_one_says(qtbot, opened: MainWindow):
    for _ in range(5):
        do(opened, "turnRightAction")
    wait_for(qtbot, opened, "2\n1\n2")
    assert opened.pictures_tab.page.turning == (1, False)
    assert opened.pictures_tab.page.picture.size == (160, 360)


def test_a_page_whose_file_is_gone_keeps_its_corrections(qtbot, opened: MainWindow, number: Path):
    said = heard(opened.pictures_tab.told)
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    number.unlink()
    do(opened, "turnRightAction")
    qtbot.waitUntil(lambda: bool(said), timeout=DEADLINE_MS)
    assert "does not exist" in said[0][0]
    assert text(opened) == "521"
    assert opened.findChild(QAction, "splitAction").isEnabled()


def test_a_page_that_was_only_turned_is_read_by_another_model(qtbot, opened: MainWindow):
    do(opened, "turnRightAction")
    wait_for(qtbot, opened, "2\n1\n2")
    answers = heard(opened.recognition.picture_read)
    opened.recognition.request_model("other")
    qtbot.waitUntil(lambda: bool(answers), timeout=DEADLINE_MS)


def test_only_where_boxes_are_seen_can_they_be_changed(opened: MainWindow):
    shown = opened.findChild(object, "stepsStrip").findChildren(QToolButton)
    do(opened, "addBoxAction")
    shown[4].click()
    assert not opened.findChild(QAction, "addBoxAction").isEnabled()
    assert not opened.findChild(QAction, "deleteBoxAction").isEnabled()
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    opened.pictures_tab.editor.view.box_drawn.emit(Box(40, 30, 60, 100))
    assert text(opened) == "121"


def test_corrections_are_not_thrown_away_without_asking(opened: MainWindow, questions: list[str], monkeypatch):
    opened.pictures_tab.copy_text()  # as it was read: nothing to lose
    assert not opened.pictures_tab.would_lose_corrections
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    monkeypatch.setattr(QMessageBox, "question", lambda *arguments: QMessageBox.StandardButton.No)
    entries = opened.findChild(QListWidget, "pictureList")
    QTest.keyClick(entries, Qt.Key.Key_Delete)
    opened.close()
    assert entries.count() == 1
    assert opened.isVisible()
    opened.pictures_tab.copy_text()
    assert not opened.pictures_tab.would_lose_corrections
    opened.close()
    assert not opened.isVisible()


def test_corrections_of_a_page_that_was_turned_since_are_not_thrown_away_without_asking(qtbot, opened: MainWindow):
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    do(opened, "turnRightAction")
    wait_for(qtbot, opened, "2\n1\n2")
    assert opened.pictures_tab.would_lose_corrections
    do(opened, "undoCorrectionAction")
    wait_for(qtbot, opened, "521")
    do(opened, "undoCorrectionAction")  # the person does not want it
    assert not opened.pictures_tab.would_lose_corrections


def test_a_page_turned_there_and_back_has_its_corrections_again(qtbot, opened: MainWindow):
    told = heard(opened.pictures_tab.told)
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    do(opened, "turnRightAction")
    wait_for(qtbot, opened, "2\n1\n2")
    assert told == [("It is read anew: Undo brings back your corrections.",)]
    do(opened, "turnLeftAction")
    wait_for(qtbot, opened, "521")
    assert opened.pictures_tab.page.is_corrected
    do(opened, "undoCorrectionAction")
    wait_for(qtbot, opened, "2\n1\n2")


def test_a_figure_typed_where_no_boxes_are_seen_says_where_they_are(opened: MainWindow):
    told = heard(opened.pictures_tab.told)
    opened.findChild(object, "stepsStrip").findChildren(QToolButton)[0].click()
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    assert told == [("Digits are corrected at the step “Digits”, below the picture.",)]
    assert text(opened) == "121"


def test_what_was_saved_as_it_was_turned_is_not_asked_about(qtbot, opened: MainWindow):
    QTest.keyClicks(opened.pictures_tab.editor.view, "5")
    do(opened, "turnRightAction")
    wait_for(qtbot, opened, "2\n1\n2")
    opened.pictures_tab.copy_text()
    assert not opened.pictures_tab.would_lose_corrections


def test_a_page_that_is_not_read_yet_replaces_no_file(opened: MainWindow, tmp_path: Path, monkeypatch):
    said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: said.append(arguments[-1]))
    path = tmp_path / "read.txt"
    path.write_text("kept", encoding="utf-8")
    opened.pictures_tab.page.answer(None)
    opened.pictures_tab.save_page(opened.pictures_tab.page, path)
    assert path.read_text(encoding="utf-8") == "kept"
    assert said == ["The page is still being read; nothing was saved."]
