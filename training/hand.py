"""What a hand does to the skeleton of what it writes, digit or not.

Control points shaken, slant, turn and proportion, tremor, strokes that start late or beside their place, a tablet's
coarse grid.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from digitpad.core.curve import smooth_path

Line = NDArray[np.float64]
"""(N, 2) control points of one stroke."""

Skeleton = list[Line]
Generator = np.random.Generator


def by_hand(skeleton: Skeleton, generator: Generator) -> Skeleton:
    """What a hand makes of a skeleton, digit or not."""
    shake = generator.uniform(0.0, 0.045)
    lines = [line + generator.normal(0, shake, line.shape) for line in skeleton]
    lines = [_sampled(line) for line in lines]
    lines = [_trimmed(line, generator) for line in lines]
    if generator.random() < 0.3:
        lines = _apart(lines, generator)
    lines = _warped(lines, generator)
    if generator.random() < 0.35:
        lines = [_on_grid(line, generator.uniform(14, 50)) for line in lines]
    return lines


def _sampled(line: Line) -> Line:
    """The smooth curve through control points, dense enough to be bent."""
    path = np.column_stack([line, np.ones(len(line))])
    return smooth_path(path, step=0.03)[:, :2]


def _trimmed(line: Line, generator: Generator) -> Line:
    """The pen comes down a little late or goes up a little early."""
    if len(line) < 12 or generator.random() < 0.5:
        return line
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    first, last = way[-1] * generator.uniform(0, 0.05, 2)
    return line[(way >= first) & (way <= way[-1] - last)]


def _apart(lines: Skeleton, generator: Generator) -> Skeleton:
    """Who lifts the pen does not always meet what is there already."""
    return lines[:1] + [line + generator.normal(0, 0.06, 2) for line in lines[1:]]


def _warped(lines: Skeleton, generator: Generator) -> Skeleton:
    """Slant, turn and proportion, a smooth bend of the paper, and tremor."""
    angle = math.radians(generator.normal(0, 7))
    slant = generator.normal(-0.08, 0.16)
    across = math.exp(generator.normal(-0.25, 0.28))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    matrix = turn @ np.array([[across, slant], [0.0, 1.0]])
    waves = generator.normal(0, generator.uniform(0, 0.035), (2, 2))
    phases = generator.uniform(0, 2 * math.pi, (2, 2))
    tremor = generator.uniform(0, 0.008)
    pace = 2.5 * np.arange(1, 3)
    bent = []
    for line in lines:
        # Each coordinate is bent by two waves along the other.
        bend = (waves.T * np.sin(line[:, ::-1, None].transpose(0, 2, 1) * pace[:, None] + phases.T)).sum(axis=1)
        bent.append((line - 0.5 + bend) @ matrix.T + generator.normal(0, tremor, line.shape))
    return bent


def _on_grid(line: Line, units: float) -> Line:
    """A tablet that knows only so many places along a side."""
    return np.rint(line * units) / units
