"""The model picker asks for a model, and shows the one in use until the other is there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from digitpad.ui.model_picker import ModelPicker
from tests.ui.conftest import MODELS


@pytest.fixture
def picker(qtbot) -> ModelPicker:
    picker = ModelPicker(MODELS)
    qtbot.addWidget(picker)
    return picker


def choose(picker: ModelPicker, index: int) -> None:
    picker.setCurrentIndex(index)
    picker.activated.emit(index)


def test_the_bundled_models_stand_there_the_default_first(picker: ModelPicker):
    assert [picker.itemText(index) for index in (0, 1)] == ["Model: base", "Model: tiny"]
    assert picker.model_in_use == picker.currentData() == "digitpad-base"


def test_a_chosen_model_is_asked_for_and_shown_when_it_is_there(picker: ModelPicker):
    wishes: list[str] = []
    picker.model_requested.connect(wishes.append)
    choose(picker, 1)
    assert wishes == ["digitpad-tiny"]
    assert picker.currentIndex() == 0
    picker.show_model("digitpad-tiny")
    assert picker.currentIndex() == 1
    choose(picker, 1)  # it is in use already
    assert wishes == ["digitpad-tiny"]


def test_the_last_entry_leads_to_a_file(picker: ModelPicker):
    wishes: list[bool] = []
    picker.file_requested.connect(lambda: wishes.append(True))
    choose(picker, picker.count() - 1)
    assert wishes == [True]
    assert picker.currentIndex() == 0


def test_a_model_file_joins_the_list_once(picker: ModelPicker):
    count = picker.count()
    for _ in range(2):
        picker.show_model("/home/me/mine.safetensors")
        assert picker.currentText() == "Model: mine"
    assert picker.model_in_use == "/home/me/mine.safetensors"
    assert picker.count() == count + 1


def test_without_bundled_models_a_file_can_still_be_chosen(qtbot):
    picker = ModelPicker([])
    qtbot.addWidget(picker)
    picker.show_model("mine.safetensors")
    assert picker.model_in_use == "mine.safetensors"


def test_own_models_come_and_go_behind_the_bundled_ones(picker: ModelPicker):
    def entries() -> list[str]:
        return [picker.itemData(index) for index in range(picker.count()) if picker.itemText(index)][:-1]

    picker.show_own(["a", "b"])
    assert entries() == [*MODELS, "a", "b"]
    picker.show_model("b")
    picker.show_own(["aa", "c"])
    assert entries() == [*MODELS, "aa", "c", "b"]  # it reads, and is no more in the list
    assert picker.currentData() == "b"
    picker.show_model("digitpad-tiny")
    picker.show_own(["aa", "c"])
    assert entries() == [*MODELS, "aa", "c"]
    assert picker.currentData() == picker.model_in_use == "digitpad-tiny"


def test_a_long_name_is_cut_and_told_in_the_tip(picker: ModelPicker):
    picker.show_own(["x" * 100, "v1.5"])
    assert len(picker.itemText(len(MODELS))) < 40
    assert picker.itemData(len(MODELS), Qt.ItemDataRole.ToolTipRole) == "x" * 100
    assert picker.itemText(len(MODELS) + 1) == "Model: v1.5"


def test_the_tip_says_which_model_reads(picker: ModelPicker):
    assert picker.toolTip() == "The network that reads: digitpad-base"
    picker.show_model("/home/me/" + "x" * 100 + ".safetensors")
    assert "/home/me/" + "x" * 100 in picker.toolTip()
