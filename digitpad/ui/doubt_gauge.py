"""The gauge: how many readings are likely wrong among those nobody looked at, and how many to look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from digitpad.core.review import expected_wrong, to_look_at
from digitpad.core.scan_rows import ScanRows
from digitpad.ui.steady_label import SteadyLabel

_AT_MOST_EVERY_MS = 500

_MOST_ROWS = 999_999
"""For which there is room; more are cut."""


class DoubtGauge(QWidget):
    """Says what to expect of the rows, at most twice a second; the person chooses what is good enough."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("doubtGauge")
        self._doubts: NDArray[np.float64] = np.zeros(0)
        self._rows = ScanRows()
        self._expected, self._before = SteadyLabel(), QLabel(self.tr("For at most"))
        self._after = SteadyLabel(longest=self._look_at(_MOST_ROWS))
        self._most = QSpinBox()
        self._most.setObjectName("mostWrong")
        self._most.setRange(0, 9999)
        self._most.setValue(1)
        self._most.setAccessibleName(self.tr("Wrong readings that are few enough"))
        self._most.setToolTip(self.tr("How many wrong readings you would accept"))
        keeps_room = self._most.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._most.setSizePolicy(keeps_room)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._expected, stretch=1)
        for part in (self._before, self._most, self._after):
            layout.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AT_MOST_EVERY_MS)
        self._timer.timeout.connect(self._measure)
        self._most.valueChanged.connect(self._say)
        self._say()

    @property
    def text(self) -> str:
        """All that it says."""
        parts = (self._expected.text, self._before.text(), str(self._most.value()), self._after.text)
        return " ".join(part for part in parts if part)

    def watch(self, rows: ScanRows) -> None:
        """Tell of these rows, as they are in half a second."""
        self._rows = rows
        if not self._timer.isActive():
            self._timer.start()

    def _measure(self) -> None:
        self._doubts = self._rows.waiting_doubts
        self._say()

    def _say(self) -> None:
        has_rows = len(self._rows) > 0
        for part in (self._before, self._most, self._after):
            part.setVisible(has_rows)
        if not has_rows:
            self._expected.say(self.tr("How many readings are likely wrong is told here."))
            return
        wrong = expected_wrong(self._doubts)
        shown = f"{wrong:.1f}" if wrong < 10 else f"{wrong:,.0f}"
        count = len(self._doubts)
        self._expected.say(self.tr("About {0} wrong among {1} not looked at").format(shown, f"{count:,}"))
        self._after.say(self._look_at(to_look_at(self._doubts, self._most.value())))

    def _look_at(self, count: int) -> str:
        return self.tr("wrong, look at {0}").format(f"{count:,}")
