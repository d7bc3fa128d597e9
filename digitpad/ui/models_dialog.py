"""The dialog of models: what there are, and everything that can be done with one's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from digitpad.store.model_shelf import ShelfModel
from digitpad.ui.actions import make_action
from digitpad.ui.icons import icon
from digitpad.ui.models_table_model import ModelsTableModel
from digitpad.ui.opening_size import open_at
from digitpad.ui.save_dialog import ask_where_to_save
from digitpad.ui.shelf_desk import ShelfDesk
from digitpad.ui.theme import with_tabular_figures

_DATA = 3
"""The column that takes what room there is."""


class ModelsDialog(QDialog):
    """Lists the models. It stays open beside the window.

    Args:
        desk: changes the shelf.

    Signals:
        use_requested: emitted with the name of the model to read with.
        comparison_requested: emitted with the name of the model chosen, to be compared with the one in use.
    """

    use_requested = Signal(str)
    comparison_requested = Signal(str)

    def __init__(self, desk: ShelfDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelsDialog")
        self.setWindowTitle(self.tr("Models"))
        self._desk = desk
        self._removed: list[str] = []  # names, the last one last
        self._used = ""
        self._model = ModelsTableModel(self)
        self._table = self._make_table()
        self._about = QLabel()
        self._about.setObjectName("modelFacts")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._about.setFixedHeight(3 * self._about.fontMetrics().lineSpacing())
        self._said = QLabel()
        self._said.setObjectName("modelsSaid")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._make_buttons()
        self._arrange()
        self._connect()
        self._offer()
        unit = self.fontMetrics().horizontalAdvance("0")
        open_at(self, QSize(105 * unit, 55 * unit))

    def show_used(self, model: str) -> None:
        """Mark the model that reads, given by its name or the path of its file."""
        self._used = model
        self._model.mark_used(model)
        self._offer()

    @property
    def chosen(self) -> ShelfModel | None:
        """The model the table stands at."""
        line = self._table.currentIndex().row()
        return self._model.models[line] if 0 <= line < len(self._model.models) else None

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("modelsTable")
        table.setAccessibleName(self.tr("Models"))
        table.setToolTip(self.tr("The models: Enter uses the chosen one, F2 renames it, Delete removes it"))
        table.setModel(self._model)
        table.setFont(with_tabular_figures(table.font()))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_DATA, QHeaderView.ResizeMode.Stretch)
        unit = table.fontMetrics().horizontalAdvance("0")
        header.setMaximumSectionSize(28 * unit)
        header.setMinimumSectionSize(8 * unit)
        table.setMinimumSize(64 * unit, 12 * unit)  # of a name and of its data enough is seen to tell them
        return table

    def _make_buttons(self) -> None:
        self._use = self._button("modelUse", self.tr("Use"), self.tr("Read with the chosen model (Enter)"))
        self._use.setDefault(True)
        self._rename = self._button("modelRename", self.tr("Rename"), self.tr("Give the model another name (F2)"))
        self._remove = self._button("modelRemove", self.tr("Delete"), self.tr("Take the model from the list (Delete)"))
        self._compare = self._button(
            "modelCompare", self.tr("Compare…"), self.tr("See this model and another read the same drawing")
        )
        self._export = self._button(
            "modelExport", self.tr("Export…"), self.tr("Write the model as safetensors, TorchScript or ONNX")
        )
        self._import = self._button(
            "modelImport", self.tr("Import…"), self.tr("Take a model file into the list, after a check")
        )
        self._undo = self._button("modelUndo", self.tr("Undo"), self.tr("Bring the deleted model back"))
        self._undo.setIcon(icon("undo-2"))
        self._undo.setVisible(False)
        self._delete_key = make_action(
            self._table, "removeModelAction", self.tr("Delete"), None, QKeySequence.StandardKey.Delete
        )
        # Qt's own key edits the cell that has the focus, and only names can be edited.
        self._rename_key = make_action(self._table, "renameModelAction", self.tr("Rename"), None, QKeySequence("F2"))
        for key in (self._delete_key, self._rename_key):
            key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tip)
        return button

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        for button in (self._use, self._compare, self._rename, self._remove, self._export):
            side.addWidget(button)
        side.addStretch()
        side.addWidget(self._import)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._table, stretch=1)
        top.addLayout(side)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._said, stretch=1)
        below.addWidget(self._undo)
        keeps_room = self._undo.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._undo.setSizePolicy(keeps_room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top, stretch=1)
        layout.addWidget(self._about)
        layout.addLayout(below)

    def _connect(self) -> None:
        self._table.selectionModel().currentChanged.connect(self._offer)
        self._table.doubleClicked.connect(self._on_use_clicked)
        self._use.clicked.connect(self._on_use_clicked)
        self._rename.clicked.connect(self._on_rename_clicked)
        self._rename_key.triggered.connect(self._on_rename_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)
        self._delete_key.triggered.connect(self._on_remove_clicked)
        self._compare.clicked.connect(self._on_compare_clicked)
        self._export.clicked.connect(self._on_export_clicked)
        self._import.clicked.connect(self._on_import_clicked)
        self._undo.clicked.connect(self._on_undo_clicked)
        self._model.rename_requested.connect(self._desk.rename)
        self._desk.listed.connect(self._on_listed)
        self._desk.added.connect(self._on_added)
        self._desk.renamed.connect(self._on_renamed)
        self._desk.removed.connect(self._on_removed)
        self._desk.restored.connect(self._on_restored)
        self._desk.exported.connect(self._on_exported)
        self._desk.refused.connect(self._say)

    def _offer(self) -> None:
        """Offer what can be done with the chosen model, and say what it is."""
        model = self.chosen
        is_usable = model is not None and model.facts is not None
        is_own = model is not None and not model.is_bundled
        self._use.setEnabled(is_usable and model is not None and model.name != self._used)
        self._compare.setEnabled(is_usable)
        self._export.setEnabled(is_usable)
        self._rename.setEnabled(is_usable and is_own)
        self._remove.setEnabled(is_own)
        self._about.setText(self._words(model))

    def _words(self, model: ShelfModel | None) -> str:
        if model is None:
            return ""
        if model.facts is None:
            return model.error or ""
        parts = [self.tr("Comes with the program.")] if model.is_bundled else []
        parts += [self.tr("In use.")] if model.name == self._used else []
        parts.append(self.tr("Trained on: {0}").format(model.facts.data))
        return " ".join(parts)

    def _say(self, sentence: str) -> None:
        """Say what happened."""
        self._said.setText(sentence)

    def _choose(self, name: str) -> None:
        line = self._model.line_of(name)
        self._table.setCurrentIndex(self._model.index(max(0, line), 0))

    def _on_listed(self, models: list[ShelfModel]) -> None:
        chosen = self.chosen
        line = max(0, self._table.currentIndex().row())
        self._model.show_models(models)
        names = [model.name for model in models]
        if chosen is None:
            self._choose(self._used)
        elif chosen.name in names:
            self._choose(chosen.name)
        elif models:  # the one below a deleted one moves up
            self._choose(models[min(line, len(models) - 1)].name)
        if not self._said.text() and all(model.is_bundled for model in models):
            self._say(self.tr("Models you train or import are listed here, too."))
        self._offer()

    def _on_added(self, name: str) -> None:
        self._choose(name)
        self._say(self.tr("“{0}” is in the list.").format(name))

    def _on_renamed(self, old: str, name: str) -> None:
        self._choose(name)
        self._say(self.tr("“{0}” is called “{1}” now.").format(old, name))

    def _on_removed(self, name: str) -> None:
        self._say(self.tr("“{0}” is deleted.").format(name))
        self._removed.append(name)
        self._offer_undo()

    def _offer_undo(self) -> None:
        """Offer to bring back the model that was deleted last, of those that were since the dialog is there."""
        self._undo.setVisible(bool(self._removed))
        if self._removed:
            self._undo.setToolTip(self.tr("Bring back “{0}”").format(self._removed[-1]))

    def _on_restored(self, name: str) -> None:
        del self._removed[-1:]
        self._offer_undo()
        self._choose(name)
        self._say(self.tr("“{0}” is in the list again.").format(name))

    def _on_exported(self, path: str) -> None:
        self._say(self.tr("Written: {0}").format(path))

    def _on_use_clicked(self) -> None:
        if self.chosen is not None and self._use.isEnabled():
            self.use_requested.emit(self.chosen.name)

    def _on_rename_clicked(self) -> None:
        if self._rename.isEnabled():
            self._table.setFocus()
            self._table.edit(self._table.currentIndex().siblingAtColumn(0))

    def _on_remove_clicked(self) -> None:
        if self.chosen is not None and self._remove.isEnabled():
            self._desk.remove(self.chosen.name)

    def _on_compare_clicked(self) -> None:
        if self.chosen is not None:
            self.comparison_requested.emit(self.chosen.name)

    def _on_undo_clicked(self) -> None:
        if self._removed:
            self._desk.restore(self._removed[-1])

    def _on_import_clicked(self) -> None:
        filters = self.tr("Models (*.safetensors)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import a model"), "", filters)
        if name:
            self._say(self.tr("Checking {0}…").format(Path(name).name))
            self._desk.add(Path(name))

    def _on_export_clicked(self) -> None:
        if self.chosen is None:
            return
        kinds = {self.tr("Model"): ".safetensors", self.tr("TorchScript"): ".pt", self.tr("ONNX"): ".onnx"}
        path = ask_where_to_save(self, self.tr("Export the model"), Path(self.chosen.name), kinds)
        if path is not None:
            self._desk.export(self.chosen.name, path)
