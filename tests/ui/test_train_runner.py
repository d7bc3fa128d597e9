"""A training runs in a thread: its steps come in portions, and it rests, ends early and is cut off as asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitpad.core.errors import DigitpadError
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import TrainingResult, TrainingStep
from digitpad.ui.train_runner import TrainRunner
from tests.ui.conftest import DEADLINE_MS, heard
from tests.ui.train_samples import FakeWorkshop


@pytest.fixture
def workshop(tmp_path: Path) -> FakeWorkshop:
    return FakeWorkshop(tmp_path)


@pytest.fixture
def runner(qtbot: QtBot, workshop: FakeWorkshop):
    runner = TrainRunner()
    yield runner
    workshop.gate.set()
    runner.stop()


def begin(runner: TrainRunner, workshop: FakeWorkshop) -> dict[str, list[tuple]]:
    """Start a training; what each signal said."""
    said = {name: heard(getattr(runner, name)) for name in ("stepped", "succeeded", "failed", "cancelled", "finished")}
    runner.run(lambda is_enough: workshop.train(TrainingConfig(), is_enough))
    return said


def steps_of(said: dict[str, list[tuple]]) -> list[TrainingStep]:
    return [step for (portion,) in said["stepped"] for step in portion]


def wait_for_end(qtbot: QtBot, said: dict[str, list[tuple]]) -> None:
    qtbot.waitUntil(lambda: bool(said["finished"]), timeout=DEADLINE_MS)


def test_every_step_comes_once_and_in_order_before_the_result(qtbot, runner, workshop):
    said = begin(runner, workshop)
    wait_for_end(qtbot, said)
    steps = steps_of(said)
    assert [(step.epoch, step.batch) for step in steps if step.phase == "training"] == [
        (epoch, batch) for epoch in (1, 2) for batch in (1, 2, 3, 4)
    ]
    assert [step.finished.epoch for step in steps if step.finished] == [1, 2]
    ((result,),) = said["succeeded"]
    assert isinstance(result, TrainingResult)
    assert not runner.is_running
    assert said["failed"] == said["cancelled"] == []


def test_a_thousand_steps_come_in_few_portions(qtbot, runner, workshop):
    workshop.batches = 1000
    said = begin(runner, workshop)
    wait_for_end(qtbot, said)
    assert len(steps_of(said)) == 1 + 2 * 1001
    assert len(said["stepped"]) < 500


def test_while_it_rests_nothing_comes(qtbot, runner, workshop):
    workshop.batches = 100_000
    said = begin(runner, workshop)
    qtbot.waitUntil(lambda: len(steps_of(said)) > 1, timeout=DEADLINE_MS)
    runner.pause()
    assert runner.is_paused
    counts: list[int] = []

    def nothing_more_comes() -> bool:
        counts.append(len(steps_of(said)))
        return len(counts) > 20 and counts[-1] == counts[-20]

    qtbot.waitUntil(nothing_more_comes, timeout=DEADLINE_MS)
    seen = len(steps_of(said))
    runner.resume()
    qtbot.waitUntil(lambda: len(steps_of(said)) > seen, timeout=DEADLINE_MS)
    runner.stop()


def test_asked_to_end_early_it_ends_with_the_best_so_far(qtbot, runner, workshop):
    workshop.batches = 100_000
    said = begin(runner, workshop)
    qtbot.waitUntil(lambda: bool(steps_of(said)), timeout=DEADLINE_MS)
    runner.pause()
    runner.finish_early()
    assert runner.is_ending
    wait_for_end(qtbot, said)
    ((result,),) = said["succeeded"]
    assert result.note == "You stopped it."
    assert workshop.left is None


def test_asked_twice_it_is_cut_off_and_can_go_on(qtbot, runner, workshop):
    workshop.batches, workshop.is_deaf = 100_000, True
    said = begin(runner, workshop)
    qtbot.waitUntil(lambda: bool(steps_of(said)), timeout=DEADLINE_MS)
    runner.finish_early()
    assert runner.is_running
    runner.finish_early()
    wait_for_end(qtbot, said)
    assert said["cancelled"] == [()]
    assert said["succeeded"] == []
    assert workshop.left is not None


def test_stopping_waits_for_the_thread_and_keeps_a_checkpoint(qtbot, runner, workshop):
    workshop.batches = 100_000
    said = begin(runner, workshop)
    qtbot.waitUntil(lambda: bool(steps_of(said)), timeout=DEADLINE_MS)
    runner.stop()
    assert workshop.left is not None  # the generator was closed
    wait_for_end(qtbot, said)
    assert len(said["cancelled"]) == 1


def test_an_error_is_handed_over_and_another_training_can_begin(qtbot, runner, workshop):
    workshop.error = DigitpadError("MNIST is not there.")
    said = begin(runner, workshop)
    wait_for_end(qtbot, said)
    assert [str(error) for (error,) in said["failed"]] == ["MNIST is not there."]
    runner.run(lambda is_enough: workshop.train(TrainingConfig(), is_enough))
    qtbot.waitUntil(lambda: bool(said["succeeded"]), timeout=DEADLINE_MS)


def test_a_second_training_does_not_disturb_the_first(qtbot, runner, workshop):
    workshop.gate.clear()
    said = begin(runner, workshop)
    runner.run(lambda is_enough: workshop.train(TrainingConfig(epochs=7), is_enough))
    workshop.gate.set()
    wait_for_end(qtbot, said)
    assert len(workshop.asked) == 1
