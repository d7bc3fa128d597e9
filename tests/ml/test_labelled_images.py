"""Images keep their labels, however they are cut and joined."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from digitpad.ml.labelled_images import LabelledImages


def numbered(count):
    """Images whose pixels are all their label."""
    labels = np.arange(count) % 10
    return LabelledImages.from_arrays(np.repeat(labels.astype(np.uint8), 784).reshape(-1, 28, 28), labels)


def assert_matched(images):
    assert torch.equal(images.images[:, 0, 0, 0].long(), images.labels)


def test_arrays_become_tensors_of_their_own():
    pixels, labels = np.zeros((3, 28, 28), np.uint8), np.array([1, 2, 3])
    images = LabelledImages.from_arrays(pixels, labels)
    pixels[:], labels[:] = 9, 9
    assert images.images.shape == (3, 1, 28, 28)
    assert images.images.dtype == torch.uint8
    assert not images.images.any()
    assert images.labels.tolist() == [1, 2, 3]
    assert images.labels.dtype == torch.int64


@given(st.integers(2, 40), st.floats(0.01, 0.9), st.integers(0, 100))
def test_a_split_loses_nothing_and_keeps_the_labels(count, share, seed):
    whole = numbered(count)
    part, rest = whole.split(share, seed)
    assert len(part) == max(1, round(share * count))
    assert sorted((part + rest).labels.tolist()) == sorted(whole.labels.tolist())
    for images in (part, rest, part + rest):
        assert_matched(images)


def test_a_split_is_of_its_seed_alone():
    whole = numbered(50)
    assert whole.split(0.3, 1)[0].labels.tolist() == whole.split(0.3, 1)[0].labels.tolist()
    assert whole.split(0.3, 1)[0].labels.tolist() != whole.split(0.3, 2)[0].labels.tolist()


def test_images_are_chosen_by_their_places():
    chosen = numbered(10)[torch.tensor([7, 2])]
    assert chosen.labels.tolist() == [7, 2]
    assert_matched(chosen)
