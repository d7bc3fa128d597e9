"""The Pictures tab: the pictures opened, the one chosen, and what was read in it."""

from __future__ import annotations

import html
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.reading import Reading, Status
from digitpad.ui.icons import icon
from digitpad.ui.picture_view import PictureView
from digitpad.ui.qt_image import to_array, to_image
from digitpad.ui.reading_panel import ReadingPanel
from digitpad.ui.task import Task

if TYPE_CHECKING:
    from digitpad.imaging.opened_picture import OpenedPicture
    from digitpad.imaging.reader import FoundInk


@dataclass
class _Entry:
    """One picture of the list: what it is called, an encoded preview, its own size, its ink, and what was read."""

    name: str
    preview: bytes
    size: QSize
    found: FoundInk | None
    reading: Reading | None


@dataclass(frozen=True, eq=False)
class _Waiting:
    """A picture to be opened: a file or pixels, what to call it, and whether to choose it when it is there."""

    source: Path | NDArray[np.uint8]
    name: str
    choose: bool


class PicturesTab(QWidget):
    """Opens pictures in a thread of its own and shows them; the reading itself is asked for.

    Signals:
        reading_requested: emitted with a key and what was found on a picture that was opened.
        opening_requested: emitted when the person wants to choose files.
        opening_failed: emitted with an exception that is a bug of ours.
    """

    reading_requested = Signal(int, object)
    opening_requested = Signal()
    opening_failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picturesTab")
        self._entries: dict[int, _Entry] = {}
        self._next_key = 0
        self._waiting: deque[_Waiting] = deque()
        self._task: Task | None = None
        self._unread_note = self.tr("Reading…")
        self._list = self._make_list()
        self.view = PictureView()
        self.panel = ReadingPanel("picture")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_invitation())
        self._pages.addWidget(self._make_pictures())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.addWidget(self._pages)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files, in their order, behind those still waiting."""
        self._waiting.extend(_Waiting(path, str(path), choose=index == 0) for index, path in enumerate(paths))
        self._open_waiting()

    def open_image(self, image: QImage, name: str) -> None:
        """Open a picture that came without a file."""
        self._waiting.append(_Waiting(to_array(image), name, choose=True))
        self._open_waiting()

    def show_reading(self, key: int, reading: Reading) -> None:
        """Show the answer to a request."""
        entry = self._entries.get(key)
        if entry is None:  # removed meanwhile
            return
        entry.reading = reading
        item = self._item(key)
        item.setText(self._caption(entry))
        if item is self._list.currentItem():
            self._show(entry)

    def read_again(self) -> None:
        """Ask for every picture to be read anew: the model has changed."""
        for key, entry in self._entries.items():
            if entry.found is not None:
                self.reading_requested.emit(key, entry.found)

    def explain_unread(self, sentence: str | None) -> None:
        """Say why pictures are not read; None where they will be."""
        self._unread_note = sentence or self.tr("Reading…")
        self._on_current_changed(self._list.currentItem())

    def stop(self) -> None:
        """End the thread that opens pictures and wait for it."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            self._task.wait()

    def _make_list(self) -> QListWidget:
        side = self.fontMetrics().height() * 4
        pictures = QListWidget()
        pictures.setObjectName("pictureList")
        pictures.setAccessibleName(self.tr("Opened pictures"))
        pictures.setToolTip(self.tr("The pictures opened; Delete takes the chosen one off the list"))
        pictures.setIconSize(QSize(side, side))
        pictures.setSpacing(4)
        pictures.setMinimumWidth(side + pictures.fontMetrics().horizontalAdvance("0") * 14)
        pictures.setUniformItemSizes(True)
        pictures.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        pictures.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        pictures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        pictures.currentItemChanged.connect(self._on_current_changed)
        remove = QAction(self.tr("Take off the list"), pictures)
        remove.setShortcut(QKeySequence.StandardKey.Delete)
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(self._on_remove_triggered)
        pictures.addAction(remove)
        pictures.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return pictures

    def _make_invitation(self) -> QWidget:
        page = QWidget()
        text = QLabel(self.tr("Drop pictures of digits here, paste one,\nor open files"))
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setForegroundRole(text.palette().ColorRole.PlaceholderText)
        font = text.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        text.setFont(font)
        button = QPushButton(icon("folder-open"), self.tr("Open pictures…"))
        button.setToolTip(self.tr("Choose pictures of digits to read"))
        button.clicked.connect(self.opening_requested)
        layout = QVBoxLayout(page)
        layout.addStretch()
        layout.addWidget(text)
        layout.addSpacing(16)
        layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()
        return page

    def _make_pictures(self) -> QWidget:
        page = QWidget()
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(24)
        layout.addWidget(self._list, stretch=3)
        layout.addWidget(self.view, stretch=5)
        layout.addWidget(self.panel, stretch=4)
        return page

    def _open_waiting(self) -> None:
        if self._task is None and self._waiting:
            self._task = Task(_open(self._waiting), self)
            self._task.progressed.connect(self._on_picture_opened)
            self._task.failed.connect(self.opening_failed)
            self._task.finished.connect(self._on_task_finished)
            self._task.start()

    def _on_task_finished(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None
        self._open_waiting()

    def _on_picture_opened(self, opened: tuple[OpenedPicture, bool]) -> None:
        picture, choose = opened
        key, self._next_key = self._next_key, self._next_key + 1
        reading = Reading(file=picture.name, error=picture.error) if picture.error else None
        entry = _Entry(picture.name, picture.preview, QSize(*picture.size), picture.found, reading)
        self._entries[key] = entry
        item = QListWidgetItem(self._thumbnail(to_image(picture.thumbnail)), self._caption(entry))
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setToolTip(html.escape(picture.error or picture.name))
        self._list.addItem(item)
        self._pages.setCurrentIndex(1)
        if choose or self._list.currentItem() is None:
            self._list.setCurrentItem(item)
        if picture.found is not None:
            self.reading_requested.emit(key, picture.found)

    def _on_current_changed(self, current: QListWidgetItem | None) -> None:
        if current is None:
            self._pages.setCurrentIndex(0)
        else:
            self._show(self._entries[current.data(Qt.ItemDataRole.UserRole)])

    def _on_remove_triggered(self) -> None:
        item = self._list.takeItem(self._list.currentRow())
        if item is not None:
            del self._entries[item.data(Qt.ItemDataRole.UserRole)]

    def _show(self, entry: _Entry) -> None:
        self.view.show_picture(QImage.fromData(entry.preview), entry.size, entry.reading)
        waiting = entry.reading is None
        empty = entry.reading is not None and entry.reading.status is Status.EMPTY
        if waiting or empty:
            no_ink = self.tr("No ink found in this picture")
            self.panel.answer.set_invitation(self._unread_note if waiting else no_ink)
        self.panel.show_reading(entry.reading)

    def _item(self, key: int) -> QListWidgetItem:
        items = (self._list.item(row) for row in range(self._list.count()))
        return next(item for item in items if item.data(Qt.ItemDataRole.UserRole) == key)

    def _caption(self, entry: _Entry) -> str:
        name = Path(entry.name).name
        if entry.reading is None:
            return name
        if entry.reading.error is not None:
            return self.tr("{0}\ncannot be read").format(name)
        if entry.reading.status is Status.EMPTY:
            return self.tr("{0}\nno ink").format(name)
        percent = f"{100 * entry.reading.confidence:.1f}"
        return self.tr("{0}\n{1} · {2} %").format(name, entry.reading.text, percent)

    def _thumbnail(self, picture: QImage) -> QIcon:
        """A picture in the middle of a square; a warning where there is none."""
        if picture.isNull():
            return icon("triangle-alert")
        side = round(self._list.iconSize().width() * self.devicePixelRatioF())
        small = picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, _SMOOTH)
        square = QPixmap(side, side)
        square.fill(Qt.GlobalColor.transparent)
        frame = QRect(small.rect())
        frame.moveCenter(square.rect().center())
        painter = QPainter(square)
        painter.drawImage(frame, small)
        painter.end()
        return QIcon(square)


_SMOOTH = Qt.TransformationMode.SmoothTransformation


def _open(waiting: deque[_Waiting]) -> Generator[tuple[OpenedPicture, bool], None, None]:
    """Open pictures until none waits; more may come meanwhile. Gives each with whether to choose it."""
    # In the task's thread, the first time a picture is opened: OpenCV stays off the start-up path.
    from digitpad.imaging.opened_picture import open_picture

    while waiting:
        picture = waiting.popleft()
        yield open_picture(picture.source, picture.name), picture.choose
