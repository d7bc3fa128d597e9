"""The model picker: which network reads."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from digitpad.ui.listed_choice import ListedChoice
from digitpad.ui.model_caption import model_caption

_OTHER = "…"
"""The data of the entry that leads to a file; no model is called so."""

_LONGEST, _SHOWN = 24, 15
"""Characters of a name in the list, and of an entry in the window, which must not grow with it."""


class ModelPicker(ListedChoice):
    """A list of the bundled models, one's own, the files chosen so far, and an entry to choose a file.

    Args:
        models: the names of the bundled models; the first is the default.

    Signals:
        model_requested: emitted with a name or a path when the person chose one.
        file_requested: emitted when the person wants to choose a file.
    """

    model_requested = Signal(str)
    file_requested = Signal()

    def __init__(self, models: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelPicker")
        self.setAccessibleName(self.tr("Model"))
        self.setFrame(False)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHOWN)
        for model in models:
            self.addItem(self._caption(model), model)
        self.insertSeparator(self.count())
        self.addItem(self.tr("Other model…"), _OTHER)
        self._shown = models[0] if models else ""
        self._explain()
        self._bundled = len(models)
        self._own: list[str] = []
        self.activated.connect(self._on_activated)

    @property
    def model_in_use(self) -> str:
        """The name or path of the model shown as the one in use."""
        return self._shown

    def show_model(self, model: str) -> None:
        """Show a model as the one in use; the file of one not seen before joins the list."""
        if self.findData(model) < 0:
            self.insertItem(self.count() - 2, self._caption(model), model)
            self.setItemData(self.findData(model), model, Qt.ItemDataRole.ToolTipRole)
        self._shown = model
        self._explain()
        self.setCurrentIndex(self.findData(model))

    def show_own(self, models: Sequence[str]) -> None:
        """Offer these of one's own; those offered before are gone, but for the one in use."""
        gone = [model for model in self._own if model not in models]
        for model in gone:
            if model != self._shown:
                self.removeItem(self.findData(model))
        for place, model in enumerate(models):
            if self.findData(model) < 0:
                self.insertItem(self._bundled + place, self._caption(model), model)
                self.setItemData(self._bundled + place, model, Qt.ItemDataRole.ToolTipRole)
        self._own = [*models, *(model for model in gone if model == self._shown)]
        self.setCurrentIndex(self.findData(self._shown))

    def _explain(self) -> None:
        """Say which model it is: a long name is cut in the window, and a file may be one of many of that name."""
        tip = self.tr("The network that reads: {0}").format(self._shown)
        self.setToolTip(html.escape(tip) if self._shown else self.tr("The network that reads"))

    def _caption(self, model: str) -> str:
        name = model_caption(model)
        return self.tr("Model: {0}").format(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")

    def _on_activated(self, index: int) -> None:
        chosen = self.itemData(index)
        # The model in use stays shown until the other one has been loaded.
        self.setCurrentIndex(self.findData(self._shown))
        if chosen == _OTHER:
            self.file_requested.emit()
        elif chosen != self._shown:
            self.model_requested.emit(chosen)
