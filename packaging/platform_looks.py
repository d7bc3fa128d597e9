"""What a system shows of a program: its icon, its version, the files it opens."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

VERSION = version("digitpad")
AUTHORS = "The digitpad authors"
SUMMARY = "Reads handwritten digits"

PICTURE_TYPES = (
    "public.png",
    "public.jpeg",
    "public.tiff",
    "com.microsoft.bmp",
    "com.compuserve.gif",
    "org.webmproject.webp",
)

INFO_PLIST = {
    "CFBundleShortVersionString": VERSION,
    "NSHighResolutionCapable": True,
    "NSHumanReadableCopyright": AUTHORS,
    "LSApplicationCategoryType": "public.app-category.education",
    "LSMinimumSystemVersion": "14.0",  # as torch's wheel asks for
    "CFBundleDocumentTypes": [
        {"CFBundleTypeName": "Picture", "CFBundleTypeRole": "Viewer", "LSItemContentTypes": list(PICTURE_TYPES)},
        {"CFBundleTypeName": "PDF document", "CFBundleTypeRole": "Viewer", "LSItemContentTypes": ["com.adobe.pdf"]},
    ],
}
"""macOS: what Finder knows of the program."""


def icon_file(drawing: Path, folder: Path) -> str | None:
    """The program's icon in the system's own format, drawn from an SVG; none on Linux, where packages bring it.

    Args:
        drawing: the SVG.
        folder: where to write it.
    """
    suffix = {"win32": ".ico", "darwin": ".icns"}.get(sys.platform)
    if suffix is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{drawing.stem}{suffix}"
    largest = folder / f"{drawing.stem}.png"
    draw_icon(drawing, 1024, largest)
    from PIL import Image

    with Image.open(largest) as image:
        sizes = [(side, side) for side in (16, 24, 32, 48, 64, 128, 256)]
        image.save(path, sizes=sizes) if suffix == ".ico" else image.save(path)
    return str(path)


def draw_icon(drawing: Path, side: int, target: Path) -> None:
    """Write an SVG as a PNG of side × side pixels; needs no screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _application = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    if not image.save(str(target)):
        raise SystemExit(f"{target} cannot be written.")


def version_resource(program: str) -> VSVersionInfo | None:
    """What Windows shows under a program's Properties → Details; none elsewhere."""
    return _version_information(program) if sys.platform == "win32" else None


def _version_information(program: str) -> VSVersionInfo:
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = tuple([*(int(part) for part in VERSION.split(".")[:3]), 0, 0][:4])
    strings = {
        "CompanyName": AUTHORS,
        "FileDescription": SUMMARY,
        "FileVersion": VERSION,
        "InternalName": program,
        "LegalCopyright": f"{AUTHORS}, MIT licence",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "digitpad",
        "ProductVersion": VERSION,
    }
    american_english_in_unicode = "040904B0"
    table = StringTable(american_english_in_unicode, [StringStruct(*pair) for pair in strings.items()])
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[StringFileInfo([table]), VarFileInfo([VarStruct("Translation", [0x0409, 1200])])],
    )
