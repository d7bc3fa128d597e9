"""A calm word on what a training left behind, and the two things to do with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.ui.bending_row import BendingRow
from digitpad.ui.icons import icon


class TrainBanner(QWidget):
    """A sentence with a button that takes up what is left and one that throws it away; hidden where nothing is.

    Args:
        name: the object's name; those of the buttons are made from it.

    Signals:
        taking_up_requested: emitted when the person wants to go on with it.
        throwing_away_requested: emitted when it should be forgotten.
    """

    taking_up_requested = Signal()
    throwing_away_requested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAutoFillBackground(True)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._take_up, self._away = QPushButton(), QPushButton(icon("trash-2"), self.tr("Throw away"))
        self._take_up.setObjectName(f"{name}TakeUp")
        self._take_up.clicked.connect(self.taking_up_requested)
        self._away.setObjectName(f"{name}ThrowAway")
        self._away.clicked.connect(self.throwing_away_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._take_up)
        buttons.addWidget(self._away)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addLayout(BendingRow(self._text, buttons))
        self.hide()

    def set_deeds(self, symbol: str, take_up: str, tip: str, tip_of_away: str) -> None:
        """Say what the buttons do.

        Args:
            symbol: of the first one, the name of an icon.
            take_up: its text.
            tip: its explanation.
            tip_of_away: the explanation of the other.
        """
        self._take_up.setIcon(icon(symbol))
        self._take_up.setText(take_up)
        self._take_up.setToolTip(tip)
        self._away.setToolTip(tip_of_away)

    def offer(self, sentence: str) -> None:
        """Show what there is; nothing where the sentence is empty."""
        self._text.setText(sentence)
        self.setVisible(bool(sentence))
