"""What a training left behind is offered in whole sentences, however small the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from digitpad.core.training_report import UnfinishedTraining
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train_banner import TrainBanner


@pytest.mark.parametrize("width", [1, 2000])
def test_the_sentence_and_the_buttons_are_seen_whole(qtbot, window: MainWindow, width: int):
    window.resize(width, 1)
    window.findChild(object, "showTab3").trigger()
    training = UnfinishedTraining(network="a deep perceptron", epoch=123, epochs=400, when=0.0)
    window.train_tab._leftovers.show_leftovers(training, None)
    banner = window.findChild(TrainBanner, "trainUnfinished")
    text = banner.findChild(QLabel)
    qtbot.waitUntil(lambda: banner.height() >= banner.heightForWidth(banner.width()))
    assert text.height() >= text.heightForWidth(text.width())
    for button in banner.findChildren(QPushButton):
        assert button.height() >= button.sizeHint().height()
        assert banner.rect().contains(button.geometry())
