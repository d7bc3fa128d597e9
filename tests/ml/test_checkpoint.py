"""A training that was cut off goes on to the very weights it would have had, and its file is whole or not there."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from functools import lru_cache
from typing import get_args

import pytest
import torch
from safetensors.torch import load_file, save_file

from digitpad.core.augmentation import Augmentation
from digitpad.core.errors import DigitpadError
from digitpad.core.optimizer_name import USUAL_RATES, OptimizerName
from digitpad.ml import trainer as trainer_module
from digitpad.ml import training_run
from digitpad.ml.checkpoint import Checkpoint, write_checkpoint
from digitpad.ml.networks import build_network
from digitpad.ml.trainer import Trainer
from digitpad.ml.training_run import TrainingRun
from tests.ml.small_sets import CPU, FAST, result_of, small_run, small_set

IMAGES, VALIDATION = small_set(100), small_set(20, seed=2)

ALL = replace(
    FAST,
    dropout=0.3,
    augmentation=Augmentation(rotation=10, shift=1, elastic=0.5, thickness=0.3, noise=0.1),
    average_weights=True,
    schedule="one cycle",
    weight_decay=0.01,
    label_smoothing=0.1,
)
"""A training with everything that could be forgotten."""

ARCHITECTURES = {
    "perceptron": {"hidden": [24], "activation": "relu", "dropout": 0.3},
    "convolutional": {"stages": [[4, 3, 2], [8, 3, 2]], "dense": [16], "dropout": 0.3},
    "residual": {"widths": [4, 4, 8], "dropout": 0.3},
}


@pytest.fixture(autouse=True)
def _every_batch_is_told_and_averages_look_back(monkeypatch):
    monkeypatch.setattr(trainer_module, "_TELL_EVERY", 0.0)
    monkeypatch.setattr(training_run, "_AVERAGED_SHARE", 0.5)


def a_run(config=ALL, architecture="perceptron", images=IMAGES):
    torch.manual_seed(config.seed)
    return TrainingRun(config, build_network(architecture, ARCHITECTURES[architecture]), images, CPU)


@lru_cache
def undisturbed(config, architecture):
    """What the training ends with where nobody cuts it off."""
    return result_of(Trainer(a_run(config, architecture), VALIDATION).steps())


def cut_off(path, is_place, config=ALL, architecture="perceptron"):
    """Train until a step for which the question says yes, and close the generator there."""
    steps = Trainer(a_run(config, architecture), VALIDATION, path).steps()
    for step in steps:
        if is_place(step):
            steps.close()
            return
    raise AssertionError("there was no such step")


def resumed(path, config=ALL, architecture="perceptron"):
    torch.rand(7)  # whatever else drew numbers in between
    trainer = Trainer(a_run(config, architecture), VALIDATION, path)
    trainer.resume(Checkpoint(path))
    return trainer


def assert_same(found, expected):
    for name, weights in expected.network.state_dict().items():
        assert torch.equal(found.network.state_dict()[name], weights), name
    assert [replace(report, seconds=0) for report in found.epochs] == [
        replace(report, seconds=0) for report in expected.epochs
    ]
    assert found.note == expected.note


PLACES = {
    "after the first batch": lambda step: step.batch == 1,
    "in the first epoch": lambda step: step.epoch == 1 and step.batch == 3,
    "after the last batch of an epoch": lambda step: step.epoch == 1 and step.batch == step.batches,
    "while it validates": lambda step: step.epoch == 2 and step.phase == "validating",
    "at the end of an epoch": lambda step: step.finished is not None,
    "in a later epoch": lambda step: step.epoch == 2 and step.batch == 2,
    "at the very end": lambda step: step.finished is not None and step.epoch == step.epochs,
}
places = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)


@places
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_resumed_training_ends_with_the_same_weights(tmp_path, place, architecture):
    path = tmp_path / "checkpoint"
    cut_off(path, place, architecture=architecture)
    assert_same(result_of(resumed(path, architecture=architecture).steps()), undisturbed(ALL, architecture))


@pytest.mark.parametrize("average_weights", [True, False])
@pytest.mark.parametrize("optimizer", get_args(OptimizerName))
def test_so_it_does_with_every_optimizer(tmp_path, optimizer, average_weights):
    config = replace(ALL, optimizer=optimizer, learning_rate=USUAL_RATES[optimizer], average_weights=average_weights)
    path = tmp_path / "checkpoint"
    architecture = "residual" if average_weights else "perceptron"
    cut_off(path, PLACES["in a later epoch"], config, architecture)
    assert_same(result_of(resumed(path, config, architecture).steps()), undisturbed(config, architecture))


def test_so_it_does_where_it_is_cut_off_again_and_again(tmp_path):
    path = tmp_path / "checkpoint"
    cut_off(path, PLACES["after the first batch"])
    while True:
        steps = resumed(path).steps()
        try:
            next(steps)
            next(steps)
        except StopIteration as end:
            assert_same(end.value, undisturbed(ALL, "perceptron"))
            return
        steps.close()


@pytest.mark.parametrize("place", ["at the end of an epoch", "in a later epoch"])
def test_patience_is_not_forgotten(tmp_path, place, monkeypatch):
    monkeypatch.setattr(trainer_module, "accuracy", lambda *_: 0.5)
    config = replace(ALL, epochs=9, patience=1)
    path = tmp_path / "checkpoint"
    cut_off(path, PLACES[place], config)
    trained = result_of(resumed(path, config).steps())
    assert len(trained.epochs) == 2
    assert trained.note


def test_a_training_cut_off_after_its_last_batch_has_nothing_more_to_learn(tmp_path):
    """Whoever is cut off while measuring the finished network has lost nothing."""
    path = tmp_path / "checkpoint"
    result_of(Trainer(a_run(), VALIDATION, path).steps())
    trainer = resumed(path)
    with pytest.raises(StopIteration) as end:
        next(trainer.steps())
    assert_same(end.value.value, undisturbed(ALL, "perceptron"))


def test_the_clock_goes_on(tmp_path):
    path = tmp_path / "checkpoint"
    write_checkpoint(path, a_run(), seconds=100)
    trained = result_of(resumed(path).steps())
    assert trained.epochs[0].seconds > 100


def test_a_checkpoint_is_written_as_often_as_it_should(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "checkpoint"
    steps = Trainer(a_run(), VALIDATION, path).steps()
    for _ in range(5):
        next(steps)
    assert not path.exists()
    monkeypatch.setattr(trainer_module, "_KEEP_EVERY", -1.0)
    next(steps)
    next(steps)
    assert Checkpoint(path).config == ALL


def test_a_full_disk_costs_the_checkpoint_and_not_the_training(tmp_path, monkeypatch):
    def full(path, content):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    monkeypatch.setattr(trainer_module, "_KEEP_EVERY", -1.0)
    path = tmp_path / "checkpoint"
    notes = []
    steps = Trainer(a_run(), VALIDATION, path).steps()
    while True:
        try:
            notes.append(next(steps).note)
        except StopIteration as end:
            assert_same(end.value, undisturbed(ALL, "perceptron"))
            break
    told = f"The training goes on, but could not be kept in {path}: No space left on device."
    assert told in notes
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def kept(tmp_path):
    """A checkpoint of the second epoch."""
    path = tmp_path / "checkpoint"
    cut_off(path, PLACES["in a later epoch"])
    return path


def test_a_checkpoint_says_what_it_is_of(kept):
    checkpoint = Checkpoint(kept)
    assert checkpoint.config == ALL
    assert checkpoint.epoch == 1
    assert checkpoint.seconds > 0


def test_there_is_no_pickle_in_it(kept):
    with pytest.raises((pickle.UnpicklingError, ValueError, EOFError, KeyError, IndexError)):
        pickle.loads(kept.read_bytes())  # noqa: S301 — that it fails is the point
    assert load_file(kept)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:7],
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: b"\xff" * 16 + content[16:],
        lambda content: content.replace(b"digitpad-checkpoint-1", b"digitpad-checkpoint-2"),
        lambda content: content.replace(b'\\"epoch\\"', b'\\"xpoch\\"'),
        lambda content: content.replace(b'\\"adam\\"', b'\\"lion\\"'),
        lambda _: pickle.dumps({"weights": [1, 2, 3]}),
    ],
)
def test_a_damaged_file_is_a_sentence(kept, damage):
    content = kept.read_bytes()
    kept.write_bytes(damage(content))
    assert kept.read_bytes() != content
    with pytest.raises(DigitpadError, match="cannot be resumed"):
        Checkpoint(kept)


@pytest.mark.parametrize("make", [lambda _: None, lambda path: path.mkdir()])
def test_a_file_that_is_none_is_a_sentence(tmp_path, make):
    make(tmp_path / "nothing")
    with pytest.raises(DigitpadError, match="cannot be resumed"):
        Checkpoint(tmp_path / "nothing")


def facts_changed(path, **changes):
    """Write the same checkpoint with other facts."""
    header = read_header(path)
    facts = {**json.loads(header["facts"]), **changes}
    save_file(load_file(path), path, {**header, "facts": json.dumps(facts)})


def read_header(path):
    content = path.read_bytes()
    return json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]


@pytest.mark.parametrize(
    "changes",
    [
        {"epoch": "two"},
        {"epoch": 1e999},
        {"epoch": None},
        {"epoch": 4},
        {"batch": -1},
        {"batch": 1000},
        {"batch": []},
        {"seconds": "long"},
        {"images": None},
        {"counted": "many"},
        {"best": []},
        {"best": [0.5]},
        {"best": "no"},
        {"epochs": 3},
        {"epochs": [3]},
        {"epochs": [{"epoch": 1}]},
        {"config": []},
        {"config": {}},
    ],
)
def test_facts_that_make_no_sense_are_a_sentence(kept, changes):
    facts_changed(kept, **changes)
    with pytest.raises(DigitpadError):
        resumed(kept)


@pytest.mark.parametrize(
    "name", ["network.classifier.weight", "best.classifier.weight", "averaged.n_averaged", "random.torch", "tally.loss"]
)
@pytest.mark.parametrize("change", [None, torch.zeros(3, 5)])
def test_tensors_that_are_lacking_or_do_not_fit_are_a_sentence(kept, name, change):
    header, tensors = read_header(kept), load_file(kept)
    del tensors[name]
    if change is not None:
        tensors[name] = change
    save_file(tensors, kept, header)
    with pytest.raises(DigitpadError, match="cannot go on"):
        resumed(kept)


def test_other_images_are_a_sentence(kept):
    trainer = Trainer(a_run(images=small_set(110)), VALIDATION)
    with pytest.raises(DigitpadError, match=r"learned from 100 images, and now there are 110\. Begin anew\."):
        trainer.resume(Checkpoint(kept))


@pytest.mark.parametrize("architecture", ["convolutional", "residual"])
def test_another_network_is_a_sentence(kept, architecture):
    with pytest.raises(DigitpadError, match="cannot go on"):
        resumed(kept, architecture=architecture)


def test_a_larger_network_of_the_same_kind_is_a_sentence(kept):
    with pytest.raises(DigitpadError, match="cannot go on"):
        Trainer(small_run(ALL, IMAGES, hidden=25), VALIDATION).resume(Checkpoint(kept))


def test_a_network_with_shared_weights_can_be_kept(tmp_path):
    """The averaged network, the best one and the one that learns are told apart even where they are equal."""
    run = a_run(replace(ALL, epochs=1))
    while run.batch < run.batches:
        run.step()
    run.end_epoch((1.0, 0.5), 1.0)
    write_checkpoint(tmp_path / "checkpoint", run, 1.0)
    assert len(result_of(resumed(tmp_path / "checkpoint", run.config).steps()).epochs) == 1


def test_a_training_begun_on_a_card_goes_on_without_one(kept):
    header, tensors = read_header(kept), load_file(kept)
    tensors["random.own"] = torch.zeros(16, dtype=torch.uint8)  # a card's generator has another state
    tensors["random.cuda"] = torch.zeros(16, dtype=torch.uint8)
    save_file(tensors, kept, header)
    assert result_of(resumed(kept).steps()).epochs
