"""All settings of a training that few need: how it learns, what keeps it from learning by heart, and its course."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from digitpad.core.augmentation import Augmentation
from digitpad.core.network_choice import MILD
from digitpad.core.optimizer_name import USUAL_RATES
from digitpad.core.training_config import AUGMENTATION_LIMITS, TrainingConfig
from digitpad.ui.calm_wheel import CalmWheel
from digitpad.ui.theme import with_tabular_figures
from digitpad.ui.train_fields import AUGMENTATIONS, COURSE, LEARNING, REGULARIZATION
from digitpad.ui.train_form import TrainForm, widest_label


class TrainMore(QWidget):
    """Shows a config, and says how the person changed it.

    Signals:
        config_changed: emitted with the new `TrainingConfig`.
    """

    config_changed = Signal(object)

    def __init__(self, wheel: CalmWheel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = TrainingConfig()
        self._full = Augmentation()  # the augmentation at a strength of 100 %
        tables = (LEARNING, REGULARIZATION, COURSE)
        indent = widest_label((*tables, AUGMENTATIONS), self.fontMetrics())
        self._forms = [TrainForm(table, wheel, indent) for table in tables]
        self._augmentations = TrainForm(AUGMENTATIONS, wheel, indent)
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._strength_value = QLabel()
        self._arrange(wheel, indent)
        for form in self._forms:
            form.edited.connect(self._on_edited)
        self._augmentations.edited.connect(self._on_augmentation_edited)
        self._strength.valueChanged.connect(self._on_strength_changed)
        self._show_augmentation(self._config.augmentation)
        self.show_config(self._config)

    def show_config(self, config: TrainingConfig) -> None:
        """Show another config."""
        is_ours = config.augmentation == self._config.augmentation  # the slider stays where the person moves it
        self._config = config
        for form in self._forms:
            form.show_values(config)
        if not is_ours:
            self._show_augmentation(config.augmentation)

    def _arrange(self, wheel: CalmWheel, indent: int) -> None:
        tip = self.tr("All changes of the pictures at once: 100 % is what the preset has, 0 % none")
        self._strength.setObjectName("train_strength")
        self._strength.setAccessibleName(self.tr("Strength of the changes"))
        self._strength.setToolTip(tip)
        self._strength.setRange(0, 200)
        self._strength.setPageStep(25)
        wheel.watch(self._strength)
        self._strength_value.setFont(with_tabular_figures(self.font()))
        self._strength_value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._strength_value.setFixedSize(self.fontMetrics().size(0, "200 %"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._strength, stretch=1)
        row.addWidget(self._strength_value)
        strength = QFormLayout()
        strength.setContentsMargins(0, 0, 0, 0)
        strength.setHorizontalSpacing(8)
        strength.addRow(self.tr("Strength"), row)
        strength.labelForField(row).setMinimumWidth(indent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        learning, regularization, course = self._forms
        layout.addWidget(learning)
        layout.addWidget(self._heading(self.tr("Against learning by heart")))
        layout.addWidget(regularization)
        layout.addWidget(self._heading(self.tr("Changes of the pictures")))
        layout.addLayout(strength)
        layout.addWidget(self._augmentations)
        layout.addWidget(self._heading(self.tr("The run")))
        layout.addWidget(course)

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        label.setContentsMargins(0, 8, 0, 0)
        return label

    def _show_augmentation(self, augmentation: Augmentation) -> None:
        """Show an augmentation as the one of 100 %; where there is none, the slider leads to a mild one."""
        self._full = MILD if augmentation.changes_nothing else augmentation
        self._augmentations.show_values(augmentation)
        self._show_strength(0 if augmentation.changes_nothing else 100)

    def _show_strength(self, percent: int) -> None:
        with QSignalBlocker(self._strength):
            self._strength.setValue(percent)
        self._strength_value.setText(self.tr("{0} %").format(percent))

    def _change(self, config: TrainingConfig) -> None:
        self._config = config
        self.config_changed.emit(self._config)

    def _on_edited(self, name: str, value: object) -> None:
        changes: dict[str, Any] = {name: value}
        if name == "optimizer":
            changes["learning_rate"] = next(rate for known, rate in USUAL_RATES.items() if known == value)
        self._change(replace(self._config, **changes))

    def _on_augmentation_edited(self, name: str, value: float) -> None:
        limits: dict[str, Any] = {name: value}
        augmentation = replace(self._config.augmentation, **limits)
        self._show_augmentation(augmentation)
        self._change(replace(self._config, augmentation=augmentation))

    def _on_strength_changed(self, percent: int) -> None:
        augmentation = scaled(self._full, percent / 100)
        self._augmentations.show_values(augmentation)
        self._show_strength(percent)
        self._change(replace(self._config, augmentation=augmentation))


def scaled(augmentation: Augmentation, factor: float) -> Augmentation:
    """An augmentation as many times as strong, each limit within what is possible."""
    limits = {
        f.name: min(getattr(augmentation, f.name) * factor, AUGMENTATION_LIMITS[f.name][1])
        for f in fields(Augmentation)
    }
    return Augmentation(**limits)
