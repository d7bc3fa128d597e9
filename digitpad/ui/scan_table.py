"""The table of a scan: a small picture, the file, what was read, how sure, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from digitpad.ui.correction_field import CorrectionField
from digitpad.ui.scan_table_model import Column, ScanTableModel
from digitpad.ui.theme import with_tabular_figures

_OF_THE_REVIEW = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_S, Qt.Key.Key_Backspace, Qt.Key.Key_Space}
"""Keys that mean something else in the tab than in a table."""


_SHARES = {Column.READING: 0.3, Column.STATUS: 0.22}
"""Columns that are as wide as what was seen in them, and which share of the table is the most they take for it."""

_LONGEST_READING = 12
"""Digits for which a column is made wide; most numbers are shorter, and a tool tip has the longer."""


class _SmallIcons(QStyledItemDelegate):
    """Paints icons as high as the text, leaves their room where there is none, and cuts sentences at their end."""

    # Qt's own names from here on.

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        side = option.fontMetrics.height()
        option.decorationSize = QSize(side, side)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.textElideMode = Qt.TextElideMode.ElideRight


class ScanTable(QTableView):
    """Shows a `ScanTableModel`; the row chosen stays chosen wherever it goes.

    Signals:
        row_chosen: emitted with the place of the row that is chosen from now on, -1 for none.
    """

    row_chosen = Signal(int)

    def __init__(self, model: ScanTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._place = -1
        self._needed = dict.fromkeys(_SHARES, 0)  # the widest that was seen
        self._fitted = dict.fromkeys(_SHARES, 0)
        self.setObjectName("scanTable")
        self.setAccessibleName(self.tr("What was read"))
        self.setModel(model)
        self._arrange()
        self._scrolled = 0
        model.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        model.modelReset.connect(self._on_model_reset)
        model.rowsInserted.connect(self._fit_columns)
        self.verticalScrollBar().valueChanged.connect(self._fit_columns)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.horizontalHeader().sortIndicatorChanged.connect(self._on_sort_indicator_changed)

    @property
    def place(self) -> int:
        """The place of the row chosen; -1 for none."""
        return self._place

    @property
    def line(self) -> int:
        """The line of the row chosen; -1 for none, or where the filter hides it."""
        line = self._model.line_of(self._place) if self._place >= 0 else None
        return -1 if line is None else line

    def choose(self, line: int) -> None:
        """Choose the row of a line, and bring it into sight."""
        index = self._model.index(line, Column.FILE)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def choose_place(self, place: int) -> None:
        """Choose a row by its place; one that the filter hides is chosen nevertheless."""
        line = self._model.line_of(place)
        if line is not None:
            self.choose(line)
        else:
            self.clearSelection()
            self._set_place(place)

    def show_worst_first(self) -> None:
        """Sort what is most doubtful to the top; no column says so."""
        header = self.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.blockSignals(False)
        self._model.sort_worst_first()
        self.scrollToTop()

    def _arrange(self) -> None:
        line = self.fontMetrics().height()
        self.setFont(with_tabular_figures(self.font()))
        self.setIconSize(QSize(round(3.5 * line), 2 * line))
        self.setItemDelegateForColumn(Column.STATUS, _SmallIcons(self))
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(2 * line + 8)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setMinimumSectionSize(3 * line)
        columns.setSectionsClickable(True)
        columns.setSortIndicatorShown(True)
        columns.setSortIndicatorClearable(True)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        columns.setHighlightSections(False)
        columns.setResizeContentsPrecision(0)  # of 100,000 rows those that are seen are measured
        self.setColumnWidth(Column.PICTURE, 4 * line)
        self.setColumnWidth(Column.CONFIDENCE, columns.sectionSizeHint(Column.CONFIDENCE) + line // 2)
        columns.setSectionResizeMode(Column.FILE, QHeaderView.ResizeMode.Stretch)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        for corner in self.findChildren(QAbstractButton):  # a control of Qt's own, never seen here
            corner.setAccessibleName(self.tr("Choose all"))
            corner.setToolTip(self.tr("Choose all"))

    def _fit_columns(self) -> None:
        """Make columns as wide as what was seen in them; they only grow, and a width chosen by hand stays till then."""
        digits = self.fontMetrics().horizontalAdvance("0") * (_LONGEST_READING + 1)
        for column, share in _SHARES.items():
            seen = self.sizeHintForColumn(column)
            self._needed[column] = max(self._needed[column], min(seen, digits) if column is Column.READING else seen)
            most = round(share * self.viewport().width())
            width = max(min(self._needed[column], most), self.horizontalHeader().sectionSizeHint(column))
            if width != self._fitted[column]:
                self._fitted[column] = width
                self.setColumnWidth(column, width)

    def _set_place(self, place: int) -> None:
        if place != self._place:
            self._place = place
            self.row_chosen.emit(place)

    def _on_current_changed(self, current: QModelIndex) -> None:
        place = self._model.place_at(current.row())
        if place is not None:
            self._set_place(place)

    def _on_sort_indicator_changed(self, column: int, order: Qt.SortOrder) -> None:
        self._model.sort(column, order)
        self.scrollToTop()

    def _on_model_about_to_be_reset(self) -> None:
        self._scrolled = self.verticalScrollBar().value()

    def _on_model_reset(self) -> None:
        """What is chosen stays so, and what is looked at stays in sight: rows come while a person reads."""
        if not self._model.rows.has(self._place):
            self._set_place(-1)
        elif self.line >= 0:
            self.setAutoScroll(False)
            self.setCurrentIndex(self._model.index(self.line, Column.FILE))
            self.setAutoScroll(True)
        self.verticalScrollBar().setValue(self._scrolled)
        if not len(self._model.rows):  # another folder comes
            self._needed = dict.fromkeys(_SHARES, 0)
        self._fit_columns()

    # Qt's own names from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._model.rowCount() and len(self._model.rows):
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No row matches the filter"))

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: a figure typed is a correction, and does not look for a file's name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter or event.key() in _OF_THE_REVIEW or CorrectionField.takes(event.text()):
            event.ignore()  # for the tab
        else:
            super().keyPressEvent(event)
