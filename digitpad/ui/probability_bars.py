"""Ten bars, one for each digit, as long as the network is sure of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Property, QEvent, QRectF, QSize, QSizeF, Qt, QVariantAnimation
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.theme import blend, moves_calmly, with_tabular_figures

_GLIDE_MS = 90
"""How long a bar takes to its new length."""

_FIRST_STEP = 0.6
"""The share of the way a bar takes at once: the answer shows in the first frame, the rest is calm."""

_TOO_LITTLE_TO_GLIDE = 0.01
"""A way of about a pixel is gone at once."""

_WIDEST_PITCH, _LONGEST_LINE = 2.5, 64
"""Lines of text from a bar to the next, and digits in a line, at most."""

_NARROWEST_PITCH = 0.85
"""Lines of text from a bar to the next, at least: figures reach below no line."""

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
        self.setToolTip(self.tr("How likely each digit is, in percent"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._values: tuple[float, ...] = _NOTHING
        self._from: tuple[float, ...] = _NOTHING
        self._shown: tuple[float, ...] = _NOTHING
        self._glide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_GLIDE_MS)
        self._glide.valueChanged.connect(self._on_glide_moved)
        self._prepare_fonts()
        self._describe()

    def set_probabilities(self, values: Sequence[float] | None) -> None:
        """Show ten probabilities, or none."""
        new = tuple(values) if values else _NOTHING
        if new == self._values:
            return
        self._values = new
        self._glide.stop()
        self._from = tuple(s + _FIRST_STEP * (v - s) for s, v in zip(self._shown, new, strict=True))
        self._shown = self._from
        farthest = max(abs(v - s) for s, v in zip(self._shown, new, strict=True))
        if farthest < _TOO_LITTLE_TO_GLIDE or moves_calmly() or not self.isVisible():
            self._shown = new
        else:
            self._glide.start()
        self._describe()
        self.repaint()  # at once: an update would wait behind the pen's next events

    def _probabilities(self) -> list[float]:
        return list(self._values)

    probabilities = Property(list, _probabilities, set_probabilities)

    @property
    def _best(self) -> int | None:
        return self._values.index(max(self._values)) if any(self._values) else None

    @property
    def _pitch(self) -> float:
        """Pixels from one bar to the next: in a large window they stay together."""
        return min(self.height() / 10, _WIDEST_PITCH * self._line)

    @property
    def _width(self) -> float:
        """Pixels of a line with its bar and its figure."""
        return min(float(self.width()), _LONGEST_LINE * self._unit)

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

    def _prepare_fonts(self) -> None:
        self._plain = with_tabular_figures(self.font())
        self._bold = with_tabular_figures(self.font())
        self._bold.setBold(True)
        metrics = QFontMetricsF(self._bold)
        self._unit, self._line = metrics.horizontalAdvance("0"), metrics.height()

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("0") * 34, int(metrics.height() * 1.75) * 10)

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("0") * 18, int(metrics.height() * _NARROWEST_PITCH) * 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = self._best
        if self.hasFocus():
            painter.setPen(self.palette().accent().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._paint_bars(painter, best)
        self._paint_texts(painter, best)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._prepare_fonts()
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def _paint_bars(self, painter: QPainter, best: int | None) -> None:
        palette = self.palette()
        accent = palette.accent().color()
        pale = blend(accent, palette.window().color(), 0.45)
        pitch = self._pitch
        thickness = min(0.85 * self._line, 0.7 * pitch)
        track = QRectF(3.5 * self._unit, (pitch - thickness) / 2, self._width - 9.5 * self._unit, thickness)
        radius = thickness / 4
        painter.setPen(Qt.PenStyle.NoPen)
        for digit, share in enumerate(self._shown):
            painter.setBrush(palette.alternateBase())
            painter.drawRoundedRect(track, radius, radius)
            length = track.width() * share
            if length > 0.5:
                painter.setBrush(accent if digit == best else pale)
                painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(length, thickness)), radius, radius)
            track.translate(0, pitch)

    def _paint_texts(self, painter: QPainter, best: int | None) -> None:
        palette = self.palette()
        pitch = self._pitch
        middle_left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        middle_right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setFont(self._plain)
        for digit, value in enumerate(self._values):
            row = QRectF(0, digit * pitch, self._width, pitch)
            if digit == best:
                painter.setFont(self._bold)
                painter.setPen(palette.windowText().color())
                painter.drawText(row, middle_left, "▸")
            else:
                painter.setPen(palette.placeholderText().color())
            painter.drawText(row.adjusted(1.5 * self._unit, 0, 0, 0), middle_left, str(digit))
            if best is not None:
                painter.drawText(row, middle_right, f"{100 * value:.1f}")
            if digit == best:
                painter.setFont(self._plain)
