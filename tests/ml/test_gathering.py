"""A training gets the images it asks for, and a preview shows some of them as it would see them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitpad.core.augmentation import Augmentation
from digitpad.core.errors import DigitpadError
from digitpad.ml.gathering import OwnDigits, Sources, gather, preview
from tests.ml.small_sets import FAST, TEST, TRAIN, result_of, small_set, write_idx_folder, write_pictures

AUGMENTED = replace(FAST, augmentation=Augmentation(rotation=20, noise=0.1))


@pytest.fixture
def sources(tmp_path):
    """Of an IDX folder."""
    return Sources(write_idx_folder(tmp_path / "mnist"), None, None, tmp_path / "cache")


@pytest.fixture
def pictures(tmp_path):
    """Of sorted pictures, though there is MNIST, too."""
    folder = write_pictures(tmp_path / "mine", each=6)
    return Sources(write_idx_folder(tmp_path / "mnist"), folder, None, tmp_path / "cache")


def own_digits(count=10):
    """A person's own: images of one grey, every fifth held out."""
    images = np.full((count, 28, 28), 77, np.uint8)
    return OwnDigits(images, np.arange(count) % 10, np.arange(count) % 5 == 0)


def is_own(images):
    return (np.asarray(images).reshape(-1, 784) == 77).all(axis=1)


def test_an_idx_folder_gives_all_its_images(sources):
    sets = result_of(gather(FAST, sources))
    assert (len(sets.train), len(sets.validation), len(sets.test)) == (TRAIN * 0.8, TRAIN * 0.2, TEST)
    assert np.array_equal(sets.test.images, small_set(TEST, seed=2).images)
    assert sets.words == "300 digits of the folder mnist"


def test_pictures_take_the_place_of_mnist(pictures):
    (pictures.pictures / "0" / "broken.png").write_bytes(b"no picture")
    sets = result_of(gather(FAST, pictures))
    assert len(sets.train) + len(sets.validation) == 50
    assert len(sets.test) == 10
    assert sets.words == "50 pictures of the folder mine (1 could not be read)"


def test_own_digits_are_mixed_in_and_held_out_ones_measure(sources):
    sets = result_of(gather(FAST, replace(sources, own=own_digits())))
    assert is_own(sets.train.images).sum() == 24  # a tenth of 240
    assert is_own(sets.own_test.images).all()
    assert len(sets.own_test) == 2
    assert not is_own(sets.validation.images).any()


def test_every_training_holds_out_the_same_as_the_bundled_models_did(sources):
    """One that goes on learning from another's weights would else be calibrated on what that one knows by heart."""
    held_out = [result_of(gather(replace(FAST, seed=seed), sources)).validation.images for seed in (1, 2)]
    assert np.array_equal(*held_out)
    order = np.random.default_rng(0).permutation(TRAIN)
    assert np.array_equal(held_out[0], small_set().images[order[: len(held_out[0])]])


@pytest.mark.parametrize("ask", [gather, lambda *asked: preview(*asked, 8)])
def test_without_mnist_a_sentence_says_what_to_do(tmp_path, ask):
    with pytest.raises(DigitpadError, match=r"not on this computer yet\. Download it, or choose a folder"):
        result_of(ask(FAST, Sources(None, None, None, tmp_path)))


@pytest.mark.parametrize("config", [FAST, AUGMENTED])
@pytest.mark.parametrize("kind", ["sources", "pictures"])
def test_a_preview_has_the_shape_that_is_asked_for(config, kind, request):
    seen = result_of(preview(config, request.getfixturevalue(kind), 12))
    assert seen.shape == (12, 28, 28)
    assert seen.dtype == np.uint8
    assert (seen.reshape(12, -1).max(axis=1) > 100).all()


def test_a_preview_shows_the_very_images_or_changed_ones(sources):
    known = {image.numpy().tobytes() for image in small_set().images}
    plain = result_of(preview(FAST, sources, 12))
    changed = result_of(preview(AUGMENTED, sources, 12))
    assert all(image.tobytes() in known for image in plain)
    assert not any(image.tobytes() in known for image in changed)


def test_a_preview_draws_others_with_another_seed_and_the_same_with_the_same(sources):
    one, again, other = (result_of(preview(replace(FAST, seed=seed), sources, 12)) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_quarter_of_a_preview_is_ones_own(sources, pictures):
    for some in (sources, pictures):
        seen = result_of(preview(FAST, replace(some, own=own_digits()), 12))
        assert is_own(seen).sum() == 3
        assert len(seen) == 12


def test_a_preview_of_less_than_was_asked_for_shows_all(pictures):
    (pictures.pictures / "0" / "broken.png").write_bytes(b"no picture")
    assert len(result_of(preview(FAST, pictures, 100))) == 60
