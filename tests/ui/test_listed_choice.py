"""Keys open a list whose entries lead to dialogs, and choose nothing unseen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ui.listed_choice import ListedChoice
from tests.ui.conftest import heard

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing", extend=True)  # offscreen nobody else has keys


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_P])
def test_a_key_opens_the_list_and_chooses_nothing(qtbot, key):
    choice = ListedChoice()
    qtbot.addWidget(choice)
    choice.addItems(["MNIST", "Another folder…", "Pictures…"])
    chosen = heard(choice.activated)
    choice.show()
    QTest.keyClick(choice, key)
    qtbot.waitUntil(lambda: choice.view().isVisible())
    assert chosen == []
    assert choice.currentIndex() == 0
    choice.hidePopup()


def test_in_the_list_an_entry_is_chosen_by_its_keys(qtbot):
    choice = ListedChoice()
    qtbot.addWidget(choice)
    choice.addItems(["MNIST", "Another folder…", "Pictures…"])
    chosen = heard(choice.activated)
    choice.show()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: choice.view().isVisible())
    QTest.keyClick(choice.view(), Qt.Key.Key_Down)
    QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chosen == [(1,)])
