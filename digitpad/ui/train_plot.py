"""One plot of a training, loss or accuracy over epochs. Imports pyqtgraph: to be imported when it is first needed."""

from __future__ import annotations

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
        self._batches = self._plot.plot()
        self._training, self._validation = self._plot.plot(), self._plot.plot()
        self._cursor = pg.InfiniteLine(movable=False)
        self._plot.addItem(self._cursor, ignoreBounds=True)
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
        """Draw what is known of a training."""
        self._reports = history.reports
        self._last = history.points[-1] if history.points else None
        epochs = np.array([report.epoch for report in self._reports], float)
        training, validation = self._values(self._name), self._values(f"validation_{self._name}")
        passed = np.array([point.epochs for point in history.points])
        batches = np.array([getattr(point, self._name) for point in history.points])
        self._batches.setData(passed, batches)
        self._training.setData(epochs, training)
        self._validation.setData(epochs, validation)
        self._plot.setXRange(0, max(history.epochs, 1), padding=0.02)
        # What the first batches do would press the rest flat: they may run out of the picture once the epoch is over.
        after = batches[passed > 1]
        shown = after if len(after) and self._reports else batches
        low, high = self._range(shown, np.concatenate([training, validation]))
        self._plot.setYRange(low, high, padding=0.02)
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

    def _range(self, batches: np.ndarray, epochs: np.ndarray) -> tuple[float, float]:
        """From where to where the values go, but for the farthest of the batches."""
        if self._name == "loss":
            tops = ([float(np.quantile(batches, 0.97))] if len(batches) else []) + [*epochs[np.isfinite(epochs)]]
            return 0.0, 1.1 * max(tops, default=1.0)
        bottoms = ([float(np.quantile(batches, 0.03))] if len(batches) else []) + [*epochs]
        lowest = min(bottoms, default=0.0)
        return max(0.0, lowest - 0.1 * (1 - lowest)), 1.0

    def _show_key(self) -> None:
        report = next((r for r in self._reports if r.epoch == self._pointed), None)
        title = self._title
        if report is not None:
            title = self.tr("{0}, epoch {1}").format(self._title, report.epoch)
        elif self._reports:
            report = self._reports[-1]
        palette = self.palette()
        entries = []
        for text, name, style in (
            (self.tr("training"), self._name, training_style(palette)),
            (self.tr("validation"), f"validation_{self._name}", validation_style(palette)),
        ):
            entries.append(KeyEntry(text, self._write(getattr(report, name)) if report is not None else "", style))
        now = self._write(getattr(self._last, self._name)) if self._last is not None else ""
        entries.append(KeyEntry(self.tr("batches"), now, batches_style(palette)))
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
        self._plot.getAxis("left").setWidth(self.fontMetrics().horizontalAdvance("0.0000"))
        self._plot.getAxis("left").setScale(self._factor)
        for side in ("left", "bottom"):
            self._plot.getAxis(side).enableAutoSIPrefix(False)
        self._plot.showGrid(y=True, alpha=0.15)
        self._cursor.setPen(line)
        self._cursor.setVisible(False)
        self._draw_as(self._batches, batches_style(palette), antialias=False)
        self._draw_as(self._training, training_style(palette), antialias=True)
        self._draw_as(self._validation, validation_style(palette), antialias=True)

    def _draw_as(self, curve: pg.PlotDataItem, style: CurveStyle, antialias: bool) -> None:
        curve.opts["antialias"] = antialias
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

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
            self._show_key()
        super().changeEvent(event)
