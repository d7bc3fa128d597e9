"""What the network sees: the 28×28 pixels, large."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.ui.theme import blend

_LEAST = 3
"""Whole pixels of the screen for each of the 28."""


class NetworkView(QWidget):
    """Shows one glyph with square pixels, ink in the text's colour on the paper's; in a low window it is smaller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName(self.tr("What the network sees"))
        self.setToolTip(
            self.tr("What the network sees: the digit scaled and centred on 28×28 pixels, its pen evened out")
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self._pixels: NDArray[np.float32] | None = None
        self._image = QImage()
        self._colours = self._colour_table()

    def show_pixels(self, pixels: NDArray[np.float32] | None) -> None:
        """Show a (28, 28) array of 0..1, or an empty field."""
        self._pixels = pixels
        self._image = self._coloured()
        self.update()

    def _coloured(self) -> QImage:
        """The pixels as an image whose colour table runs from paper to ink."""
        if self._pixels is None:
            return QImage()
        levels = np.ascontiguousarray(np.rint(self._pixels * 255).astype(np.uint8))
        image = QImage(levels.data, GLYPH_SIZE, GLYPH_SIZE, GLYPH_SIZE, QImage.Format.Format_Indexed8).copy()
        image.setColorTable(self._colours)
        return image

    def _colour_table(self) -> list[int]:
        """From paper to ink in 256 steps."""
        paper, ink = self.palette().base().color(), self.palette().text().color()
        return [blend(paper, ink, level / 255).rgb() for level in range(256)]

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        side = _side(max(_LEAST, round(self.fontMetrics().height() / 5)))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), _side(_LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = _side((min(self.width(), self.height()) - 2) // GLYPH_SIZE)
        frame = QRect(0, self.height() - side, side, side)  # on one line with the words beside it
        field = frame.adjusted(1, 1, -1, -1)
        painter.fillRect(field, self.palette().base())
        if not self._image.isNull():
            painter.drawImage(field, self._image)  # without smoothing: pixels stay squares
        painter.setPen(self.palette().mid().color())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colours = self._colour_table()
            self._image = self._coloured()
            self.update()
        super().changeEvent(event)


def _side(pixel: int) -> int:
    """How wide the field is where each of the 28 pixels is so many of the screen's, with a hair line around."""
    return GLYPH_SIZE * pixel + 2
