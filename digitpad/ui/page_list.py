"""The list of open pages: a small picture of each, and what was read on it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from digitpad.core.reading import Status
from digitpad.ui.icons import icon
from digitpad.ui.open_page import OpenPage
from digitpad.ui.plural import counted
from digitpad.ui.qt_image import to_icon, to_image
from digitpad.ui.question import is_sure

if TYPE_CHECKING:
    from digitpad.imaging.opened_picture import OpenedPicture


class PageList(QListWidget):
    """Holds the open pages.

    Signals:
        page_chosen: emitted with the `OpenPage` that is shown from now on, or None.
        page_removed: emitted with the key of a page that was taken off.
    """

    page_chosen = Signal(object)
    page_removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[int, OpenPage] = {}
        self._items_of: dict[int, QListWidgetItem] = {}
        self._seen_of: dict[int, OpenedPicture] = {}  # whose icon each item has
        side = self.fontMetrics().height() * 3
        self.setObjectName("pictureList")
        self.setAccessibleName(self.tr("Opened pictures"))
        self.setToolTip(self.tr("The pictures opened; Delete takes the chosen ones off the list"))
        self.setIconSize(QSize(side, side))
        self.setSpacing(4)
        self.setMinimumWidth(side + self.fontMetrics().horizontalAdvance("0") * 22)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._on_current_changed)
        remove = QAction(self.tr("Take off the list"), self)
        remove.setShortcut(QKeySequence.StandardKey.Delete)
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(self._on_remove_triggered)
        self.addAction(remove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @property
    def page(self) -> OpenPage | None:
        """The page chosen."""
        item = self.currentItem()
        return None if item is None else self._pages[_key(item)]

    @property
    def pages(self) -> list[OpenPage]:
        """All of them, in their order."""
        return list(self._pages.values())

    @property
    def selected_pages(self) -> list[OpenPage]:
        """Those that are selected, in their order; the one that is shown where none is."""
        items = self.selectedItems() or [item for item in (self.currentItem(),) if item is not None]
        return [self._pages[_key(item)] for item in sorted(items, key=self.row)]

    def page_of(self, key: int) -> OpenPage | None:
        """The page of that key, None where it was taken off the list."""
        return self._pages.get(key)

    def add(self, page: OpenPage, choose: bool) -> None:
        """Put a page at the end; the first one is chosen in any case."""
        item = QListWidgetItem()
        self._pages[page.key], self._items_of[page.key] = page, item
        item.setData(Qt.ItemDataRole.UserRole, page.key)
        item.setToolTip(html.escape(page.picture.error or page.picture.name))
        self.addItem(item)
        self.show_change(page)
        if choose or self.currentItem() is None:
            self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.ClearAndSelect)  # it alone

    def show_change(self, page: OpenPage) -> None:
        """Show how a page is now."""
        item = self._items_of.get(page.key)
        if item is None:
            return
        if self._seen_of.get(page.key) is not page.picture:
            self._seen_of[page.key] = page.picture
            thumbnail = to_image(page.picture.preview.thumbnail)
            shown = to_icon(thumbnail, self.iconSize(), self.devicePixelRatioF())
            item.setIcon(icon("triangle-alert") if shown.isNull() else shown)
        item.setText(self._caption(page))

    def _on_current_changed(self) -> None:
        self.page_chosen.emit(self.page)

    def _on_remove_triggered(self) -> None:
        items = self.selectedItems()
        corrected = sum(self._pages[_key(item)].would_be_lost for item in items)
        if not items or (corrected and not self._is_meant(corrected, len(items))):
            return
        self._choose_beside(items)  # first, so that none of those that go is shown meanwhile
        for item in items:
            key = _key(item)
            self.takeItem(self.row(item))
            del self._pages[key], self._items_of[key], self._seen_of[key]
            self.page_removed.emit(key)

    def _choose_beside(self, items: Sequence[QListWidgetItem]) -> None:
        """Choose the next page that is none of these, or else the one before."""
        gone = {self.row(item) for item in items}
        last = max(gone)
        after, before = range(last + 1, self.count()), range(last, -1, -1)
        row = next((row for row in (*after, *before) if row not in gone), -1)
        self.setCurrentRow(row, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _is_meant(self, corrected: int, count: int) -> bool:
        """Whether corrections that were not saved may go."""
        question = self.tr("You corrected this page and did not save it. Take it off the list?")
        if count > 1:
            one = self.tr("You corrected {0} of these pages and did not save it. Take them off the list?")
            several = self.tr("You corrected {0} of these pages and did not save them. Take them off the list?")
            question = counted(corrected, one, several)
        return is_sure(self, self.tr("Take off the list"), question)

    def _caption(self, page: OpenPage) -> str:
        name, reading = Path(page.picture.name).name, page.reading
        if page.picture.page > 1:
            name = self.tr("{0}, page {1}").format(name, page.picture.page)
        if reading is None:
            return name
        if reading.error is not None:
            return self.tr("{0}\ncannot be read").format(name)
        if reading.status is Status.EMPTY:
            return self.tr("{0}\nno digits").format(name)
        first = reading.text.split("\n")[0]
        text = first if first == reading.text else f"{first} …"
        return self.tr("{0}\n{1} · {2} %").format(name, text, f"{100 * reading.confidence:.1f}")

    # Qt's own names from here on.

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: a figure typed is a correction, and does not look for a file's name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.text().isdigit():
            event.ignore()  # for the tab


def _key(item: QListWidgetItem) -> int:
    return int(item.data(Qt.ItemDataRole.UserRole))
