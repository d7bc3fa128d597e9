"""A confusion matrix: true digits down, read ones across, and what stands in a cell is a click away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from digitpad.core.evaluation import ClassScore
from digitpad.ui.theme import with_tabular_figures

_DIGITS = 10


class ConfusionTable(QTableWidget):
    """Shows counts, with recall and precision of each digit behind its row.

    Args:
        names: of the classes: ten digits, and what may come after them.

    Signals:
        cell_chosen: emitted with the true and the read class of a cell that is not empty.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(len(names), len(names) + 2, parent)
        self._classes = len(names)
        self._counts: Sequence[Sequence[int]] = ()
        self.setAccessibleName(self.tr("True digits down, read digits across"))
        self.setToolTip(self.tr("Rows are what stands there, columns what was read"))
        self.setHorizontalHeaderLabels([*names, self.tr("recall"), self.tr("precision")])
        self.setVerticalHeaderLabels(list(names))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self.setFont(with_tabular_figures(self.font()))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setMinimumSectionSize(self.fontMetrics().horizontalAdvance("1000") + 6)
        self.verticalHeader().setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 3)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.cellActivated.connect(self._on_cell_chosen)
        self.cellClicked.connect(self._on_cell_chosen)

    def show_counts(self, counts: Sequence[Sequence[int]], scores: Sequence[ClassScore]) -> None:
        """Show a matrix.

        Args:
            counts: a row for each true class, a column for each read one.
            scores: of the ten digits.
        """
        self._counts = counts
        for true, row in enumerate(counts):
            for read, count in enumerate(row):
                self.setItem(true, read, self._item(count, is_right=true == read < _DIGITS))
        for score in scores:
            read = sum(row[score.digit] for row in counts)
            shares = ((score.recall, score.count), (score.precision, read))
            for column, (share, of) in enumerate(shares, self._classes):
                item = QTableWidgetItem(f"{100 * share:.1f} %" if of else "")
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(score.digit, column, item)
        self.resizeColumnsToContents()
        self.updateGeometry()

    def _item(self, count: int, is_right: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(str(count) if count else "·")
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        font = self.font()
        font.setBold(count > 0 and not is_right)
        item.setFont(font)
        if not count:
            item.setForeground(self.palette().placeholderText())
        elif not is_right:  # bold says the same to those who see no colour
            tint = QColor(self.palette().accent().color())
            tint.setAlphaF(0.25)
            item.setBackground(tint)
        return item

    def _on_cell_chosen(self, true: int, read: int) -> None:
        if read < self._classes and self._counts and self._counts[true][read]:
            self.cell_chosen.emit(true, read)

    # Qt's own names from here on.

    def minimumSizeHint(self) -> QSize:
        """The head and a row: the rest can be scrolled."""
        return QSize(super().minimumSizeHint().width(), 2 * self.verticalHeader().defaultSectionSize())
