"""The settings: presets and networks fill in, whatever is changed makes them one's own, nothing impossible comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.core.augmentation import Augmentation
from digitpad.core.network_choice import FINE_TUNING, MILD, NETWORKS, PRESETS
from digitpad.core.optimizer_name import USUAL_RATES
from digitpad.core.training_config import AUGMENTATION_LIMITS, LIMITS, DataChoice, TrainingConfig
from digitpad.core.workshop import DataAtHand
from digitpad.ui.number_box import NumberBox
from digitpad.ui.train_fields import AUGMENTATIONS, COURSE, LEARNING, REGULARIZATION, NumberField
from digitpad.ui.train_more import scaled
from digitpad.ui.train_panel import TrainPanel
from tests.ui.conftest import heard

TABLES = (*LEARNING, *REGULARIZATION, *AUGMENTATIONS, *COURSE)
NUMBERS = [field for field in TABLES if isinstance(field, NumberField)]
numbers = pytest.mark.parametrize("field", NUMBERS, ids=[field.name for field in NUMBERS])


@pytest.fixture
def panel(qtbot: QtBot) -> TrainPanel:
    panel = TrainPanel(["digitpad-base", "digitpad-tiny"])
    qtbot.addWidget(panel)
    panel.resize(400, 500)
    panel.show()
    return panel


def box(panel: TrainPanel, name: str) -> NumberBox:
    return panel.findChild(NumberBox, f"train_{name}")


def choose(panel: TrainPanel, name: str, value: str) -> None:
    """Choose an entry of a list as a person does."""
    entries = panel.findChild(QComboBox, name)
    index = entries.findData(value)
    assert index >= 0
    entries.setCurrentIndex(index)
    entries.activated.emit(index)


def shown_preset(panel: TrainPanel) -> str:
    return panel.findChild(QComboBox, "trainPreset").currentData()


def texts(panel: TrainPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel))


def value_of(config: TrainingConfig, name: str) -> float:
    return getattr(config.augmentation if name in AUGMENTATION_LIMITS else config, name)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fills_in_all_its_settings(panel: TrainPanel, name: str):
    choose(panel, "trainPreset", name)
    assert panel.config == PRESETS[name].config
    assert shown_preset(panel) == name


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_fills_in_how_it_is_usually_trained(panel: TrainPanel, name: str):
    choose(panel, "trainNetwork", name)
    assert panel.config == NETWORKS[name].defaults
    assert box(panel, "epochs").value() == NETWORKS[name].defaults.epochs
    assert shown_preset(panel) or "As this network is usually trained" in texts(panel)


@numbers
def test_a_changed_number_is_in_the_config_and_makes_the_settings_ones_own(panel: TrainPanel, field: NumberField):
    choose(panel, "trainPreset", "balanced")
    configs = heard(panel.config_changed)
    number = box(panel, field.name)
    number.stepBy(1)
    assert value_of(panel.config, field.name) == pytest.approx(number.value() / field.scale)
    assert shown_preset(panel) == ""
    assert "What you chose under “More”" in texts(panel)
    assert configs[-1] == (panel.config,)


@numbers
def test_what_is_impossible_cannot_be_entered(panel: TrainPanel, field: NumberField):
    least, most = {**LIMITS, **AUGMENTATION_LIMITS}[field.name]
    for limit, beyond in ((most, 1e12), (least, -1e12)):
        box(panel, field.name).setValue(beyond)
        assert value_of(panel.config, field.name) == pytest.approx(limit)


def test_a_change_taken_back_is_the_preset_again(panel: TrainPanel):
    choose(panel, "trainPreset", "balanced")
    box(panel, "epochs").setValue(11)
    assert shown_preset(panel) == ""
    box(panel, "epochs").setValue(PRESETS["balanced"].config.epochs)
    assert shown_preset(panel) == "balanced"


def test_showing_a_share_does_not_round_it(panel: TrainPanel):
    assert box(panel, "validation_share").value() == pytest.approx(8.3)
    box(panel, "epochs").setValue(3)
    assert panel.config.validation_share == 1 / 12


@pytest.mark.parametrize("optimizer", USUAL_RATES)
def test_an_optimizer_brings_its_usual_rate(panel: TrainPanel, optimizer: str):
    choose(panel, "trainNetwork", "small-cnn" if optimizer == "sgd" else "sigmoid")  # another is chosen
    box(panel, "learning_rate").setValue(0.0123)
    panel.findChild(QComboBox, "train_optimizer").setCurrentIndex(list(USUAL_RATES).index(optimizer))
    rates = dict(USUAL_RATES)
    assert (panel.config.optimizer, panel.config.learning_rate) == (optimizer, rates[optimizer])
    assert box(panel, "learning_rate").value() == pytest.approx(rates[optimizer])


def test_a_small_rate_is_written_whole(panel: TrainPanel):
    box(panel, "learning_rate").setValue(0.00005)
    assert box(panel, "learning_rate").text() == f"0{box(panel, 'learning_rate').locale().decimalPoint()}00005"
    assert panel.config.learning_rate == pytest.approx(5e-5)


def test_the_strength_scales_all_changes_of_the_pictures(panel: TrainPanel):
    choose(panel, "trainPreset", "best")
    full = panel.config.augmentation
    strength = panel.findChild(QSlider, "train_strength")
    assert strength.value() == 100
    strength.setValue(150)
    assert panel.config.augmentation == scaled(full, 1.5)
    strength.setValue(50)
    assert panel.config.augmentation == scaled(full, 0.5)
    assert box(panel, "rotation").value() == pytest.approx(full.rotation / 2)
    strength.setValue(0)
    assert panel.config.augmentation.changes_nothing
    strength.setValue(100)
    assert panel.config.augmentation == full


def test_where_nothing_is_changed_the_strength_leads_to_mild_changes(panel: TrainPanel):
    choose(panel, "trainNetwork", "perceptron")
    strength = panel.findChild(QSlider, "train_strength")
    assert strength.value() == 0
    strength.setValue(100)
    assert panel.config.augmentation == MILD


def test_a_limit_of_ones_own_is_what_100_percent_means(panel: TrainPanel):
    choose(panel, "trainPreset", "best")
    strength = panel.findChild(QSlider, "train_strength")
    strength.setValue(150)
    box(panel, "rotation").setValue(20)
    assert strength.value() == 100
    strength.setValue(200)
    assert panel.config.augmentation.rotation == pytest.approx(40)


def test_scaling_ends_at_what_is_possible():
    strongest = Augmentation(**{name: most for name, (_, most) in AUGMENTATION_LIMITS.items()})
    assert scaled(strongest, 2) == strongest


def test_own_digits_can_be_mixed_in_where_there_are_some(panel: TrainPanel):
    own = panel.findChild(QCheckBox, "trainOwn")
    panel.data.show_at_hand(DataAtHand(Path("/mnist"), 0))
    assert not own.isEnabled()
    panel.data.show_at_hand(DataAtHand(Path("/mnist"), 1234))
    assert "1,234" in own.text()
    own.click()
    assert panel.config.data == DataChoice(own=True)
    choose(panel, "trainPreset", "best")
    assert panel.config == replace(PRESETS["best"].config, data=DataChoice(own=True))
    assert shown_preset(panel) == "best"


def test_own_digits_that_are_gone_are_not_asked_for(panel: TrainPanel):
    panel.data.show_at_hand(DataAtHand(None, 5))
    panel.findChild(QCheckBox, "trainOwn").click()
    panel.data.show_at_hand(DataAtHand(None, 0))
    assert panel.config.data == DataChoice()


@pytest.mark.parametrize(
    ("entry", "kind"), [(1, "mnist"), (2, "pictures")], ids=["a folder like MNIST", "labelled pictures"]
)
def test_another_folder_can_be_learned_from(panel: TrainPanel, monkeypatch, tmp_path: Path, entry: int, kind: str):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    panel.data.box.activated.emit(entry)
    assert panel.config.data == DataChoice(**{kind: tmp_path})
    assert panel.data.box.currentIndex() == entry
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")  # cancelled
    panel.data.box.activated.emit(3 - entry)
    assert panel.config.data == DataChoice(**{kind: tmp_path})
    assert panel.data.box.currentIndex() == entry
    panel.data.box.activated.emit(0)
    assert panel.config.data == DataChoice()


def test_a_download_is_offered_only_where_mnist_is_missing(panel: TrainPanel, tmp_path: Path, monkeypatch):
    button = panel.findChild(QWidget, "trainDownload")
    panel.data.show_at_hand(DataAtHand(None, 0))
    assert button.isVisible()
    panel.data.show_at_hand(DataAtHand(tmp_path, 0))
    assert not button.isVisible()
    panel.data.show_at_hand(DataAtHand(None, 0))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    panel.data.box.activated.emit(2)
    assert not button.isVisible()


def test_starting_from_a_model_is_fine_tuning(panel: TrainPanel):
    choose(panel, "trainStartFrom", "digitpad-tiny")
    assert panel.config == replace(FINE_TUNING, network="swift", start_from="digitpad-tiny")
    assert "In small steps from the model it starts from" in texts(panel)
    assert not panel.findChild(QWidget, "trainNetwork").isEnabled()
    choose(panel, "trainStartFrom", "")
    assert panel.config == NETWORKS["swift"].defaults
    assert panel.findChild(QWidget, "trainNetwork").isEnabled()


def test_any_model_file_can_be_started_from(panel: TrainPanel, monkeypatch, tmp_path: Path):
    path = str(tmp_path / "mine.safetensors")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    choose(panel, "trainStartFrom", "…")
    assert panel.config.start_from == path
    assert panel.origin.currentText() == "mine"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))  # cancelled
    choose(panel, "trainStartFrom", "…")
    assert panel.config.start_from == path
    assert panel.origin.currentText() == "mine"


def test_an_arrow_opens_the_list_of_models_and_chooses_none(panel: TrainPanel, monkeypatch):
    changes, opened = heard(panel.origin.origin_changed), []
    monkeypatch.setattr(panel.origin, "showPopup", lambda: opened.append(True))
    QTest.keyClick(panel.origin, Qt.Key.Key_Down)
    assert (changes, opened) == ([], [True])


def test_the_list_of_models_can_change(panel: TrainPanel):
    choose(panel, "trainStartFrom", "digitpad-tiny")
    panel.origin.set_models(["digitpad-base", "mine"])
    assert panel.origin.findData("mine") >= 0
    assert panel.config.start_from == panel.origin.currentData() == "digitpad-tiny"


def test_more_unfolds_the_rest(panel: TrainPanel):
    assert not box(panel, "epochs").isVisible()
    more = panel.findChild(QToolButton, "trainMore")
    more.click()
    assert box(panel, "epochs").isVisible()
    more.click()
    assert not box(panel, "epochs").isVisible()


def test_own_settings_is_no_preset_to_choose_but_leads_to_more(panel: TrainPanel):
    choose(panel, "trainPreset", "")
    assert shown_preset(panel) == "quick"
    assert box(panel, "epochs").isVisible()


def test_the_wheel_scrolls_the_settings_and_changes_none(panel: TrainPanel):
    panel.findChild(QToolButton, "trainMore").click()
    panel.setFocus()
    before = panel.config
    for widget in (*panel.findChildren(QAbstractSpinBox), *panel.findChildren(QComboBox), *panel.findChildren(QSlider)):
        place = QPointF(widget.rect().center())
        turn = QWheelEvent(
            place,
            QPointF(widget.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, turn)
    assert panel.config == before


def test_what_cannot_be_changed_now_can_be_read(panel: TrainPanel):
    panel.set_editable(False)
    assert not panel.findChild(QWidget, "trainPreset").isEnabled()
    assert panel.isEnabled()
    panel.set_editable(True)
    assert panel.findChild(QWidget, "trainPreset").isEnabled()
