"""Saving and copying what is drawn."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.core.errors import DigitpadError
from digitpad.ui.canvas import Canvas
from digitpad.ui.drawing_export import drawing_as_image, save_drawing
from digitpad.ui.save_dialog import ask_where_to_save


class DrawingSaver(QObject):
    """Saves the drawing of a canvas where the person wants it.

    Args:
        canvas: what is saved is on it.
        window: over which dialogs are shown.

    Signals:
        told: emitted with a sentence for the person.
    """

    told = Signal(str)

    def __init__(self, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._canvas, self._window = canvas, window

    def save_dialog(self) -> None:
        """Let the person choose a file, and save there."""
        kinds = {self.tr("PNG picture"): ".png", self.tr("SVG drawing"): ".svg"}
        path = ask_where_to_save(self._window, self.tr("Save the drawing"), Path("digit"), kinds)
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Save as PNG or SVG, by the file's name."""
        try:
            save_drawing(self._canvas.drawing.strokes, path)
        except DigitpadError as error:
            QMessageBox.warning(self._window, self.tr("Save the drawing"), str(error))
        else:
            self.told.emit(self.tr("Saved as {0}").format(path))

    def copy(self) -> None:
        """Put it on the clipboard as a picture."""
        QGuiApplication.clipboard().setImage(drawing_as_image(self._canvas.drawing.strokes))
        self.told.emit(self.tr("The drawing is on the clipboard."))
