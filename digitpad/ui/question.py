"""A question before something is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def is_sure(window: QWidget, title: str, question: str) -> bool:
    """Whether the person says yes; Enter alone says no, for what is asked about cannot be undone."""
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
    return QMessageBox.question(window, title, question, yes | no, no) == yes
