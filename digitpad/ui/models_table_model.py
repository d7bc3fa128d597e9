"""The rows of the table of models."""

from __future__ import annotations

import html
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal

from digitpad.core.network_choice import title_of
from digitpad.store.model_shelf import ShelfModel
from digitpad.ui.icons import icon
from digitpad.ui.qt_image import empty_icon

_Index = QModelIndex | QPersistentModelIndex
_NAME, _ACCURACY = 0, 4

_SIGN = QSize(16, 16)
"""Room for the sign of the model in use."""


class ModelsTableModel(QAbstractTableModel):
    """A line for each model; the name of one's own can be edited, which asks for the change.

    Signals:
        rename_requested: emitted with a model's name and the one the person wants.
    """

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models: list[ShelfModel] = []
        self._used = ""
        self._heads = (self.tr("Name"), self.tr("Date"), self.tr("Network"), self.tr("Data"), self.tr("Accuracy"))

    def show_models(self, models: list[ShelfModel]) -> None:
        """Show these from now on."""
        if models == self.models:
            return  # a name may be being typed
        self.beginResetModel()
        self.models = models
        self.endResetModel()

    def mark_used(self, name: str) -> None:
        """Mark the one that reads."""
        before, self._used = self._used, name
        for line in {self.line_of(before), self.line_of(name)} - {-1}:  # in another one a name may be being typed
            self.dataChanged.emit(self.index(line, _NAME), self.index(line, _NAME))

    def line_of(self, name: str) -> int:
        """The line of a model, -1 where it is not there."""
        return next((line for line, model in enumerate(self.models) if model.name == name), -1)

    def _texts(self, model: ShelfModel) -> tuple[str, ...]:
        facts = model.facts
        if facts is None:
            return model.name, "", self.tr("cannot be used"), "", ""
        accuracy = "" if model.accuracy is None else self.tr("{0} %").format(f"{100 * model.accuracy:.2f}")
        return model.name, facts.date, title_of(facts.architecture, facts.arguments), facts.data, accuracy

    # Qt's own names from here on.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return 0 if parent.isValid() else len(self.models)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 — Qt's own signature
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 — Qt's own signature
        model = self.models[index.row()]
        is_used = model.name == self._used
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._texts(model)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:  # a long name or a long account of the data is cut in the table
                return html.escape(self._texts(model)[index.column()]) or None
            case Qt.ItemDataRole.DecorationRole if index.column() == _NAME:
                return icon("check") if is_used else empty_icon(_SIGN)  # all names begin at one place
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == _NAME and is_used:
                return self.tr("{0}, in use").format(model.name)
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == _ACCURACY:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        model = self.models[index.row()]
        is_editable = index.column() == _NAME and not model.is_bundled and model.facts is not None
        return flags | Qt.ItemFlag.ItemIsEditable if is_editable else flags

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 — Qt's own signature
        name = self.models[index.row()].name
        if role == Qt.ItemDataRole.EditRole and value.strip() and value != name:
            self.rename_requested.emit(name, value)
        return False  # it has its new name when the list comes again
