"""A drawing as a picture: black ink on white paper, as PNG, as SVG, or for the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from digitpad.core.drawing import Strokes, bounding_box
from digitpad.core.errors import DigitpadError
from digitpad.core.whole_file import write_whole
from digitpad.ui.qt_image import to_png
from digitpad.ui.stroke_painter import paint_strokes

_MARGIN = 24
"""White paper around the strokes, in canvas pixels."""

_SCALE = 2
"""Pixels of a picture for each of the canvas's, along a side."""


def drawing_as_image(strokes: Strokes) -> QImage:
    """The strokes with a margin, twice as fine as the canvas."""
    frame = _frame(strokes)
    image = QImage((frame.size() * _SCALE).toSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(_SCALE, _SCALE)
    _paint(painter, strokes, frame)
    painter.end()
    return image


def save_drawing(strokes: Strokes, path: Path) -> None:
    """Write the strokes as SVG where the name ends so, else as PNG.

    Raises:
        DigitpadError: the file cannot be written; what was there before is still there.
    """
    content = _as_svg(strokes) if path.suffix.lower() == ".svg" else to_png(drawing_as_image(strokes))
    try:
        write_whole(path, content)
    except OSError as error:
        sentence = QCoreApplication.translate("drawing_export", "The drawing could not be saved as {0}: {1}.")
        raise DigitpadError(sentence.format(path, error.strerror or error)) from error


def _as_svg(strokes: Strokes) -> bytes:
    content = QBuffer()
    frame = _frame(strokes)
    generator = QSvgGenerator()
    generator.setOutputDevice(content)
    generator.setTitle("digitpad")
    generator.setSize(frame.size().toSize())
    generator.setViewBox(QRect(0, 0, generator.size().width(), generator.size().height()))
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, frame.width(), frame.height()), Qt.GlobalColor.white)
    _paint(painter, strokes, frame)
    painter.end()
    return bytes(content.data().data())


def _frame(strokes: Strokes) -> QRectF:
    """The part of the canvas that is shown, in its pixels."""
    box = QRectF(*bounding_box(strokes)).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
    return QRectF(box.topLeft(), QSizeF(QSize(round(box.width()), round(box.height()))))


def _paint(painter: QPainter, strokes: Strokes, frame: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-frame.topLeft())
    paint_strokes(painter, strokes, QColor(Qt.GlobalColor.black))
