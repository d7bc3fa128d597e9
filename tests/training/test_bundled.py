"""The training leaves a share of the images as they are, and goes on from its checkpoint as if it had never stopped."""

from __future__ import annotations

import pytest
import torch

from training.bundled import Size, Teachers, Training
from training.mixture import Mixture, Source

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
