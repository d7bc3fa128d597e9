"""Training beside everything else in the window: drawing goes on, a new model is put to use, closing asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QInputDialog, QLabel, QMessageBox, QPushButton, QWidget

from digitpad.core.errors import DigitpadError
from digitpad.imaging.reader import Reader
from digitpad.store.settings import Settings
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train_parts import TrainParts
from tests.ui.conftest import DEADLINE_MS, MODELS, FakeRecognizer, drag
from tests.ui.train_samples import UNFINISHED, FakeWorkshop


def open_tab(window: MainWindow) -> None:
    window.findChild(QAction, "showTab3").trigger()
    assert window.train_tab.isVisible()


def begin(qtbot, window: MainWindow, workshop: FakeWorkshop) -> None:
    """Start a training that goes on until something is done about it."""
    workshop.batches = 100_000
    open_tab(window)
    window.findChild(QPushButton, "trainStart").click()
    qtbot.waitUntil(lambda: bool(window.train_tab._curves.history.points), timeout=DEADLINE_MS)


def train(qtbot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Train to the end; whoever asks for a name gets `mine`."""
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, text: ("mine", True))
    open_tab(window)
    window.findChild(QPushButton, "trainStart").click()
    qtbot.waitUntil(lambda: window.train_tab.outcome.is_undecided, timeout=DEADLINE_MS)


def details(window: MainWindow) -> str:
    return window.findChild(QLabel, "trainDetails").text()


def test_the_tab_has_a_key_and_is_remembered(window: MainWindow):
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.train_tab.isVisible()
    assert window.settings().tab == "trainTab"


def test_the_draw_tab_goes_on_answering_while_a_network_learns(qtbot, window: MainWindow, workshop: FakeWorkshop):
    begin(qtbot, window, workshop)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    drag(window.draw_tab.canvas, (100, 50), (102, 200))
    answer = window.findChild(QWidget, "answerLabel")
    qtbot.waitUntil(lambda: answer.property("reading") == "1", timeout=DEADLINE_MS)
    assert window.train_tab.session.is_running


def test_a_new_model_is_kept_and_read_with_when_the_person_says_so(
    qtbot, make_window: Callable[..., MainWindow], recognizer: FakeRecognizer, monkeypatch
):
    asked_for = []
    window = make_window(lambda model: asked_for.append(model) or Reader(recognizer))
    train(qtbot, window, monkeypatch)
    assert asked_for == [MODELS[0]]  # nothing changes until asked
    window.findChild(QPushButton, "trainUse").click()
    qtbot.waitUntil(lambda: len(asked_for) == 2, timeout=DEADLINE_MS)
    assert asked_for[1].endswith("mine.safetensors")
    picker = window.findChild(QComboBox, "modelPicker")
    qtbot.waitUntil(lambda: "mine" in picker.currentText(), timeout=DEADLINE_MS)
    assert details(window) == "Kept as “mine”."


def test_a_new_model_can_be_kept_without_being_used(qtbot, window: MainWindow, monkeypatch):
    train(qtbot, window, monkeypatch)
    window.findChild(QPushButton, "trainKeep").click()
    qtbot.waitUntil(lambda: details(window) == "Kept as “mine”.", timeout=DEADLINE_MS)
    assert "base" in window.findChild(QComboBox, "modelPicker").currentText()


def test_a_model_that_cannot_be_kept_is_still_there(qtbot, recognizer, workshop, home, monkeypatch):
    def refuse(path, name):
        raise DigitpadError("The disk is full.")

    window = MainWindow(
        lambda model: Reader(recognizer), MODELS, Settings(), home, TrainParts(lambda: workshop, refuse)
    )
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    train(qtbot, window, monkeypatch)
    warnings = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: warnings.append(arguments[2]))
    window.findChild(QPushButton, "trainUse").click()
    qtbot.waitUntil(lambda: bool(warnings), timeout=DEADLINE_MS)
    assert warnings == ["The disk is full."]
    assert window.train_tab.outcome.is_undecided
    window.close()


def test_closing_while_a_network_learns_asks_and_cuts_it_off(
    qtbot, window: MainWindow, workshop: FakeWorkshop, questions, monkeypatch
):
    begin(qtbot, window, workshop)
    with monkeypatch.context() as patch:
        patch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
        window.close()
    assert window.isVisible()
    assert window.train_tab.session.is_running
    window.close()
    assert questions == ["Training is under way. Stop it and close? It can be resumed later."]
    assert workshop.left is not None
    assert window.recognition.isFinished()


def test_closing_with_a_model_nobody_decided_on_asks(qtbot, window: MainWindow, questions, monkeypatch):
    train(qtbot, window, monkeypatch)
    window.close()
    assert questions == ["The model that was just trained was not kept. Quit all the same? It is offered again."]


def test_an_unfinished_training_goes_on_in_the_next_window(qtbot, window: MainWindow, workshop: FakeWorkshop):
    workshop.left = UNFINISHED
    open_tab(window)
    window.findChild(QPushButton, "trainUnfinishedTakeUp").click()
    qtbot.waitUntil(lambda: window.train_tab.outcome.is_undecided, timeout=DEADLINE_MS)
    assert "resume" in workshop.asked


def test_a_training_that_ends_behind_the_question_is_asked_about_too(
    qtbot, window: MainWindow, workshop: FakeWorkshop, monkeypatch
):
    begin(qtbot, window, workshop)
    asked: list[str] = []

    def answer(parent, title, question, *rest):
        asked.append(question)
        if len(asked) == 1:
            window.train_tab.session.finish_early()
            qtbot.waitUntil(lambda: window.train_tab.outcome.is_undecided, timeout=DEADLINE_MS)
        return QMessageBox.StandardButton.No if len(asked) == 2 else QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    window.close()
    assert window.isVisible()
    assert [question.split(".", maxsplit=1)[0] for question in asked] == [
        "Training is under way",
        "The model that was just trained was not kept",
    ]
