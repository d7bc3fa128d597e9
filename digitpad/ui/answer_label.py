"""The answer, in large type, and in a few words how sure it is."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.reading import Reading, Status
from digitpad.ui.theme import with_tabular_figures

_TYPE_SCALES = (5.0, 3.6, 2.6, 1.9, 1.4)
"""The answer's type against that of the window: the largest in which all of it has room."""

_NOTE_LINES = 2
"""Room under the answer; a sentence that stands there without one has the room of both."""

_LEAST_SCALE = 2.6
"""The type for which there is room in the smallest window."""

_TIP_LINES, _TIP_COLUMNS = 40, 80
"""Of an answer that is cut off, as far as a tool tip shows it."""


@dataclass(frozen=True)
class _Line:
    """A line of the answer as it is painted: its text, where it stands, and where each of its digits does."""

    text: str
    room: QRectF
    digits: tuple[QRectF, ...]


class AnswerLabel(QWidget):
    """Shows the text of a reading and its confidence; one digit of several is chosen by a click or the arrow keys.

    It paints its text itself, and its size depends on no answer: nothing jumps when one comes, and the window is not
    laid out anew a hundred times a second while the pen moves. In a small window it is lower, and its type smaller; an
    answer that is longer than its room is told whole in the tool tip.

    Attributes:
        reading: a Qt property, the text that was read; empty where there is none.

    Signals:
        digit_chosen: emitted with its index when the person chose a digit.
    """

    digit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answerLabel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._shown: Reading | None = None
        self._chosen = 0
        self._text = self._invitation = ""
        self._note = ""
        self._note_is_pale = True
        self._font = self.font()
        self._lines: list[_Line] = []
        self.set_invitation(None)

    def set_invitation(self, sentence: str | None) -> None:
        """What stands there while there is no answer; None for the usual words."""
        self._invitation = self.tr("Nothing drawn yet") if sentence is None else sentence
        if not self._text:
            self._say("", self._invitation, pale=True)

    def show_reading(self, reading: Reading | None, chosen: int = 0) -> None:
        """Show an answer with one of its digits chosen, or the invitation."""
        self._shown, self._chosen = reading, chosen
        if reading is None or reading.status is Status.EMPTY:
            self._say("", self._invitation, pale=True)
        elif reading.error is not None:
            self._say("", reading.error)
        else:
            self._say(reading.text, self._verdict(reading))
        several = reading is not None and len(reading.digits) > 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if several else Qt.FocusPolicy.NoFocus)

    def _say(self, text: str, note: str, pale: bool = False) -> None:
        if text != self._text:
            self._text = text
            self._lay_out()
        self._note, self._note_is_pale = note, pale
        self.setAccessibleName(self.tr("Answer: {0}, {1}").format(text, note) if text else note)
        self.update()

    def _verdict(self, reading: Reading) -> str:
        percent = f"{100 * reading.confidence:.1f}"
        digits = reading.digits
        if len(digits) == 1 and digits[0].by_hand:
            return self.tr("as you said")
        if len(digits) == 1 and digits[0].status is Status.NOT_A_DIGIT:
            return self.tr("not a digit · best guess {0} · {1} %").format(digits[0].value, percent)
        if reading.status is not Status.UNSURE:
            verdict = self.tr("sure · {0} %").format(percent)
        elif len(digits) == 1:
            verdict = self.tr("unsure · {0} %").format(percent)
        else:
            doubtful = sum(digit.status is not Status.OK for digit in digits)
            verdict = self.tr("{0} of {1} in doubt · {2} %").format(doubtful, len(digits), percent)
        if len(digits) == 1:
            return verdict
        digit = digits[self._chosen]
        certain = self.tr("as you said") if digit.by_hand else self.tr("{0} %").format(f"{100 * digit.confidence:.1f}")
        chosen = self.tr("digit {0}: {1} · {2}").format(self._chosen + 1, digit.value, certain)
        return f"{verdict}\n{chosen}"

    def _reading(self) -> str:
        return self._text

    reading = Property(str, _reading)

    def _answer_font(self, scale: float) -> QFont:
        font = with_tabular_figures(self.font())
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(True)
        return font

    def _size_for(self, columns: int, scale: float) -> QSize:
        """Room for so many characters of a note, and for one line of an answer in a type."""
        answer, note = QFontMetrics(self._answer_font(scale)), self.fontMetrics()
        return QSize(note.horizontalAdvance("0") * columns, answer.height() + _NOTE_LINES * note.lineSpacing())

    def _lay_out(self) -> None:
        """Find the largest type in which the whole answer has room, and where its digits stand."""
        texts = self._text.split("\n") if self._text else []
        room = self.height() - _NOTE_LINES * self.fontMetrics().lineSpacing()
        for scale in _TYPE_SCALES:
            self._font = self._answer_font(scale)
            metrics = QFontMetricsF(self._font)
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
            if widest <= self.width() and len(texts) * metrics.height() <= room + 1:
                break
        fitting = max(1, int((room + 1) / metrics.height()))
        self._lines = []
        for number, text in enumerate(texts[:fitting]):
            cut_off = "…" if number == fitting - 1 and len(texts) > fitting else ""
            shown = metrics.elidedText(text + cut_off, Qt.TextElideMode.ElideRight, self.width())
            place = QRectF(0, number * metrics.height(), self.width(), metrics.height())
            ends = [metrics.horizontalAdvance(shown[:count]) for count in range(len(shown) + 1)]
            digits = tuple(
                QRectF(left, place.top(), right - left, place.height())
                for left, right, character in zip(ends, ends[1:], shown, strict=False)
                if character != "…"
            )
            self._lines.append(_Line(shown, place, digits))
        is_whole = [line.text for line in self._lines] == texts
        self.setToolTip("" if is_whole else _in_tip(texts))

    def _digit_places(self) -> list[tuple[int, QRectF]]:
        """The index of each digit that is shown, and where it stands."""
        places = []
        start = 0
        for line, text in zip(self._lines, self._text.split("\n"), strict=False):
            places += [(start + index, room) for index, room in enumerate(line.digits)]
            start += len(text)
        return places

    def _choose(self, index: int) -> None:
        if self._shown and 0 <= index < len(self._shown.digits) and index != self._chosen:
            self.show_reading(self._shown, index)
            self.digit_chosen.emit(index)

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        return self._size_for(34, _TYPE_SCALES[0])

    def minimumSizeHint(self) -> QSize:
        return self._size_for(18, _LEAST_SCALE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, room in self._digit_places():
            if room.contains(event.position()):
                self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._choose(self._chosen + step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRect(self.rect())
        if self._lines:
            self._paint_answer(painter)
            room.setTop(self.height() - _NOTE_LINES * self.fontMetrics().lineSpacing())
        painter.setFont(with_tabular_figures(self.font()))
        pen = self.palette().placeholderText() if self._note_is_pale else self.palette().windowText()
        painter.setPen(pen.color())
        # A file's name may be one long word.
        metrics = painter.fontMetrics()
        fits = all(metrics.horizontalAdvance(word) <= self.width() for word in self._note.split())
        wrap = Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | wrap, self._note)

    def _paint_answer(self, painter: QPainter) -> None:
        painter.setFont(self._font)
        for line in self._lines:
            painter.drawText(line.room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, line.text)
        places = dict(self._digit_places())
        if len(places) > 1 and self._chosen in places:
            under = QRectF(places[self._chosen])
            under.setTop(under.top() + QFontMetricsF(self._font).ascent() + 2)
            under.setHeight(3 if self.hasFocus() else 2)
            painter.fillRect(under.adjusted(1, 0, -1, 0), self.palette().accent())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._lay_out()
            self.updateGeometry()
            self.update()
        super().changeEvent(event)


def _in_tip(texts: Sequence[str]) -> str:
    """The lines of an answer, as many of them as a screen has room for."""
    lines = [part for text in texts for part in textwrap.wrap(text, _TIP_COLUMNS) or [""]]
    return "\n".join(lines if len(lines) <= _TIP_LINES else [*lines[: _TIP_LINES - 1], "…"])
