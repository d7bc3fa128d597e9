"""Watches a folder and those in it, and says when there may be something new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_CALM_MS = 400
"""Many files come together: the look waits until the folder has been calm for so long."""

_MOST_FOLDERS = 1000
"""Watched at once; systems lend few watches to a program."""


_LATER, _LATEST, _SHARE = 5.0, 60.0, 20
"""Seconds until a look that nothing asked for, at least and at most, and that many times as long as the look before
took: a system says when a file comes, but not when one grows or is written over."""


class FolderWatch(QObject):
    """Wants a look at the folder whenever something changed in it, and now and then.

    Signals:
        look_requested: emitted when there may be new files.
    """

    look_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look_requested)
        self._watcher.directoryChanged.connect(self.look_soon)

    def set_folders(self, folders: Sequence[Path]) -> int:
        """Watch these from now on, and no others. Returns how many of them cannot be watched."""
        wanted = {str(folder) for folder in folders[:_MOST_FOLDERS]}
        watched = set(self._watcher.directories())
        if watched - wanted:
            self._watcher.removePaths(sorted(watched - wanted))
        if wanted - watched:
            self._watcher.addPaths(sorted(wanted - watched))
        return len(folders) - len(self._watcher.directories())

    def look_soon(self) -> None:
        """Want a look in a moment."""
        self._timer.start(_CALM_MS)

    def look_later(self, took: float) -> None:
        """Want a look some time, where nothing changes before.

        Args:
            took: the seconds that the last look took.
        """
        self._timer.start(round(1000 * min(max(_LATER, _SHARE * took), _LATEST)))

    def stop(self) -> None:
        """Watch nothing."""
        self._timer.stop()
        self.set_folders([])
