"""How large a window opens: as it likes, and no larger than its screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_TITLE_LINES = 2
"""Lines of text in which the title has room that the desktop puts above a window."""


def open_at(window: QWidget, size: QSize) -> None:
    """Give a window the size it should open with, as far as its screen has room: with a large type it may have less."""
    title = _TITLE_LINES * window.fontMetrics().lineSpacing()
    window.resize(size.boundedTo(window.screen().availableSize() - QSize(0, title)))
