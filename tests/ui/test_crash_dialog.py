"""An exception nobody caught is shown once, can be copied, and the program goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from digitpad.ui.crash_dialog import CrashReporter


@pytest.fixture
def reporter(qtbot) -> Iterator[CrashReporter]:
    window = QWidget()
    qtbot.addWidget(window)
    reporter = CrashReporter(window)
    reporter.install()
    yield reporter
    reporter.remove()


def dialogs(reporter: CrashReporter) -> list[QMessageBox]:
    return reporter.parent().findChildren(QMessageBox, "crashDialog")


def raise_uncaught(message: str) -> None:
    """What Python does with an exception nobody caught."""
    try:
        raise ValueError(message)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def test_one_dialog_with_details_to_copy(reporter: CrashReporter):
    raise_uncaught("first")
    raise_uncaught("second")
    (dialog,) = dialogs(reporter)
    assert "ValueError: first" in dialog.informativeText()
    (copy,) = (button for button in dialog.findChildren(QPushButton) if "Copy" in button.text())
    copy.click()
    assert "raise_uncaught" in QGuiApplication.clipboard().text()
    assert dialog.isVisible()


def test_the_next_one_is_shown_after_the_first_was_closed(qtbot, reporter: CrashReporter):
    raise_uncaught("first")
    dialogs(reporter)[0].close()
    qtbot.waitUntil(lambda: not dialogs(reporter))
    raise_uncaught("second")
    assert "second" in dialogs(reporter)[0].informativeText()


def test_an_exception_in_a_thread_is_shown_in_the_window(qtbot, reporter: CrashReporter):
    def fail() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs(reporter)))
    assert "in a thread" in dialogs(reporter)[0].informativeText()
