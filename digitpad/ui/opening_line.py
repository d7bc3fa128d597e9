"""How many pages still wait to be opened, and a button that lets them be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from digitpad.ui.icons import icon
from digitpad.ui.theme import with_tabular_figures

_MANY = 10
"""Of fewer files nobody needs to be told: they are there in a moment."""


class OpeningLine(QWidget):
    """Shows itself while many wait.

    Signals:
        stop_requested: emitted when the person does not want them any more.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("openingLine")
        self._words = QLabel()
        self._words.setFont(with_tabular_figures(self.font()))
        self._words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        stop = QPushButton(icon("square"), self.tr("Stop"))
        stop.setObjectName("openingStop")
        stop.setToolTip(self.tr("Open no more; those in the list stay"))
        stop.clicked.connect(self.stop_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._words, stretch=1)
        layout.addWidget(stop)
        self.hide()

    def show_waiting(self, count: int) -> None:
        """Tell how many wait."""
        self._words.setText(self.tr("{0} more to open").format(f"{count:,}"))
        if count >= _MANY or count == 0:
            self.setVisible(count > 0)
