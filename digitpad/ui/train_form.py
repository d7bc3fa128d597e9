"""A form made from a table of fields: a box for each, its name beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QSizePolicy,
    QWidget,
)

from digitpad.core.augmentation import Augmentation
from digitpad.core.training_config import AUGMENTATION_LIMITS, LIMITS, TrainingConfig
from digitpad.ui.calm_wheel import CalmWheel
from digitpad.ui.number_box import NumberBox
from digitpad.ui.train_fields import ChoiceField, Field, NumberField, SwitchField

Values = TrainingConfig | Augmentation

_LIMITS = {**LIMITS, **AUGMENTATION_LIMITS}


class TrainForm(QWidget):
    """Shows some values of a config, and says which one the person changed.

    Args:
        fields: of the form, from above.
        wheel: keeps the wheel from changing them.
        indent: where the boxes begin, in points; forms under one another have the same.

    Signals:
        edited: emitted with a name and its new value when the person changed it.
    """

    edited = Signal(str, object)

    def __init__(self, fields: Sequence[Field], wheel: CalmWheel, indent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showers: list[Callable[[Values], None]] = []
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(8)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in fields:
            box = self._make_box(field)
            box.setObjectName(f"train_{field.name}")
            box.setAccessibleName(_translated(field.label))
            box.setToolTip(_translated(field.tip))
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            wheel.watch(box)
            if isinstance(field, SwitchField):
                layout.addRow(box)
            else:
                layout.addRow(_translated(field.label), box)
                layout.labelForField(box).setToolTip(_translated(field.tip))
                layout.labelForField(box).setMinimumWidth(indent)

    def show_values(self, values: Values) -> None:
        """Show the values of a config, or of an augmentation."""
        for show in self._showers:
            show(values)

    def _make_box(self, field: Field) -> QWidget:
        if isinstance(field, NumberField):
            return self._make_number(field)
        if isinstance(field, ChoiceField):
            return self._make_choice(field)
        return self._make_switch(field)

    def _make_number(self, field: NumberField) -> NumberBox:
        box = NumberBox()
        least, most = _LIMITS[field.name]
        box.setDecimals(field.decimals)
        box.setRange(least * field.scale, most * field.scale)
        box.setKeyboardTracking(False)
        box.setSuffix(_translated(field.unit))
        box.setSpecialValueText(_translated(field.zero))
        if field.step:
            box.setSingleStep(field.step)
        else:
            box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

        def show(values: Values) -> None:
            with QSignalBlocker(box):
                box.setValue(getattr(values, field.name) * field.scale)

        def tell(shown: float) -> None:
            value = min(max(shown / field.scale, least), most)
            is_count = field.name in LIMITS and not field.decimals
            self.edited.emit(field.name, round(value) if is_count else value)

        self._showers.append(show)
        box.valueChanged.connect(tell)
        return box

    def _make_choice(self, field: ChoiceField) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, title in field.titles:
            name, _, explanation = _translated(title).partition(": ")
            box.addItem(name, value)
            box.setItemData(box.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)

        def show(values: Values) -> None:
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(getattr(values, field.name)))

        self._showers.append(show)
        box.currentIndexChanged.connect(lambda index: self.edited.emit(field.name, box.itemData(index)))
        return box

    def _make_switch(self, field: SwitchField) -> QCheckBox:
        box = QCheckBox(_translated(field.label))

        def show(values: Values) -> None:
            with QSignalBlocker(box):
                box.setChecked(getattr(values, field.name))

        self._showers.append(show)
        box.toggled.connect(lambda is_on: self.edited.emit(field.name, is_on))
        return box


def widest_label(tables: Iterable[Sequence[Field]], metrics: QFontMetrics) -> int:
    """How wide the longest name of some tables is, in points."""
    return max(metrics.horizontalAdvance(_translated(field.label)) for table in tables for field in table)


def _translated(text: str) -> str:
    return QCoreApplication.translate("TrainFields", text) if text else ""
