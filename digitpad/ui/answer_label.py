"""The answer, in large type, and in a few words how sure it is."""

from __future__ import annotations

from PySide6.QtCore import Property, QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.reading import Reading, Status
from digitpad.ui.theme import with_tabular_figures


class AnswerLabel(QWidget):
    """Shows the text of a reading and its confidence; keeps its height, so that nothing jumps when an answer comes.

    Attributes:
        reading: a Qt property, the text that was read; empty where there is none.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answerLabel")
        self._invitation = self.tr("Nothing drawn yet")
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._text)
        layout.addWidget(self._note)
        self._size_text()
        self.show_reading(None)

    def set_invitation(self, sentence: str) -> None:
        """What stands there while there is no answer."""
        self._invitation = sentence
        self.show_reading(None)

    def show_reading(self, reading: Reading | None) -> None:
        """Show an answer, or the invitation."""
        if reading is None or reading.status is Status.EMPTY:
            self._say("", self._invitation)
        elif reading.error is not None:
            self._say("", reading.error)
        else:
            self._say(reading.text, self._verdict(reading))

    def _say(self, text: str, note: str) -> None:
        self._text.setText(text)
        self._note.setText(note)
        self.setAccessibleName(self.tr("Answer: {0}, {1}").format(text, note) if text else note)

    def _verdict(self, reading: Reading) -> str:
        percent = f"{100 * reading.confidence:.1f}"
        if any(digit.status is Status.NOT_A_DIGIT for digit in reading.digits):
            return self.tr("not a digit · best guess {0} · {1} %").format(reading.digits[0].value, percent)
        if reading.status is Status.UNSURE:
            return self.tr("unsure · {0} %").format(percent)
        return self.tr("sure · {0} %").format(percent)

    def _reading(self) -> str:
        return self._text.text()

    reading = Property(str, _reading)

    def _size_text(self) -> None:
        font = with_tabular_figures(self.font())
        font.setPointSizeF(font.pointSizeF() * 4.2)
        font.setBold(True)
        self._text.setFont(font)
        self._text.setMinimumHeight(self._text.fontMetrics().height())
        self._note.setMinimumHeight(self.fontMetrics().height())

    # Qt's own names from here on.

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._size_text()
        super().changeEvent(event)
