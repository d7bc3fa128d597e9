"""What becomes of a model that was just trained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from digitpad.core.errors import DigitpadError
from digitpad.ui.model_caption import model_caption
from digitpad.ui.train_tab import TrainTab


class TrainedModels(QObject):
    """Keeps models as the person asked in the Train tab.

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
        super().__init__(tab)
        self._tab, self._keep_model = tab, keep_model
        tab.use_requested.connect(self.use)
        tab.keep_requested.connect(self.keep)

    def use(self, path: Path, name: str) -> None:
        """Keep a finished model, and ask for it to be read with."""
        model = self.keep(path, name)
        if model:
            self.model_requested.emit(model)

    def keep(self, path: Path, name: str) -> str:
        """Keep a finished model; returns what it is used by, or nothing where it could not be kept."""
        try:
            model = self._keep_model(path, name)
        except DigitpadError as error:
            QMessageBox.warning(self._tab, self.tr("Keep the model"), str(error))
            return ""
        self._tab.note_kept(path, self.tr("Kept as “{0}”.").format(model_caption(model)))
        self.model_kept.emit()
        return model
