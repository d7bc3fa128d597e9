"""How good a scan is where the answers are known: a sentence, and a confusion matrix whose cells lead to their rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.known_answers import OTHER, Cell, KnownAnswers
from digitpad.ui.theme import with_tabular_figures


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
            sentences.append(self.tr("%n have more or fewer digits than there are.", "", len(answers.unaligned)))
        if answers.errors:
            sentences.append(self.tr("%n could not be read.", "", len(answers.errors)))
        if answers.unknown:
            sentences.append(self.tr("Of %n no answer is known.", "", answers.unknown))
        return " ".join(sentences)

    def _make_table(self) -> QTableWidget:
        names = [*(str(digit) for digit in range(10)), self.tr("other")]
        table = QTableWidget(len(names), len(names) + 2)
        table.setObjectName("scanConfusion")
        table.setAccessibleName(self.tr("True digits down, read digits across"))
        table.setHorizontalHeaderLabels([*names, self.tr("recall"), self.tr("precision")])
        table.setVerticalHeaderLabels(names)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setFont(with_tabular_figures(table.font()))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for true, row in enumerate(self._answers.confusion):
            for read, cell in enumerate(row):
                table.setItem(true, read, self._item(cell, is_right=true == read != OTHER))
        for score in self._answers.per_digit:
            shares = (score.recall, score.precision)
            for column, share in enumerate(shares, len(names)):
                item = QTableWidgetItem(f"{100 * share:.1f} %" if score.count else "")
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(score.digit, column, item)
        table.resizeColumnsToContents()
        width = table.verticalHeader().sizeHint().width() + table.horizontalHeader().length() + 4
        height = table.horizontalHeader().sizeHint().height() + table.verticalHeader().length() + 4
        table.setMinimumSize(min(width, 900), min(height, 520))
        table.cellActivated.connect(self._on_cell_chosen)
        table.cellClicked.connect(self._on_cell_chosen)
        return table

    def _item(self, cell: Cell, is_right: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(f"{cell.count:,}" if cell.count else "·")
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        font = self.font()
        font.setBold(cell.count > 0 and not is_right)
        item.setFont(font)
        if not cell.count:
            item.setForeground(self.palette().placeholderText())
        elif not is_right:  # bold says the same to those who see no colour
            tint = QColor(self.palette().accent().color())
            tint.setAlphaF(0.25)
            item.setBackground(tint)
        return item

    def _on_cell_chosen(self, true: int, read: int) -> None:
        if read > OTHER:
            return
        cell = self._answers.confusion[true][read]
        if cell.count:
            names = [*(str(digit) for digit in range(10)), self.tr("other")]
            self.rows_chosen.emit(cell.places, self.tr("{0} read as {1}").format(names[true], names[read]))

    def _show_wrong(self) -> None:
        self.rows_chosen.emit(self._answers.wrong, self.tr("Wrong readings"))
