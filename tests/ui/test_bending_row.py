"""A row bends where there is no room for both of its parts, or where that makes it lower."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from digitpad.ui.bending_row import BendingRow


@pytest.fixture
def page(qtbot) -> QWidget:
    """Something to put a row in, with something else below."""
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page)
    return page


def put(page: QWidget, first: QWidget) -> tuple[BendingRow, QPushButton]:
    buttons, button = QHBoxLayout(), QPushButton("Do what is to be done")
    buttons.addWidget(button)
    row = BendingRow(first, buttons)
    page.layout().addLayout(row)
    page.layout().addStretch()
    page.show()
    return row, button


def test_what_has_no_room_beside_stands_under(qtbot, page: QWidget):
    field = QLineEdit()
    field.setMinimumWidth(200)
    row, button = put(page, field)
    page.resize(800, 300)
    qtbot.waitUntil(lambda: not row.is_bent and field.height() >= field.sizeHint().height())
    assert button.x() > field.geometry().right()
    page.resize(240, 300)
    qtbot.waitUntil(lambda: row.is_bent and button.y() > field.geometry().bottom())
    assert row.geometry().bottom() >= button.geometry().bottom()
    page.resize(800, 300)
    qtbot.waitUntil(lambda: not row.is_bent)


def test_it_may_be_as_narrow_as_its_wider_part(page: QWidget):
    field = QLineEdit()
    field.setMinimumWidth(300)
    row, _ = put(page, field)
    page.resize(800, 300)
    assert row.minimumSize().width() == 300


@pytest.mark.parametrize("width", [260, 400, 700, 1500])
def test_a_sentence_is_seen_whole_at_every_width(qtbot, page: QWidget, width: int):
    text = QLabel("There are many words to be said of this. " * 6)
    text.setWordWrap(True)
    put(page, text)
    page.resize(width, 600)
    qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))


def test_another_sentence_is_seen_whole_too(qtbot, page: QWidget):
    text = QLabel("Short.")
    text.setWordWrap(True)
    row, _ = put(page, text)
    page.resize(280, 600)
    qtbot.waitUntil(lambda: not row.is_bent)
    text.setText("There are many words to be said of this. " * 6)
    qtbot.waitUntil(lambda: row.is_bent and text.height() >= text.heightForWidth(text.width()))
