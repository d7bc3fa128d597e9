"""Keeps the digits a person corrected, in a thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.errors import DigitpadError
from digitpad.core.sample import Sample
from digitpad.store.sample_store import SampleStore
from digitpad.ui.desk import Desk

_Job = tuple[Sequence[Sample], bool]
"""Samples, and whether they are to be kept; else they are to be forgotten."""


class SampleDesk(Desk):
    """Writes samples in their order.

    Args:
        home: where the store is.

    Signals:
        kept: emitted when samples were kept or forgotten.
        refused: emitted with samples that could not be kept or forgotten, and the sentence that says why.
    """

    kept = Signal()
    refused = Signal(object, str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(partial(_do, home), parent)

    def keep(self, samples: Sequence[Sample]) -> None:
        """Keep samples."""
        self._take((samples, True))

    def forget(self, samples: Sequence[Sample]) -> None:
        """Forget samples."""
        self._take((samples, False))

    def _on_progressed(self, refused: tuple[Sequence[Sample], str] | None) -> None:
        if refused is None:
            self.kept.emit()
        else:
            self.refused.emit(*refused)


def _do(home: Path, job: _Job) -> Iterator[tuple[Sequence[Sample], str] | None]:
    samples, is_kept = job
    try:
        with closing(SampleStore(home)) as store:
            if is_kept:
                store.add(samples)
            else:
                store.remove([sample.digest for sample in samples])
    except DigitpadError as error:
        yield samples, str(error)
    else:
        yield None
