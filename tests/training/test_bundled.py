"""The training leaves a share of the images as they are, and goes on from its checkpoint as if it had never stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn import functional

from digitpad.ml.model_file import save_model
from tests.store.model_samples import FACTS
from training.bundled import Size, Training
from training.mixture import Mixture, Source
from training.teachers import Teachers

TINY = Size([2, 3, 4], epochs=3, peak_rate=1e-2)


@pytest.fixture
def mixture() -> Mixture:
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (900, 1, 28, 28), generator=generator, dtype=torch.uint8)
    labels = torch.randint(0, 11, (900,), generator=generator)
    return Mixture(images, labels, (Source(0, 600, early=300, late=400), Source(600, 300, early=300, late=200)))


def training(mixture: Mixture) -> Training:
    return Training(TINY, TINY.epochs, mixture, Teachers([], []), seed=1)


@pytest.mark.parametrize(("untouched", "least", "most"), [(0.0, 0, 0), (0.5, 60, 140)])
def test_a_share_of_the_images_is_left_as_it_is(mixture, untouched, least, most):
    images = mixture.images[:200].float() / 255
    seen = training(mixture)._augmented(images.clone(), untouched)
    same = int((seen == images).all(dim=(1, 2, 3)).sum())
    assert least <= same <= most


def test_a_training_taken_up_again_ends_as_one_that_never_stopped(mixture, tmp_path):
    whole = training(mixture)
    for _ in range(3):
        whole.run_epoch()
    stopped = training(mixture)
    stopped.run_epoch()
    stopped.save(tmp_path / "checkpoint.pt")
    resumed = training(mixture)
    resumed.go_on_from(tmp_path / "checkpoint.pt")
    assert resumed.epoch == 1
    for _ in range(2):
        resumed.run_epoch()
    for one, other in zip(whole.averaged.parameters(), resumed.averaged.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-3)


def test_a_training_starts_from_a_trained_model(mixture, tmp_path):
    trained = training(mixture)
    trained.run_epoch()
    save_model(tmp_path / "trained.safetensors", trained.network, replace(FACTS, arguments=TINY.arguments))
    started = Training(replace(TINY, start=[tmp_path / "trained.safetensors"]), 3, mixture, Teachers([], []), seed=2)
    for one, other in zip(trained.network.parameters(), started.averaged.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_training_starts_from_the_average_of_several(mixture, tmp_path):
    networks, paths = [], []
    for seed in (1, 2):
        trained = Training(TINY, 3, mixture, Teachers([], []), seed)
        trained.run_epoch()
        networks.append(trained.network)
        paths.append(tmp_path / f"{seed}.safetensors")
        save_model(paths[-1], trained.network, replace(FACTS, arguments=TINY.arguments))
    average = Training(replace(TINY, start=paths), 0, mixture, Teachers([], []), seed=1).averaged
    for mean, one, other in zip(*(network.parameters() for network in (average, *networks)), strict=True):
        assert torch.allclose(mean, (one + other) / 2)


class SureOf(nn.Module):
    """Answers one digit, whatever it is shown."""

    def __init__(self, digit: int) -> None:
        super().__init__()
        self.digit = digit

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return 10 * functional.one_hot(torch.full((len(images),), self.digit), 11).float()


def test_a_teacher_is_not_believed_against_what_was_drawn():
    """It may be older than a way of writing; what people wrote, they may have written badly."""
    labels = torch.tensor([3, 9, 3, 9])
    target = functional.one_hot(labels, 11).float()
    is_drawn = torch.tensor([False, False, True, True])
    no_mnist = torch.zeros(4, dtype=torch.bool)
    taught = Teachers([], [SureOf(3)]).teach(torch.zeros(4, 1, 28, 28), target, no_mnist, is_drawn)
    assert taught.tolist() == [True, True, True, False]
    assert target[1].argmax() == 3
    assert target[3].tolist() == functional.one_hot(torch.tensor(9), 11).tolist()


def test_each_of_two_kinds_of_teachers_says_what_it_knows_of():
    target = functional.one_hot(torch.tensor([1, 1]), 11).float()
    is_mnist = torch.tensor([True, False])
    taught = Teachers([SureOf(5)], []).teach(torch.zeros(2, 1, 28, 28), target, is_mnist, ~is_mnist)
    assert taught.tolist() == [True, False]
    assert target.argmax(1).tolist() == [5, 1]


def test_the_mixture_knows_what_was_drawn(mixture):
    drawn = Mixture(mixture.images, mixture.labels, (mixture.sources[0], Source(600, 300, 300, 200, is_drawn=True)))
    assert drawn.is_drawn(torch.tensor([0, 599, 600, 899])).tolist() == [False, False, True, True]
