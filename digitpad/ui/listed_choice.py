"""A choice some of whose entries lead to a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from digitpad.ui.elided_choice import ElidedChoice

_THROUGH_THE_LIST = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class ListedChoice(ElidedChoice):
    """A key opens the list, where an arrow or a letter would choose the next entry at once, and open its dialog."""

    # Qt's own names from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_letter = bool(event.text().strip()) and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in _THROUGH_THE_LIST or is_letter:
            self.showPopup()
        else:
            super().keyPressEvent(event)
