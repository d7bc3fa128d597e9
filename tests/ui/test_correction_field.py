"""The field takes figures from anywhere, and lets the keys of the review pass."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ui.correction_field import CorrectionField


@pytest.fixture
def field(qtbot) -> CorrectionField:
    field = CorrectionField()
    qtbot.addWidget(field)
    return field


def test_figures_replace_what_was_read_and_then_add_up(field: CorrectionField):
    field.show_value("12\n34")
    assert field.text() == "12 / 34"
    assert [field.type_character(character) for character in ("5", "/", "6", "x", "")] == [True] * 3 + [False] * 2
    assert field.value == "5\n6"


def test_erasing_begins_with_what_was_read(field: CorrectionField):
    field.show_value("123")
    field.erase()
    field.type_character("9")
    assert field.value == "129"


def test_arrows_move_in_what_was_typed_only(field: CorrectionField):
    field.show_value("123")
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert field.cursorPosition() == 3
    QTest.keyClicks(field, "4s")
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert (field.value, field.cursorPosition()) == ("1234", 3)
