"""The Draw tab: the canvas, its tools under it, and the answer beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.correction import with_value
from digitpad.core.reading import Reading
from digitpad.core.sample import Sample, sample_of
from digitpad.store.settings import NARROWEST_PEN, WIDEST_PEN
from digitpad.ui.actions import button_of, make_action
from digitpad.ui.answer_boxes import AnswerBoxes
from digitpad.ui.canvas import Canvas, Tool
from digitpad.ui.reading_panel import ReadingPanel
from digitpad.ui.truth_line import TruthLine


class DrawTab(QWidget):
    """Arranges the canvas with its tools and a panel for the reading.

    Attributes:
        canvas: where the person draws.
        panel: where the answer stands.
        undo_action, redo_action, clear_action, eraser_action: what can be done to the drawing, for menus and buttons.
        one_digit: the switch that takes all that is drawn for one digit.

    Signals:
        reading_requested: emitted when the drawing should be read: it changed, or the switch did.
        samples_given: emitted with a list of `Sample` when the person said what a digit is.
        samples_taken_back: emitted with a list of `Sample` when the person took that back.
    """

    reading_requested = Signal()
    samples_given = Signal(object)
    samples_taken_back = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawTab")
        self.canvas = Canvas()
        self._boxes = AnswerBoxes(self.canvas)
        self.canvas.installEventFilter(self)
        self._truth = TruthLine()
        self.panel = ReadingPanel(under_answer=self._truth)
        self._reading: Reading | None = None  # as the network gave it
        self._said: dict[bytes, int] = {}  # what the person said of glyphs, by their digest
        self.explain_unread(None)
        self.one_digit = QCheckBox(self.tr("One digit"))
        self.one_digit.setObjectName("oneDigit")
        self.one_digit.setToolTip(self.tr("Take all that is drawn for one digit, whatever it looks like"))
        self.undo_action = make_action(self, "undoAction", self.tr("Undo"), "undo-2", QKeySequence.StandardKey.Undo)
        self.redo_action = make_action(self, "redoAction", self.tr("Redo"), "redo-2", QKeySequence.StandardKey.Redo)
        self.clear_action = make_action(
            self, "clearAction", self.tr("Clear"), "trash-2", QKeySequence("Ctrl+Backspace")
        )
        self.eraser_action = make_action(self, "eraserAction", self.tr("Eraser"), "eraser", QKeySequence("E"))
        self.eraser_action.setCheckable(True)
        self.thinner_action = make_action(self, "thinnerAction", self.tr("Thinner pen"), None, QKeySequence("["))
        self.wider_action = make_action(self, "widerAction", self.tr("Wider pen"), None, QKeySequence("]"))
        self._pen_slider = self._make_pen_slider()
        self._pen_value = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._pen_value.setMinimumWidth(self._pen_value.fontMetrics().horizontalAdvance("60 px "))
        self._arrange()
        self._connect()
        self._on_drawing_changed()
        self._on_pen_width_changed(self.canvas.pen_width)

    def _make_pen_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("penWidth")
        slider.setAccessibleName(self.tr("Pen width"))
        slider.setToolTip(self.tr("Pen width (wheel over the canvas, or [ and ])"))
        slider.setRange(int(NARROWEST_PEN), int(WIDEST_PEN))
        slider.setPageStep(4)
        slider.setMinimumWidth(slider.fontMetrics().horizontalAdvance("0") * 10)
        slider.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return slider

    def _arrange(self) -> None:
        pen = QLabel(self.tr("Pen"))
        pen.setBuddy(self._pen_slider)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(pen)
        tools.addWidget(self._pen_slider, stretch=2)
        tools.addWidget(self._pen_value)
        tools.addSpacing(8)
        tools.addWidget(self.one_digit)
        tools.addStretch(1)
        for action in (self.eraser_action, self.undo_action, self.redo_action, self.clear_action):
            tools.addWidget(button_of(action, self))
        drawing = QVBoxLayout()
        drawing.setSpacing(8)
        drawing.addWidget(self.canvas, stretch=1)
        drawing.addLayout(tools)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.setSpacing(24)
        layout.addLayout(drawing, stretch=5)
        layout.addWidget(self.panel, stretch=3)

    def _connect(self) -> None:
        self.undo_action.triggered.connect(self.canvas.undo)
        self.redo_action.triggered.connect(self.canvas.redo)
        self.clear_action.triggered.connect(self.canvas.clear)
        self.eraser_action.toggled.connect(self._on_eraser_toggled)
        self.thinner_action.triggered.connect(self._on_thinner_triggered)
        self.wider_action.triggered.connect(self._on_wider_triggered)
        self._pen_slider.valueChanged.connect(self.canvas.set_pen_width)
        self.canvas.pen_width_changed.connect(self._on_pen_width_changed)
        self.canvas.drawing_changed.connect(self._on_drawing_changed)
        self.canvas.drawing_changed.connect(self.reading_requested)
        self.canvas.pointed.connect(self._boxes.point_at)
        self.canvas.scale_changed.connect(self._boxes.set_scale)
        self.one_digit.toggled.connect(self.reading_requested)
        self._boxes.digit_chosen.connect(self.panel.choose)
        self.panel.digit_chosen.connect(self._boxes.choose)
        for chosen in (self._boxes.digit_chosen, self.panel.digit_chosen):
            chosen.connect(self._show_truth)
        self._truth.value_given.connect(self._on_value_given)
        self._truth.value_taken_back.connect(self._on_value_taken_back)

    def show_reading(self, reading: Reading | None) -> None:
        """Show the answer, or that there is none. What the person said of a digit stands, as long as it is the same."""
        self._reading = reading
        self._show_reading()

    def explain_unread(self, sentence: str | None) -> None:
        """Say why nothing is read; None where it will be."""
        self.panel.answer.set_invitation(sentence or self.tr("Draw a digit or a number, any size, anywhere"))

    def forget_samples(self, samples: Sequence[Sample]) -> None:
        """Do as if the person had said nothing: the samples could not be kept."""
        for sample in samples:
            self._said.pop(sample.digest, None)
        self._show_reading()

    def follow_labels(self, labels: Mapping[bytes, int | None]) -> None:
        """Examples were said elsewhere to be these digits, by their digest, or were taken out: it holds here, too."""
        for digest in self._said.keys() & labels.keys():
            label = labels[digest]
            if label is None:
                del self._said[digest]
            else:
                self._said[digest] = label
        self._show_reading()

    def _show_reading(self) -> None:
        reading = self._reading
        if reading is not None and self._said:
            for index, digit in enumerate(reading.digits):
                value = self._said.get(sample_of(digit.glyph.pixels, 0, "drawing").digest)
                reading = reading if value is None else with_value(reading, index, value)
        self._boxes.show_reading(reading)
        self.panel.show_reading(reading, self._boxes.chosen)
        self._show_truth()

    def _show_truth(self) -> None:
        self._truth.show_digit(self.panel.digit)

    def _on_value_given(self, value: int) -> None:
        if self.panel.digit is not None:
            sample = sample_of(self.panel.digit.glyph.pixels, value, "drawing")
            self._said[sample.digest] = value
            self.samples_given.emit([sample])
            self._show_reading()

    def _on_value_taken_back(self) -> None:
        if self.panel.digit is not None:
            sample = sample_of(self.panel.digit.glyph.pixels, self.panel.digit.value, "drawing")
            self.samples_taken_back.emit([sample])
            self.forget_samples([sample])

    def _on_eraser_toggled(self, on: bool) -> None:
        self.canvas.set_tool(Tool.ERASER if on else Tool.PEN)

    def _on_thinner_triggered(self) -> None:
        self.canvas.set_pen_width(self.canvas.pen_width - 2)

    def _on_wider_triggered(self) -> None:
        self.canvas.set_pen_width(self.canvas.pen_width + 2)

    def _on_pen_width_changed(self, width: float) -> None:
        self._pen_slider.setValue(round(width))
        self._pen_value.setText(self.tr("{0} px").format(round(width)))

    def _on_drawing_changed(self) -> None:
        """Offer what can be done; nothing while another tab is shown, lest a key changes a drawing nobody sees."""
        drawing, shown = self.canvas.drawing, self.isVisible()
        self.undo_action.setEnabled(shown and drawing.can_undo)
        self.redo_action.setEnabled(shown and drawing.can_redo)
        self.clear_action.setEnabled(shown and not drawing.is_empty)
        for action in (self.eraser_action, self.thinner_action, self.wider_action):
            action.setEnabled(shown)

    # Qt's own names from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            self._boxes.resize(self.canvas.size())
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_drawing_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._on_drawing_changed()
