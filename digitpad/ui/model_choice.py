"""Which models the window has, which of them reads, and the way back to the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.core.drawing import Strokes
from digitpad.core.errors import DigitpadError
from digitpad.core.paths import DEFAULT_MODEL
from digitpad.core.places import is_file
from digitpad.store.model_name import names_a_file
from digitpad.store.model_shelf import ShelfModel
from digitpad.store.settings import Settings
from digitpad.ui.actions import make_action
from digitpad.ui.model_comparison import ModelComparison
from digitpad.ui.model_picker import ModelPicker
from digitpad.ui.models_dialog import ModelsDialog
from digitpad.ui.shelf_desk import ShelfDesk

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader


class ModelChoice(QObject):
    """Fills the picker, opens the dialogs, and remembers what was used.

    Args:
        window: that the dialogs belong to.
        picker: where a model is chosen.
        load_reader: makes a reader with a model; called in threads, to check a file and to compare.
        drawing: gives the strokes that are drawn, for two models to read.
        settings: what was used until now.
        home: where one's own models are.

    Attributes:
        export: writes a model's file as another, whose suffix says the kind; the composition root gives it.
        actions: what stands in a menu.

    Signals:
        model_requested: emitted with the name or path of the model that should read.
        models_listed: emitted with the names of the models that can be used.
        told: emitted with a sentence for the person.
        crashed: emitted with an exception that is a bug of ours.
    """

    model_requested = Signal(str)
    models_listed = Signal(object)
    told = Signal(str)
    crashed = Signal(object)

    def __init__(  # noqa: PLR0913, PLR0917 — it joins the parts that have to do with models
        self,
        window: QWidget,
        picker: ModelPicker,
        load_reader: Callable[[str], Reader],
        drawing: Callable[[], Strokes],
        settings: Settings,
        home: Path,
    ) -> None:
        super().__init__(window)
        self._window, self._picker, self._load_reader, self._drawing = window, picker, load_reader, drawing
        self._used = Settings(model=settings.model, models_before=settings.models_before)
        self._models: Sequence[ShelfModel] = ()
        self.export: Callable[[Path, Path], None] = _no_export
        self._shelf = ShelfDesk(home, self._check, self._export, self)
        self._dialog: ModelsDialog | None = None
        self._comparison: ModelComparison | None = None
        make = make_action
        self._show = make(window, "modelsAction", self.tr("Models…"), None, QKeySequence("Ctrl+M"))
        self._compare = make(window, "compareModelsAction", self.tr("Compare two models…"), None, None)
        self._other = make(window, "otherModelAction", self.tr("Other model…"), None, None)
        self._back = make(window, "modelBeforeAction", self.tr("Use the model before"), None, None)
        self.actions: Sequence[QAction] = (self._show, self._compare, self._other, self._back)
        self._connect()
        self._offer()

    @property
    def used(self) -> str:
        """The name or path of the model that reads; empty for the default."""
        return self._used.model

    @property
    def used_before(self) -> tuple[str, ...]:
        """Those that read before it, the last first."""
        return self._used.models_before

    def show_model(self, model: str) -> None:
        """This one reads from now on."""
        self._used.use_model(model)
        self._picker.show_model(model)
        if self._dialog is not None:
            self._dialog.show_used(model)
        self._shelf.refresh()

    def refresh(self) -> None:
        """Look for models again: there may be a new one."""
        self._shelf.refresh()

    def choose_file(self) -> None:
        """Let the person choose a model file to read with."""
        filters = self.tr("Models (*.safetensors)")
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Choose a model"), "", filters)
        if name:
            self.model_requested.emit(name)

    def open_dialog(self) -> None:
        """Show the models, beside the window."""
        if self._dialog is None:
            self._dialog = ModelsDialog(self._shelf, self._window)
            self._dialog.use_requested.connect(self.model_requested)
            self._dialog.comparison_requested.connect(self.compare)
        self._dialog.show_used(self._used.model or DEFAULT_MODEL)
        self._shelf.refresh()
        self._bring(self._dialog)

    def compare(self, model: str = "") -> None:
        """Let two models read one drawing: the one in use, and this one.

        Args:
            model: its name; another than the one in use where it is empty.
        """
        if self._comparison is None:
            self._comparison = ModelComparison(self._load_reader, self._window)
            self._comparison.crashed.connect(self.crashed)
        used = self._used.model or DEFAULT_MODEL
        names = [known.name for known in self._models if known.facts is not None]
        others = [name for name in names if name != used]
        right = model if model and model != used else next(iter(others), used)
        self._comparison.show_strokes(self._drawing())
        self._comparison.show_models(names if used in names else [used, *names], used, right)
        self._bring(self._comparison)

    def stop(self) -> None:
        """Do what was asked for, and end the threads."""
        self._shelf.stop()
        if self._comparison is not None:
            self._comparison.stop()

    def _connect(self) -> None:
        self._show.triggered.connect(self.open_dialog)
        self._compare.triggered.connect(self._on_compare_triggered)
        self._other.triggered.connect(self._picker.file_requested)
        self._back.triggered.connect(self._on_back_triggered)
        self._picker.model_requested.connect(self.model_requested)
        self._picker.file_requested.connect(self.choose_file)
        self._shelf.listed.connect(self._on_listed)
        self._shelf.removed.connect(self._on_removed)
        self._shelf.renamed.connect(self._on_renamed)
        self._shelf.crashed.connect(self.crashed)

    def _check(self, path: Path) -> None:
        """Load a file as any model that reads; in the shelf's thread."""
        self._load_reader(str(path))

    def _export(self, model: Path, target: Path) -> None:
        self.export(model, target)

    def _bring(self, dialog: QWidget) -> None:
        dialog.show()
        dialog.activateWindow()

    def _offer(self) -> None:
        self._back.setEnabled(any(map(self._is_there, self._used.models_before)))

    def _is_there(self, model: str) -> bool:
        if names_a_file(model):
            return is_file(Path(model))
        return not model or any(known.name == model for known in self._models)

    def _on_listed(self, models: Sequence[ShelfModel]) -> None:
        self._models = models
        self._picker.show_own([model.name for model in models if not model.is_bundled and model.facts is not None])
        self.models_listed.emit([model.name for model in models if model.facts is not None])
        self._offer()

    def _on_compare_triggered(self) -> None:
        self.compare()

    def _on_back_triggered(self) -> None:
        """Go back to the last one that is still there."""
        before = next(filter(self._is_there, self._used.models_before), None)
        if before is not None:
            self.model_requested.emit(before or DEFAULT_MODEL)

    def _on_removed(self, name: str) -> None:
        if self._used.model == name:
            self.told.emit(self.tr("“{0}” is deleted; the default model reads.").format(name))
            self.model_requested.emit(DEFAULT_MODEL)

    def _on_renamed(self, old: str, name: str) -> None:
        was_used = self._used.model == old
        self._used.rename_model(old, name)
        if was_used:
            self.model_requested.emit(name)


def _no_export(model: Path, target: Path) -> None:
    raise DigitpadError("Models cannot be exported here.")
