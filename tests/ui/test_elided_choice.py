"""A choice shows the end of what it cuts."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionComboBox

from digitpad.ui.elided_choice import ElidedChoice


def shown(choice: ElidedChoice) -> str:
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    return option.currentText


def test_a_long_entry_ends_in_an_ellipsis_where_there_is_no_room(qtbot):
    choice = ElidedChoice()
    qtbot.addWidget(choice)
    choice.addItems(["short", "long " * 20])
    choice.resize(150, choice.sizeHint().height())
    assert shown(choice) == "short"
    choice.setCurrentIndex(1)
    assert shown(choice).endswith("…")
    assert choice.currentText() == "long " * 20
    choice.resize(1500, choice.height())
    assert shown(choice) == "long " * 20
