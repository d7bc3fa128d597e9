"""A smooth curve through the points of a pen: centripetal Catmull-Rom, which neither loops nor overshoots.

Yuksel, Schaefer and Keyser, "On the Parameterization of Catmull-Rom Curves", 2009. The canvas and the recogniser draw
the same curve, so what is read is what is seen.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_MOST_SAMPLES = 64
"""Between two points, however far apart."""

Path = NDArray[np.float64]


def smooth_path(path: Path, step: float) -> Path:
    """Sample the curve through all points.

    Args:
        path: (N, 3) of x, y and anything else (pressure), N ≥ 1.
        step: the distance wanted between two samples, in the units of x and y.

    Returns:
        (M, 3), from the first point to the last, each given point among them; repeated points count once.
    """
    path = _without_repeats(path)
    if len(path) < 2:
        return path
    samples: Path = np.concatenate([path[:1], _samples(path, step).reshape(-1, 3)])
    return samples


def smooth_segment(path: Path, step: float) -> Path:
    """Sample the curve between the second and the third of four points; the second is left out.

    The canvas draws a stroke in such pieces while it grows. The first may equal the second, and the last the third, at
    the ends of a stroke.
    """
    if np.array_equal(path[1, :2], path[2, :2]):
        return path[2:3]
    samples: Path = _samples(path, step)[1]
    return samples


def _without_repeats(path: Path) -> Path:
    moved = np.any(path[1:, :2] != path[:-1, :2], axis=1)
    distinct: Path = path[np.concatenate([[True], moved])]
    return distinct


def _samples(path: Path, step: float) -> NDArray[np.float64]:
    """(N - 1, k, 3): k samples of each piece between neighbours, its start left out."""
    start, end = path[:-1], path[1:]
    chord = np.hypot(*(end - start)[:, :2].T)
    count = min(max(1, math.ceil(float(chord.max()) / step)), _MOST_SAMPLES)
    if count == 1:  # the points are dense enough by themselves
        return end[:, None]

    before = np.concatenate([path[:1], path[:-2]])
    after = np.concatenate([path[2:], path[-1:]])
    # Knot distances: the square root of the chord makes it centripetal.
    d1 = np.sqrt(np.hypot(*(start - before)[:, :2].T))[:, None]
    d2 = np.sqrt(chord)[:, None]
    d3 = np.sqrt(np.hypot(*(after - end)[:, :2].T))[:, None]
    control1 = _control(before, start, end, d1, d2)
    control2 = _control(after, end, start, d3, d2)

    t = (np.arange(1, count + 1) / count)[:, None]
    s = 1 - t
    weights = (s**3, 3 * s**2 * t, 3 * s * t**2, t**3)
    corners = (start, control1, control2, end)
    curve = sum(weight * corner[:, None] for weight, corner in zip(weights, corners, strict=True))
    return np.asarray(curve, np.float64)


def _control(outer: Path, near: Path, far: Path, d_outer: Path, d_inner: Path) -> Path:
    """The Bézier control point beside `near`, on the way to `far`; `near` itself at the end of a stroke."""
    scale = 3 * d_outer * (d_outer + d_inner)
    with np.errstate(divide="ignore", invalid="ignore"):
        control = (
            d_outer**2 * far - d_inner**2 * outer + (2 * d_outer**2 + 3 * d_outer * d_inner + d_inner**2) * near
        ) / scale
    return np.where(d_outer > 1e-9, control, near)
