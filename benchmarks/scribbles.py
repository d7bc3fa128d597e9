"""Scribbles no recipe has seen: curves of other kinds than training/non_digits.py draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitpad.core.drawing import Point, Stroke, Strokes

Generator = np.random.Generator


def scribbles(count: int, seed: int) -> list[Strokes]:
    """Drawings of about 200 pixels: loops over loops, hatchings, knots, clouds of short strokes."""
    generator = np.random.default_rng(seed)
    kinds = (_rosette, _hatching, _knot, _confetti)
    return [
        tuple(
            Stroke(tuple(Point(float(x), float(y)) for x, y in line * 200 + 50), 6.0)
            for line in kinds[n % len(kinds)](generator)
        )
        for n in range(count)
    ]


Lines = list[NDArray[np.float64]]


def _rosette(g: Generator) -> Lines:
    """A Lissajous figure of many turns."""
    t = np.linspace(0, 2 * np.pi, 160)
    a, b = g.choice([3, 4, 5, 7], 2, replace=False)
    return [np.stack([np.sin(a * t + g.uniform(0, 6)), np.sin(b * t)], axis=1) / 2 + 0.5]


def _hatching(g: Generator) -> Lines:
    """Back and forth without lifting the pen, then once more the other way."""
    count = int(g.integers(8, 16))
    zigzag = np.stack([np.arange(count) % 2, np.linspace(0, 1, count)], axis=1) + g.normal(0, 0.04, (count, 2))
    crossed = zigzag[:, ::-1] if g.random() < 0.5 else zigzag[: count // 2] * (1, 2)
    return [zigzag, crossed]


def _knot(g: Generator) -> Lines:
    """A pen that changes its mind: a walk whose direction drifts."""
    turns = np.cumsum(g.normal(0, 0.5, 150)) + np.cumsum(g.choice([-0.25, 0.25]) * np.ones(150))
    walk = np.cumsum(np.stack([np.cos(turns), np.sin(turns)], axis=1), axis=0)
    return [(walk - walk.min(axis=0)) / np.ptp(walk, axis=0).max()]


def _confetti(g: Generator) -> Lines:
    """Many short strokes anywhere."""
    starts = g.random((int(g.integers(7, 15)), 2))
    return [np.stack([start, start + g.normal(0, 0.15, 2)]) for start in starts]
