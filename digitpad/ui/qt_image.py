"""Pixels between Qt and numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap


def to_array(image: QImage) -> NDArray[np.uint8]:
    """An image as (H, W, 3) uint8 RGB, what is transparent laid on white. A copy."""
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(paper.rect(), image)
        painter.end()
        image = paper
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height = image.width(), image.height()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return rows[:, : 3 * width].reshape(height, width, 3).copy()


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """(H, W, 3) uint8 RGB as an image. A copy."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def to_png(image: QImage | QPixmap) -> bytes:
    """An image as a file of PNG's would have it."""
    content = QBuffer()
    content.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(content, "PNG")  # type: ignore[call-overload]  # the stubs lack QIODevice
    return bytes(content.data().data())


def empty_icon(room: QSize) -> QIcon:
    """An icon that shows nothing and takes its room."""
    pixmap = QPixmap(room)
    pixmap.fill(Qt.GlobalColor.transparent)
    return QIcon(pixmap)


def to_icon(image: QImage, room: QSize, ratio: float) -> QIcon:
    """An image as an icon, in the middle of the room there is for it; none where the image is null.

    Args:
        image: of any size.
        room: in points.
        ratio: device pixels for each point.
    """
    if image.isNull():
        return QIcon()
    small = image.scaled(room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    pixmap = QPixmap(room * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    frame = QRect(small.rect())
    frame.moveCenter(pixmap.rect().center())
    painter = QPainter(pixmap)
    painter.drawImage(frame, small)
    painter.end()
    return QIcon(pixmap)
