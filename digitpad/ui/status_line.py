"""The status line: which network runs where, how long the last answer took, and messages that pass."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

_MESSAGE_MS = 8000
"""How long a message stays."""

_MARGINS = (10, 0, 16, 0)
"""Pixels around the line: with Qt's own six on the left, those of the tabs."""


class StatusLine(QStatusBar):
    """Messages on the left; the network, its device and its time on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = QLabel(self.tr("loading the network…"))
        self._device.setObjectName("deviceLabel")
        self._device.setTextFormat(Qt.TextFormat.PlainText)
        self._device.setAccessibleName(self.tr("Device"))
        self._time = QLabel()
        self._time.setAccessibleName(self.tr("Time of the last answer"))
        # Of a fixed size: the window is not laid out anew at every answer.
        self._time.setFixedSize(self._time.fontMetrics().size(0, self._time_text("0,000")))
        self._time.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._time.hide()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(*_MARGINS)
        self.addPermanentWidget(self._device)
        self.addPermanentWidget(self._time)

    @property
    def device(self) -> str:
        """Which network runs where, and why there, in two lines."""
        return f"{self._device.text()}\n{self._device.accessibleDescription()}"

    def show_device(self, model: str, device: str, reason: str) -> None:
        """Say which network runs where, and why there."""
        self._device.setText(self.tr("{0} · {1}").format(model, device))
        self._explain(reason)

    def show_no_network(self, reason: str) -> None:
        """Say that nothing is read, and why."""
        self._device.setText(self.tr("no network"))
        self._explain(reason)

    def show_time(self, seconds: float) -> None:
        """Say how long the last answer took."""
        milliseconds = 1000 * seconds
        self._time.setText(self._time_text(f"{milliseconds:.1f}" if milliseconds < 100 else f"{milliseconds:,.0f}"))
        self._time.show()

    def say(self, sentence: str) -> None:
        """Show a message for a while."""
        self.showMessage(sentence, _MESSAGE_MS)

    def _time_text(self, milliseconds: str) -> str:
        return self.tr("· answered in {0} ms").format(milliseconds)

    def _explain(self, reason: str) -> None:
        self._device.setToolTip(html.escape(reason))
        self._device.setAccessibleDescription(reason)
