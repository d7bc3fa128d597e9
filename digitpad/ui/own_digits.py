"""The person's own digits: an entry of the menu, and the dialog behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from digitpad.store.sample_store import KeptSample
from digitpad.ui.actions import make_action
from digitpad.ui.own_digits_desk import OwnDigitsChange, OwnDigitsDesk
from digitpad.ui.own_digits_dialog import OwnDigitsDialog


class OwnDigits(QObject):
    """Opens the dialog over a window.

    Args:
        window: that the dialog belongs to.
        home: where the examples are.

    Attributes:
        actions: what stands in a menu.

    Signals:
        changed: emitted when examples were changed, taken out or brought back.
        labels_changed: emitted with which digit each of them is now by its digest, None for one that was taken out.
        crashed: emitted with an exception that is a bug of ours.
    """

    changed = Signal()
    labels_changed = Signal(object)
    crashed = Signal(object)

    def __init__(self, window: QWidget, home: Path) -> None:
        super().__init__(window)
        self._window = window
        self._desk = OwnDigitsDesk(home, self)
        self._desk.listed.connect(self.changed)
        self._desk.changed.connect(self._on_changed)
        self._desk.restored.connect(self._on_restored)
        self._desk.crashed.connect(self.crashed)
        self._dialog: OwnDigitsDialog | None = None
        show = make_action(window, "ownDigitsAction", self.tr("My digits…"), None, QKeySequence("Ctrl+D"))
        show.triggered.connect(self.open_dialog)
        self.actions: Sequence[QAction] = (show,)

    def open_dialog(self) -> None:
        """Show the examples, beside the window."""
        if self._dialog is None:
            self._dialog = OwnDigitsDialog(self._desk, self._window)
        self._desk.refresh()
        self._dialog.show()
        self._dialog.activateWindow()

    def show_kept(self) -> None:
        """Another part of the window has kept or forgotten examples: show them, where they are on show."""
        if self._dialog is not None and self._dialog.isVisible():
            self._desk.refresh()

    def _on_changed(self, change: OwnDigitsChange) -> None:
        self.labels_changed.emit({one.digest: change.label for one in change.before})

    def _on_restored(self, samples: Sequence[KeptSample]) -> None:
        self.labels_changed.emit({one.digest: one.label for one in samples})

    def stop(self) -> None:
        """Do what was asked for, and end the thread."""
        self._desk.stop()
