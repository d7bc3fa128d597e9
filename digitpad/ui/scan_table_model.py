"""The table of a scan as Qt asks for it: 100,000 rows in plain lists, and an order made by numpy."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QModelRoleData,
    QModelRoleDataSpan,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont

from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow
from digitpad.core.scan_rows import RowFilter, ScanRows, SortKey
from digitpad.ui.icons import icon
from digitpad.ui.qt_image import empty_icon
from digitpad.ui.scan_thumbnails import ScanThumbnails

_SORTED_EVERY_MS = 1000
"""Rows that come while the table is sorted or filtered are put in their places no more often."""

_SIGN = QSize(16, 16)
"""Room for the sign before the words of a status."""

_Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What stands where."""

    PICTURE = 0
    FILE = 1
    READING = 2
    CONFIDENCE = 3
    STATUS = 4


_KEYS = {
    Column.PICTURE: SortKey.FILE,
    Column.FILE: SortKey.FILE,
    Column.READING: SortKey.TEXT,
    Column.CONFIDENCE: SortKey.CONFIDENCE,
    Column.STATUS: SortKey.STATUS,
}


class ScanTableModel(QAbstractTableModel):
    """Shows rows in an order of its own. A *place* is where a row is among all, a *line* where it is in the table.

    Args:
        thumbnails: small pictures of the rows.

    Attributes:
        rows: all of them; to be changed through the model only.

    Signals:
        rows_changed: emitted when rows came, went, or were replaced.
        rows_reread: emitted with the places of rows whose files were read again.
    """

    rows_changed = Signal()
    rows_reread = Signal(object)

    def __init__(self, thumbnails: ScanThumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = ScanRows()
        self._thumbnails = thumbnails
        self._thumbnails.loaded.connect(self._on_thumbnail_loaded)
        self._filter = RowFilter()
        self._key, self._descending = SortKey.FILE, False
        self._order = self.rows.order(self._filter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SORTED_EVERY_MS)
        self._timer.timeout.connect(self.sort_anew)

    def clear(self) -> None:
        """Forget every row."""
        self.rows = ScanRows()
        self.sort_anew()
        self.rows_changed.emit()

    def add(self, rows: Sequence[ScanRow], in_order: bool = True) -> None:
        """Take rows; at once where the table is as they come, else in their places within a second.

        Args:
            rows: to take.
            in_order: whether they come in the order of the folder; `settle` puts them there.
        """
        is_plain = self._filter == RowFilter() and self._key is SortKey.FILE and not self._descending
        if is_plain and self.rows.are_as_they_came and not self._timer.isActive():
            first = len(self.rows)
            replaced = self.rows.put(rows, in_order)
            if len(self.rows) > first:
                self.beginInsertRows(QModelIndex(), first, len(self.rows) - 1)
                self._order = np.arange(len(self.rows))
                self.endInsertRows()
        else:
            replaced = self.rows.put(rows, in_order)
            if not self._timer.isActive():
                self._timer.start()
        if replaced:
            self._thumbnails.forget([self.rows[place] for place in replaced])
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, Column.STATUS))
            self.rows_reread.emit(replaced)
        self.rows_changed.emit()

    def settle(self, gone: Iterable[str], lengths: Mapping[str, int]) -> None:
        """Show the folder as it is after a look into it.

        Args:
            gone: names of files that are not there any more.
            lengths: how many pages documents have now.
        """
        is_smaller = self.rows.leave_out(gone, lengths)
        is_other = self.rows.sort_in()
        if is_smaller or is_other:
            self.sort_anew()
            self.rows_changed.emit()

    def replace(self, row: ScanRow) -> None:
        """Show a row as it is now, where it is now."""
        for place in self.rows.put([row]):
            line = self.line_of(place)
            if line is not None:
                self.dataChanged.emit(self.index(line, 0), self.index(line, Column.STATUS))
        self.rows_changed.emit()

    def set_filter(self, row_filter: RowFilter) -> None:
        """Show only what a filter lets through."""
        self._filter = row_filter
        self.sort_anew()

    def sort_worst_first(self) -> None:
        """Bring what is most doubtful to the top."""
        self._key, self._descending = SortKey.DOUBT, False
        self.sort_anew()

    def sort_anew(self) -> None:
        """Put every row where it belongs now."""
        self._timer.stop()
        self.beginResetModel()
        self._order = self.rows.order(self._filter, self._key, self._descending)
        self.endResetModel()

    def place_at(self, line: int) -> int | None:
        """Which row a line shows; None where there is no such line."""
        return int(self._order[line]) if 0 <= line < len(self._order) else None

    def line_of(self, place: int) -> int | None:
        """Where a row is shown; None where it is not."""
        if place < len(self._order) and self._order[place] == place:
            return place
        found = np.flatnonzero(self._order == place)
        return int(found[0]) if len(found) else None

    def next_waiting(self, line: int) -> int | None:
        """The first line after one, or else from the top, that nobody looked at; None where all are done."""
        if not len(self._order):
            return None
        waiting = np.flatnonzero(self.rows.is_waiting(self._order))
        waiting = waiting[waiting != line]
        if not len(waiting):
            return None
        after = int(np.searchsorted(waiting, line))
        return int(waiting[after % len(waiting)])

    def _on_thumbnail_loaded(self, file: str, page: int) -> None:
        place = self.rows.place_of(file, page)
        line = None if place is None else self.line_of(place)
        if line is not None:
            index = self.index(line, Column.PICTURE)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def _text(self, row: ScanRow, column: int) -> str:
        if column == Column.FILE:
            return row.file if row.page == 1 else self.tr("{0}, page {1}").format(row.file, row.page)
        if column == Column.READING:
            return " / ".join(row.final_text.split("\n"))
        if column == Column.CONFIDENCE:
            has_text = row.status not in (Status.EMPTY, Status.ERROR)
            return self.tr("{0} %").format(f"{100 * row.confidence:.1f}") if has_text else ""
        return self._status(row) if column == Column.STATUS else ""

    def _status(self, row: ScanRow) -> str:
        if row.error is not None:
            return self.tr("cannot be read")  # why, is in the tool tip and beside the table
        if row.is_reviewed:
            was = " / ".join(row.text.split("\n")) or self.tr("nothing")
            return self.tr("looked at") if row.correction == row.text else self.tr("corrected, was {0}").format(was)
        return {
            Status.OK: self.tr("sure"),
            Status.EMPTY: self.tr("no digits"),
        }.get(row.status, self.tr("unsure"))

    def _decoration(self, row: ScanRow, column: int) -> object:
        if column == Column.PICTURE:
            return self._thumbnails.icon(row)
        if column == Column.STATUS and row.error is not None:
            return icon("triangle-alert")
        if column == Column.STATUS and row.is_reviewed:
            return icon("check" if row.correction == row.text else "pencil")
        return icon("circle-question-mark") if column == Column.STATUS and row.status is Status.UNSURE else None

    def _value(self, row: ScanRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole and column == Column.STATUS and row.error is not None:
            return html.escape(row.error)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._decoration(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == Column.CONFIDENCE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and column == Column.READING and row.is_reviewed:
            font = QFont()
            font.setBold(True)
            return font
        return None

    # Qt's own names from here on.

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and section == Column.CONFIDENCE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and section == Column.STATUS:
            return empty_icon(_SIGN)  # the head begins where the words under it do
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        names = (self.tr("Picture"), self.tr("File"), self.tr("Reading"), self.tr("Confidence"), self.tr("Status"))
        return names[section]

    def index(self, row: int, column: int, parent: _Index | None = None) -> QModelIndex:
        is_inside = 0 <= row < len(self._order) and 0 <= column < len(Column)
        return self.createIndex(row, column) if is_inside and not (parent and parent.isValid()) else QModelIndex()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = self.place_at(index.row())
        return None if place is None else self._value(self.rows[place], index.column(), role)

    def multiData(self, index: _Index, values: QModelRoleDataSpan | QModelRoleData) -> None:
        """All that is needed to paint a cell, at once: each call may wait for a thread that has Python."""
        place = self.place_at(index.row())
        span: Any = values  # its type says nothing of its items
        for number in range(span.size()):
            value = span[number]
            value.setData(None if place is None else self._value(self.rows[place], index.column(), value.role()))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._key = _KEYS.get(Column(column), SortKey.FILE) if 0 <= column < len(Column) else SortKey.FILE
        self._descending = column >= 0 and order == Qt.SortOrder.DescendingOrder
        self.sort_anew()
