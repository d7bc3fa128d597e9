"""The models of the window: listed, used, renamed, deleted and brought back, imported, exported, compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView, QWidget

from digitpad.core.errors import ModelError
from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading
from digitpad.imaging.reader import Reader
from digitpad.store.model_shelf import ModelShelf
from digitpad.store.settings import Settings
from digitpad.ui.canvas import Canvas
from digitpad.ui.main_window import MainWindow
from tests.store.model_samples import write_model
from tests.ui.conftest import DEADLINE_MS, FakeRecognizer, drag


@pytest.fixture
def shelf(home: Path, tmp_path: Path) -> ModelShelf:
    """Two models of one's own; their weights mean nothing."""
    shelf = ModelShelf(home)
    for name, date in (("mine", "2026-02-01"), ("older", "2026-01-01")):
        shelf.add(write_model(tmp_path / f"{name}.safetensors", date=date))
    return shelf


class NamedRecognizer(FakeRecognizer):
    """Knows which model it is of; that called `mine` takes everything for a 7."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self.model_name = model

    def _answer(self, glyph: Glyph) -> DigitReading:
        answer = super()._answer(glyph)
        return replace(answer, value=7) if self.model_name == "mine" else answer


@pytest.fixture
def load(shelf: ModelShelf) -> Callable[[str], Reader]:
    """Loads any model of the shelf, and files whose name does not begin with “bad”."""

    def load(model: str) -> Reader:
        if model.endswith(".safetensors"):
            if Path(model).name.startswith("bad"):
                raise ModelError(f"The model {Path(model).name} cannot be used: it is bad.")
        else:
            shelf.model(model)
        return Reader(NamedRecognizer(model))

    return load


@pytest.fixture
def window(qtbot, make_window, load) -> MainWindow:
    window = make_window(load)
    qtbot.waitUntil(lambda: reads(window) == "digitpad-base", timeout=DEADLINE_MS)
    return window


@pytest.fixture
def dialog(qtbot, window: MainWindow) -> QDialog:
    """The dialog of the models, filled."""
    window.findChild(QAction, "modelsAction").trigger()
    dialog = window.findChild(QDialog, "modelsDialog")
    qtbot.waitUntil(lambda: len(names(dialog)) == 4, timeout=DEADLINE_MS)
    return dialog


def reads(window: MainWindow) -> str:
    return window.findChild(QLabel, "deviceLabel").text().split(" ")[0]


def picked(window: MainWindow) -> list[str]:
    """What can be picked in the window."""
    picker = window.findChild(QComboBox, "modelPicker")
    return [picker.itemText(index).removeprefix("Model: ") for index in range(picker.count()) if picker.itemText(index)]


def table(dialog: QDialog) -> QTableView:
    return dialog.findChild(QTableView, "modelsTable")


def names(dialog: QDialog) -> list[str]:
    model = table(dialog).model()
    return [model.index(line, 0).data() for line in range(model.rowCount())]


def choose(dialog: QDialog, name: str) -> None:
    table(dialog).setCurrentIndex(table(dialog).model().index(names(dialog).index(name), 0))


def press(dialog: QDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button.isEnabled(), name
    button.click()


def said(dialog: QDialog) -> str:
    return dialog.findChild(QLabel, "modelsSaid").text()


def used(dialog: QDialog) -> list[str]:
    """The models a screen reader hears are in use."""
    model = table(dialog).model()
    texts = [model.index(line, 0).data(Qt.ItemDataRole.AccessibleTextRole) for line in range(model.rowCount())]
    return [text for text in texts if text]


def test_the_models_are_listed_with_what_they_say_of_themselves(dialog: QDialog):
    assert names(dialog) == ["digitpad-base", "digitpad-tiny", "mine", "older"]
    model = table(dialog).model()
    row = [model.index(2, column).data() for column in range(model.columnCount())]
    assert row == ["mine", "2026-02-01", "base", "some digits – é", "98.50 %"]
    assert used(dialog) == ["digitpad-base, in use"]
    assert dialog.findChild(QLabel, "modelFacts").text().startswith("Comes with the program. In use. Trained on: MNIST")


def test_without_own_models_the_dialog_says_where_they_come_from(qtbot, make_window, recognizer: FakeRecognizer):
    window = make_window(lambda model: Reader(recognizer))
    window.findChild(QAction, "modelsAction").trigger()
    dialog = window.findChild(QDialog, "modelsDialog")
    qtbot.waitUntil(lambda: said(dialog) == "Models you train or import are listed here, too.", timeout=DEADLINE_MS)


def test_every_control_of_the_dialogs_has_a_name_and_a_tip(window: MainWindow, dialog: QDialog):
    press(dialog, "modelCompare")
    comparison = window.findChild(QDialog, "modelComparison")
    for part in (dialog, comparison):
        controls = [*part.findChildren(QPushButton), *part.findChildren(QComboBox), *part.findChildren(QTableView)]
        assert controls
        for control in controls:
            assert control.accessibleName() or control.text(), control.objectName()
            assert control.toolTip(), control.objectName()


def test_what_comes_with_the_program_cannot_be_changed(dialog: QDialog):
    choose(dialog, "digitpad-tiny")
    assert not dialog.findChild(QPushButton, "modelRename").isEnabled()
    assert not dialog.findChild(QPushButton, "modelRemove").isEnabled()
    assert dialog.findChild(QPushButton, "modelUse").isEnabled()
    QTest.keyClick(table(dialog), Qt.Key.Key_Delete)
    assert "digitpad-tiny" in names(dialog)


def test_the_chosen_model_is_used_and_the_one_before_again(qtbot, window: MainWindow, dialog: QDialog):
    back = window.findChild(QAction, "modelBeforeAction")
    assert not back.isEnabled()
    choose(dialog, "mine")
    QTest.keyClick(table(dialog), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reads(window) == "mine", timeout=DEADLINE_MS)
    assert used(dialog) == ["mine, in use"]
    assert window.settings().model == "mine"
    assert window.settings().models_before == ("",)
    qtbot.waitUntil(back.isEnabled, timeout=DEADLINE_MS)
    back.trigger()
    qtbot.waitUntil(lambda: reads(window) == "digitpad-base", timeout=DEADLINE_MS)
    assert window.settings().model == ""
    assert window.settings().models_before == ("mine",)


def test_own_models_stand_in_the_picker_behind_the_bundled_ones(qtbot, window: MainWindow, shelf: ModelShelf):
    qtbot.waitUntil(lambda: picked(window) == ["base", "tiny", "mine", "older", "Other model…"], timeout=DEADLINE_MS)
    picker = window.findChild(QComboBox, "modelPicker")
    picker.activated.emit(2)
    qtbot.waitUntil(lambda: reads(window) == "mine", timeout=DEADLINE_MS)
    assert picker.currentText() == "Model: mine"


def test_a_deleted_model_can_be_brought_back(qtbot, window: MainWindow, dialog: QDialog):
    undo = dialog.findChild(QPushButton, "modelUndo")
    assert not undo.isVisible()
    choose(dialog, "mine")
    QTest.keyClick(table(dialog), Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: said(dialog) == "“mine” is deleted.", timeout=DEADLINE_MS)
    assert names(dialog) == ["digitpad-base", "digitpad-tiny", "older"]
    assert "mine" not in picked(window)
    undo.click()
    qtbot.waitUntil(lambda: "mine" in names(dialog), timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: not undo.isVisible(), timeout=DEADLINE_MS)
    assert "mine" in picked(window)


def test_several_deleted_models_are_brought_back_the_last_one_first(qtbot, dialog: QDialog):
    undo = dialog.findChild(QPushButton, "modelUndo")
    for name in ("mine", "older"):
        choose(dialog, name)
        press(dialog, "modelRemove")
        qtbot.waitUntil(lambda name=name: said(dialog) == f"“{name}” is deleted.", timeout=DEADLINE_MS)
    for name in ("older", "mine"):
        assert undo.isVisible()
        undo.click()
        qtbot.waitUntil(lambda name=name: said(dialog) == f"“{name}” is in the list again.", timeout=DEADLINE_MS)
    assert not undo.isVisible()


def test_where_the_model_in_use_is_deleted_the_default_reads(qtbot, window: MainWindow, dialog: QDialog):
    choose(dialog, "mine")
    press(dialog, "modelUse")
    qtbot.waitUntil(lambda: reads(window) == "mine", timeout=DEADLINE_MS)
    choose(dialog, "mine")
    press(dialog, "modelRemove")
    qtbot.waitUntil(lambda: reads(window) == "digitpad-base", timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: "mine" not in picked(window), timeout=DEADLINE_MS)
    assert window.settings().model == ""
    assert not window.findChild(QAction, "modelBeforeAction").isEnabled()


def test_a_model_that_is_gone_at_the_next_start_gives_way_to_the_default(qtbot, make_window, load):
    window = make_window(load, Settings(model="gone", models_before=("also gone", "mine")))
    qtbot.waitUntil(lambda: reads(window) == "digitpad-base", timeout=DEADLINE_MS)
    assert "no model named “gone”" in window.statusBar().currentMessage()
    back = window.findChild(QAction, "modelBeforeAction")
    qtbot.waitUntil(back.isEnabled, timeout=DEADLINE_MS)
    back.trigger()
    qtbot.waitUntil(lambda: reads(window) == "mine", timeout=DEADLINE_MS)


def rename(dialog: QDialog, name: str) -> None:
    """Type another name into the table."""
    press(dialog, "modelRename")
    editor = table(dialog).viewport().findChild(QLineEdit)
    editor.setText(name)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_a_model_is_renamed_even_while_it_reads(qtbot, window: MainWindow, dialog: QDialog):
    choose(dialog, "mine")
    press(dialog, "modelUse")
    qtbot.waitUntil(lambda: reads(window) == "mine", timeout=DEADLINE_MS)
    choose(dialog, "mine")
    rename(dialog, "his")
    qtbot.waitUntil(lambda: reads(window) == "his", timeout=DEADLINE_MS)
    assert "his" in names(dialog)
    assert "mine" not in names(dialog)
    assert window.settings().model == "his"
    qtbot.waitUntil(lambda: picked(window) == ["base", "tiny", "his", "older", "Other model…"], timeout=DEADLINE_MS)


def test_a_name_that_is_being_typed_outlives_another_model_s_loading(qtbot, window: MainWindow, dialog: QDialog):
    choose(dialog, "older")
    press(dialog, "modelUse")
    choose(dialog, "mine")
    table(dialog).setCurrentIndex(table(dialog).currentIndex().siblingAtColumn(1))
    QTest.keyClick(table(dialog), Qt.Key.Key_F2)
    editor = table(dialog).viewport().findChild(QLineEdit)
    editor.setText("my hand")
    qtbot.waitUntil(lambda: reads(window) == "older", timeout=DEADLINE_MS)
    assert editor.text() == "my hand"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "my hand" in names(dialog), timeout=DEADLINE_MS)


def test_a_name_that_is_taken_is_a_sentence(qtbot, dialog: QDialog):
    choose(dialog, "mine")
    rename(dialog, "older")
    qtbot.waitUntil(lambda: "already" in said(dialog), timeout=DEADLINE_MS)
    assert "mine" in names(dialog)


def test_a_model_file_is_imported_after_a_check(qtbot, dialog: QDialog, tmp_path: Path, monkeypatch):
    for name, sentence in (("new", "“new” is in the list."), ("bad one", "it is bad.")):
        path = write_model(tmp_path / f"{name}.safetensors")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *arguments, path=path: (str(path), ""))
        press(dialog, "modelImport")
        qtbot.waitUntil(lambda sentence=sentence: sentence in said(dialog), timeout=DEADLINE_MS)
    assert "new" in names(dialog)
    assert "bad one" not in names(dialog)


def test_a_model_is_exported(qtbot, window: MainWindow, dialog: QDialog, tmp_path: Path, monkeypatch):
    written = []
    window.models.export = lambda model, target: written.append((model.name, target))
    monkeypatch.setattr(QFileDialog, "exec", lambda self: True)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda self: [str(tmp_path / "out.onnx")])
    choose(dialog, "mine")
    press(dialog, "modelExport")
    qtbot.waitUntil(lambda: said(dialog).startswith("Written: "), timeout=DEADLINE_MS)
    assert written == [("mine.safetensors", tmp_path / "out.onnx")]


def test_a_broken_model_says_why_and_can_only_be_deleted(qtbot, dialog: QDialog, home: Path, window: MainWindow):
    (home / "models" / "mine.safetensors").write_bytes(b"nonsense")
    window.findChild(QAction, "modelsAction").trigger()
    model = table(dialog).model()
    qtbot.waitUntil(lambda: model.index(3, 2).data() == "cannot be used", timeout=DEADLINE_MS)
    choose(dialog, "mine")
    assert "it is damaged" in dialog.findChild(QLabel, "modelFacts").text()
    enabled = [button.objectName() for button in dialog.findChildren(QPushButton) if button.isEnabled()]
    assert set(enabled) - {"modelUndo"} == {"modelRemove", "modelImport"}


def test_two_models_read_one_drawing(qtbot, window: MainWindow, dialog: QDialog):
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    choose(dialog, "mine")
    press(dialog, "modelCompare")
    comparison = window.findChild(QDialog, "modelComparison")
    assert comparison.findChild(QComboBox, "leftModel").currentText() == "digitpad-base"
    assert comparison.findChild(QComboBox, "rightModel").currentText() == "mine"

    def answers() -> list[str]:
        return [comparison.findChild(QWidget, f"{side}AnswerLabel").property("reading") for side in ("left", "right")]

    qtbot.waitUntil(lambda: answers() == ["1", "7"], timeout=DEADLINE_MS)
    canvas = comparison.findChild(Canvas, "comparisonCanvas")
    comparison.findChild(QAction, "comparisonClear").trigger()
    assert answers() == ["", ""]
    drag(canvas, (20, 60), (120, 62))
    qtbot.waitUntil(lambda: answers() == ["2", "7"], timeout=DEADLINE_MS)
    comparison.findChild(QComboBox, "rightModel").setCurrentText("older")
    qtbot.waitUntil(lambda: answers() == ["2", "2"], timeout=DEADLINE_MS)
    assert len(window.draw_tab.canvas.drawing.strokes) == 1


def test_a_model_that_cannot_be_compared_says_why(qtbot, window: MainWindow, dialog: QDialog, shelf: ModelShelf):
    choose(dialog, "mine")
    shelf.remove("older")
    press(dialog, "modelCompare")
    comparison = window.findChild(QDialog, "modelComparison")
    drag(comparison.findChild(Canvas, "comparisonCanvas"), (20, 60), (120, 62))
    right = comparison.findChild(QWidget, "rightAnswerLabel")
    qtbot.waitUntil(lambda: right.property("reading") == "7", timeout=DEADLINE_MS)
    comparison.findChild(QComboBox, "rightModel").setCurrentText("older")
    qtbot.waitUntil(lambda: "no model named “older”" in right.accessibleName(), timeout=DEADLINE_MS)
    assert right.property("reading") == ""


def test_each_side_reads_with_the_model_that_stands_above_it(qtbot, window: MainWindow, dialog: QDialog):
    for model, reading in (("mine", "7"), ("older", "2")):
        choose(dialog, model)
        press(dialog, "modelCompare")
        comparison = window.findChild(QDialog, "modelComparison")
        drag(comparison.findChild(Canvas, "comparisonCanvas"), (20, 60), (120, 62))
        right = comparison.findChild(QWidget, "rightAnswerLabel")
        assert comparison.findChild(QComboBox, "rightModel").currentText() == model
        qtbot.waitUntil(lambda right=right, reading=reading: right.property("reading") == reading, timeout=DEADLINE_MS)
        comparison.findChild(QAction, "comparisonClear").trigger()
        comparison.close()


def test_names_and_data_are_told_whole_in_tips(dialog: QDialog):
    model = dialog.findChild(QTableView, "modelsTable").model()
    line = names(dialog).index("mine")
    for column in range(model.columnCount()):
        index = model.index(line, column)
        assert index.data(Qt.ItemDataRole.ToolTipRole) == (index.data() or None)


def test_in_the_smallest_dialog_models_can_be_told_apart(dialog: QDialog):
    dialog.resize(1, 1)
    table = dialog.findChild(QTableView, "modelsTable")
    unit = table.fontMetrics().horizontalAdvance("0")
    assert table.columnWidth(3) >= 8 * unit
    assert table.viewport().width() >= 50 * unit
    assert table.viewport().height() >= 3 * table.rowHeight(0)
