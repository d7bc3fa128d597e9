"""The buttons of a training: start, rest, stop."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from digitpad.ui.actions import button_of, make_action
from digitpad.ui.icons import icon


class TrainControls(QWidget):
    """Says what the person wants.

    Signals:
        start_requested: emitted when a training should begin.
        pause_requested: emitted with whether it should rest.
        stop_requested: emitted when it should end.
    """

    start_requested = Signal()
    pause_requested = Signal(bool)
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = QPushButton(icon("play"), self.tr("Start"))
        self._pause = make_action(self, "trainPauseAction", self.tr("Pause"), "pause", None)
        self._stop = QPushButton(icon("square"), self.tr("Stop"))
        self._start.setObjectName("trainStart")
        self._start.setToolTip(self.tr("Train a network with these settings"))
        self._pause.setCheckable(True)
        self._stop.setObjectName("trainStop")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for button in (self._start, self._stop):
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout.addWidget(self._start)
        layout.addWidget(button_of(self._pause, self))
        layout.addWidget(self._stop)
        self._start.clicked.connect(self.start_requested)
        self._pause.toggled.connect(self.pause_requested)
        self._stop.clicked.connect(self.stop_requested)
        self.show_state(is_running=False, is_paused=False, is_ending=False)

    def show_state(self, is_running: bool, is_paused: bool, is_ending: bool) -> None:
        """Offer what can be done.

        Args:
            is_running: whether a training runs.
            is_paused: whether it rests.
            is_ending: whether it was asked to end.
        """
        self._start.setEnabled(not is_running)
        self._pause.setEnabled(is_running and not is_ending)
        with QSignalBlocker(self._pause):
            self._pause.setChecked(is_running and is_paused)
        self._stop.setEnabled(is_running)
        is_last_call = is_running and is_ending
        self._stop.setText(self.tr("Cut off") if is_last_call else self.tr("Stop"))
        early = self.tr("End soon, and keep the best so far; asked once more, it is cut off")
        now = self.tr("End at once; it can go on later")
        self._stop.setToolTip(now if is_last_call else early)
