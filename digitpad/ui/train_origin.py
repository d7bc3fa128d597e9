"""Where a training starts: from scratch, or from the weights of a model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.ui.listed_choice import ListedChoice
from digitpad.ui.model_caption import model_caption

_OTHER = "…"
"""The data of the entry that leads to a file; no model is called so."""


class TrainOrigin(ListedChoice):
    """A list: from scratch, from one of the models, from a model file.

    Args:
        models: the names or paths of the models there are.

    Signals:
        origin_changed: emitted with a name or a path, or empty for scratch, when the person chose another.
    """

    origin_changed = Signal(str)

    def __init__(self, models: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainStartFrom")
        self.setAccessibleName(self.tr("Start from"))
        self.setToolTip(self.tr("Whose weights it begins with: random ones, or those of a model that can read already"))
        self._origin = ""
        self.set_models(models)
        self.activated.connect(self._on_activated)

    @property
    def origin(self) -> str:
        """A name or a path; empty for scratch."""
        return self._origin

    def set_models(self, models: Sequence[str]) -> None:
        """Offer these models."""
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self.tr("Scratch"), "")
            for model in models:
                self._add(self.count(), model)
            self.insertSeparator(self.count())
            self.addItem(self.tr("Other model…"), _OTHER)
        self.show_origin(self._origin)

    def show_origin(self, origin: str) -> None:
        """Show where it starts; the file of a model not seen before joins the list."""
        if self.findData(origin) < 0:
            self._add(self.count() - 2, origin)
        self._origin = origin
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(origin))

    def _add(self, place: int, model: str) -> None:
        self.insertItem(place, model_caption(model), model)
        self.setItemData(place, model, Qt.ItemDataRole.ToolTipRole)

    def _on_activated(self, index: int) -> None:
        chosen = self.itemData(index)
        before = self._origin
        if chosen == _OTHER:
            filters = self.tr("Models (*.safetensors)")
            chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a model to start from"), "", filters)
            chosen = chosen or before
        self.show_origin(chosen)
        if chosen != before:
            self.origin_changed.emit(chosen)
