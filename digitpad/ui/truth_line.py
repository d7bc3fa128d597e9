"""The line under an answer in which a person says what the digit is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedLayout, QWidget

from digitpad.core.reading import DigitReading, Status
from digitpad.ui.icons import icon

_NOTHING, _ASKS = -2, -1
"""What the line shows beside the values 0 to 9 that were given: no digit, or one nobody said anything of."""


class TruthLine(QWidget):
    """Asks quietly, and tells what was kept; it keeps its size, and takes no key that the canvas had.

    Signals:
        value_given: emitted with the figure 0 to 9 that the person chose.
        value_taken_back: emitted when the person wants what was given undone.
    """

    value_given = Signal(int)
    value_taken_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("truthLine")
        self._shown = (_ASKS, "")
        self._ask = QPushButton()
        self._ask.setObjectName("truthButton")
        self._ask.setMenu(self._make_menu())
        self._kept = QLabel()
        self._undo = QPushButton(icon("undo-2"), self.tr("Undo"))
        self._undo.setObjectName("truthUndo")
        self._dress()
        kept = QWidget()
        line = QHBoxLayout(kept)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._kept)
        line.addWidget(self._undo)
        line.addStretch()
        ask = QWidget()
        line = QHBoxLayout(ask)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._ask)
        line.addStretch()
        self._sides = QStackedLayout(self)
        for side in (QWidget(), ask, kept):
            self._sides.addWidget(side)
        self._undo.clicked.connect(self.value_taken_back)
        self.show_digit(None)

    def show_digit(self, digit: DigitReading | None) -> None:
        """Show that nothing was said of a digit yet, or what was."""
        value = digit.value if digit and digit.by_hand else _ASKS if digit else _NOTHING
        shown = (value, digit.character if digit else "")
        if shown == self._shown:
            return  # a hundred times a second, while the pen moves
        self._shown = shown
        is_known = digit is not None and digit.status is not Status.NOT_A_DIGIT
        # Of several digits, which one is meant.
        ask = self.tr("&Not {0}? It is…").format(shown[1]) if is_known else self.tr("&Which digit is it?")
        self._ask.setText(ask)
        self._sides.setCurrentIndex(0 if value == _NOTHING else 1 if value == _ASKS else 2)
        self._kept.setText(self.tr("Kept as an example of {0}").format(value))
        self._undo.setAccessibleDescription(self.tr("It is no example of {0} then").format(value))

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for value in range(10):
            action = menu.addAction(f"&{value}")
            action.setData(value)
        menu.triggered.connect(lambda action: self.value_given.emit(action.data()))
        return menu

    def _dress(self) -> None:
        self._ask.setAccessibleName(self.tr("Say what the digit is"))
        self._ask.setToolTip(
            self.tr(
                "Say what the digit is. It is kept on this computer, as an example to train with, and sent nowhere."
            )
        )
        self._undo.setToolTip(self.tr("Take back what you said, and do not keep the example"))
        for button in (self._ask, self._undo):
            button.setFlat(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the canvas its keys
            button.setAutoDefault(False)
