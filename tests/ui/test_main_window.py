"""The window: drawn is answered, opened is read, closed is tidied; its public names hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QTableView,
    QWidget,
)

from digitpad.core.errors import ModelError
from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.imaging.reader import Reader
from digitpad.store.settings import Settings
from digitpad.ui.main_window import MainWindow
from tests.ui.conftest import DEADLINE_MS, MODELS, FakeRecognizer, drag, heard
from tests.ui.scan_samples import write_picture

WIDGETS = (
    *("tabs", "drawTab", "picturesTab", "scanTab", "deviceLabel", "modelPicker"),
    *("canvas", "probabilityBars", "answerLabel", "networkView", "penWidth"),
    *("trainTab", "trainStart", "trainStop", "trainProgress", "trainCurves"),
    *("trainPreset", "trainNetwork", "trainConfusion"),
    *("scanFolder", "scanStart", "scanCancel", "scanTable", "scanProgress", "scanExport"),
)
ACTIONS = ("undoAction", "redoAction", "clearAction", "openAction", "pasteAction")


def answer(window: MainWindow) -> str:
    return window.findChild(QWidget, "answerLabel").property("reading")


def pictures(window: MainWindow) -> list[str]:
    """The captions of the list of pictures."""
    entries = window.findChild(QListWidget, "pictureList")
    return [entries.item(row).text() for row in range(entries.count())]


@pytest.mark.parametrize("name", WIDGETS)
def test_the_names_scripts_depend_on_are_there(window: MainWindow, name: str):
    assert window.objectName() == "mainWindow"
    assert window.findChild(QWidget, name) is not None


@pytest.mark.parametrize("name", ACTIONS)
def test_the_actions_scripts_depend_on_are_there(window: MainWindow, name: str):
    assert window.findChild(QAction, name) is not None


def test_every_control_has_a_name_and_a_tooltip(window: MainWindow):
    controls = [
        widget
        for kind in (QAbstractButton, QAbstractSlider, QComboBox, QListWidget)
        for widget in window.findChildren(kind)
        if not widget.objectName().startswith(("qt_", "ScrollLeft", "ScrollRight"))
        and widget.parent().objectName() not in ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer")
    ]
    assert len(controls) >= 6
    for control in controls:
        assert control.accessibleName() or getattr(control, "text", str)(), control
        assert control.toolTip(), control


def test_a_drawn_digit_is_answered(qtbot, window: MainWindow):
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    qtbot.waitUntil(lambda: answer(window) == "1", timeout=DEADLINE_MS)
    probabilities = window.findChild(QWidget, "probabilityBars").property("probabilities")
    assert np.argmax(probabilities) == 1
    assert sum(probabilities) == pytest.approx(1)


def test_the_answer_follows_the_pen_before_it_is_lifted(qtbot, window: MainWindow):
    canvas = window.draw_tab.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(52, 120))
    qtbot.waitUntil(lambda: answer(window) == "1", timeout=DEADLINE_MS)
    QTest.mouseMove(canvas, QPoint(300, 125))
    qtbot.waitUntil(lambda: answer(window) == "2", timeout=DEADLINE_MS)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 125))


def test_clearing_takes_the_answer_away_even_one_still_on_its_way(
    qtbot, window: MainWindow, recognizer: FakeRecognizer
):
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    qtbot.waitUntil(lambda: answer(window) == "1", timeout=DEADLINE_MS)
    recognizer.gate.clear()
    drag(window.draw_tab.canvas, (100, 50), (102, 220))
    window.findChild(QAction, "clearAction").trigger()
    assert answer(window) == ""
    answers = heard(window.recognition.drawing_read)
    recognizer.gate.set()
    qtbot.waitUntil(lambda: bool(answers), timeout=DEADLINE_MS)
    assert answer(window) == ""


def test_undo_and_redo_by_their_keys(qtbot, window: MainWindow):
    canvas = window.draw_tab.canvas
    drag(canvas, (100, 50), (102, 200))
    drag(canvas, (100, 210), (300, 210))
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(canvas.drawing.strokes) == 1
    assert window.findChild(QAction, "redoAction").isEnabled()
    window.findChild(QAction, "redoAction").trigger()
    assert len(canvas.drawing.strokes) == 2
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert canvas.pen_width == 16


def test_keys_change_no_drawing_that_is_not_shown(qtbot, window: MainWindow, picture: Path):
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    window.open_paths([picture])
    for name in ("clearAction", "undoAction", "eraserAction", "copyAction"):
        assert not window.findChild(QAction, name).isEnabled()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.findChild(QAction, "clearAction").isEnabled()
    assert window.findChild(QAction, "copyAction").isEnabled()


@pytest.mark.parametrize("keys", [QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
def test_redo_has_both_its_usual_keys(window: MainWindow, keys: QKeySequence):
    assert keys in window.findChild(QAction, "redoAction").shortcuts()


def test_a_model_that_cannot_be_used_leaves_drawing_alive(qtbot, make_window: Callable[..., MainWindow]):
    def load(model: str) -> Reader:
        raise ModelError("The model x cannot be used: it is damaged.")

    window = make_window(load)
    label = window.findChild(QWidget, "answerLabel")
    qtbot.waitUntil(lambda: "it is damaged" in label.accessibleName(), timeout=DEADLINE_MS)
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    assert len(window.draw_tab.canvas.drawing.strokes) == 1
    assert "it is damaged" in label.accessibleName()


class OtherRecognizer(FakeRecognizer):
    """Calls everything 8."""

    model_name = "other"

    def _answer(self, glyph: Glyph) -> DigitReading:
        return digit_reading(glyph, [0.01] * 8 + [0.91, 0.01], unsure_below=0.5, not_a_digit_below=0.0)


def by_name(model: str) -> Reader:
    """The bundled base is the fake, the bundled tiny the other; there is nothing else."""
    if model not in MODELS:
        raise ModelError(f"The model {model} cannot be used: it is damaged.")
    return Reader(FakeRecognizer() if model == MODELS[0] else OtherRecognizer())


def choose(window: MainWindow, model: str) -> None:
    """As a person does in the list of models."""
    picker = window.findChild(QComboBox, "modelPicker")
    picker.setCurrentIndex(picker.findData(model))
    picker.activated.emit(picker.currentIndex())


def test_another_model_reads_everything_anew_and_is_remembered(
    qtbot, make_window: Callable[..., MainWindow], picture: Path
):
    window = make_window(by_name)
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    window.open_paths([picture])
    qtbot.waitUntil(lambda: ["2 · 90.0 %" in text for text in pictures(window)] == [True], timeout=DEADLINE_MS)
    choose(window, "digitpad-tiny")
    qtbot.waitUntil(lambda: ["8 · 91.0 %" in text for text in pictures(window)] == [True], timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: answer(window) == "8", timeout=DEADLINE_MS)
    assert "other" in window.findChild(QWidget, "deviceLabel").text()
    assert window.settings().model == "digitpad-tiny"
    choose(window, "digitpad-base")
    qtbot.waitUntil(lambda: answer(window) == "1", timeout=DEADLINE_MS)
    assert window.settings().model == ""


def test_a_chosen_model_that_cannot_be_used_leaves_the_one_in_use(
    qtbot, make_window: Callable[..., MainWindow], monkeypatch, tmp_path: Path
):
    warnings = []
    bad = str(tmp_path / "bad.safetensors")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *arguments: (bad, ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: warnings.append(text))
    window = make_window(by_name)
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    qtbot.waitUntil(lambda: answer(window) == "1", timeout=DEADLINE_MS)
    window.models.choose_file()
    qtbot.waitUntil(lambda: bool(warnings), timeout=DEADLINE_MS)
    assert bad in warnings[0]
    assert window.findChild(QComboBox, "modelPicker").currentData() == "digitpad-base"
    drag(window.draw_tab.canvas, (90, 210), (300, 210))
    qtbot.waitUntil(lambda: answer(window) == "2", timeout=DEADLINE_MS)


def test_a_remembered_model_that_is_gone_gives_way_to_the_default(qtbot, make_window: Callable[..., MainWindow]):
    window = make_window(by_name, Settings(model="gone.safetensors"))
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    qtbot.waitUntil(lambda: answer(window) == "1", timeout=DEADLINE_MS)
    assert "gone.safetensors" in window.statusBar().currentMessage()
    assert window.settings().model == ""


def test_opened_files_are_read_and_bad_ones_say_why(qtbot, window: MainWindow, picture: Path, tmp_path: Path):
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    window.open_paths([picture, bad, tmp_path / "missing.png", tmp_path])
    assert "those among several are left out" in window.statusBar().currentMessage()
    qtbot.waitUntil(lambda: len(pictures(window)) == 3, timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: "2 · 90.0 %" in pictures(window)[0], timeout=DEADLINE_MS)
    assert all("cannot be read" in caption for caption in pictures(window)[1:])
    entries = window.findChild(QListWidget, "pictureList")
    assert "is not a picture" in entries.item(1).toolTip()
    assert "does not exist" in entries.item(2).toolTip()


def test_a_picture_taken_off_the_list_is_gone(qtbot, window: MainWindow, picture: Path):
    window.open_paths([picture, picture])
    qtbot.waitUntil(lambda: len(pictures(window)) == 2, timeout=DEADLINE_MS)
    entries = window.findChild(QListWidget, "pictureList")
    entries.setFocus()
    for _ in range(2):
        QTest.keyClick(entries, Qt.Key.Key_Delete)
    assert pictures(window) == []


def test_all_pictures_are_taken_off_the_list_at_once(qtbot, window: MainWindow, picture: Path):
    window.open_paths([picture] * 3)
    qtbot.waitUntil(lambda: len(pictures(window)) == 3, timeout=DEADLINE_MS)
    entries = window.findChild(QListWidget, "pictureList")
    entries.setFocus()
    entries.item(1).setSelected(True)
    shown = heard(entries.page_chosen)
    QTest.keyClick(entries, Qt.Key.Key_Delete)
    assert entries.count() == 1
    assert len(shown) == 1  # the one that stays
    QTest.keySequence(entries, "Ctrl+A")
    QTest.keyClick(entries, Qt.Key.Key_Delete)
    assert pictures(window) == []


def test_opening_many_pictures_can_be_stopped(qtbot, window: MainWindow, picture: Path):
    window.open_paths([picture] * 500)
    stop = window.findChild(QPushButton, "openingStop")
    qtbot.waitUntil(stop.isVisible, timeout=DEADLINE_MS)
    stop.click()
    qtbot.waitUntil(lambda: not window.pictures_tab._opener._task.is_running, timeout=DEADLINE_MS)
    assert 0 < len(pictures(window)) < 500
    assert not stop.isVisible()
    window.open_paths([picture])
    count = len(pictures(window))
    qtbot.waitUntil(lambda: len(pictures(window)) == count + 1, timeout=DEADLINE_MS)


def copied_image() -> QMimeData:
    mime = QMimeData()
    image = QImage(60, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    for x in range(10, 50):
        for y in range(18, 22):
            image.setPixelColor(x, y, Qt.GlobalColor.black)
    mime.setImageData(image)
    return mime


def copied_file(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def copied_path(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setText(f"{path}\n")
    return mime


@pytest.mark.parametrize("kind", ["image", "file", "path"])
def test_pasting_an_image_a_file_or_a_path_reads_it(qtbot, window: MainWindow, picture: Path, kind: str):
    mime = {"image": copied_image(), "file": copied_file(picture), "path": copied_path(picture)}[kind]
    QGuiApplication.clipboard().setMimeData(mime)
    window.findChild(QAction, "pasteAction").trigger()
    qtbot.waitUntil(lambda: ["2 · 90.0 %" in text for text in pictures(window)] == [True], timeout=DEADLINE_MS)


@pytest.mark.parametrize("text", ["no path of anything", "x" * 100_000, "a\0b.png\nfoo", ""])
def test_pasting_anything_else_says_so(window: MainWindow, text: str):
    mime = QMimeData()
    mime.setText(text)
    QGuiApplication.clipboard().setMimeData(mime)
    window.opener.paste()
    assert "no picture" in window.statusBar().currentMessage()
    assert pictures(window) == []


def test_a_pasted_path_in_quotes_or_as_an_address_is_opened_and_a_wrong_one_named(
    qtbot, window: MainWindow, picture: Path
):
    mime = QMimeData()
    mime.setText(f'"{picture}"\n{QUrl.fromLocalFile(str(picture)).toString()}\n/nowhere/seven.png')
    QGuiApplication.clipboard().setMimeData(mime)
    window.opener.paste()
    qtbot.waitUntil(lambda: len(pictures(window)) == 3, timeout=DEADLINE_MS)
    assert "cannot be read" in pictures(window)[2]


def test_a_picture_dragged_from_a_browser_is_read_though_its_address_is_elsewhere(qtbot, window: MainWindow):
    mime = copied_image()
    mime.setUrls([QUrl("https://example.org/seven.png")])
    QGuiApplication.clipboard().setMimeData(mime)
    window.opener.paste()
    qtbot.waitUntil(lambda: len(pictures(window)) == 1, timeout=DEADLINE_MS)


def test_files_dropped_on_the_window_are_read(qtbot, window: MainWindow, picture: Path):
    mime = copied_file(picture)
    drop = QDropEvent(
        QPointF(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter = QDragEnterEvent(
        QPoint(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, drop)
    qtbot.waitUntil(lambda: ["2 · 90.0 %" in text for text in pictures(window)] == [True], timeout=DEADLINE_MS)


def test_tab_pen_and_place_are_remembered(qtbot, window: MainWindow, make_window: Callable[..., MainWindow]):
    window.resize(790, 610)
    window.draw_tab.canvas.set_pen_width(33)
    window.open_paths([Path("missing.png")])
    with qtbot.waitSignal(window.closed) as closed:
        window.close()
    settings: Settings = closed.args[0]
    again = make_window(lambda model: Reader(FakeRecognizer()), settings)
    assert (again.width(), again.height()) == (790, 610)
    assert again.draw_tab.canvas.pen_width == 33
    assert again.pictures_tab.isVisible()


def test_how_and_where_was_scanned_is_remembered(
    qtbot, window: MainWindow, make_window: Callable[..., MainWindow], picture: Path
):
    window.open_paths([picture.parent])
    window.findChild(QCheckBox, "scanOneDigit").click()
    window.findChild(QCheckBox, "scanRecursive").click()
    settings = window.settings()
    assert (settings.scan_folder, settings.scan_recursive, settings.scan_one_digit) == (
        str(picture.parent),
        False,
        True,
    )
    again = make_window(lambda model: Reader(FakeRecognizer()), settings)
    edit = again.findChild(QLineEdit, "scanFolder")
    qtbot.waitUntil(lambda: edit.text() == str(picture.parent), timeout=DEADLINE_MS)
    assert again.settings().scan_one_digit
    assert not again.settings().scan_recursive


def test_the_drawing_is_saved_and_copied(window: MainWindow, tmp_path: Path):
    drag(window.draw_tab.canvas, (100, 50), (300, 60))
    window.saver.save(tmp_path / "one.png")
    window.saver.save(tmp_path / "one.svg")
    assert not QImage(str(tmp_path / "one.png")).isNull()
    assert "<svg" in (tmp_path / "one.svg").read_text()
    window.saver.copy()
    assert QGuiApplication.clipboard().image().width() > 400


def test_closing_while_pictures_are_opened_leaves_no_thread(window: MainWindow, picture: Path):
    window.open_paths([picture] * 200)
    window.close()
    assert window.recognition.isFinished()


def drop(window: MainWindow, path: Path) -> None:
    """As a person does with a file manager."""
    mime = copied_file(path)
    place, action, button = QPointF(20, 20), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(place.toPoint(), action, mime, button, plain))
    QApplication.sendEvent(window, QDropEvent(place, action, mime, button, plain))


def test_a_dropped_folder_is_opened_in_the_scan_tab_which_is_remembered(qtbot, window: MainWindow, picture: Path):
    write_picture(picture.parent / "pictures" / "1.png")
    drop(window, picture.parent / "pictures")
    assert window.scan_tab.isVisible()
    assert window.findChild(QLineEdit, "scanFolder").text() == str(picture.parent / "pictures")
    window.findChild(QPushButton, "scanStart").click()
    qtbot.waitUntil(lambda: window.findChild(QTableView, "scanTable").model().rowCount() == 1, timeout=DEADLINE_MS)
    assert window.settings().tab == "scanTab"
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.draw_tab.isVisible()
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.scan_tab.isVisible()


def test_closing_in_a_scan_ends_its_thread(window: MainWindow, picture: Path):
    for number in range(50):
        write_picture(picture.parent / "pictures" / f"{number}.png")
    window.open_paths([picture.parent / "pictures"])
    window.findChild(QPushButton, "scanStart").click()
    window.close()
    assert window.recognition.isFinished()


def test_the_model_that_reads_is_the_one_that_scans(qtbot, make_window: Callable[..., MainWindow], picture: Path):
    window = make_window(by_name)
    qtbot.waitUntil(lambda: "fake" in window.findChild(QWidget, "deviceLabel").text(), timeout=DEADLINE_MS)
    choose(window, "digitpad-tiny")
    qtbot.waitUntil(lambda: "other" in window.findChild(QWidget, "deviceLabel").text(), timeout=DEADLINE_MS)
    window.open_paths([write_picture(picture.parent / "pictures" / "1.png").parent])
    window.findChild(QPushButton, "scanStart").click()
    table = window.findChild(QTableView, "scanTable").model()
    qtbot.waitUntil(lambda: table.rowCount() == 1, timeout=DEADLINE_MS)
    assert table.index(0, 2).data() == "8"
