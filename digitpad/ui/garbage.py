"""Python's cycle collector, kept to the window's thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000


class WindowThreadCollector(QObject):
    """Collects cycles in the thread it lives in, by Python's own thresholds, and nowhere else.

    Left alone, Python collects in whichever thread happens to allocate; a cycle that holds a widget would then be
    destroyed in the recognition thread, which Qt forbids and which ends the process sooner or later. Nothing is
    collected before `start`: the window would wait 60 ms while the thousands of objects of a half imported torch are
    walked.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin, once the program is loaded: what there is by now stays for good, and is never walked."""
        if not self._timer.isActive():
            gc.freeze()
            self._timer.start()

    def stop(self) -> None:
        """Hand collecting back to Python; the other threads have ended."""
        self._timer.stop()
        gc.enable()

    def _on_timeout(self) -> None:
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
