"""A page that was read, saved: as text, as a table, as JSON, or as a picture with its boxes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QImage, QPainter

from digitpad.core.errors import DigitpadError
from digitpad.core.whole_file import write_whole
from digitpad.store.reading_files import as_csv, as_json, as_text
from digitpad.ui.digit_boxes import frame_of, look_on_picture, paint_digit
from digitpad.ui.open_page import OpenPage
from digitpad.ui.qt_image import to_png

SUFFIXES = (".txt", ".csv", ".json", ".png")
"""What a page is saved as, by the name of the file."""

_TAG_SHARE = 0.025
"""Of the picture's height: the type of the tags in a saved picture."""


def save_page(page: OpenPage, path: Path) -> None:
    """Write what was read on a page; as text where the name says nothing else.

    Raises:
        DigitpadError: the page is not read yet, or the file cannot be written; what was there before is still there.
    """
    if page.reading is None or not page.is_turned_right:  # it was turned while the dialog was open
        raise DigitpadError(
            QCoreApplication.translate("page_export", "The page is still being read; nothing was saved.")
        )
    suffix = path.suffix.lower()
    write = {".csv": as_csv, ".json": as_json}.get(suffix, as_text)
    content = to_png(page_as_image(page)) if suffix == ".png" else write(page.reading).encode()
    try:
        write_whole(path, content)
    except OSError as error:
        sentence = QCoreApplication.translate("page_export", "The page could not be saved as {0}: {1}.")
        raise DigitpadError(sentence.format(path, error.strerror or error)) from error


def page_as_image(page: OpenPage) -> QImage:
    """The picture, at most 1600 pixels long, with a box around each digit and its answer in a tag."""
    image = QImage.fromData(page.picture.preview.encoded).convertToFormat(QImage.Format.Format_RGB32)
    scale = image.width() / page.picture.size[0]
    font = QGuiApplication.font()
    font.setPixelSize(max(round(QFontMetricsF(font).height()), round(_TAG_SHARE * image.height())))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for digit in page.reading.digits if page.reading else ():
        paint_digit(painter, digit, frame_of(digit.box, scale), look_on_picture(chosen=True), chosen=True)
    painter.end()
    return image
