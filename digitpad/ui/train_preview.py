"""What the network will see: pictures of the data, changed as the training will change them, or as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from digitpad.core.augmentation import Augmentation
from digitpad.core.errors import DigitpadError
from digitpad.core.training_config import LIMITS, TrainingConfig
from digitpad.core.workshop import Workshop
from digitpad.ui.digit_grid import DigitGrid
from digitpad.ui.icons import icon
from digitpad.ui.single_task import SingleTask

_COUNT = 240
"""Pictures asked for; a large window has room for about as many."""

_WAIT_MS = 300
"""A slider on its way asks for one preview, not for ten."""


class TrainPreview(QWidget):
    """Fetches pictures in a thread of its own, and shows them.

    Args:
        workshop: gives what makes the pictures.

    Signals:
        crashed: emitted with an exception that is a bug of ours.
    """

    crashed = Signal(object)

    def __init__(self, workshop: Callable[[], Workshop], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainPreview")
        self._workshop = workshop
        self._config: TrainingConfig | None = None
        self._is_stale = True
        self._turn = 0
        self._task = SingleTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.ended.connect(self._fetch)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._fetch)
        self._sides = QStackedWidget()
        self._grid = DigitGrid()
        self._sentence = QLabel()
        self._changed = QCheckBox(self.tr("With the changes of the training"))
        self._refresh = QPushButton(icon("refresh-cw"), self.tr("Others"))
        self._arrange()
        self._changed.toggled.connect(self._on_changed_toggled)
        self._refresh.clicked.connect(self._on_refresh_clicked)

    def show_config(self, config: TrainingConfig) -> None:
        """Show what a training would see; fetched when it is looked at."""
        before, self._config = self._config, config
        self._changed.setEnabled(not config.augmentation.changes_nothing)
        if before is None or self._seen(before) != self._seen(config):
            self._is_stale = True
            self._timer.start()

    def fetch_again(self) -> None:
        """Fetch anew: the data may be another."""
        self._is_stale = True
        self._fetch()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._timer.stop()
        self._config = None
        self._task.stop()

    def _arrange(self) -> None:
        self._grid.setObjectName("trainPreviewGrid")
        self._grid.setAccessibleName(self.tr("What the network will see"))
        self._changed.setObjectName("trainPreviewChanged")
        self._changed.setToolTip(self.tr("Turned, shifted, bent and so on, as “More” says; or as they are"))
        self._changed.setChecked(True)
        self._refresh.setObjectName("trainPreviewRefresh")
        self._refresh.setToolTip(self.tr("Show other pictures, changed in other ways"))
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._sides.addWidget(self._grid)
        self._sides.addWidget(self._sentence)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._changed)
        row.addStretch()
        row.addWidget(self._refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sides, stretch=1)
        layout.addLayout(row)

    def _seen(self, config: TrainingConfig) -> tuple[object, ...]:
        """What of a config can be seen."""
        return config.data, config.augmentation, config.seed

    def _fetch(self) -> None:
        if self._config is None or not self._is_stale or not self.isVisible() or self._task.is_running:
            return
        self._is_stale = False
        most = int(LIMITS["seed"][1])
        config = replace(self._config, seed=(self._config.seed + self._turn) % most)
        if not self._changed.isChecked():
            config = replace(config, augmentation=Augmentation())
        self._task.begin(self._workshop().preview(config, _COUNT))

    def _on_changed_toggled(self) -> None:
        self.fetch_again()

    def _on_refresh_clicked(self) -> None:
        self._turn += 1
        self.fetch_again()

    def _on_succeeded(self, images: NDArray[np.uint8]) -> None:
        self._grid.show_digits(images)
        self._sides.setCurrentWidget(self._grid)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DigitpadError):
            self._sentence.setText(str(error))
            self._sides.setCurrentWidget(self._sentence)
        else:
            self.crashed.emit(error)

    # Qt's own names from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fetch()
