"""What happens when something breaks that should not: the log, one dialog, and the program goes on."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

_log = logging.getLogger(__name__)


class CrashReporter(QObject):
    """Takes exceptions nobody caught, of any thread, and shows them one at a time.

    Signals:
        exception_raised: emitted with an exception, from whichever thread it came.
    """

    exception_raised = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: QMessageBox | None = None
        self.exception_raised.connect(self._on_exception_raised)

    def install(self) -> None:
        """Take over what Python calls for uncaught exceptions."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread

    def remove(self) -> None:
        """Give the hooks back, before the window goes."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.exception_raised.emit(error.with_traceback(trace))

    def _on_uncaught_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.exception_raised.emit(arguments.exc_value)

    def _on_exception_raised(self, error: BaseException) -> None:
        details = "".join(traceback.format_exception(error))
        _log.error("Uncaught: %s", details)
        if self._dialog is not None:  # one is enough; the log has the rest
            return
        dialog = QMessageBox(self._window)
        dialog.setObjectName("crashDialog")
        dialog.setIcon(QMessageBox.Icon.Warning)
        dialog.setWindowTitle(self.tr("Something went wrong"))
        dialog.setTextFormat(Qt.TextFormat.PlainText)
        dialog.setText(self.tr("Something went wrong inside digitpad. You can go on; your drawing is kept."))
        dialog.setInformativeText(f"{type(error).__name__}: {error}")
        dialog.setDetailedText(details)
        copy = dialog.addButton(self.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # copying does not close the dialog
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        dialog.addButton(QMessageBox.StandardButton.Close)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_dialog_finished)
        self._dialog = dialog
        dialog.open()

    def _on_dialog_finished(self) -> None:
        self._dialog = None
