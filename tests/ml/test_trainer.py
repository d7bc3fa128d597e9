"""A training tells the truth on its way, ends with its best epoch, and soon when it is asked to."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
import torch

from digitpad.core.errors import DigitpadError
from digitpad.ml import trainer as trainer_module
from digitpad.ml.trainer import Trainer, logits_of
from tests.ml.small_sets import CPU, FAST, all_of, result_of, small_run, small_set

VALIDATION = small_set(60, seed=2)


@pytest.fixture(autouse=True)
def _every_batch_is_told(monkeypatch):
    monkeypatch.setattr(trainer_module, "_TELL_EVERY", 0.0)


@pytest.fixture
def clock(monkeypatch):
    """A clock that only goes when it is told to: `clock[0]` are its seconds."""
    seconds = [0.0]
    monkeypatch.setattr(trainer_module.time, "monotonic", lambda: seconds[0])
    return seconds


def accuracy_of(network):
    logits = torch.cat(list(logits_of(network, VALIDATION.images, CPU)))
    return (logits.argmax(1) == VALIDATION.labels).double().mean().item()


def test_the_reports_add_up():
    steps, trained = all_of(Trainer(small_run(), VALIDATION).steps())
    reports = [step.finished for step in steps if step.finished]
    assert tuple(reports) == trained.epochs
    assert [report.epoch for report in reports] == [1, 2, 3]
    for report in reports:
        assert 0 <= report.accuracy <= 1
        assert 0 <= report.validation_accuracy <= 1
    assert reports[-1].loss < reports[0].loss
    assert reports[-1].validation_loss < reports[0].validation_loss
    seconds = [report.seconds for report in reports]
    assert seconds == sorted(seconds)
    assert seconds[0] > 0
    assert trained.seconds >= seconds[-1]
    assert trained.note == ""


def test_every_step_says_where_it_stands():
    run = small_run()
    steps, _ = all_of(Trainer(run, VALIDATION).steps())
    places = [(step.epoch, step.batch) for step in steps if step.phase == "training"]
    assert places == sorted(places)
    assert places[-1] == (3, run.batches)
    for step in steps:
        assert (step.epochs, step.batches, step.device) == (3, run.batches, "CPU (test)")
        assert math.isfinite(step.seconds_left)
        assert math.isfinite(step.loss)
        assert 0 <= step.accuracy <= 1
        assert step.samples_per_second > 0
    assert {step.phase for step in steps} == {"training", "validating"}
    left = [step.seconds_left for step in steps if step.finished]
    assert left[-1] == 0


def test_the_network_is_that_of_the_best_epoch(monkeypatch):
    """The second epoch of four is the best, whatever the others learn."""
    run = small_run(replace(FAST, epochs=4))
    truth = trainer_module.accuracy
    found = []

    def judged(logits, labels):
        found.append(truth(logits, labels))
        return [0.5, 0.9, 0.7, 0.6][len(found) - 1]

    monkeypatch.setattr(trainer_module, "accuracy", judged)
    trained = result_of(Trainer(run, VALIDATION).steps())
    assert accuracy_of(trained.network) == found[1]
    assert not trained.network.training


@pytest.mark.parametrize("average_weights", [True, False])
def test_the_network_is_as_good_as_its_best_report(average_weights):
    config = replace(FAST, average_weights=average_weights)
    trained = result_of(Trainer(small_run(config), VALIDATION).steps())
    assert accuracy_of(trained.network) == max(report.validation_accuracy for report in trained.epochs)


def test_it_ends_early_where_nothing_gets_better(monkeypatch):
    accuracies = itertools.chain([0.5, 0.9], itertools.repeat(0.9))
    monkeypatch.setattr(trainer_module, "accuracy", lambda *_: next(accuracies))
    trained = result_of(Trainer(small_run(replace(FAST, epochs=9, patience=3)), VALIDATION).steps())
    assert len(trained.epochs) == 5
    assert trained.note == "3 epochs brought nothing better; it ended early."


def test_the_last_epoch_is_no_early_end(monkeypatch):
    monkeypatch.setattr(trainer_module, "accuracy", lambda *_: 0.5)
    trained = result_of(Trainer(small_run(replace(FAST, epochs=3, patience=2)), VALIDATION).steps())
    assert len(trained.epochs) == 3
    assert trained.note == ""


def run_until(place, config=FAST):
    """Train until a step of a phase, an epoch and a batch, and ask for a stop there: the steps after it, and the end.

    The batch is that of the phase: of its steps in the epoch, from 1.
    """
    phase, epoch, batch = place
    seen = {}
    asked = []

    def is_there(step):
        key = (step.phase, step.epoch)
        seen[key] = seen.get(key, 0) + 1
        return (*key, seen[key]) == (phase, epoch, batch)

    steps = Trainer(small_run(config), VALIDATION).steps(lambda: bool(asked))
    after = 0
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return after, end.value
        after += bool(asked)
        if is_there(step):
            asked.append(True)


@pytest.mark.parametrize("place", [("training", 2, 1), ("training", 2, 10), ("validating", 2, 1)])
def test_a_stop_ends_at_once_and_keeps_the_best(place):
    after, trained = run_until(place)
    assert after == 0
    assert len(trained.epochs) == 1
    assert trained.note == "It was stopped."
    assert accuracy_of(trained.network) == trained.epochs[0].validation_accuracy


def test_a_stop_in_the_first_epoch_keeps_what_it_has_learned():
    after, trained = run_until(("training", 1, 3))
    assert after == 2  # one part of validation, and its report
    (report,) = trained.epochs
    assert accuracy_of(trained.network) == report.validation_accuracy
    assert trained.note == "It was stopped."


def test_a_stop_while_the_first_epoch_is_validated_keeps_it():
    _, trained = run_until(("validating", 1, 1))
    assert len(trained.epochs) == 1
    assert trained.note == "It was stopped."


def test_while_the_listener_rests_the_clock_stands_still(clock):
    reports = []
    for step in Trainer(small_run(), VALIDATION).steps():
        clock[0] += 1000  # a person looks at the step
        assert math.isnan(step.seconds_left) or step.seconds_left == 0  # without a rest, this clock never moves
        if step.finished:
            reports.append(step.finished)
    assert [report.seconds for report in reports] == [0, 0, 0]


def test_time_and_speed_are_measured(clock, monkeypatch):
    run = small_run()
    step_of_run = run.step

    def slow():
        clock[0] += 2
        step_of_run()

    monkeypatch.setattr(run, "step", slow)
    steps, trained = all_of(Trainer(run, VALIDATION).steps())
    first = steps[0]
    assert first.samples_per_second == pytest.approx(run.image_count / run.batches / 2)
    assert first.seconds_left == pytest.approx(2 * (3 * run.batches - 1))
    assert trained.seconds == 2 * 3 * run.batches


def test_a_training_that_explodes_in_the_first_epoch_is_a_sentence():
    with pytest.raises(DigitpadError, match=r"infinite in the first epoch.*Choose a smaller learning rate\."):
        result_of(Trainer(with_a_nan(small_run(), epoch=0, batch=2), VALIDATION).steps())


def with_a_nan(run, epoch, batch):
    """A run whose weights are no numbers any more after a batch."""
    step = run.step

    def broken():
        at = (run.epoch, run.batch)
        step()
        if at == (epoch, batch):
            next(run.network.parameters()).data[0] = math.nan

    run.step = broken
    return run


@pytest.mark.parametrize("batch", [0, 5, 9])
def test_a_training_that_explodes_later_keeps_the_best(batch):
    trained = result_of(Trainer(with_a_nan(small_run(), epoch=1, batch=batch), VALIDATION).steps())
    assert len(trained.epochs) == 1
    assert trained.note == "The loss became infinite; the network is that of epoch 1."
    assert accuracy_of(trained.network) == trained.epochs[0].validation_accuracy


def test_weights_that_break_in_the_last_batch_of_the_first_epoch_are_never_the_best():
    with pytest.raises(DigitpadError, match="infinite in the first epoch"):
        result_of(Trainer(with_a_nan(small_run(), epoch=0, batch=9), VALIDATION).steps())


def test_steps_that_are_far_too_large_end_in_a_sentence_or_a_network_of_numbers():
    config = replace(FAST, optimizer="sgd", learning_rate=10.0, epochs=5)
    try:
        trained = result_of(Trainer(small_run(config), VALIDATION).steps())
    except DigitpadError:
        return
    assert all(weights.isfinite().all() for weights in trained.network.state_dict().values())


def test_notes_of_the_run_are_told_once():
    run = small_run()
    run.note = "Something happened."
    steps, _ = all_of(Trainer(run, VALIDATION).steps())
    assert [step.note for step in steps if step.note] == ["Something happened."]


def test_logits_come_in_parts_and_in_order(monkeypatch):
    monkeypatch.setattr(trainer_module, "_BATCH", 7)
    network = small_run().network
    parts = list(logits_of(network, VALIDATION.images, CPU))
    assert [len(part) for part in parts] == [7] * 8 + [4]
    with torch.inference_mode():
        assert torch.allclose(torch.cat(parts), network.eval()(VALIDATION.images / 255), atol=1e-5)
