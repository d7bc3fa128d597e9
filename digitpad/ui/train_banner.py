"""A calm word on a training that was cut off."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from digitpad.core.training_report import UnfinishedTraining
from digitpad.ui.icons import icon


class TrainBanner(QWidget):
    """Says which training can go on; hidden where there is none.

    Signals:
        going_on_requested: emitted when it should.
        throwing_away_requested: emitted when it should be forgotten.
    """

    going_on_requested = Signal()
    throwing_away_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainBanner")
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAutoFillBackground(True)
        self._text = QLabel()
        self._text.setWordWrap(True)
        go_on = QPushButton(icon("play"), self.tr("Go on"))
        go_on.setObjectName("trainGoOn")
        go_on.setToolTip(self.tr("Go on where it was cut off"))
        go_on.clicked.connect(self.going_on_requested)
        away = QPushButton(icon("trash-2"), self.tr("Throw away"))
        away.setObjectName("trainThrowAway")
        away.setToolTip(self.tr("Forget what it had learned"))
        away.clicked.connect(self.throwing_away_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(go_on)
        layout.addWidget(away)
        self.hide()

    def show_unfinished(self, unfinished: UnfinishedTraining | None) -> None:
        """Offer to go on with a training, or do not."""
        if unfinished is not None:
            when = QDateTime.fromSecsSinceEpoch(round(unfinished.when))
            date = QLocale().toString(when, QLocale.FormatType.ShortFormat)
            text = self.tr("A training of {0} was cut off in epoch {1} of {2} ({3}). It can go on where it was.")
            self._text.setText(text.format(unfinished.network, unfinished.epoch, unfinished.epochs, date))
        self.setVisible(unfinished is not None)
