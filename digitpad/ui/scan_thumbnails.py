"""Small pictures of the rows that are seen, the last few hundred of them kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap

from digitpad.core.scan_row import ScanRow
from digitpad.ui.icons import icon
from digitpad.ui.image_loader import ImageLoader, LoadedImage

_LONGEST = 128
"""Pixels of a side: two lines of text, at three pixels a point."""

_KEPT = 500

_MOST_WAITING = 100
"""More rows than are seen at once: those scrolled past are never decoded."""


class ScanThumbnails(QObject):
    """Gives the picture of a row, or a placeholder until it has been decoded.

    Signals:
        loaded: emitted with the file and the page of a picture that is there from now on.
        crashed: emitted with an exception that is a bug of ours.
    """

    loaded = Signal(str, int)
    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        self._kept: OrderedDict[tuple[Path, int], QIcon] = OrderedDict()
        self._asked: OrderedDict[tuple[Path, int], str] = OrderedDict()
        self._loader = ImageLoader(_LONGEST, _MOST_WAITING, self)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.crashed.connect(self.crashed)
        self._placeholder = icon("image")

    def set_folder(self, folder: Path) -> None:
        """Forget every picture; the rows to come are of this folder."""
        self._folder = folder
        self._loader.forget()
        self._kept.clear()
        self._asked.clear()

    def forget(self, rows: Iterable[ScanRow]) -> None:
        """Make the pictures of some rows anew: their files are others now."""
        for row in rows:
            for pictures in (self._kept, self._asked):  # one that is just being decoded is of the old file, too
                pictures.pop((self._folder / row.file, row.page), None)

    def icon(self, row: ScanRow) -> QIcon:
        """The picture of a row; a placeholder until it is there, and a sign where it cannot be."""
        if row.error is not None:
            return icon("triangle-alert")
        key = (self._folder / row.file, row.page)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked:
            self._asked[key] = row.file
            while len(self._asked) > _MOST_WAITING:
                self._asked.popitem(last=False)  # the loader forgets it too
            self._loader.load(*key)
        return self._placeholder

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._loader.stop()

    def _on_loaded(self, loaded: LoadedImage) -> None:
        key = (loaded.path, loaded.page)
        file = self._asked.pop(key, None)
        if file is None:  # scrolled past, or of another folder
            return
        self._kept[key] = _icon_of(loaded)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.loaded.emit(file, loaded.page)


def _icon_of(loaded: LoadedImage) -> QIcon:
    """A picture; the sign that there is none, where its file is gone."""
    if loaded.image.isNull():
        return icon("triangle-alert")
    pixmap = QPixmap.fromImage(loaded.image)
    if max(pixmap.width(), pixmap.height()) < _LONGEST:  # the digits of MNIST are 28 pixels long
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        pixmap = pixmap.scaled(_LONGEST, _LONGEST, keep, smooth)
    picture = QIcon(pixmap)
    picture.addPixmap(pixmap, QIcon.Mode.Selected)  # it keeps its colours
    return picture
