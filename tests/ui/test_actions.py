"""Actions have their keys once, or none of them would do anything."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.actions import make_action
from digitpad.ui.main_window import MainWindow


def test_redo_has_ctrl_y_everywhere_and_no_key_twice(qtbot: QtBot):
    owner = QWidget()
    qtbot.addWidget(owner)
    action = make_action(owner, "redo", "Redo", None, QKeySequence.StandardKey.Redo)
    assert action.shortcuts().count(QKeySequence("Ctrl+Y")) == 1
    assert set(QKeySequence.keyBindings(QKeySequence.StandardKey.Redo)) <= set(action.shortcuts())


def test_deleting_a_box_leaves_the_key_of_ones_own_digits_alone(window: MainWindow):
    delete, own = (window.findChild(QAction, name) for name in ("deleteBoxAction", "ownDigitsAction"))
    assert delete.shortcuts() == [QKeySequence("Del")]
    assert own.shortcuts() == [QKeySequence("Ctrl+D")]
