"""How many pages still wait to be opened, and a button that lets them be."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from digitpad.ui.icons import icon
from digitpad.ui.theme import with_tabular_figures

_SOON_MS = 500
"""What is there in a moment nobody needs to be told of."""


class OpeningLine(QWidget):
    """Shows itself while something takes its time to be opened.

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
        self._stop = QPushButton(icon("square"), self.tr("Stop"))
        self._stop.setObjectName("openingStop")
        self._stop.setToolTip(self.tr("Open no more; those in the list stay"))
        self._stop.clicked.connect(self.stop_requested)
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self.show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._words, stretch=1)
        layout.addWidget(self._stop)
        self.hide()

    def show_waiting(self, count: int) -> None:
        """Tell how many are to be opened, the one at hand among them."""
        self._words.setText(self.tr("Opening… {0} to go").format(f"{count:,}") if count > 1 else self.tr("Opening…"))
        self._stop.setVisible(count > 1)
        if count == 0:
            self._timer.stop()
            self.hide()
        elif not self.isVisible() and not self._timer.isActive():
            self._timer.start()
