"""What was pasted or dropped: paths of files, or a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from digitpad.core.picture_formats import SUFFIXES
from digitpad.core.places import is_there

_LONGEST_PATH = 4096
"""Characters; a longer line is text."""

_MOST_LINES = 1000
"""A longer text is no list of files."""


def paths_of(mime: QMimeData) -> list[Path]:
    """The files it names: as URLs, or as text with a path on each line; none where it names none.

    A line of text is taken for a path where such a file exists, or where it ends like a picture's name; so a mistyped
    path is answered with a sentence about it.
    """
    if mime.hasUrls():
        return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    text = mime.text() if mime.hasText() else ""
    if len(text) > _MOST_LINES * _LONGEST_PATH or text.count("\n") >= _MOST_LINES:
        return []
    lines = text.splitlines()
    paths = [_path_of(line.strip().strip("\"'")) for line in lines]
    return [path for path in paths if path is not None]


def image_of(mime: QMimeData) -> QImage:
    """The picture it holds; a null image where it holds none."""
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) else QImage()


def _path_of(line: str) -> Path | None:
    if not line or "\0" in line or len(line) > _LONGEST_PATH:
        return None
    url = QUrl(line)
    path = Path(url.toLocalFile()) if url.isLocalFile() else Path(line)
    return path if is_there(path) or path.suffix.lower() in SUFFIXES else None
