"""The dialog of the person's own digits: look through them, say what one is after all, take one out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

import numpy as np
from PySide6.QtCore import QDateTime, QItemSelection, QItemSelectionModel, QLocale, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.core.sample import is_held_out
from digitpad.store.sample_store import KeptSample
from digitpad.ui.actions import make_action
from digitpad.ui.digit_grid import MOST_SHOWN, DigitGrid
from digitpad.ui.icons import icon
from digitpad.ui.opening_size import open_at
from digitpad.ui.own_digits_desk import OwnDigitsChange, OwnDigitsDesk
from digitpad.ui.plural import counted

_COLUMNS, _LINES = 11, 5
"""Of digits that are seen at first."""


class OwnDigitsDialog(QDialog):
    """Shows the examples, the newest first. It stays open beside the window.

    Args:
        desk: lists and changes them.
    """

    def __init__(self, desk: OwnDigitsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ownDigitsDialog")
        self.setWindowTitle(self.tr("My digits"))
        self._desk = desk
        self._samples: Sequence[KeptSample] = ()
        self._shown: Sequence[KeptSample] = ()
        self._done: list[OwnDigitsChange] = []
        self._undoing: OwnDigitsChange | None = None
        self._filter = QComboBox()
        self._grid = DigitGrid(lines=1)
        self._relabel, self._remove, self._undo = QPushButton(), QPushButton(), QPushButton()
        self._news, self._line = "", QLabel()
        self._dress()
        self._make_actions()
        self._arrange()
        self._connect()
        self._offer()

    @property
    def chosen(self) -> list[KeptSample]:
        """Those that are selected, in their order."""
        return [self._shown[row] for row in sorted(index.row() for index in self._grid.selectedIndexes())]

    def _dress(self) -> None:
        self._filter.setObjectName("ownDigitsFilter")
        self._filter.setAccessibleName(self.tr("Digits shown"))
        self._filter.setToolTip(self.tr("Show all, or those of one digit: what does not belong there is seen at once"))
        self._filter.addItems([self.tr("All digits"), *map(str, range(10))])
        self._grid.setObjectName("ownDigitsGrid")
        self._grid.setAccessibleName(self.tr("My digits"))
        self._grid.setToolTip(self.tr("Type a figure to say what the chosen ones are; Delete takes them out"))
        self._grid.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for button, name, text, tip in (
            (self._relabel, "ownDigitsRelabel", self.tr("It is…"), self.tr("Say which digit the chosen ones are")),
            (self._remove, "ownDigitsRemove", self.tr("Delete"), self.tr("Take the chosen ones out (Delete)")),
            (self._undo, "ownDigitsUndo", self.tr("Undo"), self.tr("Take the last change back (Ctrl+Z)")),
        ):
            button.setObjectName(name)
            button.setText(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
        self._undo.setIcon(icon("undo-2"))
        self._line.setObjectName("ownDigitsLine")
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._line.setWordWrap(True)

    def _make_actions(self) -> None:
        """Keys of the grid, and the menu of the ten digits."""
        menu = QMenu(self._relabel)
        for digit in range(10):
            action = make_action(self._grid, f"ownDigitIs{digit}", str(digit), None, QKeySequence(str(digit)))
            action.triggered.connect(partial(self._on_relabel_triggered, digit))
            self._for_grid(action)
            menu.addAction(action)
        self._relabel.setMenu(menu)
        delete = QKeySequence.StandardKey.Delete
        remove = make_action(self._grid, "ownDigitRemove", self.tr("Delete"), None, delete)
        remove.triggered.connect(self._on_remove_clicked)
        self._for_grid(remove)
        undo = make_action(self, "ownDigitsUndoAction", self.tr("Undo"), None, QKeySequence.StandardKey.Undo)
        undo.triggered.connect(self._on_undo_clicked)

    @staticmethod
    def _for_grid(action: QAction) -> None:
        """Its key counts where the digits are, and does not take figures from elsewhere."""
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._filter)
        top.addStretch()
        top.addWidget(self._relabel)
        top.addWidget(self._remove)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._line, stretch=1)
        below.addWidget(self._undo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self._grid, stretch=1)
        layout.addLayout(below)
        cell = self._grid.gridSize()
        bar = self._grid.verticalScrollBar().sizeHint().width()
        height = _LINES * cell.height() + 5 * self._undo.sizeHint().height()
        open_at(self, QSize(_COLUMNS * cell.width() + bar + 48, height))

    def _connect(self) -> None:
        self._filter.currentIndexChanged.connect(self._show)
        self._grid.selectionModel().selectionChanged.connect(self._offer)
        self._remove.clicked.connect(self._on_remove_clicked)
        self._undo.clicked.connect(self._on_undo_clicked)
        self._desk.listed.connect(self._on_listed)
        self._desk.changed.connect(self._on_changed)
        self._desk.restored.connect(self._on_restored)
        self._desk.refused.connect(self._on_refused)

    def _offer(self) -> None:
        """Offer what can be done now."""
        for button in (self._relabel, self._remove):
            button.setEnabled(self._grid.selectionModel().hasSelection())
        self._undo.setEnabled(bool(self._done) and self._undoing is None)

    def _show(self) -> None:
        """Show those of the chosen digit; what is chosen among them stays so, or the one that moved up is."""
        kept = {one.digest for one in self.chosen}
        place = self._grid.currentIndex().row()
        digit = self._filter.currentIndex() - 1
        self._shown = [one for one in self._samples if digit < 0 or one.label == digit][:MOST_SHOWN]
        pixels = np.frombuffer(b"".join(one.pixels for one in self._shown), np.uint8)
        captions = [str(one.label) for one in self._shown]
        self._grid.show_digits(pixels.reshape(-1, GLYPH_SIZE, GLYPH_SIZE), captions, [*map(self._words, self._shown)])
        self._choose([row for row, one in enumerate(self._shown) if one.digest in kept], place)
        self._say(self._news)
        self._offer()

    def _choose(self, rows: Sequence[int], place: int) -> None:
        if not rows and place >= 0 and self._shown:
            rows = [min(place, len(self._shown) - 1)]
        model, selection = self._grid.model(), self._grid.selectionModel()
        chosen = QItemSelection()
        for first, last in _ranges(rows):
            chosen.select(model.index(first, 0), model.index(last, 0))
        selection.select(chosen, QItemSelectionModel.SelectionFlag.Select)
        if rows:
            top = model.index(rows[0], 0)
            selection.setCurrentIndex(top, QItemSelectionModel.SelectionFlag.NoUpdate)
            self._grid.scrollTo(top)

    def _say(self, news: str) -> None:
        """Say what happened last, and how many there are."""
        self._news = news
        self._line.setText(f"{news} {self._counted()}".strip())

    def _counted(self) -> str:
        if not self._samples:
            return self.tr("There are none yet: say what a misread digit is, and it is kept here as an example.")
        measuring = sum(is_held_out(one.digest) for one in self._samples)
        words = counted(len(self._samples), self.tr("{0} digit"), self.tr("{0} digits"))
        words += self.tr(", {0} of them kept for testing").format(f"{measuring:,}") if measuring else ""
        return words + (self.tr("; the newest {0} are shown.").format(MOST_SHOWN) if self._is_cut_short else ".")

    @property
    def _is_cut_short(self) -> bool:
        return len(self._shown) == MOST_SHOWN < len(self._samples)

    def _words(self, one: KeptSample) -> str:
        """One example in a line."""
        sources = {
            "drawing": self.tr("{0}, from a drawing, {1}"),
            "picture": self.tr("{0}, from a picture, {1}"),
            "scan": self.tr("{0}, from a scan, {1}"),
        }
        when = QDateTime.fromString(one.added, Qt.DateFormat.ISODate).toLocalTime()
        words = sources.get(one.source, sources["drawing"]).format(
            one.label, QLocale().toString(when, QLocale.FormatType.ShortFormat)
        )
        return words + (self.tr("; kept for testing") if is_held_out(one.digest) else "")

    def _on_listed(self, samples: Sequence[KeptSample]) -> None:
        self._samples = samples
        if self.isVisible():
            self._show()

    def _on_restored(self) -> None:
        self._undoing = None
        self._say(self.tr("Taken back."))
        self._offer()

    def _on_changed(self, change: OwnDigitsChange) -> None:
        self._done.append(change)
        count = len(change.before)
        if change.label is None:
            self._say(counted(count, self.tr("{0} digit deleted."), self.tr("{0} digits deleted.")))
        else:
            changed = counted(count, self.tr("{0} digit changed to {1}."), self.tr("{0} digits changed to {1}."))
            self._say(changed.replace("{1}", str(change.label)))
        self._offer()

    def _on_refused(self, sentence: str) -> None:
        if self._undoing is not None:  # it can be tried again
            self._done.append(self._undoing)
            self._undoing = None
        self._say(sentence)
        self._offer()

    def _on_relabel_triggered(self, digit: int) -> None:
        if self.chosen:
            self._desk.relabel([one.digest for one in self.chosen], digit)

    def _on_remove_clicked(self) -> None:
        if self.chosen:
            self._desk.remove([one.digest for one in self.chosen])

    def _on_undo_clicked(self) -> None:
        if self._undo.isEnabled():
            self._undoing = self._done.pop()
            self._desk.restore(self._undoing.before)
            self._offer()

    # Qt's own names from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._grid.setFocus()  # figures count there
        self._show()


def _ranges(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of rows that follow each other."""
    for _, run in groupby(enumerate(rows), lambda numbered: numbered[1] - numbered[0]):
        members = [row for _, row in run]
        yield members[0], members[-1]
