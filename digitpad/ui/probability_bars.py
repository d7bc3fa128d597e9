"""Ten bars, one for each digit, as long as the network is sure of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Property, QEvent, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.theme import blend, moves_calmly, with_tabular_figures

_GLIDE_MS = 90
"""How long a bar takes to its new length."""

_FIRST_STEP = 0.6
"""The share of the way a bar takes at once: the answer shows in the first frame, the rest is calm."""

_NOTHING = (0.0,) * 10


class ProbabilityBars(QWidget):
    """Shows ten probabilities; the best is bold, in the accent colour and marked with an arrow.

    Attributes:
        probabilities: a Qt property, a list of ten floats; all zero where there is no answer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilityBars")
        self.setAccessibleName(self.tr("Probability of each digit"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._values: tuple[float, ...] = _NOTHING
        self._from: tuple[float, ...] = _NOTHING
        self._shown: tuple[float, ...] = _NOTHING
        self._glide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_GLIDE_MS)
        self._glide.valueChanged.connect(self._on_glide_moved)
        self._describe()

    def set_probabilities(self, values: Sequence[float] | None) -> None:
        """Show ten probabilities, or none."""
        new = tuple(values) if values else _NOTHING
        if new == self._values:
            return
        self._values = new
        if moves_calmly() or not self.isVisible():
            self._shown = new
        else:
            self._from = tuple(s + _FIRST_STEP * (v - s) for s, v in zip(self._shown, new, strict=True))
            self._shown = self._from
            self._glide.stop()
            self._glide.start()
        self._describe()
        self.update()

    def _probabilities(self) -> list[float]:
        return list(self._values)

    probabilities = Property(list, _probabilities, set_probabilities)

    @property
    def _best(self) -> int | None:
        return self._values.index(max(self._values)) if any(self._values) else None

    def _describe(self) -> None:
        """Tell a screen reader what the bars show: the digits worth naming, likeliest first."""
        order = sorted(range(10), key=lambda digit: -self._values[digit])
        named = [digit for digit in order if self._values[digit] >= 0.005]
        texts = [self.tr("{0}: {1} %").format(digit, f"{100 * self._values[digit]:.1f}") for digit in named]
        self.setAccessibleDescription(", ".join(texts) or self.tr("No answer yet"))

    def _on_glide_moved(self, share: float) -> None:
        eased = 1 - (1 - share) ** 2
        self._shown = tuple(f + eased * (v - f) for f, v in zip(self._from, self._values, strict=True))
        self.update()

    def _row_font(self, bold: bool) -> QFont:
        font = with_tabular_figures(self.font())
        font.setBold(bold)
        return font

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("0") * 34, int(metrics.height() * 1.75) * 10)

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("0") * 20, int(metrics.height() * 1.1) * 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for digit in range(10):
            self._paint_row(painter, digit)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def _paint_row(self, painter: QPainter, digit: int) -> None:
        best = digit == self._best
        font = self._row_font(best)
        metrics = QFontMetricsF(font)
        unit = QFontMetricsF(self._row_font(True)).horizontalAdvance("0")
        pitch = self.height() / 10
        row = QRectF(0, digit * pitch, self.width(), pitch)
        palette = self.palette()

        painter.setFont(font)
        painter.setPen(palette.windowText().color())
        if best:
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "▸")
        label = row.adjusted(1.5 * unit, 0, 0, 0)
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(digit))
        if self._best is not None:
            if not best:
                painter.setPen(palette.placeholderText().color())
            percent = f"{100 * self._values[digit]:.1f}"
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent)

        thickness = min(metrics.height() * 0.62, pitch * 0.7)
        track = QRectF(row.left() + 3.5 * unit, row.center().y() - thickness / 2, row.width() - 9.5 * unit, thickness)
        outline = QPainterPath()
        outline.addRoundedRect(track, thickness / 4, thickness / 4)
        painter.fillPath(outline, palette.alternateBase())
        length = track.width() * self._shown[digit]
        if length > 0.5:
            accent = palette.accent().color()
            colour = accent if best else blend(accent, palette.window().color(), 0.45)
            painter.save()
            painter.setClipPath(outline)
            painter.fillRect(QRectF(track.left(), track.top(), length, thickness), colour)
            painter.restore()
