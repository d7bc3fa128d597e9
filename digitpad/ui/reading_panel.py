"""The column beside a drawing or a picture: the answer, the bars, and what the network sees."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.reading import DigitReading, Reading
from digitpad.ui.answer_label import AnswerLabel
from digitpad.ui.network_view import NetworkView
from digitpad.ui.probability_bars import ProbabilityBars


class ReadingPanel(QWidget):
    """Shows one reading: all of it in words, and one of its digits with its bars.

    Attributes:
        digit: the one whose bars are shown, or None.

    Signals:
        digit_chosen: emitted with its index when the person chose a digit in the answer.

    Args:
        prefix: goes before the object names of the parts where a window holds a second panel: `picture` gives
            `pictureAnswerLabel`, `pictureProbabilityBars` and `pictureNetworkView`.
        under_answer: a widget of somebody else's that stands there.
    """

    digit_chosen = Signal(int)

    def __init__(self, prefix: str = "", under_answer: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = AnswerLabel()
        self.bars = ProbabilityBars()
        self.network_view = NetworkView()
        if prefix:
            for part in (self.answer, self.bars, self.network_view):
                name = part.objectName()
                part.setObjectName(prefix + name[0].upper() + name[1:])
        caption = QLabel(self.tr("what the\nnetwork sees"))
        caption.setForegroundRole(caption.palette().ColorRole.PlaceholderText)

        seen = QHBoxLayout()
        seen.setSpacing(12)
        seen.addWidget(self.network_view)
        seen.addWidget(caption, alignment=Qt.AlignmentFlag.AlignBottom)
        seen.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self.answer)
        if under_answer is not None:  # the tab key goes as the eye does, in the order in which parts are added
            layout.addWidget(under_answer)
        layout.addWidget(self.bars, stretch=1)
        layout.addLayout(seen)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._reading: Reading | None = None
        self.digit: DigitReading | None = None
        self.answer.digit_chosen.connect(self._on_digit_chosen)

    def show_reading(self, reading: Reading | None, chosen: int = 0) -> None:
        """Show an answer with one of its digits chosen, or that there is none."""
        self._reading = reading
        self.digit = digit = reading.digits[chosen] if reading and reading.digits else None
        self.answer.show_reading(reading, chosen)
        self.bars.set_probabilities(digit.probabilities if digit else None)
        self.network_view.show_pixels(digit.glyph.pixels if digit else None)

    def choose(self, index: int) -> None:
        """Show another digit of the same answer."""
        self.show_reading(self._reading, index)

    def _on_digit_chosen(self, index: int) -> None:
        self.choose(index)
        self.digit_chosen.emit(index)
