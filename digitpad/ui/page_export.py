"""A page that was read, saved: as text, as a table, as JSON, or as a picture with its boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QImage, QPainter

from digitpad.core.reading import Reading
from digitpad.core.reading_files import as_csv, as_json, as_text
from digitpad.core.whole_file import write_whole
from digitpad.ui.desk import Desk
from digitpad.ui.digit_boxes import frame_of, look_on_picture, paint_digit
from digitpad.ui.open_page import OpenPage
from digitpad.ui.qt_image import to_png

if TYPE_CHECKING:
    from digitpad.imaging.opened_picture import OpenedPicture

SUFFIXES = (".txt", ".csv", ".json", ".png")
"""What a page is saved as, by the name of the file."""

_TAG_SHARE = 0.025
"""Of the picture's height: the type of the tags in a saved picture."""


@dataclass(frozen=True)
class PageToSave:
    """A page as it was when it was to be saved.

    Attributes:
        page: that was open.
        picture: of it.
        reading: what stood on it.
        path: of the file to be written; its suffix says the kind, and text is what it is where that says nothing.
        font: of the tags on a picture.
    """

    page: OpenPage
    picture: OpenedPicture
    reading: Reading
    path: Path
    font: QFont


class PageSaver(Desk):
    """Writes pages in a thread: boxes on a large picture take half a second.

    Signals:
        saved: emitted with a `PageToSave` that was written.
        failed: emitted with the sentence that says why one was not; what was there before is still there.
    """

    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(self._save, parent)

    def save(self, page: OpenPage, path: Path) -> None:
        """Write what was read on a page."""
        if page.reading is None or not page.is_turned_right:  # it was turned while the dialog was open
            self.failed.emit(self.tr("The page is still being read; nothing was saved."))
        else:
            self._take(PageToSave(page, page.picture, page.reading, path, QGuiApplication.font()))

    def _save(self, job: PageToSave) -> Iterator[PageToSave | str]:
        suffix = job.path.suffix.lower()
        write = {".csv": as_csv, ".json": as_json}.get(suffix, as_text)
        content = to_png(_with_boxes(job)) if suffix == ".png" else write(job.reading).encode()
        try:
            write_whole(job.path, content)
        except OSError as error:
            yield self.tr("The page could not be saved as {0}: {1}.").format(job.path, error.strerror or error)
        else:
            yield job

    def _on_progressed(self, result: PageToSave | str) -> None:
        if isinstance(result, str):
            self.failed.emit(result)
        else:
            self.saved.emit(result)


def _with_boxes(job: PageToSave) -> QImage:
    """The picture, at most 1600 pixels long, with a box around each digit and its answer in a tag."""
    image = QImage.fromData(job.picture.preview.encoded).convertToFormat(QImage.Format.Format_RGB32)
    scale = image.width() / job.picture.size[0]
    font = QFont(job.font)
    font.setPixelSize(max(round(QFontMetricsF(font).height()), round(_TAG_SHARE * image.height())))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for digit in job.reading.digits:
        paint_digit(painter, digit, frame_of(digit.box, scale), look_on_picture(chosen=True), chosen=True)
    painter.end()
    return image
