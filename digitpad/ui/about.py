"""What this program is, in a dialog."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget


def show_about(window: QWidget, device: str) -> None:
    """Say what this program is.

    Args:
        window: over which the dialog is shown.
        device: which network runs where.
    """
    text = QCoreApplication.translate(
        "About",
        "digitpad {0} reads handwritten digits with a small neural network. It works offline: nothing you draw or "
        "open leaves this computer.\n\nIcons by Lucide (ISC licence). Trained on MNIST (CC BY-SA 3.0).",
    )
    title = QCoreApplication.translate("About", "About digitpad")
    about = QMessageBox(QMessageBox.Icon.NoIcon, title, "", parent=window)
    about.setTextFormat(Qt.TextFormat.PlainText)
    about.setIconPixmap(window.windowIcon().pixmap(64, 64))
    about.setText(f"{text.format(QGuiApplication.applicationVersion())}\n\n{device}")
    about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    about.open()
