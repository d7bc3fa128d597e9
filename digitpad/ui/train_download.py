"""Fetching MNIST in a thread of its own."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from digitpad.core.errors import DigitpadError
from digitpad.core.workshop import DownloadStep
from digitpad.ui.single_task import SingleTask
from digitpad.ui.train_data import TrainData


class TrainDownload(QObject):
    """Runs one download at a time, and shows it where data is chosen.

    Args:
        data: shows how far it is.

    Signals:
        ended: emitted when it ended, however it did.
        crashed: emitted with an exception that is a bug of ours.
    """

    ended = Signal()
    crashed = Signal(object)

    def __init__(self, data: TrainData, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._task = SingleTask(self)
        self._task.progressed.connect(data.show_download)
        self._task.failed.connect(self._on_failed)
        self._task.ended.connect(self._on_ended)

    def run(self, steps: Generator[DownloadStep, None, Path]) -> None:
        """Fetch; where it is under way already, nothing more happens."""
        if not self._task.is_running:
            self._data.show_download(None)
            self._task.begin(steps)

    def cancel(self) -> None:
        """End it after the step it is at."""
        self._task.cancel()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._task.stop()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DigitpadError):
            QMessageBox.warning(self._data, self.tr("Download MNIST"), str(error))
        else:
            self.crashed.emit(error)

    def _on_ended(self) -> None:
        self._data.end_download()
        self.ended.emit()
