"""How far a training is, how fast it goes, where it runs, and how long it will take."""

from __future__ import annotations

import math

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from digitpad.core.training_report import TrainingStep
from digitpad.ui.durations import as_clock
from digitpad.ui.steady_label import SteadyLabel

_FINE = 1000
"""Parts the bar knows of each training."""


class TrainProgressLine(QWidget):
    """A bar, a line on the training, and one on its speed or with what it has to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setObjectName("trainProgress")
        self._bar.setAccessibleName(self.tr("Progress of the training"))
        self._bar.setTextVisible(False)
        self._state = SteadyLabel()
        self._state.setObjectName("trainState")
        self._note = SteadyLabel()
        self._note.label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note.setObjectName("trainNote")
        self._bar.setFixedHeight(self.fontMetrics().height() // 2)
        self._said = self._sentence = ""
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._bar, self._state, self._note):
            layout.addWidget(part)
        self.end("")

    def start(self) -> None:
        """A training begins."""
        self._said = ""
        self._sentence = self.tr("Preparing…")
        self._bar.setRange(0, 0)
        self._bar.setVisible(True)
        self._state.say(self._sentence)
        self._note.say("")

    def show_steps(self, steps: tuple[TrainingStep, ...]) -> None:
        """Show where it stands after some steps."""
        step = steps[-1]
        self._said = next((s.note for s in reversed(steps) if s.note), self._said)
        if step.epochs and step.epoch:
            share = step.batch / step.batches if step.batches else 0
            share = 1.0 if step.phase != "training" else share
            self._bar.setRange(0, _FINE)
            self._bar.setValue(round(_FINE * (step.epoch - 1 + share) / step.epochs))
        else:
            self._bar.setRange(0, 0)
        self._sentence = " · ".join(self._state_of(step))
        self._state.say(self._sentence)
        self._note.say(" · ".join(self._surroundings_of(step)))

    def rest(self) -> None:
        """It rests."""
        self._state.say(self.tr("Paused · {0}").format(self._sentence))

    def say(self, sentence: str) -> None:
        """Say what it is about to do."""
        self._state.say(sentence)

    def end(self, sentence: str, note: str = "") -> None:
        """Say how it ended."""
        self._bar.hide()
        self._bar.setRange(0, 1)  # an endless bar would go on moving unseen
        self._state.say(sentence)
        self._note.say(note)

    def _state_of(self, step: TrainingStep) -> list[str]:
        phases = {
            "preparing": self.tr("Preparing"),
            "training": self.tr("Learning"),
            "validating": self.tr("Looking at the digits held out"),
            "testing": self.tr("Testing"),
        }
        parts = [phases[step.phase]]
        if step.epoch and step.epochs:
            parts.append(self.tr("epoch {0} of {1}").format(step.epoch, step.epochs))
        if step.phase == "training" and step.batches:
            parts.append(self.tr("batch {0} of {1}").format(f"{step.batch:,}", f"{step.batches:,}"))
        if math.isfinite(step.seconds_left):
            parts.append(self.tr("{0} left").format(as_clock(step.seconds_left)))
        return parts

    def _surroundings_of(self, step: TrainingStep) -> list[str]:
        parts = [self._said] if self._said else []
        if step.samples_per_second > 0:
            parts.append(self.tr("{0} digits per second").format(f"{step.samples_per_second:,.0f}"))
        return [*parts, step.device] if step.device else parts
