"""What the bundled models learn from: all pools as one tensor, and how much of each an epoch takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from digitpad.ml.networks import NOT_A_DIGIT
from training import pools
from training.additions import ADDITIONS
from training.pools import Pool, cached

HELD_OUT = 5_000
"""Of MNIST's train split; one hold-out for all seeds."""

DRAWN, NON_DIGITS, PRINTED = 120_000, 60_000, 30_000
"""In the pools."""

OMNIGLOT_COPIES = 3
"""1,360 characters beside 60,000 drawings."""

_SEEDS = 100
"""So far apart are the seeds of two drawings."""

EXPLANATION = (
    "MNIST's train split (55,000 digits; also stretched, degraded, drawn again with one pen, cut from a neighbour, and"
    " with slashes, flags and bars added), 120,000 drawn digits, 60,000 drawn non-digits, 30,000 printed letters, half"
    " of Omniglot's alphabets"
)
"""For the model's header."""

Labelled = tuple[Tensor, Tensor]
"""Images of bytes (N, 1, 28, 28) and labels (N,)."""


@dataclass(frozen=True)
class Source:
    """Some of the images.

    Attributes:
        first: the index of the first of them.
        size: how many there are.
        early, late: how many of them an epoch takes by lot, while the network learns what there is, and at the end.
        is_drawn: whether we know better than a teacher what they are, for the recipe drew them, or cut them from what
            people wrote.
    """

    first: int
    size: int
    early: int
    late: int
    is_drawn: bool = False


@dataclass(frozen=True)
class Mixture:
    """All images to learn from, as bytes (N, 1, 28, 28), their labels (N,), and where they came from."""

    images: Tensor
    labels: Tensor
    sources: tuple[Source, ...]

    def epoch(self, late: bool, generator: torch.Generator) -> Tensor:
        """Which images the next epoch sees, in order: (M,) indices."""
        device = self.images.device
        chosen = torch.cat(
            [
                source.first + torch.randperm(source.size, generator=generator, device=device)[:count]
                for source, count in zip(self.sources, self.counts(late), strict=True)
            ]
        )
        return chosen[torch.randperm(len(chosen), generator=generator, device=device)]

    @property
    def only_mnist(self) -> Mixture:
        """MNIST's own digits alone."""
        return Mixture(self.images, self.labels, self.sources[:1])

    def is_mnist(self, indices: Tensor) -> Tensor:
        """Which of the images are MNIST's own digits, unchanged: (M,) booleans."""
        return indices < self.sources[0].size

    def is_drawn(self, indices: Tensor) -> Tensor:
        """Which of the images the recipe drew or cut, digits or not: (M,) booleans."""
        drawn = torch.zeros_like(indices, dtype=torch.bool)
        for source in self.sources:
            if source.is_drawn:
                drawn |= (indices >= source.first) & (indices < source.first + source.size)
        return drawn

    def counts(self, late: bool) -> list[int]:
        """How many images of each source an epoch sees."""
        return [source.late if late else source.early for source in self.sources]


@dataclass(frozen=True)
class HeldOut:
    """What choices are made on."""

    mnist: Labelled
    degraded: Labelled
    drawn: Labelled
    non_digits: Labelled

    @property
    def digits(self) -> dict[str, Labelled]:
        """The sets of digits by name."""
        return {"MNIST": self.mnist, "degraded": self.degraded, "drawn": self.drawn}


def gather(data: Path, work: Path, device: torch.device, drawing: int = 1) -> tuple[Mixture, HeldOut]:
    """Every pool, made where it is missing; the same digits of MNIST, and the same drawings, are held out for each.

    Args:
        data: folder of MNIST and Omniglot's characters.
        work: folder of the pools.
        device: where the images go.
        drawing: its number; every other one draws and degrades all anew.
    """
    order = np.random.default_rng(0).permutation(60_000)
    held, kept = order[:HELD_OUT], order[HELD_OUT:]
    plain = cached(work / "mnist.npz", lambda: pools.mnist_pool(data, "train"))

    def made(name: str, make: Callable[[int], Pool], seed: int) -> Pool:
        another = f"-drawing-{drawing}" if drawing > 1 else ""
        return cached(work / f"{name}{another}.npz", lambda: make(seed + _SEEDS * (drawing - 1)))

    stretched = made("stretched", functools.partial(pools.stretched_pool, data), 1)
    degraded = [made(f"degraded-{n}", functools.partial(pools.degraded_pool, data), 2 + n) for n in range(2)]
    redrawn = made("redrawn", functools.partial(pools.redrawn_pool, data), 9)
    added = made("added", functools.partial(pools.added_pool, data), 4)
    cut = made("cut", functools.partial(pools.cut_pool, data, kept), 10)
    drawn = made("drawn", functools.partial(pools.drawn_pool, DRAWN), 5)
    others = made("non-digits", functools.partial(pools.non_digit_pool, NON_DIGITS), 6)
    printed = made("printed", functools.partial(pools.printed_pool, PRINTED), 11)
    omniglot = pools.omniglot_pool(data / "omniglot_characters.npz", first_half=True)

    changed = kept[np.isin(added[1][kept], ADDITIONS)]
    parts = [  # how many of them an epoch takes, early and late, and whether they were drawn
        (some(plain, kept), 55_000, 55_000, False),
        (some(stretched, kept), 7_000, 5_000, False),
        (joined(*[some(pool, kept) for pool in degraded]), 14_000, 8_000, False),
        (some(added, changed), 4_000, 3_000, False),
        (some(redrawn, kept), 8_000, 7_000, False),
        (cut, 9_000, 6_000, True),
        (drawn, 15_000, 9_000, True),
        (joined(others, *[omniglot] * OMNIGLOT_COPIES), 15_000, 10_000, True),
        (printed, 5_000, 4_000, True),
    ]
    firsts = np.cumsum([0] + [len(pool[1]) for pool, *_ in parts]).tolist()
    sources = [
        Source(first, len(pool[1]), early, late, is_drawn)
        for first, (pool, early, late, is_drawn) in zip(firsts[:-1], parts, strict=True)
    ]
    images, labels = tensors(joined(*[pool for pool, *_ in parts]), device)
    held_out = HeldOut(
        mnist=tensors(some(plain, held), device),
        degraded=tensors(some(cached(work / "degraded-0.npz", lambda: pools.degraded_pool(data, 2)), held), device),
        drawn=tensors(only_digits(cached(work / "held-drawn.npz", lambda: pools.drawn_pool(5_000, 7))), device),
        non_digits=tensors(cached(work / "held-non-digits.npz", lambda: pools.non_digit_pool(5_000, 8)), device),
    )
    return Mixture(images, labels, tuple(sources)), held_out


def tensors(pool: Pool, device: torch.device) -> Labelled:
    """A pool on a device."""
    return torch.from_numpy(pool[0])[:, None].to(device), torch.from_numpy(pool[1]).to(device)


def some(pool: Pool, indices: NDArray[np.integer]) -> Pool:
    """A part of a pool."""
    return pool[0][indices], pool[1][indices]


def only_digits(pool: Pool) -> Pool:
    """Without those that are none any more."""
    return some(pool, np.flatnonzero(pool[1] != NOT_A_DIGIT))


def joined(*parts: Pool) -> Pool:
    """Several pools as one."""
    return np.concatenate([images for images, _ in parts]), np.concatenate([labels for _, labels in parts])
