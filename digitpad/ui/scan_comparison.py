"""Comparing a scan with what is known to stand there: from folders named like digits, or from a table."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from digitpad.core.errors import DigitpadError
from digitpad.core.known_answers import KnownAnswers, known_answers
from digitpad.core.scan_row import ScanRow
from digitpad.ui.known_answers_dialog import KnownAnswersDialog
from digitpad.ui.single_task import SingleTask


class ScanComparison(QObject):
    """Finds the truth, compares in a thread of its own, and shows what came of it.

    Args:
        window: over which dialogs are shown.

    Signals:
        rows_chosen: emitted with the places of rows a person wants to see, and a name for them.
        told: emitted with a sentence for the person.
        crashed: emitted with an exception that is a bug of ours.
    """

    rows_chosen = Signal(object, str)
    told = Signal(str)
    crashed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._task = SingleTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.ended.connect(self._on_ended)
        self._dialog: KnownAnswersDialog | None = None
        self._rows: tuple[ScanRow, ...] = ()
        self._places: tuple[int, ...] = ()
        self._lacks_truth = False
        self._is_wanted = False

    def compare(self, rows: Sequence[ScanRow], places: Sequence[int], table: Path | None = None) -> None:
        """Compare rows with a table; without one with their folders' names, and where none is a digit, ask for one.

        Args:
            rows: to compare.
            places: of each among the rows of the scan.
            table: of what stands on them.
        """
        if self._task.is_running:
            return
        # Both may grow while a scan goes on.
        self._rows, self._places, self._is_wanted = tuple(rows), tuple(places), True
        self._task.begin(_compared(self._rows, table))
        self.told.emit(self.tr("Comparing…"))

    def forget(self) -> None:
        """The rows are others: nothing is said of those before any more."""
        self._task.cancel()
        self._lacks_truth = self._is_wanted = False
        self._close_dialog()

    def stop(self) -> None:
        """End the thread, and close the dialog."""
        self._is_wanted = False
        self._task.stop()
        self._close_dialog()

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None

    def _ask_for_table(self) -> None:
        title = self.tr("Choose a table with the columns file and text")
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", self.tr("Tables (*.csv *.tsv *.txt)"))
        if name:
            self.compare(self._rows, self._places, Path(name))

    def _on_succeeded(self, answers: KnownAnswers | None) -> None:
        self._close_dialog()
        if not self._is_wanted:
            return
        if answers is None:
            self._lacks_truth = True  # a table is asked for when this task has ended: the dialog would keep it waiting
            return
        self._dialog = KnownAnswersDialog(answers, self._window)
        self._dialog.rows_chosen.connect(self._on_rows_chosen)
        self._dialog.show()
        self.told.emit("")

    def _on_rows_chosen(self, compared: Sequence[int], name: str) -> None:
        self.rows_chosen.emit(tuple(self._places[one] for one in compared), name)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DigitpadError):
            QMessageBox.warning(self._window, self.tr("Known answers"), str(error))
        else:
            self.crashed.emit(error)

    def _on_ended(self) -> None:
        if self._lacks_truth:
            self._lacks_truth = False
            self._ask_for_table()


def _compared(rows: Sequence[ScanRow], table: Path | None) -> Generator[None, None, KnownAnswers | None]:
    """The comparison; None where no table is given and no folder is named like a digit."""
    from digitpad.scan.truth import truth_from_folders, truth_from_table

    truth = truth_from_table(table, rows) if table else truth_from_folders(rows)
    yield
    return known_answers(rows, truth) if any(answer is not None for answer in truth) else None
