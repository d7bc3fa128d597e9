"""The answer, in large type, and in a few words how sure it is."""

from __future__ import annotations

from PySide6.QtCore import Property, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.reading import Reading, Status
from digitpad.ui.theme import with_tabular_figures

_TYPE_SCALE = 5.0
"""The answer's type against that of the window."""

_NOTE_LINES = 2
"""Room under the answer; a sentence that stands there without one has the room of both."""


class AnswerLabel(QWidget):
    """Shows the text of a reading and its confidence.

    It paints its text itself and never changes its size: nothing jumps when an answer comes, and the window is not laid
    out anew a hundred times a second while the pen moves.

    Attributes:
        reading: a Qt property, the text that was read; empty where there is none.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answerLabel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text = self._invitation = ""
        self._note = ""
        self._note_is_pale = True
        self.set_invitation(None)

    def set_invitation(self, sentence: str | None) -> None:
        """What stands there while there is no answer; None for the usual words."""
        self._invitation = self.tr("Nothing drawn yet") if sentence is None else sentence
        if not self._text:
            self._say("", self._invitation, pale=True)

    def show_reading(self, reading: Reading | None) -> None:
        """Show an answer, or the invitation."""
        if reading is None or reading.status is Status.EMPTY:
            self._say("", self._invitation, pale=True)
        elif reading.error is not None:
            self._say("", reading.error)
        else:
            self._say(reading.text, self._verdict(reading))

    def _say(self, text: str, note: str, pale: bool = False) -> None:
        self._text, self._note, self._note_is_pale = text, note, pale
        self.setAccessibleName(self.tr("Answer: {0}, {1}").format(text, note) if text else note)
        self.update()

    def _verdict(self, reading: Reading) -> str:
        percent = f"{100 * reading.confidence:.1f}"
        if any(digit.status is Status.NOT_A_DIGIT for digit in reading.digits):
            return self.tr("not a digit · best guess {0} · {1} %").format(reading.digits[0].value, percent)
        if reading.status is Status.UNSURE:
            return self.tr("unsure · {0} %").format(percent)
        return self.tr("sure · {0} %").format(percent)

    def _reading(self) -> str:
        return self._text

    reading = Property(str, _reading)

    def _answer_font(self) -> QFont:
        font = with_tabular_figures(self.font())
        font.setPointSizeF(font.pointSizeF() * _TYPE_SCALE)
        font.setBold(True)
        return font

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        answer = QFontMetrics(self._answer_font())
        note = self.fontMetrics()
        return QSize(note.horizontalAdvance("0") * 34, answer.height() + _NOTE_LINES * note.lineSpacing())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("0") * 20, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRect(self.rect())
        if self._text:
            painter.setFont(self._answer_font())
            answer = painter.fontMetrics()
            shown = answer.elidedText(self._text.replace("\n", " "), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, shown)
            room.setTop(answer.height())
        painter.setFont(with_tabular_figures(self.font()))
        if self._note_is_pale:
            painter.setPen(self.palette().placeholderText().color())
        # A file's name may be one long word.
        metrics = painter.fontMetrics()
        fits = all(metrics.horizontalAdvance(word) <= self.width() for word in self._note.split())
        wrap = Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | wrap, self._note)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)
