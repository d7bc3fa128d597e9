"""The key of a plot: how each curve is drawn, what it is called, and its value now or under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.theme import blend, with_tabular_figures


@dataclass(frozen=True)
class CurveStyle:
    """How a curve is drawn; told apart without colour, too.

    Attributes:
        pen: of its line.
        symbol: of its points: `o`, `s`, or none.
        fill: of its points.
    """

    pen: QPen
    symbol: str | None
    fill: QColor


def training_style(palette: QPalette, ratio: float) -> CurveStyle:
    """Broken, with hollow squares, in the colour of text."""
    return CurveStyle(_pen(palette.text().color(), 1.5 * ratio, Qt.PenStyle.DashLine), "s", palette.base().color())


def validation_style(palette: QPalette, ratio: float) -> CurveStyle:
    """Whole, with dots, in the accent colour."""
    return CurveStyle(_pen(palette.accent().color(), 2 * ratio), "o", palette.accent().color())


def batches_style(palette: QPalette, ratio: float) -> CurveStyle:
    """Thin and pale."""
    pale = blend(palette.text().color(), palette.base().color(), 0.65)
    return CurveStyle(_pen(pale, ratio), None, palette.base().color())


def _pen(colour: QColor, width: float, line: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen of a width in device pixels, whatever the scale of the axes."""
    pen = QPen(colour, width, line)
    pen.setCosmetic(True)
    return pen


@dataclass(frozen=True)
class KeyEntry:
    """A curve of the key.

    Attributes:
        name: of the curve.
        value: as text; empty where there is none.
        style: how it is drawn.
    """

    name: str
    value: str
    style: CurveStyle


class CurveKey(QWidget):
    """A line of text with a piece of each curve; its size never changes.

    Where there is little room the pieces are short, and the last curves are left out, rather than cut through a word.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._entries: Sequence[KeyEntry] = ()
        self.setFont(with_tabular_figures(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All of it as text."""
        return " · ".join([self._title, *map(_text, self._entries)])

    def show_entries(self, title: str, entries: Sequence[KeyEntry]) -> None:
        """Show a title and the curves."""
        self._title, self._entries = title, entries
        self.setAccessibleName(self.text)
        self.update()

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 40, metrics.height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = self.font()
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(self.palette().windowText().color())
        x = self._write(painter, 0.0, self._title)
        painter.setFont(self.font())
        gap = 2 * self.fontMetrics().averageCharWidth()
        room = self.width() - x
        sample = next((long for long in (2 * gap, gap) if self._length(long, gap) <= room), gap)
        for entry in self._entries:
            if x + gap + sample + gap / 2 + self._advance(entry) > self.width():
                break
            self._draw_sample(painter, QPointF(x + gap, self.height() / 2), sample, entry.style)
            painter.setPen(self.palette().windowText().color())
            x = self._write(painter, x + gap + sample + gap / 2, _text(entry))

    def _length(self, sample: float, gap: float) -> float:
        """Of all entries."""
        return sum(gap + sample + gap / 2 + self._advance(entry) for entry in self._entries)

    def _advance(self, entry: KeyEntry) -> int:
        return self.fontMetrics().horizontalAdvance(_text(entry))

    def _write(self, painter: QPainter, x: float, text: str) -> float:
        """Write at a place; returns where it ends."""
        width = painter.fontMetrics().horizontalAdvance(text)
        field = QRectF(x, 0, width + 1, self.height())
        painter.drawText(field, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        return x + width

    def _draw_sample(self, painter: QPainter, start: QPointF, length: float, style: CurveStyle) -> None:
        painter.setPen(style.pen)
        painter.drawLine(start, start + QPointF(length, 0))
        if style.symbol is None:
            return
        painter.setPen(QPen(style.pen.color(), 1.5))
        painter.setBrush(style.fill)
        point = QRectF(start.x() + length / 2 - 3, start.y() - 3, 6, 6)
        if style.symbol == "o":
            painter.drawEllipse(point)
        else:
            painter.drawRect(point)


def _text(entry: KeyEntry) -> str:
    return f"{entry.name} {entry.value}".rstrip()
