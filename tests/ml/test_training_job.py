"""A training from its images to its file: gathered, trained, calibrated, measured, written."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from digitpad.core.augmentation import Augmentation
from digitpad.core.errors import DigitpadError
from digitpad.core.paths import bundled_model
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.loading import load_recognizer
from digitpad.ml import trainer as trainer_module
from digitpad.ml import training_job, training_run
from digitpad.ml.answering import answered
from digitpad.ml.checkpoint import Checkpoint
from digitpad.ml.gathering import OwnDigits, Sources
from digitpad.ml.model_file import load_model
from digitpad.ml.training_job import Files, TrainingJob
from tests.drawing_samples import drawn_digit, on_paper
from tests.ml.small_sets import CPU, FAST, TEST, all_of, result_of, small_set, write_idx_folder, write_pictures

FINE = replace(FAST, epochs=1, learning_rate=1e-3, dropout=0.2, augmentation=Augmentation(shift=1))


@pytest.fixture
def sources(tmp_path):
    return Sources(write_idx_folder(tmp_path / "mnist"), None, None, tmp_path / "cache")


@pytest.fixture
def files(tmp_path):
    return Files(None, tmp_path / "training" / "unfinished", tmp_path / "training" / "finished.safetensors")


def assert_same_model(found, expected):
    (network, facts), (other, other_facts) = load_model(found), load_model(expected)
    assert facts == other_facts
    for name, weights in network.state_dict().items():
        assert torch.equal(weights, other.state_dict()[name]), name


def never():
    return False


def own_digits():
    images = small_set(20, seed=5).images[:, 0].numpy()
    return OwnDigits(images, np.arange(20) % 10, np.arange(20) % 5 == 0)


def test_a_training_gives_a_model_that_reads(sources, files):
    steps, result = all_of(TrainingJob(replace(FAST, epochs=5), sources, files, CPU).steps(never))
    assert list(dict.fromkeys(step.phase for step in steps)) == [
        "preparing",
        "training",
        "validating",
        "testing",
    ]
    assert [report.epoch for report in result.epochs] == [1, 2, 3, 4, 5]
    assert result.scores.test.evaluation.accuracy > 0.9
    assert result.scores.test.evaluation.count == TEST
    assert result.scores.own is None
    assert result.before is None
    assert result.note == ""
    assert result.seconds > result.epochs[-1].seconds
    reader = load_recognizer(result.model, device="cpu")
    read = [reader.read(on_paper(drawn_digit(digit, side=60, size=40)), one_digit=True) for digit in range(10)]
    right = sum(reading.digits[0].value == digit for digit, reading in enumerate(read))
    assert right >= 9


def test_the_file_holds_the_network_that_was_measured_and_says_what_it_is(sources, files):
    result = result_of(TrainingJob(FAST, sources, files, CPU).steps(never))
    network, facts = load_model(result.model)
    assert facts == result.facts
    again = result_of(answered(network, facts, small_set(TEST, seed=2), CPU))
    assert np.allclose(again.probabilities, result.scores.test.probabilities, atol=1e-6)
    assert (facts.name, facts.architecture, facts.normalization) == ("perceptron", "perceptron", NORMALIZATION_VERSION)
    assert (facts.seed, facts.epochs, facts.data) == (FAST.seed, 3, "300 digits of the folder mnist")
    evaluation = result.scores.test.evaluation
    assert facts.scores["test_accuracy"] == pytest.approx(evaluation.accuracy, abs=1e-6)
    assert facts.scores["test_loss"] == pytest.approx(evaluation.loss, abs=1e-6)
    assert facts.scores["validation_accuracy"] == pytest.approx(max(r.validation_accuracy for r in result.epochs))
    assert evaluation.coverage > 0.8
    assert facts.not_a_digit_below == 0  # it was not taught what is no digit


def test_the_same_training_gives_the_same_file(sources, files, tmp_path):
    first = result_of(TrainingJob(FINE, sources, files, CPU).steps(never))
    other = replace(files, output=tmp_path / "other.safetensors")
    torch.rand(3)
    second = result_of(TrainingJob(FINE, sources, other, CPU).steps(never))
    assert_same_model(first.model, second.model)


def test_sorted_pictures_are_learned_and_the_unreadable_left_out(tmp_path, files):
    folder = write_pictures(tmp_path / "mine")
    (folder / "4" / "broken.png").write_bytes(b"no picture")
    sources = Sources(None, folder, None, tmp_path / "cache")
    result = result_of(TrainingJob(replace(FAST, epochs=8), sources, files, CPU).steps(never))
    assert result.facts.data == "100 pictures of the folder mine (1 could not be read)"
    assert result.scores.test.evaluation.count == 20
    assert result.scores.test.evaluation.accuracy > 0.7


def test_own_digits_are_learned_and_the_held_out_ones_measured(sources, files):
    sources = replace(sources, own=own_digits())
    result = result_of(TrainingJob(FAST, sources, files, CPU).steps(never))
    assert result.scores.own.evaluation.count == 4
    assert result.facts.scores["own_accuracy"] == pytest.approx(result.scores.own.evaluation.accuracy)
    assert result.facts.data.endswith("16 digits of one's own")


def test_a_model_is_trained_on_and_measured_before(sources, files):
    sources = replace(sources, own=own_digits())
    files = replace(files, start=bundled_model("digitpad-tiny"))
    result = result_of(TrainingJob(FINE, sources, files, CPU).steps(never))
    network, facts = load_model(files.start)
    before = result_of(answered(network, facts, small_set(TEST, seed=2), CPU))
    assert np.allclose(result.before.test.probabilities, before.probabilities, atol=1e-6)
    assert result.before.own.evaluation.count == result.scores.own.evaluation.count == 4
    trained, now = load_model(result.model)
    assert now.arguments["classes"] == 11
    assert now.name == "digitpad-tiny trained on"
    assert now.data == f"{facts.data}; then 300 digits of the folder mnist, 16 digits of one's own"
    assert any(not torch.equal(weights, network.state_dict()[name]) for name, weights in trained.state_dict().items())
    assert result.scores.test.evaluation.accuracy >= before.evaluation.accuracy - 0.1


def one_class(folder):
    for digit in range(1, 10):
        for picture in (folder / str(digit)).iterdir():
            picture.unlink()
    return "All pictures show a 0"


def three_pictures(folder):
    pictures = sorted(folder.glob("*/*.png"))
    for picture in pictures[3:]:
        picture.unlink()
    return "only 3 pictures; a training needs 20"


def empty(folder):
    for picture in folder.glob("*/*.png"):
        picture.unlink()
    return "nor pictures in folders named 0 to 9"


@pytest.mark.parametrize("thin_out", [one_class, three_pictures, empty])
def test_too_little_to_learn_from_is_a_sentence(tmp_path, files, thin_out):
    folder = write_pictures(tmp_path / "mine", each=24)
    reason = thin_out(folder)
    with pytest.raises(DigitpadError, match=reason):
        result_of(TrainingJob(FAST, Sources(None, folder, None, tmp_path), files, CPU).steps(never))
    assert not files.output.exists()


def test_the_smallest_set_that_may_be_trained_is(tmp_path, files):
    sources = Sources(None, write_pictures(tmp_path / "mine", each=2), None, tmp_path)
    for batch_size in (1, 4096):
        config = replace(FAST, network="swift", epochs=1, batch_size=batch_size, validation_share=0.01)
        result = result_of(TrainingJob(config, sources, files, CPU).steps(never))
        assert load_model(result.model)[1].scores == result.facts.scores


def interrupted(job, phase):
    steps = job.steps(never)
    for step in steps:
        if step.phase == phase:
            steps.close()
            return


@pytest.mark.parametrize("phase", ["training", "validating", "testing"])
@pytest.mark.parametrize("model", [None, bundled_model("digitpad-tiny")])
def test_a_training_that_was_cut_off_goes_on_to_the_same_file(sources, files, tmp_path, monkeypatch, phase, model):
    monkeypatch.setattr(trainer_module, "_TELL_EVERY", 0.0)
    files = replace(files, start=model)
    whole = replace(files, checkpoint=tmp_path / "another", output=tmp_path / "whole.safetensors")
    expected = result_of(TrainingJob(FINE, sources, whole, CPU).steps(never))
    interrupted(TrainingJob(FINE, sources, files, CPU), phase)
    assert not files.output.exists()
    result = result_of(TrainingJob(FINE, sources, files, CPU).steps(never, Checkpoint(files.checkpoint)))
    assert_same_model(result.model, expected.model)
    assert not files.checkpoint.exists()
    assert (result.before is None) is (model is None)


def test_nothing_is_kept_of_what_was_cut_off_before_it_began(sources, files):
    interrupted(TrainingJob(FAST, sources, files, CPU), "preparing")
    assert not files.checkpoint.exists()


def test_a_stop_gives_a_model_and_says_so(sources, files):
    result = result_of(TrainingJob(replace(FAST, epochs=500), sources, files, CPU).steps(lambda: True))
    assert result.note == "It was stopped."
    assert load_model(result.model)[1].epochs == len(result.epochs) == 1


def test_a_model_that_cannot_be_written_is_a_sentence_and_the_training_is_kept(sources, files, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(training_job, "save_model", full)
    with pytest.raises(DigitpadError, match=r"No space left on device\. Make room and resume the training\."):
        result_of(TrainingJob(FAST, sources, files, CPU).steps(never))
    monkeypatch.undo()
    result = result_of(TrainingJob(FAST, sources, files, CPU).steps(never, Checkpoint(files.checkpoint)))
    assert load_model(result.model)[1] == result.facts


def raises(error):
    def raise_it(*_):
        raise error

    return raise_it


@pytest.mark.parametrize("where", [training_run, trainer_module])
def test_too_little_memory_is_a_sentence(sources, files, monkeypatch, where):
    monkeypatch.setattr(where, "forward", raises(torch.OutOfMemoryError("4 GiB")))
    with pytest.raises(DigitpadError, match=r"memory of CPU \(test\) is too small for this training.*Train on the CPU"):
        result_of(TrainingJob(FAST, sources, files, CPU).steps(never))


def test_a_card_that_vanishes_is_a_sentence(sources, files, monkeypatch):
    monkeypatch.setattr(training_run, "forward", raises(torch.AcceleratorError("CUDA error: lost\nmore")))
    with pytest.raises(DigitpadError, match=r"CPU \(test\) stopped working \(CUDA error: lost\)\."):
        result_of(TrainingJob(FAST, sources, files, CPU).steps(never))
