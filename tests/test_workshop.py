"""The workshop finds what there is to learn from, trains, and keeps what was cut off."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from digitpad.core.augmentation import Augmentation
from digitpad.core.errors import DigitpadError
from digitpad.core.sample import Sample
from digitpad.core.training_config import DataChoice
from digitpad.core.workshop import DataAtHand, DownloadStep
from digitpad.loading import load_recognizer
from digitpad.ml import download
from digitpad.ml.model_file import load_model
from digitpad.store.model_shelf import ModelShelf
from digitpad.store.sample_store import SampleStore
from digitpad.workshop import LocalWorkshop
from tests.drawing_samples import drawn_digit, on_paper
from tests.ml.small_sets import FAST, TEST, result_of, small_set, write_idx_folder, write_pictures


@pytest.fixture(autouse=True)
def _surroundings_are_left_as_they_were(monkeypatch):
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture
def workshop(home):
    return LocalWorkshop(home, threads=1)


@pytest.fixture
def config(tmp_path):
    """A training of a moment, from an IDX folder."""
    return replace(FAST, data=DataChoice(mnist=write_idx_folder(tmp_path / "data")))


@pytest.fixture
def own(home):
    """Twenty digits of one's own are kept: the digests of the images decide which are held out."""
    digits = small_set(20, seed=5)
    with closing(SampleStore(home)) as store:
        store.add(
            Sample(image[0].numpy(), int(label), "drawing")
            for image, label in zip(digits.images, digits.labels, strict=True)
        )
        return store.load()


def never():
    return False


def cut_off(steps):
    """Close a training after its first epoch."""
    for step in steps:
        if step.finished:
            steps.close()
            return


def test_nothing_is_at_hand_at_first(workshop):
    assert workshop.data_at_hand() == DataAtHand(None, 0)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("subfolder", ["", "mnist"])
def test_mnist_is_found_where_the_environment_says(workshop, tmp_path, monkeypatch, packed, subfolder):
    folder = write_idx_folder(tmp_path / "some" / subfolder, packed)
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path / "some"))
    assert workshop.data_at_hand().mnist == folder


def test_mnist_is_found_where_a_download_puts_it(workshop, home, monkeypatch):
    asked = []

    def fetched(folder):
        asked.append(folder)
        yield DownloadStep("a file", 1, 2, "a mirror")
        write_idx_folder(folder, packed=True)
        return folder

    monkeypatch.setattr(download, "download_mnist", fetched)
    folder = result_of(workshop.download())
    assert asked == [folder]
    assert folder.is_relative_to(home)
    assert workshop.data_at_hand().mnist == folder


def test_mnist_that_is_not_all_there_is_not_found(workshop, home):
    folder = write_idx_folder(home / "data" / "mnist")
    (folder / "t10k-labels-idx1-ubyte").unlink()
    assert workshop.data_at_hand().mnist is None


def test_ones_own_digits_are_counted(workshop, own):
    assert workshop.data_at_hand().own == 20


def test_without_mnist_a_sentence_says_what_to_do(workshop):
    for work in (workshop.train(FAST, never), workshop.preview(FAST, 4)):
        with pytest.raises(DigitpadError, match="Download it"):
            result_of(work)


def test_a_training_from_the_mnist_that_was_found(workshop, home):
    write_idx_folder(home / "data" / "mnist")
    result = result_of(workshop.train(FAST, never))
    assert result.facts.data == "300 digits of the folder mnist"
    assert result.model.is_relative_to(home)
    assert ModelShelf(home).own_names() == []  # nothing changes until somebody asks


def test_a_training_from_a_chosen_folder_gives_a_model_that_reads(workshop, config):
    result = result_of(workshop.train(replace(config, epochs=5), never))
    assert load_model(result.model)[1] == result.facts
    reading = load_recognizer(result.model, device="cpu").read(on_paper(drawn_digit(8, side=60, size=40)))
    assert reading.digits[0].value == 8
    assert workshop.unfinished() is None


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card")
def test_a_card_that_is_asked_for_and_missing_is_told_of(workshop, config):
    notes = [step.note for step in workshop.train(replace(config, device="cuda"), never) if step.note]
    assert notes
    assert notes[0].startswith("CUDA was asked for, and the processor is what there is. ")


def test_models_nobody_decided_on_are_known_the_newest_first(workshop, home, config):
    assert workshop.undecided() == []
    results = [result_of(workshop.train(replace(config, seed=seed), never)) for seed in (1, 2)]
    for age, result in enumerate(reversed(results)):
        os.utime(result.model, (1_780_000_000 - age, 1_780_000_000 - age))
    (results[0].model.parent / "finished-0-0.safetensors").write_bytes(b"of a full disk")
    (newest, other) = workshop.undecided()
    assert (newest.path, newest.facts, newest.when) == (results[1].model, results[1].facts, 1_780_000_000)
    workshop.discard(newest.path)
    workshop.discard(newest.path)  # it is gone: no trouble
    assert workshop.undecided() == [other]


def test_a_second_training_does_not_write_over_what_is_kept_of_the_first(workshop, home, config):
    first = workshop.train(replace(config, epochs=2), never)
    while not next(first).finished:
        pass
    with pytest.raises(DigitpadError, match="Another training is going on"):
        result_of(LocalWorkshop(home, threads=1).train(config, never))
    assert result_of(first).facts.epochs == 2
    assert result_of(workshop.train(config, never)).model.exists()  # and then it is the next one's turn


def test_a_disk_that_knows_no_locks_is_trained_on(workshop, config, monkeypatch):
    def refuse(file):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("digitpad.store.file_lock._lock", refuse)
    assert result_of(workshop.train(config, never)).model.exists()


def test_a_training_from_sorted_pictures(workshop, tmp_path):
    folder = write_pictures(tmp_path / "mine", each=4)
    result = result_of(workshop.train(replace(FAST, data=DataChoice(pictures=folder)), never))
    assert result.scores.test.evaluation.count == 7


def test_a_training_with_ones_own_digits(workshop, config, own):
    result = result_of(workshop.train(replace(config, data=replace(config.data, own=True)), never))
    measured = result.scores.own
    assert measured.evaluation.count == own.held_out.sum() > 0
    assert np.array_equal(measured.images, own.images[own.held_out])
    assert measured.labels.tolist() == own.labels[own.held_out].tolist()


def test_without_digits_of_ones_own_a_sentence_says_how_to_get_them(workshop, config):
    for work in (workshop.train, lambda config, _: workshop.preview(config, 4)):
        with pytest.raises(DigitpadError, match="no digits of your own yet"):
            result_of(work(replace(config, data=replace(config.data, own=True)), never))


@pytest.mark.parametrize("name", ["digitpad-tiny", "mine"])
def test_a_training_from_a_model_by_its_name(workshop, home, config, name):
    if name == "mine":
        cut = result_of(workshop.train(config, never))
        ModelShelf(home).add(cut.model, "mine")
    result = result_of(workshop.train(replace(config, start_from=name, epochs=1), never))
    assert result.before.test.evaluation.count == TEST
    assert result.facts.name == f"{name} trained on"


def test_a_training_from_a_model_that_is_not_there_is_a_sentence(workshop, config):
    with pytest.raises(DigitpadError, match="nobody"):
        result_of(workshop.train(replace(config, start_from="nobody"), never))


def test_what_was_cut_off_goes_on_to_the_same_weights(workshop, config):
    config = replace(config, dropout=0.2, average_weights=True, augmentation=Augmentation(shift=1))
    expected, _ = load_model(result_of(workshop.train(config, never)).model)
    cut_off(workshop.train(config, never))
    unfinished = workshop.unfinished()
    assert (unfinished.network, unfinished.epoch, unfinished.epochs) == ("Perceptron 784-128-10", 2, 3)
    result = result_of(workshop.resume(never))
    found, _ = load_model(result.model)
    assert all(torch.equal(weights, found.state_dict()[name]) for name, weights in expected.state_dict().items())
    assert workshop.unfinished() is None


def test_what_was_cut_off_can_be_forgotten(workshop, config):
    workshop.forget_unfinished()  # there is nothing: no trouble
    cut_off(workshop.train(config, never))
    assert workshop.unfinished() is not None
    workshop.forget_unfinished()
    assert workshop.unfinished() is None
    with pytest.raises(DigitpadError, match="no training to go on with"):
        result_of(workshop.resume(never))


def test_what_cannot_be_deleted_is_said(workshop, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(DigitpadError, match="cannot be deleted: Permission denied"):
        workshop.forget_unfinished()


def test_a_damaged_checkpoint_is_a_sentence(workshop, config, home):
    cut_off(workshop.train(config, never))
    (checkpoint,) = (home / "training").iterdir()
    checkpoint.write_bytes(checkpoint.read_bytes()[:-10])
    with pytest.raises(DigitpadError, match="cannot be resumed"):
        result_of(workshop.resume(never))


@pytest.mark.parametrize("augmentation", [Augmentation(), Augmentation(rotation=20, noise=0.1)])
def test_a_preview_has_as_many_images_as_asked_for(workshop, config, own, augmentation):
    config = replace(config, data=replace(config.data, own=True), augmentation=augmentation)
    seen = result_of(workshop.preview(config, 16))
    assert seen.shape == (16, 28, 28)
    assert seen.dtype == np.uint8
    assert seen.reshape(16, -1).max(axis=1).min() > 100


@pytest.mark.parametrize("model", ["", "digitpad-tiny"])
def test_a_duel_is_fought_on_the_same_digits(workshop, config, model):
    result = result_of(workshop.train(config, never))
    duel = result_of(workshop.duel(result, model))
    assert duel.after is result.scores.test
    assert np.array_equal(duel.before.images, duel.after.images)
    wrong_before = set(duel.before.mistakes.tolist())
    wrong_after = set(duel.after.mistakes.tolist())
    assert set(duel.won.tolist()) == wrong_before - wrong_after
    assert set(duel.lost.tolist()) == wrong_after - wrong_before


def test_a_duel_with_nobody_is_a_sentence(workshop, config):
    result = result_of(workshop.train(replace(config, epochs=1), never))
    with pytest.raises(DigitpadError, match="nobody"):
        result_of(workshop.duel(result, "nobody"))


def test_what_the_window_asks_at_its_start_needs_no_torch(home):
    program = (
        "import sys; from pathlib import Path; from digitpad.workshop import LocalWorkshop;"
        "workshop = LocalWorkshop(Path(sys.argv[1])); workshop.data_at_hand(); workshop.unfinished();"
        "workshop.forget_unfinished(); sys.exit('torch' in sys.modules)"
    )
    root = Path(__file__).parents[1]
    ended = subprocess.run([sys.executable, "-c", program, str(home)], cwd=root, timeout=60, check=False)
    assert ended.returncode == 0
