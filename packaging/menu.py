"""What a Linux desktop is told of the program: its place in the menu, its icons, its page in the manual."""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

from archive import Entry
from project import APPLICATION_ID, ROOT, Project

TEXTS = Path(__file__).with_name("linux")
"""The files as they are written by hand; those named `.in` have the version and the day put in."""

ICON = ROOT / "resources" / "icons" / "digitpad.svg"

_ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""In pixels: what menus, docks and software centres ask for."""


def menu_entries(project: Project, at: str) -> list[Entry]:
    """The files by which a system's menus, software centres and manuals know the program.

    Args:
        project: what is filled in.
        at: where the `share` folder stands in the archive, such as usr/share.
    """
    metainfo = f"{APPLICATION_ID}.metainfo.xml"
    icons = [Entry(f"{at}/icons/hicolor/{size}x{size}/apps/digitpad.png", icon_png(size)) for size in _ICON_SIZES]
    return [
        Entry(f"{at}/applications/digitpad.desktop", (TEXTS / "digitpad.desktop").read_bytes()),
        Entry(f"{at}/metainfo/{metainfo}", filled_in(f"{metainfo}.in", project)),
        Entry(f"{at}/man/man1/digitpad.1.gz", zipped(filled_in("digitpad.1.in", project))),
        Entry(f"{at}/icons/hicolor/scalable/apps/digitpad.svg", ICON.read_bytes()),
        *icons,
    ]


def filled_in(name: str, project: Project) -> bytes:
    """One of the texts with the version and the day in it."""
    return project.fill_in((TEXTS / name).read_text("utf-8")).encode()


def zipped(content: bytes) -> bytes:
    """It as a .gz file that tells no name and no time."""
    return gzip.compress(content, mtime=0)


@functools.cache
def icon_png(size: int) -> bytes:
    """The icon as a PNG of so many pixels a side."""
    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(ICON)).render(painter)
    painter.end()
    file = QBuffer()
    file.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(file, "PNG")  # type: ignore[call-overload]  # the types know a file's format as bytes only
    return bytes(file.data().data())
