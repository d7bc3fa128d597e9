"""A wheel that scrolls a page of settings changes none of them on its way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class CalmWheel(QObject):
    """Keeps the wheel from boxes, lists and sliders that have not the focus: the scroll area under them gets it."""

    def watch(self, *widgets: QWidget) -> None:
        """From now on a widget takes the wheel only while it has the focus, which the wheel does not give."""
        for widget in widgets:
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            widget.installEventFilter(self)

    # Qt's own names from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
