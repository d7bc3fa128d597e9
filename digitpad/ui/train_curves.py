"""The curves of a training: loss and accuracy, to be read with the eye, the pointer, the arrow keys or an ear."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QMessageBox, QPushButton, QVBoxLayout, QWidget

from digitpad.core.whole_file import write_whole
from digitpad.ui.icons import icon
from digitpad.ui.qt_image import to_png
from digitpad.ui.save_dialog import ask_where_to_save
from digitpad.ui.single_task import SingleTask
from digitpad.ui.train_history import TrainHistory

if TYPE_CHECKING:
    from digitpad.ui.train_plot import TrainPlot

_PAINT_MS = 100
"""Both plots take some milliseconds: ten times a second looks live enough."""


class TrainCurves(QWidget):
    """Two plots, one above the other. They are made when they are prepared: what draws them takes a while to load.

    Attributes:
        history: what is drawn.
        save_button: saves them; it stands wherever there is room for it.

    Signals:
        told: emitted with a sentence for the person.
        crashed: emitted with an exception that is a bug of ours.
    """

    told = Signal(str)
    crashed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainCurves")
        self.setAccessibleName(self.tr("Curves of loss and accuracy"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.history = TrainHistory()
        self._plots: list[TrainPlot] = []
        self._pointed: int | None = None
        self._task = SingleTask(self)
        self._task.succeeded.connect(self._make_plots)
        self._task.failed.connect(self.crashed)
        self._timer = QTimer(self, singleShot=True, interval=_PAINT_MS)
        self._timer.timeout.connect(self._draw)
        self.save_button = QPushButton(icon("save"), self.tr("Save"))
        self._invitation = QLabel(self.tr("Curves are drawn here while a network learns"))
        self._paper = QWidget()  # what a saved picture shows
        self._arrange()
        self._describe()

    def prepare(self) -> None:
        """Make the plots, where there are none yet."""
        if not self._plots and not self._task.is_running:
            self._task.begin(_loaded())

    def clear(self) -> None:
        """Forget the training; another begins."""
        self.history = TrainHistory()
        self._pointed = None
        self.show_history()

    def show_history(self) -> None:
        """Draw what has come to the history, soon."""
        has_something = bool(self.history.points or self.history.reports)
        self._invitation.setVisible(not has_something)
        self.save_button.setEnabled(has_something)
        self._paper.setVisible(has_something)
        self._describe()
        if has_something and not self._timer.isActive():
            self._timer.start()

    def save_dialog(self, suffix: str) -> None:
        """Let the person choose a file, `.png` or `.csv`, and save there."""
        kinds = {".png": self.tr("PNG picture"), ".csv": self.tr("Table")}
        path = ask_where_to_save(self, self.tr("Save the curves"), Path("training"), {kinds[suffix]: suffix})
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Save as a picture, or as a table where the name ends so."""
        try:
            is_table = path.suffix.lower() == ".csv"
            write_whole(path, self.history.to_csv().encode() if is_table else to_png(self._paper.grab()))
        except OSError as error:
            sentence = self.tr("{0} could not be saved: {1}.").format(path, error.strerror or error)
            QMessageBox.warning(self, self.tr("Save the curves"), sentence)
        else:
            self.told.emit(self.tr("Saved as {0}").format(path))

    def stop(self) -> None:
        """Wait for the thread, if there still is one."""
        self._task.finish()

    def _arrange(self) -> None:
        self.save_button.setObjectName("trainCurvesSave")
        self.save_button.setToolTip(self.tr("Save the curves as a picture or as a table"))
        menu = QMenu(self.save_button)
        menu.addAction(icon("image"), self.tr("As a picture…"), lambda: self.save_dialog(".png"))
        menu.addAction(icon("copy"), self.tr("As a table…"), lambda: self.save_dialog(".csv"))
        self.save_button.setMenu(menu)
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._invitation.setWordWrap(True)
        self._paper.setBackgroundRole(QPalette.ColorRole.Base)
        self._paper.setAutoFillBackground(True)
        self._room = QVBoxLayout(self._paper)
        self._room.setContentsMargins(16, 8, 16, 8)
        self._room.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._invitation, stretch=1)
        layout.addWidget(self._paper, stretch=1)

    def _draw(self) -> None:
        if self.isVisible():
            for plot in self._plots:
                plot.show_history(self.history)

    def _describe(self) -> None:
        """Tell a screen reader the values of the epoch pointed at, or the latest."""
        reports = self.history.reports
        if not reports:
            self.setAccessibleDescription(self.tr("No epoch is done yet"))
            return
        report = next((r for r in reports if r.epoch == self._pointed), reports[-1])
        text = self.tr("Epoch {0}: loss {1} in training, {2} in validation; accuracy {3} % and {4} %")
        losses = (f"{report.loss:.4f}", f"{report.validation_loss:.4f}")
        accuracies = (f"{100 * report.accuracy:.2f}", f"{100 * report.validation_accuracy:.2f}")
        self.setAccessibleDescription(text.format(report.epoch, *losses, *accuracies))

    def _point_at(self, epoch: int | None) -> None:
        self._pointed = epoch
        for plot in self._plots:
            plot.point_at(epoch)
        self._describe()

    def _make_plots(self) -> None:
        """Make one plot, and the next when the window has had time for other things."""
        from digitpad.ui.train_plot import TrainPlot

        if not self._plots:
            self._add_plot(TrainPlot(self.tr("Loss"), "loss", 1, lambda value: f"{value:.4f}"))
            QTimer.singleShot(0, self, self._make_plots)
        else:
            self._add_plot(TrainPlot(self.tr("Accuracy"), "accuracy", 100, lambda value: f"{100 * value:.2f} %"))
            self.show_history()

    def _add_plot(self, plot: TrainPlot) -> None:
        plot.epoch_pointed.connect(self._point_at)
        self._plots.append(plot)
        self._room.addWidget(plot)

    # Qt's own names from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go from epoch to epoch, Escape back to the latest."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        epochs = [report.epoch for report in self.history.reports]
        if event.key() == Qt.Key.Key_Escape and self._pointed is not None:
            self._point_at(None)
        elif step is not None and epochs:
            place = epochs.index(self._pointed) if self._pointed in epochs else len(epochs) - 1
            self._point_at(epochs[min(max(place + step, 0), len(epochs) - 1)])
        else:
            super().keyPressEvent(event)


def _loaded() -> Generator[None, None, None]:
    """Load what draws the curves. It takes over the hooks for exceptions nobody caught: they are given back."""
    hooks = sys.excepthook, threading.excepthook
    try:
        import digitpad.ui.train_plot  # noqa: F401 — and pyqtgraph with it, before the window's thread wants it
    finally:
        sys.excepthook, threading.excepthook = hooks
    yield
