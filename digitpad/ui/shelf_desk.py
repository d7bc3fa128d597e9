"""Asks and changes the shelf of models in a thread: files are copied there, and weights checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, SignalInstance

from digitpad.core.errors import DigitpadError
from digitpad.store.model_shelf import ModelShelf, ShelfModel
from digitpad.ui.desk import Desk

_Job = tuple[SignalInstance | None, Callable[[ModelShelf], tuple[str, ...]]]
"""What is done with the shelf, and the signal that tells its outcome."""


class _Outcome(NamedTuple):
    """What became of a job: what its signal says, or why it could not be done; and the list afterwards."""

    signal: SignalInstance | None
    values: tuple[str, ...]
    error: str | None
    models: list[ShelfModel]


class ShelfDesk(Desk):
    """Does what is asked in its order; afterwards the list is told anew.

    Args:
        home: where the shelf is.
        check: called in the thread with the path of a file before it is taken; raises a `DigitpadError` where the model
            cannot be used.
        export: writes a model's file as another, whose suffix says the kind.

    Signals:
        listed: emitted with all models, a list of `ShelfModel`.
        added, removed, restored: emitted with a model's name.
        renamed: emitted with a model's old name and its new one.
        exported: emitted with the path of the file.
        refused: emitted with a sentence where something could not be done.
    """

    listed = Signal(object)
    added = Signal(str)
    removed = Signal(str)
    restored = Signal(str)
    renamed = Signal(str, str)
    exported = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        home: Path,
        check: Callable[[Path], object],
        export: Callable[[Path, Path], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(partial(_do, ModelShelf(home)), parent)
        self._check, self._export = check, export

    def refresh(self) -> None:
        """Ask for the list."""
        self._take((None, lambda shelf: ()))

    def add(self, path: Path) -> None:
        """Take a model file in."""
        self._take((self.added, lambda shelf: (shelf.add(path, check=self._check).name,)))

    def rename(self, name: str, new_name: str) -> None:
        """Call a model something else."""
        self._take((self.renamed, lambda shelf: (name, shelf.rename(name, new_name).name)))

    def remove(self, name: str) -> None:
        """Take a model from the list."""

        def remove(shelf: ModelShelf) -> tuple[str]:
            shelf.remove(name)
            return (name,)

        self._take((self.removed, remove))

    def restore(self, name: str) -> None:
        """Bring a removed model back."""
        self._take((self.restored, lambda shelf: (shelf.restore(name).name,)))

    def export(self, name: str, target: Path) -> None:
        """Write a model for other programs."""

        def export(shelf: ModelShelf) -> tuple[str]:
            self._export(shelf.model(name).path, target)
            return (str(target),)

        self._take((self.exported, export))

    def _on_progressed(self, outcome: _Outcome) -> None:
        self.listed.emit(outcome.models)
        if outcome.error is not None:
            self.refused.emit(outcome.error)
        elif outcome.signal is not None:
            outcome.signal.emit(*outcome.values)


def _do(shelf: ModelShelf, job: _Job) -> Iterator[_Outcome]:
    signal, change = job
    try:
        values, error = change(shelf), None
    except DigitpadError as refusal:
        values, error = (), str(refusal)
    yield _Outcome(signal, values, error, shelf.models())
