"""The ways pictures come into the window: a dialog, the clipboard, and what is dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.core.picture_formats import SUFFIXES
from digitpad.ui.clipboard import image_of, paths_of


class Opener(QObject):
    """Takes what the person gives.

    Args:
        window: over which dialogs are shown.

    Signals:
        paths_given: emitted with the paths of files, or of a folder.
        image_given: emitted with a picture and a name for it.
        told: emitted with a sentence for the person.
    """

    paths_given = Signal(object)
    image_given = Signal(object, str)
    told = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def open_dialog(self) -> None:
        """Let the person choose picture files."""
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        filters = ";;".join((self.tr("Pictures ({0})").format(patterns), self.tr("All files (*)")))
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Open pictures"), "", filters)
        self.paths_given.emit([Path(name) for name in names])

    def paste(self) -> None:
        """Open what the clipboard holds: a picture, files, or the path of a file as text."""
        if not self._take(QGuiApplication.clipboard().mimeData(), self.tr("Pasted picture")):
            self.told.emit(self.tr("The clipboard holds no picture and no path of one."))

    def drop(self, mime: QMimeData) -> bool:
        """Open what was dropped; false where it is no picture and no file."""
        is_taken = self._take(mime, self.tr("Dropped picture"))
        if not is_taken:
            self.told.emit(self.tr("What was dropped holds no picture and no file of this computer."))
        return is_taken

    def _take(self, mime: QMimeData, name: str) -> bool:
        paths, image = paths_of(mime), image_of(mime)
        if paths:
            self.paths_given.emit(paths)
        elif not image.isNull():
            self.image_given.emit(image, name)
        return bool(paths) or not image.isNull()
