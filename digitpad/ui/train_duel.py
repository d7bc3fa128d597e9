"""The new model beside the one in use, on the same digits: what it wins, and what it loses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from digitpad.core.answered_digits import AnsweredDigits, Duel
from digitpad.ui.digit_grid import MOST_SHOWN, DigitGrid


class TrainDuel(QWidget):
    """Two grids, one for each side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainDuel")
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._won_caption, self._lost_caption = QLabel(), QLabel()
        self._won, self._lost = DigitGrid(columns=13, lines=2), DigitGrid(columns=13, lines=2)
        self._won.setObjectName("trainWon")
        self._won.setAccessibleName(self.tr("Digits only the new model reads right"))
        self._lost.setObjectName("trainLost")
        self._lost.setAccessibleName(self.tr("Digits only the model in use reads right"))
        sides = QGridLayout()
        sides.setHorizontalSpacing(16)
        sides.setVerticalSpacing(8)
        sides.setRowStretch(1, 1)
        for column, (caption, grid) in enumerate(((self._won_caption, self._won), (self._lost_caption, self._lost))):
            caption.setWordWrap(True)
            sides.addWidget(caption, 0, column, Qt.AlignmentFlag.AlignBottom)
            sides.addWidget(grid, 1, column)
            sides.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self._sentence)
        layout.addLayout(sides, stretch=1)

    def say(self, sentence: str) -> None:
        """Show a sentence in place of a duel."""
        self._sentence.setText(sentence)
        for part in (self._won_caption, self._lost_caption, self._won, self._lost):
            part.hide()

    def show_duel(self, duel: Duel, model: str) -> None:
        """Show a duel with a model of that name."""
        before, after = (100 * side.evaluation.accuracy for side in (duel.before, duel.after))
        sentence = self.tr("On the same {0} digits, {1} reads {2} right and the new model {3}.")
        count = f"{duel.after.evaluation.count:,}"
        self._sentence.setText(sentence.format(count, model, f"{before:.2f}\u00a0%", f"{after:.2f}\u00a0%"))
        self._won_caption.setText(self.tr("Won, read right only by the new model: {0}").format(len(duel.won)))
        self._lost_caption.setText(self.tr("Lost, read right only by {0}: {1}").format(model, len(duel.lost)))
        self._show_side(self._won, duel.before, duel.won, self.tr("was read {0}"))
        self._show_side(self._lost, duel.after, duel.lost, self.tr("now read {0}"))
        for part in (self._won_caption, self._lost_caption, self._won, self._lost):
            part.show()

    def _show_side(self, grid: DigitGrid, wrong: AnsweredDigits, places: NDArray[np.intp], how: str) -> None:
        """Show digits with the wrong answer of the side that errs."""
        places = places[:MOST_SHOWN]
        words = [
            (self.tr("is {0}").format(label), how.format(answer))
            for label, answer in zip(wrong.labels[places], wrong.answers[places], strict=True)
        ]
        captions, tips = ["\n".join(pair) for pair in words], [", ".join(pair) for pair in words]
        grid.show_digits(wrong.images[places], captions, tips)
