"""A sample: an image of a digit and what a person says it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import GLYPH_SIZE

SampleSource = Literal["drawing", "picture", "scan"]

_HELD_OUT_EVERY = 5


@dataclass(frozen=True, eq=False)
class Sample:
    """One digit for a network to learn from.

    Attributes:
        pixels: (28, 28) uint8, bright ink on black, as a network sees it.
        label: which digit it is, 0..9.
        source: where it was written.
    """

    pixels: NDArray[np.uint8]
    label: int
    source: SampleSource

    def __post_init__(self) -> None:
        if self.pixels.shape != (GLYPH_SIZE, GLYPH_SIZE) or self.pixels.dtype != np.uint8 or not 0 <= self.label <= 9:
            raise ValueError("a sample has 28×28 pixels of uint8 and a label from 0 to 9")

    @cached_property
    def digest(self) -> bytes:
        """Of its pixels: the same image is the same sample, whatever its label."""
        return digest_of(self.pixels)


def sample_of(pixels: NDArray[np.float32], label: int, source: SampleSource) -> Sample:
    """A glyph's pixels, (28, 28) in 0..1, with a label."""
    return Sample(np.rint(pixels * 255).astype(np.uint8), label, source)


def digest_of(pixels: NDArray[np.uint8]) -> bytes:
    """Sixteen bytes that stand for an image (28, 28)."""
    return hashlib.blake2b(np.ascontiguousarray(pixels).tobytes(), digest_size=16).digest()


def is_held_out(digest: bytes) -> bool:
    """Whether the sample is one of the fifth that networks are measured with and never learn from.

    The image alone decides, so a sample stays on its side however many others come and go.
    """
    return int.from_bytes(digest[:8], "big") % _HELD_OUT_EVERY == 0
