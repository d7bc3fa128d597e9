"""What is not a digit, drawn by a generator: letters, symbols, scribbles, blots, and two digits at once.

A network that only ever saw digits calls a letter a digit with full confidence. Taught these with the answer “each of
the ten is as likely” (outlier exposure: Hendrycks et al., “Deep Anomaly Detection with Outlier Exposure”, 2019), it is
in doubt where it should be.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from training.hand import Generator, Skeleton, by_hand
from training.pen_digits import draw_digit
from training.signs import draw_sign, line, ring, sharp


def draw_non_digit(generator: Generator) -> Skeleton:
    """Strokes that mean no digit, in about a unit square."""
    kind = int(generator.choice(len(_KINDS), p=[share for share, _ in _KINDS]))
    return _KINDS[kind][1](generator)


def _sign(g: Generator) -> Skeleton:
    """A letter or a symbol, as a hand writes it."""
    return by_hand(draw_sign(g), g)


def _invented(g: Generator) -> Skeleton:
    """A character of no alphabet: three to five lines, bows and rings between the places of a grid."""
    strokes: Skeleton = []
    for _ in range(g.integers(3, 6)):
        start, end = g.choice(9, 2, replace=False)
        (x, y), (to_x, to_y) = (np.array([place % 3, place // 3]) / 2 for place in (start, end))
        kind = g.random()
        if kind < 0.5:
            strokes.append(line(x, y, to_x, to_y))
        elif kind < 0.75:
            bow = g.uniform(-0.3, 0.3, 2)
            strokes.append(line(x, y, (x + to_x) / 2 + bow[0], (y + to_y) / 2 + bow[1], to_x, to_y))
        elif kind < 0.88:
            strokes.append(ring(x, y, *g.uniform(0.1, 0.3, 2)))
        else:
            strokes.append(sharp(x, y, to_x, y, to_x, to_y))
    return by_hand(strokes, g)


def _ticked_box(g: Generator) -> Skeleton:
    """A form's box with a tick, a cross or a stroke in it or across it."""
    corners = np.array([(0, 0), (g.uniform(0.8, 1.3), 0), (0, 1)]) @ np.array([[1, g.normal(0, 0.03)], [0, 1]])
    start, right, below = corners + g.normal(0, 0.01, (3, 2))
    box = sharp(*start, *right, *(right + below - start), *below, *start)
    middle, size = (right + below) / 2 + g.normal(0, 0.1, 2), g.uniform(0.3, 0.8, 2)
    kind = g.random()
    if kind < 0.4:
        mark = [sharp(-0.7, 0.1, -0.2, 0.6, 1, -0.9)]
    elif kind < 0.8:
        mark = [line(-0.6, -0.6, 0.6, 0.6), line(0.6, -0.6, -0.6, 0.6)]
    else:
        mark = [line(*g.uniform(-0.8, 0.8, 4))]
    return [box, *[stroke * size + middle for stroke in by_hand(mark, g)]]


def _scribble(g: Generator) -> Skeleton:
    """A wandering, a curling or a swinging line, a zigzag, a spiral or a hatching."""
    kind = g.random()
    if kind < 0.14:
        return [_curl(g)]
    if kind < 0.24:
        return [_swing(g) for _ in range(g.integers(1, 4))]
    if kind < 0.5:
        count = g.integers(6, 30)
        return [np.cumsum(g.normal(0, 0.25, (count, 2)), axis=0) if g.random() < 0.5 else g.random((count, 2))]
    if kind < 0.7:
        count = g.integers(5, 16)
        y = np.linspace(0, g.uniform(0.3, 1), count) + g.normal(0, 0.02, count)
        return [np.stack([np.arange(count) % 2 + g.normal(0, 0.05, count), y], axis=1)]
    if kind < 0.85:
        turns = g.uniform(1.8, 5)
        t = np.linspace(0, 1, int(14 * turns))
        angle = 2 * math.pi * turns * t + g.uniform(0, 6)
        return [np.stack([t * np.cos(angle), t * np.sin(angle)], axis=1) * 0.5 + 0.5 + g.normal(0, 0.01, (len(t), 2))]
    places = np.linspace(0, 1, g.integers(3, 7))
    return by_hand([line(x, g.normal(0, 0.05), x + g.normal(0, 0.1), 1) for x in places], g)


def _curl(g: Generator) -> NDArray[np.float64]:
    """A line that turns on and on, now more and now less, as in a row of loops or a tangle."""
    count = int(g.integers(40, 120))
    pace = np.linspace(0, g.uniform(6, 22), count)
    turning = g.normal(0, 0.25) + g.uniform(0.1, 0.7) * np.sin(pace + g.uniform(0, 6))
    heading = np.cumsum(turning + g.normal(0, 0.1, count))
    drift = np.array([g.uniform(0, 0.6), g.normal(0, 0.2)])
    return np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1) + drift, axis=0) / count


def _swing(g: Generator) -> NDArray[np.float64]:
    """A line that swings across and down at several paces at once, as a hand does that only wants to cover paper."""
    t = np.linspace(0, 2 * math.pi * g.uniform(0.8, 1.5), 120)
    paces = np.arange(1, g.integers(4, 8))
    width = g.normal(0, 1, (2, len(paces))) / np.sqrt(paces)
    phase = g.uniform(0, 2 * math.pi, (2, len(paces), 1))
    way = (width[:, :, None] * np.sin(paces[:, None] * t + phase)).sum(axis=1).T
    return way / way.std(axis=0) * (0.3 * g.uniform(0.6, 1.4), 0.3) + g.normal(0, 0.1, 2)


def _two_digits(g: Generator) -> Skeleton:
    """Two, seldom three digits side by side, or one above the other."""
    count = 3 if g.random() < 0.15 else 2
    strokes: Skeleton = []
    edge = 0.0
    below = g.random() < 0.08
    for _ in range(count):
        digit = draw_digit(int(g.integers(10)), g)
        points = np.concatenate(digit)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = g.uniform(0.85, 1.15)
        shift = np.array([g.normal(0, 0.05), edge] if below else [edge, g.normal(0, 0.05)])
        strokes += [(stroke - low) * scale + shift for stroke in digit]
        edge += float((high - low)[1 if below else 0]) * scale + g.uniform(0.0, 0.3)
    return strokes


def _random_strokes(g: Generator) -> Skeleton:
    """One to five strokes that mean nothing."""
    return by_hand([g.random((g.integers(2, 6), 2)) for _ in range(g.integers(2, 6))], g)


def _crossed_out(g: Generator) -> Skeleton:
    """A digit somebody scratched out."""
    digit = draw_digit(int(g.integers(10)), g)
    scratches = np.stack([np.arange(7) % 2, np.linspace(0, 1, 7)], axis=1)[: g.integers(4, 8)]
    return [*digit, (scratches - 0.5) * (g.uniform(0.6, 1.0), g.uniform(0.7, 1.0)) + g.normal(0, 0.05, scratches.shape)]


_KINDS: tuple[tuple[float, Callable[[Generator], Skeleton]], ...] = (
    (0.40, _sign),
    (0.12, _invented),
    (0.14, _scribble),
    (0.15, _two_digits),
    (0.04, _ticked_box),
    (0.07, _random_strokes),
    (0.08, _crossed_out),
)
"""With the share of each."""
