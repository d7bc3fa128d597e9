"""The settings of a training: a preset, a network, data, where it starts; “More” unfolds the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.network_choice import FINE_TUNING, NETWORKS, PRESETS
from digitpad.core.training_config import DataChoice, TrainingConfig
from digitpad.ui.calm_wheel import CalmWheel
from digitpad.ui.icons import icon
from digitpad.ui.train_data import TrainData
from digitpad.ui.train_more import TrainMore
from digitpad.ui.train_origin import TrainOrigin

_FIRST_PRESET = "quick"


class TrainPanel(QScrollArea):
    """A column of settings, of which always a possible training comes out.

    Args:
        models: the names of the models to start from.

    Attributes:
        data: chooses what it learns from.
        origin: chooses what it starts from.

    Signals:
        config_changed: emitted with the `TrainingConfig` when something of it changed.
    """

    config_changed = Signal(object)

    def __init__(self, models: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainPanel")
        wheel = CalmWheel(self)
        self._config = PRESETS[_FIRST_PRESET].config
        self._preset, self._network = QComboBox(), QComboBox()
        self._preset_line, self._network_line = self._make_line(), self._make_line()
        self.data = TrainData(wheel)
        self.origin = TrainOrigin(models)
        self._content = QWidget()
        self._more_button = QToolButton()
        self._more = TrainMore(wheel)
        wheel.watch(self._preset, self._network, self.origin)
        self._fill()
        self._arrange()
        self._preset.activated.connect(self._on_preset_chosen)
        self._network.activated.connect(self._on_network_chosen)
        self.origin.origin_changed.connect(self._on_origin_changed)
        self.data.choice_changed.connect(self._on_data_changed)
        self._more.config_changed.connect(self._change)
        self._more_button.clicked.connect(self._on_more_clicked)
        self._show()

    @property
    def config(self) -> TrainingConfig:
        """The training that is asked for."""
        return self._config

    def set_config(self, config: TrainingConfig) -> None:
        """Show another training; what it learns from stays."""
        self._change(replace(config, data=self._config.data))

    def set_editable(self, is_editable: bool) -> None:
        """Whether anything can be changed; it can be read and scrolled at all times."""
        self._content.setEnabled(is_editable)

    def _fill(self) -> None:
        self._preset.setObjectName("trainPreset")
        self._preset.setAccessibleName(self.tr("Preset"))
        self._preset.setToolTip(self.tr("A training somebody else has thought out"))
        for preset in PRESETS.values():
            self._preset.addItem(preset.title, preset.name)
        self._preset.addItem(self.tr("Own settings"), "")
        self._network.setObjectName("trainNetwork")
        self._network.setAccessibleName(self.tr("Network"))
        self._network.setToolTip(self.tr("The network that learns"))
        for choice in NETWORKS.values():
            self._network.addItem(choice.title, choice.name)
            self._network.setItemData(self._network.count() - 1, choice.line, Qt.ItemDataRole.ToolTipRole)
        for box in (self._preset, self._network, self.data.box, self.origin):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._more_button.setObjectName("trainMore")
        self._more_button.setText(self.tr("More"))
        self._more_button.setToolTip(self.tr("All other settings"))
        self._more_button.setAutoRaise(True)
        self._more_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Preset"), self._preset)
        form.addRow(self._preset_line)
        form.addRow(self.tr("Network"), self._network)
        form.addRow(self._network_line)
        form.addRow(self.tr("Data"), self.data)
        form.addRow(self.tr("Start from"), self.origin)
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self._more_button)
        layout.addWidget(self._more)
        layout.addStretch()
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its controls have it
        # Of one width, whether there is a scroll bar beside it or not.
        self._content.setFixedWidth(self.sizeHint().width() - self.verticalScrollBar().sizeHint().width() - 8)
        self._unfold(False)

    def _make_line(self) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        label.setMinimumHeight(2 * label.fontMetrics().lineSpacing() + 8)  # nothing jumps where it has one line
        return label

    def _show(self) -> None:
        config = self._config
        name = next((p.name for p in PRESETS.values() if replace(p.config, data=config.data) == config), "")
        with QSignalBlocker(self._preset):
            self._preset.setCurrentIndex(self._preset.findData(name))
        self._preset_line.setText(PRESETS[name].line if name else self._describe_own())
        with QSignalBlocker(self._network):
            self._network.setCurrentIndex(self._network.findData(config.network))
        self._network.setEnabled(not config.start_from)
        of_model = self.tr("That of the model it starts from")
        self._network_line.setText(of_model if config.start_from else NETWORKS[config.network].line)
        self.origin.show_origin(config.start_from)
        self._more.show_config(config)

    def _describe_own(self) -> str:
        """A line on settings that are no preset."""
        config = self._config
        if config.start_from and config == replace(self._fine_tuning(config.start_from), data=config.data):
            return self.tr("In small steps from the model it starts from")
        if config == replace(NETWORKS[config.network].defaults, data=config.data):
            return self.tr("As this network is usually trained")
        return self.tr("What you chose under “More”")

    def _fine_tuning(self, origin: str) -> TrainingConfig:
        return replace(FINE_TUNING, network=self._config.network, start_from=origin)

    def _change(self, config: TrainingConfig) -> None:
        self._config = config
        self._show()
        self.config_changed.emit(config)

    def _on_preset_chosen(self, index: int) -> None:
        name = self._preset.itemData(index)
        if name:
            self.set_config(PRESETS[name].config)
        else:
            self._show()  # there is nothing to it but to change something
            self._unfold(True)

    def _on_network_chosen(self, index: int) -> None:
        self.set_config(NETWORKS[self._network.itemData(index)].defaults)

    def _on_origin_changed(self, origin: str) -> None:
        if origin:
            self.set_config(self._fine_tuning(origin))
        else:
            self.set_config(NETWORKS[self._config.network].defaults)

    def _on_data_changed(self, data: DataChoice) -> None:
        self._change(replace(self._config, data=data))

    def _on_more_clicked(self) -> None:
        self._unfold(not self._more.isVisibleTo(self._content))

    def _unfold(self, is_open: bool) -> None:
        self._more.setVisible(is_open)
        self._more_button.setIcon(icon("chevron-down" if is_open else "chevron-right"))

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 55, super().sizeHint().height())
