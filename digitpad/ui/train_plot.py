"""One plot of a training, loss or accuracy over epochs. Imports pyqtgraph: to be imported when it is first needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.core.training_report import EpochReport
from digitpad.ui.curve_key import CurveKey, CurveStyle, KeyEntry, batches_style, training_style, validation_style
from digitpad.ui.theme import blend, with_tabular_figures
from digitpad.ui.train_history import Point, TrainHistory

pg.setConfigOptions(exitCleanup=False)  # it looks through all objects of the process; our widgets tidy themselves


class TrainPlot(QWidget):
    """Draws one quantity of a history, with its key above.

    Args:
        title: what it is called.
        name: `loss` or `accuracy`.
        factor: the axis shows so many times the value.
        write: makes text of a value.

    Signals:
        epoch_pointed: emitted with the number of epochs under the pointer, or None where there is none.
    """

    epoch_pointed = Signal(object)

    def __init__(
        self, title: str, name: str, factor: float, write: Callable[[float], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title, self._name, self._factor, self._write = title, name, factor, write
        self._reports: Sequence[EpochReport] = ()
        self._last: Point | None = None
        self._pointed: int | None = None
        self._key = CurveKey()
        self._plot = pg.PlotWidget()
        self._batches = pg.PlotCurveItem(skipFiniteCheck=True)
        self._training, self._validation = pg.PlotDataItem(), pg.PlotDataItem()
        self._cursor = pg.InfiniteLine(movable=False)
        for item in (self._batches, self._training, self._validation, self._cursor):
            self._plot.addItem(item, ignoreBounds=True)
        self._shown_range: tuple[float, float, float] | None = None
        self._dress()
        self._plot.scene().sigMouseMoved.connect(self._on_pointer_moved)
        self._plot.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._key)
        layout.addWidget(self._plot, stretch=1)

    @property
    def key_text(self) -> str:
        """What stands in the key."""
        return self._key.text

    def show_history(self, history: TrainHistory) -> None:
        """Draw what is known of a training; what has not changed is not drawn anew."""
        reports = history.reports
        if reports != self._reports:
            self._reports = reports
            epochs = np.array([report.epoch for report in reports], float)
            self._training.setData(epochs, self._values(self._name))
            self._validation.setData(epochs, self._values(f"validation_{self._name}"))
        self._last = history.points[-1] if history.points else None
        passed = np.array([point.epochs for point in history.points])
        batches = np.array([getattr(point, self._name) for point in history.points])
        self._batches.setData(passed, batches)
        # What the first batches do would press the rest flat: they may run out of the picture once the epoch is over.
        after = batches[passed > 1]
        self._show_range(history.epochs_shown, after if len(after) and reports else batches)
        self._show_key()

    def point_at(self, epoch: int | None) -> None:
        """Show the values of an epoch, or the latest."""
        self._pointed = epoch
        self._cursor.setVisible(epoch is not None)
        if epoch is not None:
            self._cursor.setPos(epoch)
        self._show_key()

    def _values(self, name: str) -> np.ndarray:
        return np.array([getattr(report, name) for report in self._reports])

    def _show_range(self, epochs: int, batches: np.ndarray) -> None:
        """Show from where to where the values go, but for the farthest of the batches, in steps that seldom change."""
        sizes = [getattr(report, name) for report in self._reports for name in (self._name, f"validation_{self._name}")]
        ordered = np.sort(batches)
        if self._name == "loss":
            sizes += [*ordered[round(0.97 * len(ordered)) - 1 :][:1]]
            low, high = 0.0, _rounded_up(1.05 * max(filter(math.isfinite, sizes), default=1.0))
        else:
            sizes += [*ordered[round(0.03 * len(ordered)) :][:1]]
            low, high = max(0.0, 1 - _rounded_up(1.05 * (1 - min(sizes, default=0.0)))), 1.0
        if (epochs, low, high) != self._shown_range:
            self._shown_range = epochs, low, high
            self._plot.setXRange(0, epochs, padding=0.02)
            self._plot.setYRange(low, high, padding=0.02)

    def _show_key(self) -> None:
        report = next((r for r in self._reports if r.epoch == self._pointed), None)
        title = self._title
        if report is not None:
            title = self.tr("{0}, epoch {1}").format(self._title, report.epoch)
        elif self._reports:
            report = self._reports[-1]
        palette, ratio = self.palette(), self.devicePixelRatioF()
        entries = []
        for text, name, style in (
            (self.tr("training"), self._name, training_style(palette, ratio)),
            (self.tr("validation"), f"validation_{self._name}", validation_style(palette, ratio)),
        ):
            entries.append(KeyEntry(text, self._write(getattr(report, name)) if report is not None else "", style))
        now = self._write(getattr(self._last, self._name)) if self._last is not None else ""
        entries.append(KeyEntry(self.tr("batches"), now, batches_style(palette, ratio)))
        self._key.show_entries(title, entries)

    def _dress(self) -> None:
        palette = self.palette()
        self._plot.setBackground(palette.color(QPalette.ColorRole.Base))
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        muted = palette.color(QPalette.ColorRole.PlaceholderText)
        line = blend(palette.text().color(), palette.base().color(), 0.75)
        font = with_tabular_figures(self.font())
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(line)
            axis.setTextPen(muted)
            axis.setTickFont(font)
            axis.setStyle(tickLength=0)
            # Painted once, and then kept: a painting of pyqtgraph's goes back and forth between Qt and Python a hundred
            # times, and each time a training that runs may be in the way.
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
        self._plot.getAxis("left").setWidth(self.fontMetrics().horizontalAdvance("0.0000"))
        self._plot.getAxis("left").setScale(self._factor)
        for side in ("left", "bottom"):
            self._plot.getAxis(side).enableAutoSIPrefix(False)
        self._plot.showGrid(y=True, alpha=0.15)
        self._cursor.setPen(line)
        self._cursor.setVisible(False)
        ratio = self.devicePixelRatioF()
        self._batches.setPen(batches_style(palette, ratio).pen)
        self._draw_as(self._training, training_style(palette, ratio))
        self._draw_as(self._validation, validation_style(palette, ratio))

    def _draw_as(self, curve: pg.PlotDataItem, style: CurveStyle) -> None:
        curve.opts["antialias"] = True
        for part in (curve.curve, curve.scatter):
            part.setCacheMode(part.CacheMode.DeviceCoordinateCache)
        curve.setPen(style.pen)
        curve.setSymbol(style.symbol)
        curve.setSymbolSize(6)
        curve.setSymbolBrush(style.fill)
        curve.setSymbolPen(style.pen.color())

    def _on_pointer_moved(self, place: object) -> None:
        epoch = round(self._plot.getPlotItem().vb.mapSceneToView(place).x())
        known = [report.epoch for report in self._reports]
        self.epoch_pointed.emit(min(known, key=lambda e: abs(e - epoch)) if known else None)

    # Qt's own names from here on.

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.epoch_pointed.emit(None)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._dress()
            self._show_key()
        return super().event(event)


def _rounded_up(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 5 and 7 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-6)))
    return next(step * power for step in (1, 1.5, 2, 3, 5, 7, 10) if step * power >= value * 0.999)
