"""A grid of 28×28 pictures, each with a few words under it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.ui.theme import blend, with_tabular_figures

MOST_SHOWN = 1000
"""Nobody looks at more."""

_SCALE = 2
"""Points for each pixel of a picture."""

_Index = QModelIndex | QPersistentModelIndex


class DigitGrid(QListView):
    """Shows pictures as ink on paper in the palette's colours; only those that are seen are painted.

    Args:
        columns: characters of a line of words.
        lines: of words.
    """

    def __init__(self, columns: int = 0, lines: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _DigitModel(self)
        self.setModel(self._model)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setFont(with_tabular_figures(self.font()))
        side = GLYPH_SIZE * _SCALE
        metrics = self.fontMetrics()
        self.setIconSize(QSize(side, side))
        width = max(side + 8, metrics.averageCharWidth() * columns + 8)
        self.setGridSize(QSize(width, side + 8 + (lines * metrics.lineSpacing() + 8 if lines else 0)))
        self._model.set_colours(self.palette(), self.devicePixelRatioF())

    @property
    def count(self) -> int:
        """How many are shown."""
        return self._model.rowCount()

    def caption(self, place: int) -> str:
        """The words under one of them."""
        return str(self._model.index(place).data() or "")

    def show_digits(self, images: NDArray[np.uint8], captions: Sequence[str] = (), tips: Sequence[str] = ()) -> None:
        """Show other pictures.

        Args:
            images: (N, 28, 28), bright ink on black; the first `MOST_SHOWN` are shown.
            captions: the words under each, or none.
            tips: what each is called in one line, for tool tips and screen readers.
        """
        self._model.show_digits(images[:MOST_SHOWN], captions, tips)
        self.scrollToTop()

    # Qt's own names from here on.

    def minimumSizeHint(self) -> QSize:
        """A line: what stands above it in a low window is read first, and this can be scrolled."""
        return QSize(super().minimumSizeHint().width(), self.fontMetrics().height())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._model.set_colours(self.palette(), self.devicePixelRatioF())
        return super().event(event)


class _DigitModel(QAbstractListModel):
    """Makes a picture when it is seen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._images: NDArray[np.uint8] = np.zeros((0, GLYPH_SIZE, GLYPH_SIZE), np.uint8)
        self._captions: Sequence[str] = ()
        self._tips: Sequence[str] = ()
        self._colours: list[int] = []
        self._ratio = 1.0

    def show_digits(self, images: NDArray[np.uint8], captions: Sequence[str], tips: Sequence[str]) -> None:
        """Hold other pictures."""
        self.beginResetModel()
        self._images, self._captions, self._tips = images, captions, tips
        self.endResetModel()

    def set_colours(self, palette: QPalette, ratio: float) -> None:
        """Take paper and ink from a palette, and how many pixels a point has."""
        paper, ink = palette.base().color(), palette.text().color()
        self._colours = [blend(paper, ink, level / 255).rgb() for level in range(256)]
        self._ratio = ratio
        if len(self._images):
            self.dataChanged.emit(self.index(0), self.index(len(self._images) - 1))

    def _icon(self, row: int) -> QIcon:
        pixels = np.ascontiguousarray(self._images[row])
        image = QImage(pixels.data, GLYPH_SIZE, GLYPH_SIZE, GLYPH_SIZE, QImage.Format.Format_Indexed8).copy()
        image.setColorTable(self._colours)
        side = round(GLYPH_SIZE * _SCALE * self._ratio)
        pixmap = QPixmap.fromImage(image).scaled(side, side)
        pixmap.setDevicePixelRatio(self._ratio)
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # the colour of a selection is no ink
        return icon

    # Qt's own names from here on.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own default
        return 0 if parent.isValid() else len(self._images)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(row)
        if role == Qt.ItemDataRole.DisplayRole and self._captions:
            return self._captions[row]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and self._tips:
            return self._tips[row]
        return None
