"""Windows open no larger than their screen, fit a small one in large type, and grow by themselves for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QWidget

from digitpad.imaging.reader import Reader
from digitpad.ui.main_window import MainWindow
from digitpad.ui.opening_size import open_at
from tests.ui.conftest import DEADLINE_MS, FakeRecognizer

_LAPTOP = QSize(1366, 700)
"""What a common small screen has room for, beside the bars of a desktop."""


@pytest.fixture
def large_type(qtbot) -> Iterator[None]:
    """Type of 16 points, as people set it who see less well."""
    usual = QApplication.font()
    large = QApplication.font()
    large.setPointSizeF(16)
    QApplication.setFont(large)
    yield
    QApplication.setFont(usual)


@pytest.fixture
def large_window(large_type: None, make_window) -> MainWindow:
    return make_window(lambda model: Reader(FakeRecognizer()))


def fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


def open_pictures(qtbot, window: MainWindow, picture: Path) -> None:
    """A picture that is read, and a second one that is none."""
    window.open_paths([picture, picture.with_name("missing.png")])
    entries = window.findChild(QListWidget, "pictureList")
    qtbot.waitUntil(lambda: entries.count() == 2, timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: "2 · 90.0 %" in entries.item(0).text(), timeout=DEADLINE_MS)


def test_no_window_opens_larger_than_its_screen(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    open_at(window, QSize(300, 200))
    assert window.size() == QSize(300, 200)
    open_at(window, QSize(30_000, 20_000))
    room = window.screen().availableSize()
    assert window.width() == room.width()
    assert room.height() / 2 < window.height() < room.height()  # its title has room, too


def test_in_large_type_the_window_fits_a_small_screen(qtbot, large_window: MainWindow, picture: Path):
    open_pictures(qtbot, large_window, picture)
    assert fits(large_window.minimumSizeHint(), _LAPTOP)


@pytest.mark.parametrize("action", ["modelsAction", "compareModelsAction", "ownDigitsAction"])
def test_in_large_type_dialogs_fit_a_small_screen(large_window: MainWindow, action: str):
    large_window.findChild(QAction, action).trigger()
    (dialog,) = large_window.findChildren(QDialog)
    room = dialog.screen().availableSize().expandedTo(dialog.minimumSizeHint())
    assert fits(dialog.size(), room)
    assert fits(dialog.minimumSizeHint(), _LAPTOP)
    dialog.close()


@pytest.mark.parametrize("is_large", [False, True])
def test_the_smallest_window_does_not_grow_with_what_is_opened(qtbot, request, picture: Path, is_large: bool):
    window = request.getfixturevalue("large_window" if is_large else "window")
    window.resize(1, 1)
    before = window.size()
    open_pictures(qtbot, window, picture)
    assert window.size() == before
    for tab in range(4):
        window.findChild(QAction, f"showTab{tab}").trigger()
        QApplication.processEvents()
    window.scan_tab.open_folder(picture.parent)
    window.findChild(QWidget, "scanStart").click()
    qtbot.waitUntil(lambda: len(window.scan_tab.model.rows) == 1, timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: not window.scan_tab.session.is_running, timeout=DEADLINE_MS)
    window.findChild(QAction, "showTab2").trigger()
    QApplication.processEvents()
    assert window.size() == before
