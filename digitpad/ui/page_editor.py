"""The middle of the Pictures tab: a page, and everything a person can do to its reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QImage, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.core.correction import joined_box, with_digits, with_inserted, with_value
from digitpad.core.glyph import Box
from digitpad.core.reading import DigitReading, Reading
from digitpad.ui.actions import button_of, make_action
from digitpad.ui.open_page import OpenPage
from digitpad.ui.picture_view import PictureView
from digitpad.ui.steps_strip import Step, StepsStrip, glyph_sheet, preview_of

_Apply = Callable[[Sequence[DigitReading]], None]
"""What is done with the answers for boxes."""


class PageEditor(QWidget):
    """Shows a page step by step and lets its boxes be corrected, parted, joined, added and taken out.

    Attributes:
        view: the picture.

    Signals:
        page_changed: emitted with the `OpenPage` when its reading or the chosen digit changed.
        page_turned: emitted with the `OpenPage` when it should be turned another way.
        boxes_requested: emitted with a number, the page's `FoundInk` and boxes that should be read.
        told: emitted with a sentence for the person.
    """

    page_changed = Signal(object)
    page_turned = Signal(object)
    boxes_requested = Signal(int, object, object)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: OpenPage | None = None
        self._shown: tuple[object, Step] | None = None
        self._waiting: dict[int, tuple[OpenPage, Reading, _Apply]] = {}
        self._questions = 0
        self._typed_to_the_end = False
        self.view = PictureView()
        self._strip = StepsStrip()
        self._make_actions()
        self._arrange()
        self._connect()
        self._offer()

    def show_page(self, page: OpenPage | None) -> None:
        """Show a page, or how it is now."""
        if page is not self._page:
            self._typed_to_the_end = False
        self._page = page
        self._show_step()
        self._strip.show_page(page)
        self._straight.setChecked(page is not None and page.state.straight)
        self._offer()

    def choose(self, index: int) -> None:
        """Choose a digit of the page."""
        if self._page is not None:
            self._page.chosen = index
            self._changed()

    def type_value(self, value: int) -> None:
        """Correct the chosen digit and go on to the next: a line is corrected in one go."""
        page = self._page
        if page is None or page.reading is None or not page.reading.digits:
            return
        if not self._can_correct():
            if self._strip.step is not Step.DIGITS:
                self.told.emit(self.tr("Digits are corrected at the step “Digits”, below the picture."))
            return
        if self._typed_to_the_end:
            self.told.emit(self.tr("That was the last digit."))
            return
        is_last = page.chosen == len(page.reading.digits) - 1
        page.correct(with_value(page.reading, page.chosen, value), page.chosen + 1)
        self._changed()
        self._typed_to_the_end = is_last

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key stands for, wherever in the tab the focus is; false where it stands for nothing.

        On some keyboards figures need Shift.
        """
        others = ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & others:
            return False
        if len(event.text()) == 1 and event.text() in "0123456789":
            self.type_value(int(event.text()))
        elif event.key() == Qt.Key.Key_Escape and self._add.isChecked():
            self._add.setChecked(False)
        elif event.key() == Qt.Key.Key_Delete and self._delete.isEnabled():
            self._delete.trigger()
        else:
            return False
        return True

    def answer_boxes(self, number: int, digits: Sequence[DigitReading]) -> None:
        """Take the answer to `boxes_requested`, for the page it was asked for, whichever is shown now."""
        if number not in self._waiting:
            return
        page, reading, apply = self._waiting.pop(number)
        if not digits:
            self.told.emit(self.tr("There is no ink."))
        elif page.reading is not reading:
            self.told.emit(self.tr("The reading has become another meanwhile: please do that again."))
        else:
            apply(digits)
            if page is self._page:
                self._typed_to_the_end = False
            self.page_changed.emit(page)

    def _make_actions(self) -> None:
        keys = QKeySequence.StandardKey
        make = make_action
        self._zoom_in = make(self, "zoomInAction", self.tr("Zoom in"), "zoom-in", keys.ZoomIn)
        self._zoom_out = make(self, "zoomOutAction", self.tr("Zoom out"), "zoom-out", keys.ZoomOut)
        self._fit = make(self, "fitAction", self.tr("Show all of it"), "maximize", QKeySequence("Ctrl+0"))
        self._left = make(self, "turnLeftAction", self.tr("Turn left"), "rotate-ccw-square", QKeySequence("Ctrl+L"))
        self._right = make(self, "turnRightAction", self.tr("Turn right"), "rotate-cw-square", QKeySequence("Ctrl+R"))
        self._straight = make(self, "straightenAction", self.tr("Straighten"), "tangent", QKeySequence("Ctrl+T"))
        self._straight.setCheckable(True)
        self._split = make(self, "splitAction", self.tr("Cut in two"), "scissors", QKeySequence("S"))
        self._merge = make(self, "mergeAction", self.tr("Join with the next"), "combine", QKeySequence("M"))
        add = self.tr("Draw a box around a digit that was missed")
        self._add = make(self, "addBoxAction", add, "square-dashed-mouse-pointer", QKeySequence("B"))
        self._add.setCheckable(True)
        # Not Qt's own: on some systems Ctrl+D is one of them, which shows one's own digits.
        self._delete = make(self, "deleteBoxAction", self.tr("Not a digit: delete"), "trash-2", QKeySequence("Del"))
        self._delete.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._undo = make(self, "undoCorrectionAction", self.tr("Undo"), "undo-2", keys.Undo)
        self._redo = make(self, "redoCorrectionAction", self.tr("Redo"), "redo-2", keys.Redo)

    @property
    def menu_actions(self) -> list[list[QAction]]:
        """The actions by what they are about, for a menu."""
        return [
            [self._undo, self._redo],
            [self._split, self._merge, self._add, self._delete],
            [self._left, self._right, self._straight],
            [self._zoom_in, self._zoom_out, self._fit],
        ]

    def _arrange(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(0)
        for action in (self._zoom_out, self._fit, self._zoom_in):
            above.addWidget(button_of(action, self))
        above.addStretch()
        for action in (self._left, self._right, self._straight):
            above.addWidget(button_of(action, self))
        below = QHBoxLayout()
        below.setSpacing(0)
        for action in (self._split, self._merge, self._add, self._delete):
            below.addWidget(button_of(action, self))
        below.addStretch()
        for action in (self._undo, self._redo):
            below.addWidget(button_of(action, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addWidget(self.view, stretch=1)
        layout.addLayout(below)
        layout.addWidget(self._strip)

    def _connect(self) -> None:
        self._zoom_in.triggered.connect(self.view.zoom_in)
        self._zoom_out.triggered.connect(self.view.zoom_out)
        self._fit.triggered.connect(self.view.fit)
        self._left.triggered.connect(self._on_left_triggered)
        self._right.triggered.connect(self._on_right_triggered)
        self._straight.triggered.connect(self._on_straight_triggered)
        self._split.triggered.connect(self._on_split_triggered)
        self._merge.triggered.connect(self._on_merge_triggered)
        self._add.toggled.connect(self._offer)
        self._delete.triggered.connect(self._on_delete_triggered)
        self._undo.triggered.connect(self._on_undo_triggered)
        self._redo.triggered.connect(self._on_redo_triggered)
        self.view.digit_chosen.connect(self.choose)
        self.view.box_drawn.connect(self._on_box_drawn)
        self._strip.step_chosen.connect(self._on_step_chosen)

    def _show_step(self) -> None:
        """Show the page as far as the step chosen goes."""
        page, step = self._page, self._strip.step
        if page is None:
            return
        if step is Step.GLYPHS:
            sheet = glyph_sheet(page.reading)
            self.view.show_picture(sheet, sheet.size())
        elif (page.picture, step) != self._shown:  # decoding takes a moment
            image = QImage.fromData(preview_of(page.picture, step).encoded)
            self.view.show_picture(image, QSize(*page.picture.size))
        self._shown = (page.picture, step)
        with_boxes = step is Step.DIGITS and page.is_turned_right
        self.view.show_reading(page.reading if with_boxes else None, page.chosen)

    def _changed(self) -> None:
        self._typed_to_the_end = False
        if self._page is not None:
            self.page_changed.emit(self._page)  # who hears it shows the page again

    def _can_correct(self) -> bool:
        """Whether the boxes are seen, and are those of the picture."""
        page = self._page
        if page is None or page.picture.found is None or page.reading is None or not self.isVisible():
            return False
        return page.is_turned_right and self._strip.step is Step.DIGITS

    def _offer(self) -> None:
        """Offer what can be done; nothing while another tab is shown: keys would change what nobody sees."""
        page = self._page
        shown = page is not None and self.isVisible()
        is_there = shown and page is not None and page.picture.found is not None
        digits = page.reading.digits if page is not None and page.reading is not None else ()
        can_correct = self._can_correct()
        for action in (self._zoom_in, self._zoom_out, self._fit, self._left, self._right, self._straight):
            action.setEnabled(bool(is_there))
        for action in (self._split, self._delete):
            action.setEnabled(can_correct and bool(digits))
        self._merge.setEnabled(can_correct and self._can_merge())
        self._add.setEnabled(can_correct)
        if not can_correct:
            self._add.setChecked(False)
        self.view.set_drawing_boxes(can_correct and self._add.isChecked())
        self._undo.setEnabled(bool(shown and page is not None and page.history.can_undo))
        self._redo.setEnabled(bool(shown and page is not None and page.history.can_redo))

    def _on_step_chosen(self) -> None:
        self._show_step()
        self._offer()

    def _can_merge(self) -> bool:
        page = self._page
        if page is None or page.reading is None or page.chosen + 1 >= len(page.reading.digits):
            return False
        return page.reading.digits[page.chosen].line == page.reading.digits[page.chosen + 1].line

    def _ask(self, boxes: Sequence[Box], apply: _Apply) -> None:
        """Have boxes read, and then do something with the answers."""
        if self._page is not None and self._page.reading is not None:
            self._questions += 1
            self._waiting[self._questions] = (self._page, self._page.reading, apply)
            self.boxes_requested.emit(self._questions, self._page.picture.found, boxes)

    def _replace(self, count: int, boxes: Sequence[Box]) -> None:
        """Put what is read in boxes in the place of the chosen digit and those after it."""
        page = self._page
        if page is None or page.reading is None:
            return
        reading, index = page.reading, page.chosen
        self._ask(boxes, lambda digits: page.correct(with_digits(reading, index, count, digits)))

    def _turn(self, quarters: int, straight: bool) -> None:
        page = self._page
        if page is not None:
            page.turn(quarters, straight)
            self._changed()
            self.page_turned.emit(page)

    def _on_left_triggered(self) -> None:
        if self._page is not None:
            self._turn(self._page.state.quarters - 1, self._page.state.straight)

    def _on_right_triggered(self) -> None:
        if self._page is not None:
            self._turn(self._page.state.quarters + 1, self._page.state.straight)

    def _on_straight_triggered(self, on: bool) -> None:
        if self._page is not None:
            self._turn(self._page.state.quarters, on)

    def _on_split_triggered(self) -> None:
        page = self._page
        if page is None or page.reading is None or page.picture.found is None:
            return
        halves = page.picture.found.halves_of(page.reading.digits[page.chosen].box)
        if halves is None:
            self.told.emit(self.tr("This is too narrow to be cut."))
        else:
            self._replace(1, halves)

    def _on_merge_triggered(self) -> None:
        page = self._page
        if page is not None and page.reading is not None and self._can_merge():
            pair = page.reading.digits[page.chosen : page.chosen + 2]
            self._replace(2, [joined_box([digit.box for digit in pair])])

    def _on_delete_triggered(self) -> None:
        page = self._page
        if page is not None and page.reading is not None and page.reading.digits:
            page.correct(with_digits(page.reading, page.chosen, 1, []))
            self._changed()

    def _on_box_drawn(self, box: Box) -> None:
        page = self._page
        if page is None or page.reading is None or not self._can_correct():
            return
        reading = page.reading
        self._ask([box], lambda digits: page.correct(*with_inserted(reading, digits[0])))

    def _on_undo_triggered(self) -> None:
        if self._page is not None:
            self._page.undo()
            self._changed()
            self.page_turned.emit(self._page)

    def _on_redo_triggered(self) -> None:
        if self._page is not None:
            self._page.redo()
            self._changed()
            self.page_turned.emit(self._page)

    # Qt's own names from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._offer()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._offer()
