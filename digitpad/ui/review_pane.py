"""The pane beside the table: a page with its boxes, what was read, and a key for every decision."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.glyph import GLYPH_SIZE, Glyph
from digitpad.core.reading import DigitReading, Reading, Status
from digitpad.core.scan_row import ScanRow
from digitpad.store.scan_record import KeptDigit
from digitpad.ui.actions import button_of, make_action
from digitpad.ui.correction_field import CorrectionField
from digitpad.ui.icons import icon
from digitpad.ui.picture_view import PictureView
from digitpad.ui.steady_label import SteadyLabel
from digitpad.ui.theme import with_tabular_figures


class ReviewPane(QWidget):
    """Shows one row; says what the person decided.

    Attributes:
        undo_action: takes the last decision back.

    Signals:
        accepted: emitted with the text that stands on the page, and whether it may become a training sample.
        sample_chosen: emitted with whether the page shown, which was looked at, may become a training sample.
        skip_requested, back_requested, undo_requested: emitted when the person wants to go on without a decision, to
            the page before, or the last decision taken back.
        told: emitted with a sentence for the person.
    """

    accepted = Signal(str, bool)
    sample_chosen = Signal(bool)
    skip_requested = Signal()
    back_requested = Signal()
    undo_requested = Signal()
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reviewPane")
        self._row: ScanRow | None = None
        self._gives_samples = False  # what the person chose last
        self._name, self._read, self._counter = QLabel(), QLabel(), SteadyLabel()
        self._view = PictureView()
        self._field = CorrectionField()
        self._samples = QCheckBox(self.tr("Use as training sample"))
        self.undo_action = make_action(
            self, "undoReviewAction", self.tr("Undo the last decision"), "undo-2", QKeySequence.StandardKey.Undo
        )
        self._back_action = make_action(self, "backAction", self.tr("Back (←)"), "arrow-left", None)
        self._skip_action = make_action(self, "skipAction", self.tr("Skip (S or →)"), "arrow-right", None)
        self._accept = QPushButton(icon("check"), self.tr("Accept"))
        self._dress()
        self._arrange()
        self._connect()
        self.show_row(None)

    @property
    def draft(self) -> str | None:
        """What was typed and is neither accepted nor taken back, if anything."""
        return self._field.text() if self._field.isModified() else None

    def show_row(self, row: ScanRow | None, draft: str | None = None) -> None:
        """Show another row, and what was typed of it before; its picture and its boxes come later."""
        self._row = row
        self._view.show_reading(None)
        self._view.show_picture(QImage(), QSize())
        self._show_words()
        if draft is not None and self._field.isEnabled():
            self._field.show_draft(draft)
        self._samples.setChecked(self._gives_samples and row is not None)

    def show_change(self, row: ScanRow) -> None:
        """Show the row that is shown as it is now; what is being typed stays."""
        draft = self.draft
        self._row = row
        self._show_words()
        if draft is not None:
            self._field.show_draft(draft)

    def show_picture(self, image: QImage, size: QSize, error: str | None) -> None:
        """Show the picture of the row, or why there is none."""
        self._view.show_picture(image, size)
        if error is not None and self._row is not None and self._row.error is None:
            self._read.setText(error)

    def show_digits(self, digits: Sequence[KeptDigit], is_sample: bool) -> None:
        """Show the boxes of the row's digits, and whether it is a training sample."""
        no_pixels = np.zeros((GLYPH_SIZE, GLYPH_SIZE), np.float32)
        readings = [
            DigitReading(
                value=digit.value,
                status=digit.status,
                confidence=digit.confidence,
                probabilities=(),
                glyph=Glyph(no_pixels, digit.box, digit.line),
            )
            for digit in digits
        ]
        self._view.show_reading(Reading(tuple(readings)), chosen=-1)
        if self._row is not None and self._row.is_reviewed:
            self._samples.setChecked(is_sample)

    def show_counts(self, reviewed: int, waiting: int) -> None:
        """Say how far the review is."""
        self._counter.say(self.tr("{0} looked at · {1} to go").format(f"{reviewed:,}", f"{waiting:,}"))

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; false where it stands for nothing."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ShiftModifier and self._field.takes(event.text()):
            modifiers = Qt.KeyboardModifier.NoModifier  # some keyboards have figures and strokes there
        if self._row is None or modifiers:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_accept_clicked()
        elif key in (Qt.Key.Key_S, Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._leave_by(self.skip_requested)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._leave_by(self.back_requested)
        elif key == Qt.Key.Key_Escape and self._field.isModified():
            self._show_words()
        elif not self._field.isEnabled():
            return False
        elif key == Qt.Key.Key_Backspace:
            self._field.erase()
        else:
            return self._field.type_character(event.text())
        return True

    def _dress(self) -> None:
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._read.setTextFormat(Qt.TextFormat.PlainText)
        self._read.setObjectName("reviewReading")
        self._read.setWordWrap(True)
        self._name.setWordWrap(True)
        self._counter.setObjectName("reviewCounter")
        self._counter.label.setForegroundRole(self._counter.palette().ColorRole.PlaceholderText)
        self._counter.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._read.setFont(with_tabular_figures(self._read.font()))
        for label in (self._name, self._read):  # a long name wraps, and asks for no room
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            label.setMinimumHeight(ceil(QFontMetricsF(label.font()).height()))  # as high without a text as with one
        self._view.setObjectName("scanPictureView")
        self._view.setMinimumHeight(5 * self.fontMetrics().height() // 2)  # there is much else in this tab
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows lead to other pages here
        self._view.setToolTip(self.tr("The page with a box around each digit; the wheel zooms"))
        self._samples.setObjectName("scanSample")
        self._samples.setToolTip(
            self.tr("Keep the digits you accept on this computer, for a network that learns your hand")
        )
        self._accept.setObjectName("scanAccept")
        self._accept.setToolTip(self.tr("That is what stands there (Enter)"))
        self._accept.setAutoDefault(False)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for action in (self._back_action, self._skip_action, self.undo_action):
            buttons.addWidget(button_of(action, self))
        buttons.addWidget(self._counter, stretch=1)
        entry = QHBoxLayout()
        entry.setSpacing(8)
        entry.addWidget(self._field, stretch=1)
        entry.addWidget(self._accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._name)
        layout.addWidget(self._view, stretch=1)
        layout.addWidget(self._read)
        layout.addLayout(entry)
        layout.addWidget(self._samples)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._accept.clicked.connect(self._on_accept_clicked)
        self._samples.clicked.connect(self._on_samples_clicked)
        self._skip_action.triggered.connect(lambda: self._leave_by(self.skip_requested))
        self._back_action.triggered.connect(lambda: self._leave_by(self.back_requested))
        self.undo_action.triggered.connect(self.undo_requested)

    def _show_words(self) -> None:
        row = self._row
        can_be_corrected = row is not None and row.error is None
        for part in (self._field, self._accept, self._samples):
            part.setEnabled(can_be_corrected)
        for action in (self._skip_action, self._back_action):
            action.setEnabled(row is not None)
        self._field.show_value(row.final_text if row is not None else "")
        self._name.setText(_soft(self._title(row)))
        self._read.setText(self._sentence(row))

    def _title(self, row: ScanRow | None) -> str:
        if row is None:
            return ""
        return row.file if row.page == 1 else self.tr("{0}, page {1}").format(row.file, row.page)

    def _sentence(self, row: ScanRow | None) -> str:
        if row is None:
            return self.tr("Choose a row, or begin with the most doubtful reading.")
        if row.error is not None:
            return row.error
        if row.status is Status.EMPTY:
            return self.tr("No digits were found.")
        text = " / ".join(row.text.split("\n"))
        read = self.tr("Read as {0} · {1} %").format(text, f"{100 * row.confidence:.1f}")
        return self.tr("{0} · looked at").format(read) if row.is_reviewed else read

    def _leave_by(self, request: SignalInstance) -> None:
        """Go to another page, but not away from what was typed and is kept nowhere yet."""
        if self._field.isModified():
            self.told.emit(self.tr("Enter accepts what you typed, Escape takes it back."))
        else:
            request.emit()

    def _on_accept_clicked(self) -> None:
        if self._row is None or self._row.error is not None:
            self.skip_requested.emit()
        else:
            self._field.setModified(False)  # it is kept from now on
            self.accepted.emit(self._field.value, self._samples.isChecked())

    def _on_samples_clicked(self, is_sample: bool) -> None:
        self._gives_samples = is_sample
        if self._row is not None and self._row.is_reviewed:
            self.sample_chosen.emit(is_sample)


def _soft(name: str) -> str:
    """A name that may be broken where a folder ends."""
    return name.replace("/", "/\u200b")
