"""What the network sees: the 28×28 pixels, large."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.ui.theme import blend


class NetworkView(QWidget):
    """Shows one glyph with square pixels, ink in the text's colour on the paper's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName(self.tr("What the network sees"))
        self.setToolTip(
            self.tr("What the network sees: the digit scaled and centred on 28×28 pixels, its pen evened out")
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
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
        # Three or more whole pixels for each of the 28, and a hair line around.
        side = GLYPH_SIZE * max(3, round(self.fontMetrics().height() / 5)) + 2
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        field = QRect(1, 1, self.width() - 2, self.height() - 2)
        painter.fillRect(field, self.palette().base())
        if not self._image.isNull():
            painter.drawImage(field, self._image)  # without smoothing: pixels stay squares
        painter.setPen(self.palette().mid().color())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colours = self._colour_table()
            self._image = self._coloured()
            self.update()
        super().changeEvent(event)
