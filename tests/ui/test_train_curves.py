"""The curves: every epoch and a bounded number of points between, values to be pointed at, saved, and heard."""

from __future__ import annotations

import csv
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from digitpad.core.training_report import EpochReport, TrainingStep
from digitpad.ui.train_curves import TrainCurves
from digitpad.ui.train_history import MOST_POINTS, TrainHistory
from tests.ui.conftest import DEADLINE_MS, heard


def report(epoch: int) -> EpochReport:
    return EpochReport(epoch, 0.5 / epoch, 0.9 + 0.01 * epoch, 0.4 / epoch, 0.91 + 0.01 * epoch, 2.0 * epoch)


def batch(epoch: int, number: int, batches: int, loss: float = 0.5) -> TrainingStep:
    return TrainingStep("training", epoch, 3, number, batches, loss, 1 - loss)


def done(epoch: int) -> TrainingStep:
    return TrainingStep("validating", epoch, 3, finished=report(epoch))


@pytest.fixture
def curves(qtbot: QtBot):
    curves = TrainCurves()
    qtbot.addWidget(curves)
    curves.resize(600, 400)
    curves.show()
    yield curves
    curves.stop()


@pytest.fixture
def drawn(qtbot: QtBot, curves: TrainCurves) -> TrainCurves:
    """Curves of three epochs, whose plots are there."""
    curves.prepare()
    qtbot.waitUntil(lambda: len(curves._plots) == 2, timeout=DEADLINE_MS)
    for epoch in (1, 2, 3):
        curves.history.add([*(batch(epoch, number, 4) for number in range(1, 5)), done(epoch)])
    curves.show_history()
    qtbot.waitUntil(lambda: "0.1667" in curves._plots[0].key_text, timeout=DEADLINE_MS)
    return curves


def test_a_history_knows_when_each_batch_was():
    history = TrainHistory()
    history.add([TrainingStep("preparing"), batch(1, 1, 4), batch(2, 2, 4), batch(2, 3, 4, float("nan"))])
    history.add([done(2), replace(batch(2, 4, 4), finished=report(2))])
    assert [point.epochs for point in history.points] == [0.25, 1.5]
    assert [report.epoch for report in history.reports] == [2]
    assert history.epochs == 3


def test_a_long_training_has_no_more_points_than_can_be_seen():
    history = TrainHistory()
    history.add(batch(epoch, number, 1000, 0.25) for epoch in (1, 2, 3) for number in range(1, 1001))
    assert MOST_POINTS / 2 <= len(history.points) < MOST_POINTS
    assert {point.loss for point in history.points} == {0.25}
    times = [point.epochs for point in history.points]
    assert times == sorted(times)
    assert times[0] < 0.01
    assert times[-1] > 2.99


def test_epochs_told_again_replace_the_first_word():
    history = TrainHistory()
    history.add([done(1), done(1), done(2)])
    assert [report.epoch for report in history.reports] == [1, 2]
    history.set_reports([report(1)])
    assert [report.epoch for report in history.reports] == [1]


def test_the_plots_come_when_they_are_prepared_and_leave_the_hooks_alone(qtbot, curves: TrainCurves):
    assert not curves._plots
    hooks = sys.excepthook, threading.excepthook
    curves.prepare()
    curves.prepare()
    qtbot.waitUntil(lambda: len(curves._plots) == 2, timeout=DEADLINE_MS)
    curves.prepare()
    assert len(curves._plots) == 2
    assert (sys.excepthook, threading.excepthook) == hooks


def test_the_key_names_the_latest_values(drawn: TrainCurves):
    loss, accuracy = (plot.key_text for plot in drawn._plots)
    assert loss == "Loss · training 0.1667 · validation 0.1333 · batches 0.5000"
    assert accuracy == "Accuracy · training 93.00 % · validation 94.00 % · batches 50.00 %"


def test_pointing_at_an_epoch_shows_its_values_in_both_plots(drawn: TrainCurves):
    drawn._plots[1].epoch_pointed.emit(2)
    assert drawn._plots[0].key_text.startswith("Loss, epoch 2 · training 0.2500 · validation 0.2000")
    assert drawn._plots[1].key_text.startswith("Accuracy, epoch 2 · training 92.00 %")
    drawn._plots[1].epoch_pointed.emit(None)
    assert drawn._plots[0].key_text.startswith("Loss · training 0.1667")


def test_the_pointer_finds_the_nearest_epoch(drawn: TrainCurves):
    plot = drawn._plots[0]
    pointed = heard(plot.epoch_pointed)
    view = plot._plot.getPlotItem().vb
    for epochs, nearest in ((0.1, 1), (1.9, 2), (2.6, 3), (9.0, 3)):
        plot._on_pointer_moved(view.mapViewToScene(QPointF(epochs, 0.1)))
        assert pointed[-1] == (nearest,)


def test_the_arrow_keys_go_through_the_epochs_and_escape_back(drawn: TrainCurves):
    drawn.setFocus()
    QTest.keyClick(drawn, Qt.Key.Key_Left)
    assert "epoch 2" in drawn._plots[0].key_text
    QTest.keyClick(drawn, Qt.Key.Key_Left)
    QTest.keyClick(drawn, Qt.Key.Key_Left)
    assert "epoch 1" in drawn._plots[0].key_text
    QTest.keyClick(drawn, Qt.Key.Key_Right)
    assert "Epoch 2:" in drawn.accessibleDescription()
    QTest.keyClick(drawn, Qt.Key.Key_Escape)
    assert "Epoch 3: loss 0.1667 in training, 0.1333 in validation" in drawn.accessibleDescription()


def test_a_new_training_begins_with_nothing(drawn: TrainCurves):
    drawn.clear()
    assert drawn.accessibleDescription() == "No epoch is done yet"
    assert not drawn.save_button.isEnabled()
    assert not drawn._plots[0].isVisible()


def test_the_curves_are_saved_as_a_picture_and_as_a_table(drawn: TrainCurves, tmp_path: Path):
    told = heard(drawn.told)
    drawn.save(tmp_path / "curves.png")
    image = QImage(str(tmp_path / "curves.png"))
    assert image.width() >= 500
    assert len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}) > 10
    drawn.save(tmp_path / "curves.csv")
    with (tmp_path / "curves.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[1]["validation_accuracy"]) == pytest.approx(0.93)
    assert len(told) == 2


def test_a_file_that_cannot_be_written_is_a_sentence(drawn: TrainCurves, tmp_path: Path, monkeypatch):
    warnings = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: warnings.append(arguments[2]))
    drawn.save(tmp_path / "nowhere" / "curves.csv")
    drawn.save(tmp_path / "nowhere" / "curves.png")
    assert len(warnings) == 2
    assert all("nowhere" in sentence for sentence in warnings)


def test_the_curves_take_the_colours_of_the_palette(drawn: TrainCurves):
    palette = drawn.palette()
    palette.setColor(palette.ColorRole.Base, "#102030")
    drawn.setPalette(palette)
    image = drawn._plots[0]._plot.grab().toImage()
    colour = image.pixelColor(image.width() - 3, 3)
    assert [colour.red(), colour.green(), colour.blue()] == pytest.approx([0x10, 0x20, 0x30], abs=2)


def shown_to(steps: Sequence[TrainingStep]) -> int:
    history = TrainHistory()
    history.add(steps)
    return history.epochs_shown


def of_many(step: TrainingStep) -> TrainingStep:
    return replace(step, epochs=400)


def test_the_axis_grows_in_doubles_to_the_epochs_asked_for():
    assert shown_to([]) >= 1
    assert shown_to([batch(1, 1, 4)]) == 3
    for epoch in range(1, 401):
        shown = shown_to([of_many(batch(epoch, 4, 4)), of_many(done(epoch))])
        assert epoch <= shown <= min(400, 3 * epoch)
    assert shown_to([of_many(done(400))]) == 400


def test_the_axis_seldom_changes():
    assert len({shown_to([of_many(done(epoch))]) for epoch in range(1, 401)}) < 12


def test_after_the_end_the_axis_ends_with_the_training(drawn: TrainCurves):
    drawn.history.epochs = 400
    drawn.history.set_reports([report(1), report(2), report(3)])
    assert drawn.history.epochs_shown == 3
