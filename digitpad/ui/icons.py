"""Icons: Lucide's outlines, drawn in the palette's colours at any pixel ratio."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from digitpad.core.paths import resources_folder


def icon(name: str) -> QIcon:
    """The outline of that name from `resources/icons`, in the text colour of the palette at the time it is painted."""
    return QIcon(_OutlineEngine(name))


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(resources_folder() / "icons" / "digitpad.svg"))


@cache
def _source(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _outline(name: str, colour: str, size: QSize, ratio: float) -> QPixmap:
    """An outline in a colour, drawn once: a table asks for the same one many times a second."""
    key = f"{name} {colour} {size.width()} {size.height()} {ratio}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
        renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(QPoint(0, 0), size))
        painter.end()
        QPixmapCache.insert(key, pixmap)
    return pixmap


class _OutlineEngine(QIconEngine):
    """Paints an outline in the colour of the moment, so that a change of theme needs no new icons."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    # Qt's own names from here on.

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        disabled, selected = mode is QIcon.Mode.Disabled, mode is QIcon.Mode.Selected
        group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.ButtonText
        colour = QApplication.palette().color(group, role).name()
        painter.drawPixmap(rect, _outline(self._name, colour, rect.size(), painter.device().devicePixelRatio()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _OutlineEngine(self._name)
