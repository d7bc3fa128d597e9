"""How good a scan is where the answers are known: a sentence, and a confusion matrix whose cells lead to their rows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from digitpad.core.known_answers import KnownAnswers
from digitpad.ui.confusion_table import ConfusionTable
from digitpad.ui.plural import counted


class KnownAnswersDialog(QDialog):
    """Shows a comparison; it stays open beside the rows it leads to.

    Signals:
        rows_chosen: emitted with the places of rows, and a name for them.
    """

    rows_chosen = Signal(object, str)

    def __init__(self, answers: KnownAnswers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("knownAnswers")
        self.setWindowTitle(self.tr("Known answers"))
        self._answers = answers
        summary = QLabel(self._summary())
        summary.setWordWrap(True)
        self._table = self._make_table()
        explained = self.tr("Rows are what stands there, columns what was read. A click on a number shows its files.")
        hint = QLabel(explained)
        hint.setWordWrap(True)
        hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        wrong = buttons.addButton(self.tr("Show all that are wrong"), QDialogButtonBox.ButtonRole.ActionRole)
        wrong.setEnabled(bool(answers.wrong))
        wrong.clicked.connect(self._show_wrong)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for widget in (summary, self._table, hint, buttons):
            layout.addWidget(widget)

    def _summary(self) -> str:
        answers = self._answers
        sentences = [
            self.tr("{0} of {1} readings with a known answer are right ({2} %).").format(
                f"{answers.right:,}", f"{answers.count:,}", f"{100 * answers.accuracy:.2f}"
            )
        ]
        if answers.unaligned:
            one = self.tr("{0} has more or fewer digits than there are.")
            several = self.tr("{0} have more or fewer digits than there are.")
            sentences.append(counted(len(answers.unaligned), one, several))
        if answers.errors:
            sentences.append(self.tr("{0} could not be read.").format(f"{len(answers.errors):,}"))
        if answers.unknown:
            sentences.append(self.tr("Of {0} no answer is known.").format(f"{answers.unknown:,}"))
        return " ".join(sentences)

    def _make_table(self) -> ConfusionTable:
        answers = self._answers
        table = ConfusionTable(self._names())
        table.setObjectName("scanConfusion")
        table.show_counts([[cell.count for cell in row] for row in answers.confusion], answers.per_digit)
        size = table.sizeHint()
        table.setMinimumSize(min(size.width(), 900), min(size.height(), 520))
        table.cell_chosen.connect(self._on_cell_chosen)
        return table

    def _names(self) -> list[str]:
        return [*(str(digit) for digit in range(10)), self.tr("other")]

    def _on_cell_chosen(self, true: int, read: int) -> None:
        names = self._names()
        places = self._answers.confusion[true][read].places
        self.rows_chosen.emit(places, self.tr("{0} read as {1}").format(names[true], names[read]))

    def _show_wrong(self) -> None:
        self.rows_chosen.emit(self._answers.wrong, self.tr("Wrong readings"))
