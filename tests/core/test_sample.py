"""A sample is its image: the same one has the same digest, and stays on its side of the held-out fifth."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.core.sample import Sample, digest_of, is_held_out, sample_of


def test_a_glyph_becomes_a_sample_of_whole_grey_levels():
    pixels = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    sample = sample_of(pixels, 7, "drawing")
    assert (sample.pixels.dtype, sample.label, sample.source) == (np.uint8, 7, "drawing")
    assert np.abs(sample.pixels / 255 - pixels).max() <= 0.5 / 255 + 1e-6
    assert sample.digest == digest_of(sample.pixels) == sample_of(pixels, 1, "scan").digest
    assert sample.digest != digest_of(255 - sample.pixels)


@pytest.mark.parametrize(
    ("shape", "kind", "label"), [((27, 28), np.uint8, 1), ((28, 28), np.float32, 1), ((28, 28), np.uint8, 10)]
)
def test_what_is_no_labelled_image_is_no_sample(shape, kind, label):
    with pytest.raises(ValueError, match="28×28"):
        Sample(np.zeros(shape, kind), label, "scan")


def test_about_a_fifth_is_held_out():
    images = np.random.default_rng(0).integers(0, 256, (1000, 28, 28), np.uint8)
    held_out = sum(is_held_out(digest_of(image)) for image in images)
    assert 150 <= held_out <= 250
