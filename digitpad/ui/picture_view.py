"""A picture, fitted into the room there is, with a box around what was read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.reading import DigitReading, Reading


class PictureView(QWidget):
    """Shows a picture and the digits found in it, each box with its answer in a tag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictureView")
        self.setAccessibleName(self.tr("Picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pixmap = QPixmap()
        self._size = QSize()
        self._reading: Reading | None = None

    def show_picture(self, preview: QImage, size: QSize, reading: Reading | None) -> None:
        """Show a picture.

        Args:
            preview: what is painted.
            size: of the picture itself, in whose pixels the boxes of the reading are.
            reading: what was read, or None where the answer is still to come.
        """
        self._pixmap = QPixmap.fromImage(preview)
        self._size = size
        self._reading = reading
        text = reading.text if reading else ""
        self.setAccessibleDescription(self.tr("Read as {0}").format(text) if text else self.tr("No digit read"))
        self.update()

    def _picture_rect(self) -> QRectF:
        """Where the picture stands: as large as fits, but no pixel larger than eight."""
        room = QRectF(self.rect())
        fitted = self._size.toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if fitted.width() > 8 * self._size.width():
            fitted = self._size.toSizeF() * 8
        rect = QRectF(QPointF(0, 0), fitted)
        rect.moveCenter(room.center())
        return rect

    def _paint_digit(self, painter: QPainter, digit: DigitReading, picture: QRectF) -> None:
        scale = picture.width() / self._size.width()
        box = QRectF(
            picture.left() + digit.box.x * scale,
            picture.top() + digit.box.y * scale,
            digit.box.width * scale,
            digit.box.height * scale,
        ).adjusted(-3, -3, 3, 3)
        accent = self.palette().accent().color()
        painter.setPen(QPen(accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        metrics = QFontMetricsF(self.font())
        tag = QRectF(box.topLeft(), metrics.size(0, digit.character)).adjusted(0, 0, metrics.averageCharWidth(), 2)
        tag.moveBottom(max(box.top(), tag.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(tag, 4, 4)
        painter.setPen(self.palette().highlightedText().color())
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, digit.character)

    # Qt's own names from here on.

    def minimumSizeHint(self) -> QSize:
        side = self.fontMetrics().height() * 8
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing)
        picture = self._picture_rect()
        # Enlarged pixels stay squares; reduced ones are averaged.
        reduced = picture.width() < self._pixmap.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, reduced)
        painter.drawPixmap(picture, self._pixmap, QRectF(self._pixmap.rect()))
        for digit in self._reading.digits if self._reading else ():
            self._paint_digit(painter, digit, picture)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
