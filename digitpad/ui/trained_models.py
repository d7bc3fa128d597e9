"""What becomes of a model that was just trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox

from digitpad.core.errors import DigitpadError
from digitpad.ui.desk import Desk
from digitpad.ui.model_caption import model_caption
from digitpad.ui.train_tab import TrainTab


class _Wish(NamedTuple):
    """A finished model, the name it is to be kept under, and whether to read with it."""

    path: Path
    name: str
    is_to_read: bool


class _Outcome(NamedTuple):
    """What became of a wish: what the model is used by, or why it could not be kept."""

    wish: _Wish
    model: str = ""
    error: str = ""


class TrainedModels(Desk):
    """Keeps models, in a thread, as the person asked in the Train tab.

    Args:
        tab: where the person decides.
        keep_model: keeps the file of a model under a name; returns what it is to be used by.

    Signals:
        model_kept: emitted when there is a new model.
        model_requested: emitted with the name or path of a new model the person wants to read with.
    """

    model_kept = Signal()
    model_requested = Signal(str)

    def __init__(self, tab: TrainTab, keep_model: Callable[[Path, str], str]) -> None:
        super().__init__(partial(_do, keep_model), tab)
        self._tab = tab
        tab.use_requested.connect(self.use)
        tab.keep_requested.connect(self.keep)

    def use(self, path: Path, name: str) -> None:
        """Keep a finished model, and ask for it to be read with."""
        self._take(_Wish(path, name, is_to_read=True))

    def keep(self, path: Path, name: str) -> None:
        """Keep a finished model."""
        self._take(_Wish(path, name, is_to_read=False))

    def _on_progressed(self, outcome: _Outcome) -> None:
        if outcome.error:
            QMessageBox.warning(self._tab, self.tr("Keep the model"), outcome.error)
            return
        self._tab.note_kept(outcome.wish.path, self.tr("Kept as “{0}”.").format(model_caption(outcome.model)))
        self.model_kept.emit()
        if outcome.wish.is_to_read:
            self.model_requested.emit(outcome.model)


def _do(keep_model: Callable[[Path, str], str], wish: _Wish) -> Iterator[_Outcome]:
    try:
        yield _Outcome(wish, model=keep_model(wish.path, wish.name))
    except DigitpadError as error:
        yield _Outcome(wish, error=str(error))
