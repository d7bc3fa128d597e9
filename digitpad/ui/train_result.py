"""Where the new model errs: a confusion matrix, and the very digits of a cell beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.answered_digits import AnsweredDigits
from digitpad.ui.confusion_table import ConfusionTable
from digitpad.ui.digit_grid import MOST_SHOWN, DigitGrid


class TrainResult(QWidget):
    """Begins with the most confident mistakes; a click on a number of the matrix shows its digits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainResult")
        self._answered: AnsweredDigits | None = None
        self._table = ConfusionTable([str(digit) for digit in range(10)])
        self._table.setObjectName("trainConfusion")
        self._caption = QLabel()
        self._mistakes = QPushButton(self.tr("All mistakes"))
        self._grid = DigitGrid(columns=13, lines=2)
        self._grid.setObjectName("trainDigits")
        self._arrange()
        self._table.cell_chosen.connect(self._on_cell_chosen)
        self._mistakes.clicked.connect(self._show_mistakes)
        self._show_mistakes()

    def show_answers(self, answered: AnsweredDigits) -> None:
        """Show what a model answered."""
        self._answered = answered
        evaluation = answered.evaluation
        self._table.show_counts(evaluation.confusion, evaluation.per_class)
        self._table.setMinimumHeight(min(self._table.sizeHint().height(), 12 * self.fontMetrics().height()))
        self._show_mistakes()
        self._turn()

    def _arrange(self) -> None:
        self._table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._mistakes.setObjectName("trainMistakes")
        self._mistakes.setToolTip(self.tr("Show all wrong answers, the most confident first"))
        self._mistakes.setFlat(True)
        self._grid.setAccessibleName(self.tr("Digits and how they were read"))
        self._caption.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._caption, stretch=1)
        head.addWidget(self._mistakes)
        below = QVBoxLayout()
        below.setSpacing(8)
        below.addLayout(head)
        below.addWidget(self._grid, stretch=1)
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(16)
        self._sides.addWidget(self._table)
        self._sides.addLayout(below, stretch=1)

    def _turn(self) -> None:
        """Put the digits beside the matrix where there is room, under it where there is none."""
        is_wide = self.width() >= self._table.sizeHint().width() + 3 * self._grid.gridSize().width() + 32
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(direction)

    def _show_mistakes(self) -> None:
        answered = self._answered
        self._mistakes.hide()
        if answered is None:
            self._caption.setText("")
            return
        mistakes = answered.mistakes
        text = self.tr("%n mistake(s), the most confident first", "", len(mistakes))
        self._caption.setText(text if len(mistakes) else self.tr("Not a single mistake"))
        self._show_digits(answered, mistakes)

    def _on_cell_chosen(self, true: int, read: int) -> None:
        if self._answered is None:
            return
        places = self._answered.places_of(true, read)
        count = self.tr("%n digit(s)", "", len(places))
        self._caption.setText(self.tr("{0} read as {1}: {2}").format(true, read, count))
        self._mistakes.show()
        self._show_digits(self._answered, places)

    def _show_digits(self, answered: AnsweredDigits, places: NDArray[np.intp]) -> None:
        places = places[:MOST_SHOWN]
        words = [
            (self.tr("is {0}, read {1}").format(label, answer), self.tr("{0} %").format(f"{100 * confidence:.0f}"))
            for label, answer, confidence in zip(
                answered.labels[places], answered.answers[places], answered.confidences[places], strict=True
            )
        ]
        captions, tips = ["\n".join(pair) for pair in words], [", ".join(pair) for pair in words]
        self._grid.show_digits(answered.images[places], captions, tips)

    # Qt's own names from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()
