"""The strip of steps under a picture: what was done to it on the way to its digits, and which step is shown."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from digitpad.core.glyph import GLYPH_SIZE, Glyph
from digitpad.core.reading import Reading
from digitpad.ui.open_page import OpenPage
from digitpad.ui.qt_image import empty_icon, to_icon, to_image

if TYPE_CHECKING:
    from digitpad.imaging.opened_picture import OpenedPicture, Preview

_SHEET_COLUMNS = 8
"""Glyphs side by side on the sheet of 28×28 images."""


class Step(Enum):
    """What is shown of a page."""

    PICTURE = "picture"
    LEVELLED = "levelled"
    INK = "ink"
    DIGITS = "digits"
    GLYPHS = "glyphs"


class StepsStrip(QWidget):
    """Five buttons, each with a small picture of its step.

    Attributes:
        step: the one chosen.

    Signals:
        step_chosen: emitted when another step was chosen.
    """

    step_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepsStrip")
        self.step = Step.DIGITS
        self._shown: OpenedPicture | None = None
        self._shown_glyphs: list[Glyph] = []
        self._buttons = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for step, text, tip in self._texts():
            button = self._make_button(text, tip)
            button.setChecked(step is self.step)
            self._buttons.addButton(button, list(Step).index(step))
            layout.addWidget(button)
        self._buttons.idClicked.connect(self._on_clicked)

    def show_page(self, page: OpenPage | None) -> None:
        """Show the steps of a page as small pictures."""
        picture = page.picture if page is not None and page.picture.found is not None else None
        if picture is not self._shown:
            self._shown = picture
            for step in (Step.PICTURE, Step.LEVELLED, Step.INK, Step.DIGITS):
                self._show_thumbnail(step, to_image(preview_of(picture, step).thumbnail) if picture else QImage())
        reading = page.reading if page is not None else None
        glyphs = [digit.glyph for digit in reading.digits] if reading is not None else []
        if glyphs != self._shown_glyphs:  # a figure that is typed changes none of them
            self._shown_glyphs = glyphs
            self._show_thumbnail(Step.GLYPHS, glyph_sheet(reading))

    def _show_thumbnail(self, step: Step, image: QImage) -> None:
        button = self._buttons.button(list(Step).index(step))
        room = button.iconSize()
        shown = to_icon(image, room, self.devicePixelRatioF())
        button.setIcon(empty_icon(room) if shown.isNull() else shown)  # as high with no picture as with one
        button.setEnabled(not image.isNull())

    def _texts(self) -> list[tuple[Step, str, str]]:
        return [
            (Step.PICTURE, self.tr("Picture"), self.tr("The picture as it came")),
            (Step.LEVELLED, self.tr("Levelled"), self.tr("Light and shadow taken off, ink dark on white")),
            (Step.INK, self.tr("Ink"), self.tr("What was written: the rules of the paper and specks taken out")),
            (Step.DIGITS, self.tr("Digits"), self.tr("The ink told into digits, each in its box")),
            (Step.GLYPHS, self.tr("28×28"), self.tr("What the network sees of each digit")),
        ]

    def _make_button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = self.fontMetrics().height()
        button.setIconSize(QSize(round(3.5 * line), 3 * line))
        button.setIcon(empty_icon(button.iconSize()))  # the first page would need more room, and the window grow
        return button

    def _on_clicked(self, index: int) -> None:
        self.step = list(Step)[index]
        self.step_chosen.emit()


def preview_of(picture: OpenedPicture, step: Step) -> Preview:
    """A picture as it is at a step; the digits are laid over it."""
    return {Step.LEVELLED: picture.levelled, Step.INK: picture.ink}.get(step, picture.preview)


def glyph_sheet(reading: Reading | None) -> QImage:
    """The 28×28 pixels of every digit, side by side, dark on white."""
    digits = reading.digits if reading is not None else ()
    if not digits:
        return QImage()
    pitch = GLYPH_SIZE + 4
    columns = min(len(digits), _SHEET_COLUMNS)
    rows = -(-len(digits) // columns)
    sheet = np.full((rows * pitch, columns * pitch), 255, np.uint8)
    for index, digit in enumerate(digits):
        y, x = pitch * (index // columns) + 2, pitch * (index % columns) + 2
        sheet[y : y + GLYPH_SIZE, x : x + GLYPH_SIZE] = np.rint(255 * (1 - digit.glyph.pixels))
    return to_image(np.repeat(sheet[:, :, None], 3, axis=2))
