"""Each image of a batch is changed in its own way, within the limits asked for."""

from __future__ import annotations

import pytest
import torch

from digitpad.core.augmentation import Augmentation
from digitpad.ml.augmentation import augment
from tests.drawing_samples import as_ink, drawn_digit

EACH = {
    "rotation": Augmentation(rotation=15),
    "shear": Augmentation(shear=0.3),
    "scale": Augmentation(scale=0.2),
    "shift": Augmentation(shift=2),
    "elastic": Augmentation(elastic=1),
    "thickness": Augmentation(thickness=1),
    "noise": Augmentation(noise=0.2),
    "all": Augmentation(rotation=15, shear=0.3, scale=0.2, shift=2, elastic=1, thickness=1),
}
kinds = pytest.mark.parametrize("augmentation", EACH.values(), ids=EACH)

DIGITS = torch.stack([torch.from_numpy(as_ink(drawn_digit(digit, side=28, size=20))) for digit in range(10)])[:, None]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def centres(images):
    """(N, 2): the centre of mass of each image, in pixels."""
    mass = images.sum(dim=(1, 2, 3))
    places = torch.arange(28.0)
    across = (images.sum(dim=(1, 2)) * places).sum(dim=1)
    down = (images.sum(dim=(1, 3)) * places).sum(dim=1)
    return torch.stack((across, down), dim=1) / mass[:, None]


def test_asked_for_nothing_it_changes_nothing():
    assert (augment(DIGITS, Augmentation(), seeded()) - DIGITS).abs().max() < 1e-4


@kinds
def test_images_keep_their_shape_and_range_and_the_batch_given_is_left_alone(augmentation):
    given = DIGITS.clone()
    changed = augment(given, augmentation, seeded())
    assert torch.equal(given, DIGITS)
    assert changed.shape == DIGITS.shape
    assert changed.dtype == DIGITS.dtype
    assert changed.min() >= 0
    assert changed.max() <= 1 + 1e-5


@kinds
def test_every_image_is_changed_in_its_own_way(augmentation):
    changed = augment(DIGITS[:1].expand(20, -1, -1, -1), augmentation, seeded())
    apart = (changed[:, None] - changed).abs().mean(dim=(2, 3, 4)) + torch.eye(20)
    assert apart.min() > 0


@kinds
def test_the_same_seed_gives_the_same_changes(augmentation):
    assert torch.equal(augment(DIGITS, augmentation, seeded(1)), augment(DIGITS, augmentation, seeded(1)))
    assert not torch.equal(augment(DIGITS, augmentation, seeded(1)), augment(DIGITS, augmentation, seeded(2)))


def test_a_shift_moves_the_ink_no_farther_than_asked():
    many = DIGITS.repeat(20, 1, 1, 1)
    moved = centres(augment(many, Augmentation(shift=2), seeded())) - centres(many)
    assert moved.abs().max() <= 2 + 0.1
    assert moved.abs().max() > 1.5
    assert moved.mean(dim=0).abs().max() < 0.3  # as often one way as the other


def test_what_moves_in_from_outside_is_empty():
    full = torch.ones(20, 1, 28, 28)
    assert augment(full, Augmentation(shift=2), seeded()).amin(dim=(1, 2, 3)).max() < 0.9


def test_thickness_makes_strokes_thicker_and_thinner():
    many = DIGITS.repeat(20, 1, 1, 1)
    growth = augment(many, Augmentation(thickness=1), seeded()).sum(dim=(1, 2, 3)) / many.sum(dim=(1, 2, 3))
    assert growth.min() < 0.7
    assert growth.max() > 1.4


def test_scale_makes_digits_larger_and_smaller():
    many = DIGITS.repeat(20, 1, 1, 1)
    growth = augment(many, Augmentation(scale=0.2), seeded()).sum(dim=(1, 2, 3)) / many.sum(dim=(1, 2, 3))
    assert 0.6 < growth.min() < 0.8
    assert 1.2 < growth.max() < 1.6


def test_a_turned_digit_keeps_its_ink():
    many = DIGITS.repeat(20, 1, 1, 1)
    growth = augment(many, Augmentation(rotation=15), seeded()).sum(dim=(1, 2, 3)) / many.sum(dim=(1, 2, 3))
    assert growth.sub(1).abs().max() < 0.1


def test_noise_changes_pixels_by_as_much_as_asked():
    grey = torch.full((20, 1, 28, 28), 0.5)
    noise = augment(grey, Augmentation(noise=0.1), seeded()) - grey
    inner = noise[:, :, 1:-1, 1:-1]  # the sampling touches the border
    assert inner.std() == pytest.approx(0.1, rel=0.05)
    assert inner.mean().abs() < 0.005


def test_noise_stays_within_the_range():
    changed = augment(DIGITS, Augmentation(noise=0.5), seeded())
    assert changed.min() == 0
    assert changed.max() == 1


@kinds
def test_wide_images_are_changed_as_the_square_they_are_in(augmentation):
    wide = torch.nn.functional.pad(DIGITS, (10, 10))
    square = torch.nn.functional.pad(DIGITS, (10, 10, 10, 10))
    changed = augment(wide, augmentation, seeded())
    assert changed.shape == wide.shape
    if not (augmentation.elastic or augmentation.noise):  # those go by the size of the image
        assert (changed - augment(square, augmentation, seeded())[:, :, 10:-10]).abs().max() < 0.05
