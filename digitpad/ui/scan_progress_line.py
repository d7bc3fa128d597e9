"""How far a scan is, how fast it goes, and how long it will take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QProgressBar, QPushButton, QWidget

from digitpad.scan.folder_scan import ScanStep
from digitpad.scan.walk import LeftOut
from digitpad.ui.durations import as_clock
from digitpad.ui.plural import counted
from digitpad.ui.steady_label import SteadyLabel

_WINDOW = 10.0
"""Seconds over which the rate is taken: files that are known already pass in no time."""

_MOST_NAMED = 1000
"""Entries that were left out and are named; nobody reads more."""


class ScanProgressLine(QWidget):
    """A bar, a sentence, and a button that names what was left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setObjectName("scanProgress")
        self._bar.setAccessibleName(self.tr("Progress of the scan"))
        self._bar.setTextVisible(False)
        self._text = SteadyLabel()
        self._text.setObjectName("scanState")
        self._left_out_button = QPushButton()
        self._left_out_button.setObjectName("scanLeftOut")
        self._left_out_button.setFlat(True)
        self._left_out_button.clicked.connect(self._on_left_out_clicked)
        self._left_out: Sequence[LeftOut] = ()
        self._done = ""  # how many of how many
        self._past: deque[tuple[float, int]] = deque()
        # The button comes when something was left out, and the window does not grow for it.
        self.setMinimumHeight(self._left_out_button.sizeHint().height())
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._bar, stretch=1)
        layout.addWidget(self._left_out_button)
        self.start("")

    def start(self, sentence: str) -> None:
        """Begin anew."""
        self._past.clear()
        self._done = sentence
        self._bar.setRange(0, 0 if sentence else 1)
        self._bar.setValue(0)
        self._bar.setVisible(bool(sentence))
        self._text.say(sentence)
        self._show_left_out(())

    def show_step(self, step: ScanStep) -> None:
        """Show how far a scan is."""
        self._show_left_out(step.left_out)
        if step.total is None:
            one, several = (
                self.tr("Looking into the folder: {0} picture"),
                self.tr("Looking into the folder: {0} pictures"),
            )
            self._text.say(counted(step.found, one, several))
            return
        self._bar.setRange(0, max(step.total, 1))
        self._bar.setValue(step.done)
        done = self._done = self.tr("{0} of {1}").format(f"{step.done:,}", f"{step.total:,}")
        rate = self._rate(step.done)
        if rate > 0:
            left = as_clock((step.total - step.done) / rate)
            done = self.tr("{0} · {1} per second · {2} left").format(done, f"{rate:,.0f}", left)
        self._text.say(done)

    def rest(self) -> None:
        """The scan rests: what comes after is a new beginning for the rate."""
        self._past.clear()
        self._text.say(self.tr("{0} · paused").format(self._done))

    def end(self, sentence: str) -> None:
        """Say how it ended."""
        self._bar.hide()
        self._bar.setRange(0, 1)  # an endless bar would go on moving unseen
        self._text.say(sentence)

    def _rate(self, done: int) -> float:
        now = time.monotonic()
        self._past.append((now, done))
        while now - self._past[0][0] > _WINDOW:
            self._past.popleft()
        then, before = self._past[0]
        return (done - before) / (now - then) if now - then > 0.5 else 0.0

    def _show_left_out(self, left_out: Sequence[LeftOut]) -> None:
        self._left_out = left_out
        self._left_out_button.setVisible(bool(left_out))
        self._left_out_button.setText(self.tr("{0} left out…").format(f"{len(left_out):,}"))
        self._left_out_button.setToolTip(self.tr("Name what was not read, and why"))

    def _on_left_out_clicked(self) -> None:
        one, several = (
            self.tr("{0} entry of the folder was left out."),
            self.tr("{0} entries of the folder were left out."),
        )
        text = counted(len(self._left_out), one, several)
        dialog = QMessageBox(QMessageBox.Icon.NoIcon, self.tr("Left out"), text, parent=self)
        named = (f"{left.name}: {left.reason}" for left in self._left_out[:_MOST_NAMED])
        dialog.setDetailedText("\n".join(named))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
