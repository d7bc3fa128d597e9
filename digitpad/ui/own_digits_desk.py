"""Lists and changes the digits a person gave as examples, in a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from digitpad.core.errors import DigitpadError
from digitpad.store.sample_store import KeptSample, SampleStore
from digitpad.ui.desk import Desk


class OwnDigitsChange(NamedTuple):
    """What was done to examples.

    Attributes:
        before: those that were changed, as they were: what brings them back.
        label: which digit they are now; None where they were taken out.
        is_undone: whether it was a change taken back.
    """

    before: Sequence[KeptSample]
    label: int | None
    is_undone: bool = False


_Change = OwnDigitsChange | None
_Job = Callable[[SampleStore], _Change]


class _Outcome(NamedTuple):
    """What became of a job, or why it could not be done; and the list afterwards, where there is one."""

    change: _Change
    error: str | None
    samples: Sequence[KeptSample] | None


class OwnDigitsDesk(Desk):
    """Does what is asked in its order; afterwards the list is told anew.

    Args:
        home: where the store is.

    Signals:
        listed: emitted with all examples, the newest first: a list of `KeptSample`.
        changed: emitted with an `OwnDigitsChange`.
        restored: emitted with examples that are as they were, a list of `KeptSample`.
        refused: emitted with a sentence where something could not be done.
    """

    listed = Signal(object)
    changed = Signal(object)
    restored = Signal(object)
    refused = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(partial(_do, home), parent)

    def refresh(self) -> None:
        """Ask for the list."""
        self._take(lambda store: None)

    def relabel(self, digests: Sequence[bytes], label: int) -> None:
        """Say that examples are another digit."""
        self._take(lambda store: OwnDigitsChange(store.relabel(digests, label), label))

    def remove(self, digests: Sequence[bytes]) -> None:
        """Take examples out."""
        self._take(lambda store: OwnDigitsChange(store.remove(digests), None))

    def restore(self, samples: Sequence[KeptSample]) -> None:
        """Bring examples back as they were."""

        def restore(store: SampleStore) -> OwnDigitsChange:
            store.restore(samples)
            return OwnDigitsChange(samples, None, is_undone=True)

        self._take(restore)

    def _on_progressed(self, outcome: _Outcome) -> None:
        if outcome.samples is not None:
            self.listed.emit(outcome.samples)
        if outcome.error is not None:
            self.refused.emit(outcome.error)
        elif outcome.change is not None and outcome.change.is_undone:
            self.restored.emit(outcome.change.before)
        elif outcome.change is not None and outcome.change.before:
            self.changed.emit(outcome.change)


def _do(home: Path, job: _Job) -> Iterator[_Outcome]:
    try:
        with closing(SampleStore(home)) as store:
            yield _Outcome(job(store), None, store.newest_first())
    except DigitpadError as error:
        yield _Outcome(None, str(error), None)
