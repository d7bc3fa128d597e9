"""The preview: what the network will see, fetched in a thread when it is looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from digitpad.core.augmentation import Augmentation
from digitpad.core.errors import DigitpadError
from digitpad.core.network_choice import PRESETS
from digitpad.ui.digit_grid import DigitGrid
from digitpad.ui.train_preview import TrainPreview
from tests.ui.conftest import DEADLINE_MS, heard
from tests.ui.train_samples import FakeWorkshop

CONFIG = PRESETS["best"].config


@pytest.fixture
def workshop(tmp_path: Path) -> FakeWorkshop:
    return FakeWorkshop(tmp_path)


@pytest.fixture
def preview(qtbot: QtBot, workshop: FakeWorkshop):
    preview = TrainPreview(lambda: workshop)
    qtbot.addWidget(preview)
    yield preview
    preview.stop()


def shown(qtbot: QtBot, preview: TrainPreview) -> TrainPreview:
    preview.show_config(CONFIG)
    preview.show()
    qtbot.waitUntil(lambda: preview.findChild(DigitGrid).count > 0, timeout=DEADLINE_MS)
    return preview


def wait_for(qtbot: QtBot, workshop: FakeWorkshop, config: object) -> None:
    qtbot.waitUntil(lambda: workshop.asked[-1:] == [config], timeout=DEADLINE_MS)


def test_nothing_is_fetched_before_it_is_looked_at(qtbot, preview: TrainPreview, workshop: FakeWorkshop):
    preview.show_config(CONFIG)
    QCoreApplication.processEvents()
    assert workshop.asked == []
    preview.show()
    wait_for(qtbot, workshop, CONFIG)


def test_without_the_changes_the_pictures_are_as_they_are(qtbot, preview: TrainPreview, workshop: FakeWorkshop):
    shown(qtbot, preview).findChild(QCheckBox, "trainPreviewChanged").click()
    wait_for(qtbot, workshop, replace(CONFIG, augmentation=Augmentation()))


def test_others_are_drawn_by_another_lot(qtbot, preview: TrainPreview, workshop: FakeWorkshop):
    shown(qtbot, preview).findChild(QPushButton, "trainPreviewRefresh").click()
    wait_for(qtbot, workshop, replace(CONFIG, seed=CONFIG.seed + 1))


def test_a_change_that_can_be_seen_is_shown_and_no_other(qtbot, preview: TrainPreview, workshop: FakeWorkshop):
    shown(qtbot, preview).show_config(replace(CONFIG, epochs=3))
    turned = replace(CONFIG, epochs=3, augmentation=Augmentation(rotation=45))
    preview.show_config(turned)
    wait_for(qtbot, workshop, turned)
    assert workshop.asked == [CONFIG, turned]


def test_where_nothing_is_changed_there_is_no_choice(qtbot, preview: TrainPreview):
    preview.show_config(PRESETS["quick"].config)
    assert not preview.findChild(QCheckBox, "trainPreviewChanged").isEnabled()
    preview.show_config(CONFIG)
    assert preview.findChild(QCheckBox, "trainPreviewChanged").isEnabled()


def test_data_that_are_missing_are_a_sentence(qtbot, preview: TrainPreview, workshop: FakeWorkshop):
    workshop.error = DigitpadError("MNIST is not on this computer.")
    preview.show_config(CONFIG)
    preview.show()
    sentence = preview.findChild(QLabel)
    qtbot.waitUntil(sentence.isVisible, timeout=DEADLINE_MS)
    assert sentence.text() == "MNIST is not on this computer."
    preview.fetch_again()
    qtbot.waitUntil(lambda: preview.findChild(DigitGrid).isVisible(), timeout=DEADLINE_MS)


def test_a_bug_is_handed_over(qtbot, preview: TrainPreview, workshop: FakeWorkshop):
    failures = heard(preview.crashed)
    workshop.error = ZeroDivisionError()
    preview.show_config(CONFIG)
    preview.show()
    qtbot.waitUntil(lambda: bool(failures), timeout=DEADLINE_MS)
