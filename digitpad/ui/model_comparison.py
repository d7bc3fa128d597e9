"""Two models side by side: both read the same drawing while it is made."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.core.drawing import Strokes, fitted
from digitpad.core.reading import Reading
from digitpad.ui.actions import button_of, make_action
from digitpad.ui.canvas import Canvas
from digitpad.ui.elided_choice import ElidedChoice
from digitpad.ui.opening_size import open_at
from digitpad.ui.reading_panel import ReadingPanel
from digitpad.ui.recognition import RecognitionThread

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader


class ModelSide(QWidget):
    """One model of the two: its name, and what it reads, in a thread of its own.

    Args:
        load_reader: makes a reader with a model; called in the thread.
        side: `left` or `right`, which the object names of its parts begin with.

    Signals:
        crashed: emitted with an exception that is a bug of ours.
    """

    crashed = Signal(object)

    def __init__(self, load_reader: Callable[[str], Reader], side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._load_reader = load_reader
        self._thread: RecognitionThread | None = None
        self._strokes: Strokes = ()
        self._asked = ""  # the model that was asked for last
        self._is_loaded = False
        self._oldest = 0  # request whose answer still counts
        self._picker = ElidedChoice()
        self._picker.setObjectName(f"{side}Model")
        self._picker.setAccessibleName(self.tr("Left model") if side == "left" else self.tr("Right model"))
        self._explain("")
        self._picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.panel = ReadingPanel(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._picker)
        layout.addWidget(self.panel, stretch=1)
        self._picker.currentTextChanged.connect(self._on_model_chosen)

    def show_models(self, models: Sequence[str], chosen: str) -> None:
        """Let one of these be chosen; the one chosen so far stays, where it is among them."""
        before = self._picker.currentText()
        self._picker.blockSignals(True)
        self._picker.clear()
        self._picker.addItems(models)
        self._picker.setCurrentText(chosen or before)
        self._picker.blockSignals(False)
        if self._picker.currentText() != before:
            self._on_model_chosen()

    def _explain(self, model: str) -> None:
        """Say which model it is: a long name is cut."""
        tip = self.tr("A model that reads the drawing: {0}").format(model)
        self._picker.setToolTip(html.escape(tip) if model else self.tr("A model that reads the drawing"))

    def start(self) -> None:
        """Begin to read with the model that is shown, where that has not happened yet."""
        if self._thread is None or self._picker.currentText() != self._asked:
            self._on_model_chosen()

    def stop(self) -> None:
        """End the thread and wait for it."""
        if self._thread is not None:
            self._thread.stop()
            self._thread.deleteLater()
            self._thread = None

    def read(self, strokes: Strokes) -> None:
        """Read a drawing; none takes the answer away."""
        self._strokes = strokes
        if self._thread is None:
            return
        if strokes:
            self._thread.request_drawing(strokes)
        else:
            self._oldest = self._thread.latest_request + 1
            self.panel.show_reading(None)

    def _on_model_chosen(self) -> None:
        model = self._picker.currentText()
        self._explain(model)
        if not model or not self.isVisible():
            return
        self._asked = model
        self._is_loaded = False  # until then the thread answers with the model before
        self.panel.show_reading(None)
        self.panel.answer.set_invitation(self.tr("Loading…"))
        if self._thread is not None:
            self._oldest = self._thread.latest_request + 1
            self._thread.request_model(model)
            return
        self._oldest = 0
        self._thread = RecognitionThread(self._load_reader, model, self)
        self._thread.reader_loaded.connect(self._on_loaded)
        self._thread.load_failed.connect(self._on_load_failed)
        self._thread.drawing_read.connect(self._on_read)
        self._thread.crashed.connect(self.crashed)
        self._thread.start()

    def _on_loaded(self, model: str) -> None:
        if model == self._picker.currentText():
            self._is_loaded = True
            self.panel.answer.set_invitation(None)
            self.read(self._strokes)

    def _on_load_failed(self, model: str, sentence: str) -> None:
        if model == self._picker.currentText():
            self.panel.answer.set_invitation(sentence)

    def _on_read(self, request: int, reading: Reading) -> None:
        if self._is_loaded and request >= self._oldest:
            self.panel.show_reading(reading)


class ModelComparison(QDialog):
    """A small canvas, and two models that read what is drawn there; its threads run from its first showing on.

    Args:
        load_reader: makes a reader with a model, given by its name; called in the threads.

    Signals:
        crashed: emitted with an exception that is a bug of ours.
    """

    crashed = Signal(object)

    def __init__(self, load_reader: Callable[[str], Reader], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelComparison")
        self.setWindowTitle(self.tr("Compare two models"))
        self._canvas = Canvas()
        self._canvas.setObjectName("comparisonCanvas")
        self._strokes: Strokes = ()  # to be shown when the canvas has its size
        self._sides = (ModelSide(load_reader, "left"), ModelSide(load_reader, "right"))
        self._undo = make_action(self, "comparisonUndo", self.tr("Undo"), "undo-2", QKeySequence.StandardKey.Undo)
        self._redo = make_action(self, "comparisonRedo", self.tr("Redo"), "redo-2", QKeySequence.StandardKey.Redo)
        self._clear = make_action(self, "comparisonClear", self.tr("Clear"), "trash-2", QKeySequence("Ctrl+Backspace"))
        tools = QHBoxLayout()
        tools.addStretch()
        for action in (self._undo, self._redo, self._clear):
            tools.addWidget(button_of(action, self))
        drawing = QVBoxLayout()
        drawing.setSpacing(8)
        drawing.addWidget(self._canvas, stretch=1)
        drawing.addLayout(tools)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(24)
        layout.addLayout(drawing, stretch=4)
        for side in self._sides:
            layout.addWidget(side, stretch=3)
            side.crashed.connect(self.crashed)
        unit = self.fontMetrics().horizontalAdvance("0")
        open_at(self, QSize(108 * unit, 66 * unit))
        self._undo.triggered.connect(self._canvas.undo)
        self._redo.triggered.connect(self._canvas.redo)
        self._clear.triggered.connect(self._canvas.clear)
        self._canvas.drawing_changed.connect(self._on_drawing_changed)
        self._offer()

    def show_models(self, models: Sequence[str], left: str = "", right: str = "") -> None:
        """Let two of these models be chosen."""
        for side, chosen in zip(self._sides, (left, right), strict=True):
            side.show_models(models, chosen)

    def show_strokes(self, strokes: Strokes) -> None:
        """Begin with a drawing."""
        self._strokes = strokes
        if self.isVisible():
            self._fit()

    def stop(self) -> None:
        """End the threads and wait for them."""
        for side in self._sides:
            side.stop()

    def _fit(self) -> None:
        if self._strokes:
            self._canvas.show_strokes(fitted(self._strokes, self._canvas.width(), self._canvas.height()))
            self._strokes = ()

    def _offer(self) -> None:
        """Offer what can be done with the drawing."""
        drawing = self._canvas.drawing
        self._undo.setEnabled(drawing.can_undo)
        self._redo.setEnabled(drawing.can_redo)
        self._clear.setEnabled(not drawing.is_empty)

    def _on_drawing_changed(self) -> None:
        self._offer()
        for side in self._sides:
            side.read(self._canvas.drawing.strokes)

    # Qt's own names from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for side in self._sides:
            side.start()
        self._fit()
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
