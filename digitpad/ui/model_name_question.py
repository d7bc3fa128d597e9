"""The question what a new model should be called."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QWidget


def ask_for_model_name(parent: QWidget, title: str, suggestion: str) -> str:
    """The name the person gives, or nothing."""
    name, is_given = QInputDialog.getText(parent, title, parent.tr("Name of the new model:"), text=suggestion)
    return name.strip() if is_given else ""
