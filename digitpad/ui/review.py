"""The review: which page comes next, what a person said of each, and the way back."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.scan_row import ScanRow
from digitpad.ui.image_loader import ImageLoader, LoadedImage
from digitpad.ui.record_desk import Decision, KeptPage, KeptTwins, RecordDesk
from digitpad.ui.review_pane import ReviewPane
from digitpad.ui.scan_table import ScanTable
from digitpad.ui.scan_table_model import ScanTableModel

_LONGEST = 1600
"""Pixels of a side of the picture: sharp on a large screen."""

_MOST_STEPS = 1000
"""Decisions that can be taken back, and pages that can be gone back to."""


class Review(QObject):
    """Connects a table, its model and a pane with the record.

    Args:
        model: the rows.
        table: that shows them.
        pane: that shows the one chosen.
        home: where the record is.

    Signals:
        told: emitted with a sentence for the person.
        crashed: emitted with an exception that is a bug of ours.
    """

    told = Signal(str)
    crashed = Signal(object)

    def __init__(self, model: ScanTableModel, table: ScanTable, pane: ReviewPane, home: Path) -> None:
        super().__init__(pane)
        self._model, self._table, self._pane = model, table, pane
        self._folder = Path()
        self._shown: tuple[Path, int] | None = None
        self._is_sample: bool | None = None  # the page shown, as the record has it; None until it has answered
        self._drafts: dict[tuple[Path, int], str] = {}  # what was typed of pages and not accepted yet
        self._decisions: deque[Decision] = deque(maxlen=_MOST_STEPS)
        self._trail: deque[int] = deque(maxlen=_MOST_STEPS)  # places, the way we came
        self._desk = RecordDesk(home, self)
        self._loader = ImageLoader(_LONGEST, 1, self)
        self._connect()

    @property
    def has_drafts(self) -> bool:
        """Whether something was typed that was not accepted."""
        return bool(self._drafts) or self._pane.draft is not None

    def set_folder(self, folder: Path) -> None:
        """The rows are of another folder from now on."""
        self._folder = folder
        self._decisions.clear()
        self._trail.clear()
        self.offer_undo()

    def begin(self) -> None:
        """Show the most doubtful reading nobody looked at."""
        self._table.show_worst_first()
        self._table.setFocus()
        if not self._go_to_waiting(-1):
            self._tell_all_seen()

    def stop(self) -> None:
        """Keep what was decided, and end the threads."""
        self._loader.stop()
        self._desk.stop()

    def _connect(self) -> None:
        self._table.row_chosen.connect(self._on_row_chosen)
        self._model.rows_changed.connect(self._on_rows_changed)
        self._model.rows_reread.connect(self._on_rows_reread)
        self._pane.accepted.connect(self._on_accepted)
        self._pane.sample_chosen.connect(self._on_sample_chosen)
        self._pane.skip_requested.connect(self._on_skip_requested)
        self._pane.back_requested.connect(self._on_back_requested)
        self._pane.undo_requested.connect(self._on_undo_requested)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.crashed.connect(self.crashed)
        self._desk.answered.connect(self._on_answered)
        self._desk.told.connect(self.told)
        self._desk.kept.connect(self._on_kept)
        self._desk.refused.connect(self._on_refused)
        self._desk.crashed.connect(self.crashed)
        self.offer_undo()

    def _row(self) -> ScanRow | None:
        place = self._table.place
        return self._model.rows[place] if self._model.rows.has(place) else None

    def _on_row_chosen(self) -> None:
        if self._shown is not None and self._pane.draft is not None:
            self._drafts[self._shown] = self._pane.draft
        self._show_chosen()

    def _show_chosen(self) -> None:
        row = self._row()
        self._is_sample = None
        self._shown = None if row is None else (self._folder / row.file, row.page)
        self._pane.show_row(row, None if self._shown is None else self._drafts.pop(self._shown, None))
        if self._shown is not None:
            self._loader.load(*self._shown)
            self._desk.ask(*self._shown)

    def _on_rows_changed(self) -> None:
        rows = self._model.rows
        self._pane.show_counts(rows.reviewed_count, len(rows.waiting_doubts))

    def _on_rows_reread(self, places: Sequence[int]) -> None:
        """Their files have changed: what was said of them was said of what stood there before."""
        changed = {(self._folder / row.file, row.page) for row in (self._model.rows[place] for place in places)}
        self._decisions = deque(
            (one for one in self._decisions if (one.path, one.row.page) not in changed), maxlen=_MOST_STEPS
        )
        self.offer_undo()
        for page in changed:
            self._drafts.pop(page, None)
        if self._shown in changed:
            self._show_chosen()

    def _on_loaded(self, loaded: LoadedImage) -> None:
        if (loaded.path, loaded.page) == self._shown:
            self._pane.show_picture(loaded.image, loaded.size, loaded.error)

    def _on_answered(self, kept: KeptPage) -> None:
        if (kept.path, kept.page) == self._shown:
            self._is_sample = kept.is_sample
            self._pane.show_digits(kept.digits, kept.is_sample)

    def _on_accepted(self, text: str, is_sample: bool) -> None:
        row = self._row()
        if row is not None and row.error is None:
            # What stands in the record is not known yet, and was not changed by the person.
            is_unknown = row.is_reviewed and self._is_sample is None
            self._decide(row, text, None if is_unknown else is_sample)
            self._go_on()

    def _on_sample_chosen(self, is_sample: bool) -> None:
        row = self._row()
        if row is not None and row.correction is not None:
            self._decide(row, row.correction, is_sample)

    def _decide(self, row: ScanRow, text: str, is_sample: bool | None) -> None:
        decision = Decision(self._folder / row.file, row, self._is_sample, text, is_sample)
        self._decisions.append(decision)
        self._is_sample = is_sample
        self._show_decided(decision)
        self._desk.keep(decision)

    def _show_decided(self, decision: Decision) -> None:
        self._show_correction(decision.row, decision.correction)
        self.offer_undo()

    def _show_correction(self, of: ScanRow, correction: str | None) -> None:
        """Show what stands on a page, as far as it is still among the rows."""
        place = self._model.rows.place_of(of.file, of.page)
        if place is None:
            return
        row = replace(self._model.rows[place], correction=correction)
        self._model.replace(row)
        if (self._folder / row.file, row.page) == self._shown:
            self._pane.show_change(row)

    def _on_undo_requested(self) -> None:
        if not self._decisions:
            return
        last = self._decisions.pop()
        said = replace(last.row, correction=last.correction)
        back = Decision(last.path, said, last.is_sample, last.row.correction, last.was_sample)
        self._show_decided(back)
        self._desk.keep(back)
        place = self._model.rows.place_of(last.row.file, last.row.page)
        if place is not None and place != self._table.place:
            self._table.choose_place(place)
        else:
            self._on_row_chosen()

    def _on_kept(self, twins: KeptTwins) -> None:
        """Other files of the same content have the same correction."""
        for path in twins.paths:
            if path.is_relative_to(self._folder):
                name = path.relative_to(self._folder).as_posix()
                place = self._model.rows.place_of(name, twins.page)
                if place is not None:
                    self._show_correction(self._model.rows[place], twins.correction)

    def _on_refused(self, decision: Decision, sentence: str) -> None:
        """It is not in the record: so it does not stand in the table."""
        self._decisions = deque((kept for kept in self._decisions if kept is not decision), maxlen=_MOST_STEPS)
        self._show_correction(decision.row, decision.row.correction)
        self.offer_undo()
        self.told.emit(sentence)

    def _on_skip_requested(self) -> None:
        self._go_on()

    def _on_back_requested(self) -> None:
        if self._trail:
            self._table.choose_place(self._trail.pop())
        elif self._table.line > 0:
            self._table.choose(self._table.line - 1)

    def _go_on(self) -> None:
        if self._table.place >= 0:
            self._trail.append(self._table.place)
        if not self._go_to_waiting(self._table.line):
            row = self._row()
            if row is None or row.is_reviewed:
                self._tell_all_seen()
            else:
                self.told.emit(self.tr("This is the last one in the table that nobody looked at."))

    def _tell_all_seen(self) -> None:
        if self._model.rowCount():
            self.told.emit(self.tr("Every reading in the table was looked at."))
        else:
            self.told.emit(self.tr("No row matches the filter."))

    def _go_to_waiting(self, line: int) -> bool:
        following = self._model.next_waiting(line)
        if following is not None:
            self._table.choose(following)
        return following is not None

    def offer_undo(self) -> None:
        """Let the last decision be taken back, where there is one and it is seen."""
        self._pane.undo_action.setEnabled(bool(self._decisions) and self._pane.isVisible())
