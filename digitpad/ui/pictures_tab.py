"""The Pictures tab: the pages opened, the one chosen, and what was read on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QImage, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.reading import DigitReading, Reading, Status
from digitpad.core.sample import sample_of
from digitpad.ui.actions import button_of, make_action
from digitpad.ui.icons import icon
from digitpad.ui.open_page import OpenPage
from digitpad.ui.opening_line import OpeningLine
from digitpad.ui.page_editor import PageEditor
from digitpad.ui.page_export import SUFFIXES, PageSaver, PageToSave
from digitpad.ui.page_list import PageList
from digitpad.ui.page_opener import PageOpener, Wanted
from digitpad.ui.plural import counted
from digitpad.ui.reading_panel import ReadingPanel
from digitpad.ui.save_dialog import ask_where_to_save

if TYPE_CHECKING:
    from digitpad.imaging.found_ink import FoundInk
    from digitpad.imaging.opened_picture import OpenedPicture


class PicturesTab(QWidget):
    """Opens pages in a thread of its own and shows them; the reading itself is asked for.

    Attributes:
        editor: the page that is chosen.
        panel: its answer.
        copy_action, save_action, keep_action: what can be done with the answer, for menus and buttons.

    Signals:
        reading_requested: emitted with a key and what was found on a page that was opened.
        reading_forgotten: emitted with the key of a page that need not be read any more.
        boxes_requested: emitted with a number, what was found on the page, and boxes that should be read.
        opening_requested: emitted when the person wants to choose files.
        crashed: emitted with an exception that is a bug of ours.
        samples_given: emitted with a list of `Sample`: the digits the person corrected.
        told: emitted with a sentence for the person.
    """

    reading_requested = Signal(int, object)
    reading_forgotten = Signal(int)
    boxes_requested = Signal(int, object, object)
    opening_requested = Signal()
    crashed = Signal(object)
    samples_given = Signal(object)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picturesTab")
        self._next_key = 0
        self._opener = PageOpener(self)
        self._saver = PageSaver(self)
        self._unread_note = self.tr("Reading…")
        copy, save = self.tr("Copy what was read"), self.tr("Save what was read…")
        self.copy_action = make_action(self, "copyReadingAction", copy, "copy", QKeySequence("Ctrl+Shift+C"))
        self.save_action = make_action(self, "saveReadingAction", save, "save", QKeySequence("Ctrl+Shift+S"))
        keep = self.tr("Keep my corrections as training samples")
        self.keep_action = make_action(self, "keepCorrectionsAction", keep, "bookmark-plus", None)
        self._list, self._opening = PageList(), OpeningLine()
        self.editor = PageEditor()
        self.panel = ReadingPanel("picture")
        self._sides = QStackedWidget()
        self._sides.addWidget(self._make_invitation())
        self._sides.addWidget(self._make_pages())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._sides, stretch=1)
        layout.addWidget(self._opening)
        self._connect()

    @property
    def page(self) -> OpenPage | None:
        """The page that is shown."""
        return self._list.page

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files, in their order, behind those still waiting."""
        self._opener.open_paths(paths)

    def open_image(self, image: QImage, name: str) -> None:
        """Open a picture that came without a file."""
        self._opener.open_image(image, name)

    def show_reading(self, key: int, found: FoundInk, reading: Reading) -> None:
        """Take the answer to a request for what was found on a page."""
        page = self._list.page_of(key)
        # Removed, corrected, or turned meanwhile: then it is the answer to nothing.
        if page is not None and page.is_about(found) and page.is_turned_right and not page.is_corrected:
            page.answer(reading, found)
            self._on_page_changed(page)

    def show_boxes(self, key: int, digits: Sequence[DigitReading]) -> None:
        """Take the answer for boxes."""
        self.editor.answer_boxes(key, digits)

    def read_again(self) -> None:
        """Ask for every page to be read anew: the model has changed. What a person corrected stays."""
        for page in self._list.pages:
            if page.picture.found is not None and not page.is_corrected:
                self.reading_requested.emit(page.key, page.picture.found.first)

    def explain_unread(self, sentence: str | None) -> None:
        """Say why pages are not read; None where they will be."""
        self._unread_note = sentence or self.tr("Reading…")
        self._show(self._list.page)

    def copy_text(self) -> None:
        """Put what was read on the clipboard: on the page that is shown, and on all that are selected beside it."""
        texts = []
        for page in self._list.selected_pages:
            if page.reading is not None and page.reading.digits:
                page.kept = page.reading
                texts.append(page.reading.text)
        if texts:
            QGuiApplication.clipboard().setText("\n\n".join(texts))
            several = self.tr("What was read on {0} pages is on the clipboard.").format(f"{len(texts):,}")
            self.told.emit(several if len(texts) > 1 else self.tr("What was read is on the clipboard."))

    def keep_corrections(self) -> None:
        """Give the digits of all pages whose value the person typed to whoever learns from them."""
        digits = self._digits_by_hand()
        self.samples_given.emit([sample_of(digit.glyph.pixels, digit.value, "picture") for digit in digits])
        one = self.tr("{0} digit kept on this computer, as an example to train with.")
        several = self.tr("{0} digits kept on this computer, as examples to train with.")
        self.told.emit(counted(len(digits), one, several))

    def _digits_by_hand(self) -> list[DigitReading]:
        corrected = [page.reading for page in self._list.pages if page.is_corrected and page.reading]
        return [digit for reading in corrected for digit in reading.digits if digit.by_hand]

    def save_dialog(self) -> None:
        """Let the person save what was read."""
        page = self.page
        if page is None:
            return
        names = (self.tr("Text"), self.tr("Table"), self.tr("JSON"), self.tr("Picture with boxes"))
        kinds = dict(zip(names, SUFFIXES, strict=True))
        stem = Path(page.picture.name).stem
        name = stem if page.picture.page == 1 else self.tr("{0}, page {1}").format(stem, page.picture.page)
        path = ask_where_to_save(self, self.tr("Save what was read"), Path(name), kinds)
        if path is not None:
            self.save_page(page, path)

    def save_page(self, page: OpenPage, path: Path) -> None:
        """Save what was read on a page, as its file's name says."""
        self._saver.save(page, path)

    @property
    def would_lose_corrections(self) -> bool:
        """Whether there are pages that were corrected and neither copied nor saved."""
        return any(page.would_be_lost for page in self._list.pages)

    def stop(self) -> None:
        """End the thread that opens pages, and let what is being saved be written."""
        self._opener.stop()
        self._saver.stop()

    def _connect(self) -> None:
        self._opener.opened.connect(self._on_opened)
        self._opener.crashed.connect(self.crashed)
        self._opener.waiting_changed.connect(self._opening.show_waiting)
        self._saver.saved.connect(self._on_saved)
        self._saver.failed.connect(self._on_not_saved)
        self._saver.crashed.connect(self.crashed)
        self._opening.stop_requested.connect(self._opener.let_be)
        self._list.page_chosen.connect(self._show)
        self._list.page_removed.connect(self.reading_forgotten)
        self.editor.page_changed.connect(self._on_page_changed)
        self.editor.page_turned.connect(self._on_page_turned)
        self.editor.boxes_requested.connect(self.boxes_requested)
        self.editor.told.connect(self.told)
        self.panel.digit_chosen.connect(self.editor.choose)
        self.copy_action.triggered.connect(self.copy_text)
        self.save_action.triggered.connect(self.save_dialog)
        self.keep_action.triggered.connect(self.keep_corrections)

    def _make_invitation(self) -> QWidget:
        page = QWidget()
        text = QLabel(self.tr("Drop pictures or PDFs of digits here, paste one,\nor open files"))
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setForegroundRole(text.palette().ColorRole.PlaceholderText)
        font = text.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        text.setFont(font)
        button = QPushButton(icon("folder-open"), self.tr("Open pictures…"))
        button.setToolTip(self.tr("Choose pictures of digits to read"))
        button.clicked.connect(self.opening_requested)
        layout = QVBoxLayout(page)
        layout.addStretch()
        layout.addWidget(text)
        layout.addSpacing(16)
        layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()
        return page

    def _make_pages(self) -> QWidget:
        side = QWidget()
        layout = QHBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self._list, stretch=3)
        layout.addWidget(self.editor, stretch=6)
        right = QVBoxLayout()
        right.addWidget(self.panel)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for action in (self.copy_action, self.save_action, self.keep_action):
            buttons.addWidget(button_of(action, self))
        buttons.addStretch()
        right.addLayout(buttons)
        layout.addLayout(right, stretch=4)
        return side

    def _on_opened(self, picture: OpenedPicture, wanted: Wanted) -> None:
        if wanted.page is None:
            page = OpenPage(self._next_key, wanted.source, picture)
            self._next_key += 1
            self._list.add(page, choose=wanted.choose)
            self._sides.setCurrentIndex(1)
            if wanted.choose and self.isVisible():
                self.editor.view.setFocus()  # figures correct it, and arrows choose its digits
        else:
            page = wanted.page
            if wanted.turning != page.state.turning:
                return  # it was turned further, and that is on its way
            if picture.error is not None:  # the file is gone; what is shown is not
                page.turn_back()
                self.told.emit(picture.error)
            else:
                page.picture, page.turning = picture, wanted.turning
                if page.would_be_lost and not page.is_corrected:
                    self.told.emit(self.tr("It is read anew: Undo brings back your corrections."))
            self._on_page_changed(page)
        self._read_if_needed(page)

    def _on_saved(self, saved: PageToSave) -> None:
        saved.page.kept = saved.reading
        self.told.emit(self.tr("Saved as {0}").format(saved.path))

    def _on_not_saved(self, sentence: str) -> None:
        QMessageBox.warning(self, self.tr("Save what was read"), sentence)

    def _on_page_changed(self, page: OpenPage) -> None:
        self._list.show_change(page)
        if page is self._list.page:
            self._show(page)

    def _on_page_turned(self, page: OpenPage) -> None:
        if page.is_turned_right:
            self._read_if_needed(page)
        else:
            self._opener.open_again(page)

    def _read_if_needed(self, page: OpenPage) -> None:
        if page.picture.found is not None and page.is_turned_right and page.reading is None:
            self.reading_requested.emit(page.key, page.picture.found.first)

    def _show(self, page: OpenPage | None) -> None:
        if page is None:
            self._sides.setCurrentIndex(0)
        self.editor.show_page(page)
        reading = page.reading if page is not None else None
        if reading is None or reading.status is Status.EMPTY:
            no_ink = self.tr("No digits found in this picture")
            self.panel.answer.set_invitation(self._unread_note if reading is None else no_ink)
        self.panel.show_reading(reading, page.chosen if page is not None else 0)
        has_digits = bool(page and page.is_turned_right and reading and reading.digits)
        self.copy_action.setEnabled(has_digits and self.isVisible())
        self.save_action.setEnabled(has_digits and self.isVisible())
        self.keep_action.setEnabled(self.isVisible() and bool(self._digits_by_hand()))

    # Qt's own names from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.editor.take_key(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show(self.page)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._show(self.page)
