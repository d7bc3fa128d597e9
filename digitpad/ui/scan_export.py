"""What can be made of the rows of a scan: a file, folders of pictures, text on the clipboard."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QProgressDialog, QWidget

from digitpad.core.errors import DigitpadError
from digitpad.core.scan_row import ScanRow
from digitpad.ui.icons import icon
from digitpad.ui.plural import counted
from digitpad.ui.save_dialog import ask_where_to_save
from digitpad.ui.single_task import SingleTask

if TYPE_CHECKING:
    from digitpad.scan.export_progress import ExportProgress
    from digitpad.scan.sorting import SortedFiles

_MOST_LISTED = 10
"""Files that could not be copied are named up to here, and then counted."""


class ScanExport(QObject):
    """Makes one thing at a time, in a thread of its own; a dialog shows how far it is, and cancels.

    Args:
        window: over which dialogs are shown.

    Signals:
        told: emitted with a sentence for the person.
        crashed: emitted with an exception that is a bug of ours.
    """

    told = Signal(str)
    crashed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._task = SingleTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)
        self._task.ended.connect(self._on_ended)
        self._dialog: QProgressDialog | None = None
        self._sentence = ""
        self._folder = Path()
        self._rows: Sequence[ScanRow] = ()

    @property
    def is_busy(self) -> bool:
        """Whether something is being made."""
        return self._task.is_running

    def make_menu(self) -> QMenu:
        """The menu of what can be made."""
        menu = QMenu(self._window)
        menu.setObjectName("scanExportMenu")
        menu.addAction(icon("save"), self.tr("Save as a file…"), self.save_dialog)
        menu.addAction(icon("copy"), self.tr("Copy as a table"), self.copy_rows)
        menu.addAction(icon("image"), self.tr("Sort copies of the files into folders…"), self.sort_dialog)
        return menu

    def set_rows(self, rows: Sequence[ScanRow], folder: Path) -> None:
        """Take the rows of which something may be made next.

        Args:
            rows: nobody may change them meanwhile.
            folder: that was scanned.
        """
        self._rows, self._folder = rows, folder

    def save_dialog(self) -> None:
        """Let the person choose a file, and write the rows there."""
        kinds = {
            self.tr("Table"): ".csv",
            self.tr("Spreadsheet with pictures"): ".xlsx",
            self.tr("Report"): ".html",
            self.tr("JSON lines"): ".jsonl",
        }
        offered = self._folder.parent / (self._folder.name or "results")
        path = ask_where_to_save(self._window, self.tr("Save the results"), offered, kinds, also=(".json",))
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the rows to a file, as its name says."""
        from digitpad.scan.export import export
        from digitpad.scan.results import ScanResults

        results = ScanResults(tuple(self._rows), self._folder, datetime.now(UTC).astimezone().date())
        self._start(export(results, path), self.tr("Saving…"), self.tr("Saved as {0}").format(path))

    def sort_dialog(self) -> None:
        """Let the person choose a folder, and copy the files there, each into the folder of its digit."""
        title = self.tr("Sort copies of the files into folders in")
        name = QFileDialog.getExistingDirectory(self._window, title, str(self._folder.parent))
        if name:
            self.sort_into(Path(name))

    def sort_into(self, target: Path) -> None:
        """Copy the files into folders there, by their digits."""
        from digitpad.scan.sorting import sort_files

        steps = sort_files(tuple(self._rows), self._folder, target)
        self._start(steps, self.tr("Copying…"), self.tr("Copied to {0}").format(target))

    def copy_rows(self) -> None:
        """Put files and readings on the clipboard, as cells that a spreadsheet takes."""
        from digitpad.scan.tables import defused

        lines = [f"{_as_cell(defused(row.file))}\t{row.page}\t{_as_cell(row.final_text)}" for row in self._rows]
        QGuiApplication.clipboard().setText("\n".join(lines).encode("utf-8", "backslashreplace").decode())
        self.told.emit(counted(len(lines), self.tr("{0} row on the clipboard."), self.tr("{0} rows on the clipboard.")))

    def stop(self) -> None:
        """Leave what is being made; nothing half made stays behind."""
        self._task.stop()

    def _start(self, steps: Generator[ExportProgress, None, object], doing: str, done: str) -> None:
        if self._task.is_running:
            self.told.emit(self.tr("One thing after the other: something is still being saved."))
            return
        self._sentence = done
        self._dialog = QProgressDialog(doing, self.tr("Cancel"), 0, 0, self._window)
        self._dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self._dialog.setMinimumDuration(500)
        self._dialog.setAutoClose(False)
        self._dialog.setAutoReset(False)
        self._dialog.canceled.connect(self._task.cancel)
        self._task.begin(steps)

    def _on_progressed(self, progress: ExportProgress) -> None:
        if self._dialog is not None and not self._dialog.wasCanceled():
            self._dialog.setMaximum(max(1, progress.total))
            self._dialog.setValue(progress.done)

    def _on_succeeded(self, result: Path | SortedFiles) -> None:
        self.told.emit(self._sentence)
        left_out = () if isinstance(result, Path) else result.left_out
        if left_out:
            lines = [f"{one.name}: {one.reason}" for one in left_out[:_MOST_LISTED]]
            if len(left_out) > _MOST_LISTED:
                lines.append(self.tr("and {0} more").format(f"{len(left_out) - _MOST_LISTED:,}"))
            title = self.tr("Some files could not be copied")
            QMessageBox.warning(self._window, title, title + ":\n\n" + "\n".join(lines))

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DigitpadError):
            QMessageBox.warning(self._window, self.tr("Export"), str(error))
        else:
            self.crashed.emit(error)

    def _on_cancelled(self) -> None:
        self.told.emit(self.tr("Cancelled."))

    def _on_ended(self) -> None:
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None


def _as_cell(text: str) -> str:
    """Without what would begin another cell or another row."""
    return re.sub(r"[\t\r\n]+", " ", text)
