"""Where the new model errs: a confusion matrix, and the very digits of a cell beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.core.answered_digits import AnsweredDigits
from digitpad.ui.actions import button_of, make_action
from digitpad.ui.confusion_table import ConfusionTable
from digitpad.ui.digit_grid import MOST_SHOWN, DigitGrid


class TrainResult(QWidget):
    """Begins with the most confident mistakes; a click on a number of the matrix shows its digits.

    Where there is no room for both, the matrix is shown first, and the digits in its place.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainResult")
        self._answered: AnsweredDigits | None = None
        self._is_looking_at_digits = False
        self._table = ConfusionTable([str(digit) for digit in range(10)])
        self._table.setObjectName("trainConfusion")
        self._caption = QLabel()
        self._back = button_of(make_action(self, "trainMatrixAction", self.tr("Back"), "arrow-left", None), self)
        self._mistakes = QPushButton(self.tr("All mistakes"))
        self._grid = DigitGrid(columns=13, lines=2)
        self._grid.setObjectName("trainDigits")
        self._matrix_side, self._digits_side = QWidget(), QWidget()
        self._arrange()
        self._table.cell_chosen.connect(self._on_cell_chosen)
        self._mistakes.clicked.connect(self._on_mistakes_clicked)
        self._back.clicked.connect(self._on_back_clicked)
        self._show_mistakes()

    def show_answers(self, answered: AnsweredDigits) -> None:
        """Show what a model answered."""
        self._answered = answered
        evaluation = answered.evaluation
        self._table.show_counts(evaluation.confusion, evaluation.per_class)
        self._is_looking_at_digits = False
        self._show_mistakes()
        self._make_room()

    def _arrange(self) -> None:
        self._mistakes.setObjectName("trainMistakes")
        self._mistakes.setToolTip(self.tr("Show all wrong answers, the most confident first"))
        self._back.setToolTip(self.tr("Back to the matrix"))
        self._grid.setAccessibleName(self.tr("Digits and how they were read"))
        self._caption.setWordWrap(True)
        matrix = QVBoxLayout(self._matrix_side)
        matrix.setContentsMargins(0, 0, 0, 0)
        matrix.setSpacing(8)
        matrix.addWidget(self._table, alignment=Qt.AlignmentFlag.AlignLeft)
        matrix.addWidget(self._mistakes, alignment=Qt.AlignmentFlag.AlignLeft)
        matrix.addStretch()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._back)
        head.addWidget(self._caption, stretch=1)
        digits = QVBoxLayout(self._digits_side)
        digits.setContentsMargins(0, 0, 0, 0)
        digits.setSpacing(8)
        digits.addLayout(head)
        digits.addWidget(self._grid, stretch=1)
        sides = QHBoxLayout(self)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(16)
        sides.addWidget(self._matrix_side)
        sides.addWidget(self._digits_side, stretch=1)

    def _make_room(self) -> None:
        """Show both sides where there is room, or the one the person looks at."""
        needed = self._table.sizeHint().width() + 3 * self._grid.gridSize().width() + 32
        is_wide = self.width() >= needed
        self._matrix_side.setVisible(is_wide or not self._is_looking_at_digits)
        self._digits_side.setVisible(is_wide or self._is_looking_at_digits)
        self._back.setVisible(not is_wide)

    def _look_at_digits(self, is_looking: bool) -> None:
        self._is_looking_at_digits = is_looking
        self._make_room()

    def _on_mistakes_clicked(self) -> None:
        self._show_mistakes()
        self._look_at_digits(True)

    def _on_back_clicked(self) -> None:
        self._look_at_digits(False)

    def _show_mistakes(self) -> None:
        answered = self._answered
        if answered is None:
            self._caption.setText("")
            return
        mistakes = answered.mistakes
        text = self.tr("Mistakes, the most confident first: {0}").format(f"{len(mistakes):,}")
        self._caption.setText(text if len(mistakes) else self.tr("Not a single mistake"))
        self._show_digits(answered, mistakes)

    def _on_cell_chosen(self, true: int, read: int) -> None:
        if self._answered is None:
            return
        places = self._answered.places_of(true, read)
        self._caption.setText(self.tr("{0} read as {1}: {2}").format(true, read, f"{len(places):,}"))
        self._show_digits(self._answered, places)
        self._look_at_digits(True)

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
        self._make_room()
