"""The Scan tab: a folder, the table of what was read in it, and the review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.scan.folder_scan import Look, ScanStep
from digitpad.scan.scan_options import ScanOptions
from digitpad.ui.bending_row import BendingRow
from digitpad.ui.doubt_gauge import DoubtGauge
from digitpad.ui.icons import icon
from digitpad.ui.review import Review
from digitpad.ui.review_pane import ReviewPane
from digitpad.ui.scan_comparison import ScanComparison
from digitpad.ui.scan_controls import ScanControls
from digitpad.ui.scan_export import ScanExport
from digitpad.ui.scan_filters import ScanFilters
from digitpad.ui.scan_progress_line import ScanProgressLine
from digitpad.ui.scan_session import ScanSession
from digitpad.ui.scan_table import ScanTable
from digitpad.ui.scan_table_model import ScanTableModel
from digitpad.ui.scan_thumbnails import ScanThumbnails

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader


_WIDE = 1000
"""Points, more than any side asks for at least: so wide, their shares are as they should be."""


class ScanTab(QWidget):
    """Arranges and connects.

    Args:
        load_reader: makes the reader with a model; called in the thread that reads.
        home: the folder of the record.

    Attributes:
        session: what happens with the folder.
        model: the rows.

    Signals:
        crashed: emitted with an exception that is a bug of ours.
        told: emitted with a sentence for the person.
    """

    crashed = Signal(object)
    told = Signal(str)

    def __init__(self, load_reader: Callable[[str], Reader], home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scanTab")
        self.session = ScanSession(load_reader, home, self)
        self._thumbnails = ScanThumbnails(self)
        self.model = ScanTableModel(self._thumbnails, self)
        self._controls, self._filters = ScanControls(), ScanFilters()
        self._table, self._pane = ScanTable(self.model), ReviewPane()
        self._review = Review(self.model, self._table, self._pane, home)
        self._gauge, self._progress = DoubtGauge(), ScanProgressLine()
        self._review_button = QPushButton(icon("list-checks"), self.tr("Review"))
        self._compare_button = QPushButton(self.tr("Known answers…"))
        self._export_button = QPushButton(icon("save"), self.tr("Export"))
        self._export = ScanExport(self)
        self._comparison = ScanComparison(self)
        self._sides = QStackedWidget()
        self._last_folder: Path | None = None
        self._offered: Path | None = None
        self._arrange()
        self._connect()
        self._on_rows_changed()

    @property
    def folder(self) -> Path | None:
        """The folder that is open, or was when the program ran last."""
        return self.session.folder or self._last_folder

    @property
    def options(self) -> ScanOptions:
        """How the next scan goes about it."""
        return self._controls.options

    def restore(self, folder: Path | None, options: ScanOptions) -> None:
        """Scan as in an earlier run of the program; its folder is shown with the tab, if it is still there."""
        self._controls.set_options(options)
        self._last_folder = self._offered = folder
        self._offer_folder()

    def open_folder(self, folder: Path) -> None:
        """Show a folder and what is known of it."""
        self.session.open_folder(folder)

    def set_model(self, model: str) -> None:
        """Read with another model from the next scan on."""
        self.session.model = model

    @property
    def would_lose_typing(self) -> bool:
        """Whether readings were typed and not accepted."""
        return self._review.has_drafts

    def stop(self) -> None:
        """Keep what was done, and end the threads."""
        self.session.stop()
        self._export.stop()
        self._comparison.stop()
        self._review.stop()
        self._thumbnails.stop()

    def _arrange(self) -> None:
        self._review_button.setObjectName("scanReview")
        self._review_button.setToolTip(self.tr("Look at the readings one by one, the most doubtful first"))
        self._export_button.setObjectName("scanExport")
        self._export_button.setToolTip(self.tr("Save or copy the rows, or sort the files"))
        self._export_button.setMenu(self._export.make_menu())
        self._compare_button.setObjectName("scanCompare")
        self._compare_button.setToolTip(self.tr("Compare with what is known to stand there"))
        for button in (self._review_button, self._compare_button, self._export_button):
            button.setAutoDefault(False)
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        for button in (self._review_button, self._compare_button, self._export_button):
            deeds.addWidget(button)
        deeds.addStretch()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self._table)
        self._split.addWidget(self._pane)
        # Stretch factors share the room beyond what the sides ask for, and so keep these shares at every width.
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setSizes([3 * _WIDE, 2 * _WIDE])
        self._split.setHandleWidth(16)
        self._split.setChildrenCollapsible(False)
        rows = QWidget()
        inner = QVBoxLayout(rows)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addLayout(BendingRow(self._filters, deeds))
        inner.addWidget(self._split, stretch=1)
        inner.addWidget(self._gauge)
        self._sides.addWidget(self._make_invitation())
        self._sides.addWidget(rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._controls)
        layout.addWidget(self._sides, stretch=1)
        layout.addWidget(self._progress)

    def _make_invitation(self) -> QWidget:
        self._invitation = QLabel()
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setWordWrap(True)
        self._invitation.setTextFormat(Qt.TextFormat.PlainText)
        self._invitation.setForegroundRole(self._invitation.palette().ColorRole.PlaceholderText)
        font = self._invitation.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._invitation.setFont(font)
        return self._invitation

    def _connect(self) -> None:
        self._controls.folder_chosen.connect(self.open_folder)
        self._controls.options_changed.connect(self.session.set_options)
        self._controls.start_requested.connect(self.session.start)
        self._controls.pause_requested.connect(self._on_pause_requested)
        self._controls.cancel_requested.connect(self.session.cancel)
        self._controls.watch_requested.connect(self.session.set_watching)
        self._filters.filter_changed.connect(self.model.set_filter)
        self._review_button.clicked.connect(self._review.begin)
        self._export_button.menu().aboutToShow.connect(self._hand_over_rows)
        self._compare_button.clicked.connect(self._on_comparison_requested)
        self._comparison.rows_chosen.connect(self._filters.show_some)
        for part in (self._export, self._comparison):
            part.told.connect(self.told)
            part.crashed.connect(self.crashed)
        self.session.emptied.connect(self._on_emptied)
        self.session.rows_read.connect(self.model.add)
        self.session.looked.connect(self._on_looked)
        self.session.begun.connect(self._progress.start)
        self.session.stepped.connect(self._on_stepped)
        self.session.ended.connect(self._progress.end)
        self.session.changed.connect(self._on_session_changed)
        self.session.told.connect(self.told)
        self.session.crashed.connect(self.crashed)
        self.model.rows_changed.connect(self._on_rows_changed)
        self._review.told.connect(self.told)
        self._pane.told.connect(self.told)
        self._review.crashed.connect(self.crashed)
        self._thumbnails.crashed.connect(self.crashed)

    def _on_looked(self, look: Look) -> None:
        self.model.settle(look.gone, look.lengths)

    def _on_emptied(self) -> None:
        self._filters.show_all()
        self._comparison.forget()
        folder = self.session.folder
        if folder is not None:
            self._thumbnails.set_folder(folder)
            self._review.set_folder(folder)
        self.model.clear()

    def _on_session_changed(self) -> None:
        folder = self.session.folder
        if folder is not None and folder != self._controls.folder:
            self._controls.set_folder(folder)
            self._progress.start("")
        self._controls.show_state(self.session.is_running, self.session.has_record)
        self._on_rows_changed()

    def _offer_folder(self) -> None:
        if self._offered is not None and self.session.folder is None and self.isVisible():
            self.session.offer_folder(self._offered)
            self._offered = None

    def _hand_over_rows(self) -> None:
        if self.session.folder is not None:
            self._export.set_rows(self.model.rows.all, self.session.folder)

    def _on_comparison_requested(self) -> None:
        self._comparison.compare(self.model.rows.all, self.model.rows.places)

    def _on_stepped(self, step: ScanStep) -> None:
        self._progress.show_step(step)
        if self.session.is_paused:  # it was under way
            self._progress.rest()

    def _on_pause_requested(self, is_paused: bool) -> None:
        self.session.set_paused(is_paused)
        if is_paused:
            self._progress.rest()

    def _on_rows_changed(self) -> None:
        has_rows = len(self.model.rows) > 0
        # The table is laid out before its first rows come: both at once would be felt.
        self._sides.setCurrentIndex(1 if has_rows or self.session.is_running else 0)
        self._review_button.setEnabled(has_rows)
        self._export_button.setEnabled(has_rows)
        self._compare_button.setEnabled(has_rows)
        if not has_rows:
            self._invitation.setText(self._invite())
        self._gauge.watch(self.model.rows)

    def _invite(self) -> str:
        if self.session.folder is None:
            return self.tr("Drop a folder of pictures here, or choose one")
        if self.session.trouble:
            return self.session.trouble
        return self.tr("Start reads every picture in “{0}”").format(self.session.folder.name or self.session.folder)

    # Qt's own names from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the review count wherever in the table or the pane the focus is."""
        focus = QApplication.focusWidget()
        is_ours = focus is None or focus is self or self._split.isAncestorOf(focus)
        if not (is_ours and self._pane.take_key(event)):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._review.offer_undo()
        self._offer_folder()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._review.offer_undo()
