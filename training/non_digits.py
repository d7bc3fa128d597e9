"""What is not a digit, drawn by a generator: letters, symbols, scribbles, blots, and two digits at once.

A network that only ever saw digits calls a letter a digit with full confidence. Taught these with the answer “each of
the ten is as likely” (outlier exposure: Hendrycks et al., “Deep Anomaly Detection with Outlier Exposure”, 2019), it is
in doubt where it should be. Letters that look like digits (O, I, l, S, Z in most hands) are left out.
"""

from __future__ import annotations

import math

import numpy as np

from training.hand import Generator, Line, Skeleton, by_hand
from training.pen_digits import draw_digit


def draw_non_digit(generator: Generator) -> Skeleton:
    """Strokes that mean no digit, in about a unit square."""
    kind = generator.random()
    if kind < 0.42:
        return by_hand(_glyph(generator), generator)
    if kind < 0.55:
        return by_hand(_invented(generator), generator)
    if kind < 0.69:
        return _scribble(generator)
    if kind < 0.85:
        return _two_digits(generator)
    if kind < 0.92:
        return by_hand(_random_strokes(generator), generator)
    return _crossed_out(generator)


def _line(*places: float) -> Line:
    return np.array(places, np.float64).reshape(-1, 2)


def _ring(x: float, y: float, across: float, down: float, *turn_from: float) -> Line:
    """Points on an ellipse around (x, y), from an angle, turning by another; once round from the top by default."""
    start, turn = turn_from or (-90, 360)
    angles = np.radians(np.linspace(start, start + turn, max(4, abs(round(turn / 36)))))
    return np.stack([x + across * np.cos(angles), y + down * np.sin(angles)], axis=1)


_CORNER = 1e-3
"""Two points this close make a corner that the smooth curve does not round."""


def _sharp(*places: float) -> Line:
    """A line with a corner at each of its points."""
    points = _line(*places)
    return (
        np.concatenate([points[:1], np.repeat(points[1:-1], 2, axis=0), points[-1:]])
        + np.linspace(0, _CORNER, 2 * len(points) - 2)[:, None]
    )


_GLYPHS: dict[str, list[Line]] = {
    "A": [_sharp(0, 1, 0.5, 0, 1, 1), _line(0.2, 0.62, 0.8, 0.62)],
    "E": [_sharp(1, 0, 0, 0, 0, 1, 1, 1), _line(0, 0.5, 0.8, 0.5)],
    "F": [_sharp(1, 0, 0, 0, 0, 1), _line(0, 0.45, 0.75, 0.45)],
    "H": [_line(0, 0, 0, 1), _line(1, 0, 1, 1), _line(0, 0.5, 1, 0.5)],
    "K": [_line(0, 0, 0, 1), _sharp(0.9, 0, 0.05, 0.55, 1, 1)],
    "L": [_sharp(0, 0, 0, 1, 0.8, 1)],
    "M": [_sharp(0, 1, 0.1, 0, 0.5, 0.7, 0.9, 0, 1, 1)],
    "N": [_sharp(0, 1, 0, 0, 0.9, 1, 0.9, 0)],
    "P": [_line(0, 0, 0, 1), np.concatenate([_line(0, 0.02), _ring(0.3, 0.27, 0.5, 0.27, -80, 160), _line(0, 0.55)])],
    "R": [
        _line(0, 0, 0, 1),
        np.concatenate([_line(0, 0.02), _ring(0.3, 0.25, 0.45, 0.25, -80, 160), _line(0.05, 0.52)]),
        _line(0.2, 0.52, 0.9, 1),
    ],
    "T": [_line(0, 0, 1, 0), _line(0.5, 0, 0.5, 1)],
    "U": [_line(0, 0, 0.02, 0.7, 0.25, 1, 0.7, 1, 0.93, 0.7, 0.95, 0)],
    "V": [_sharp(0, 0, 0.45, 1, 0.9, 0)],
    "W": [_sharp(0, 0, 0.25, 1, 0.5, 0.3, 0.75, 1, 1, 0)],
    "w": [_line(0, 0.1, 0.1, 0.85, 0.35, 0.9, 0.5, 0.2, 0.62, 0.88, 0.9, 0.85, 1, 0.1)],
    "X": [_line(0, 0, 1, 1), _line(1, 0, 0, 1)],
    "x": [_line(0.1, 0.05, 0.5, 0.3, 0.4, 0.75, 0, 0.95), _line(0.95, 0.05, 0.55, 0.4, 0.6, 0.8, 1, 0.95)],
    "Y": [_sharp(0, 0, 0.45, 0.5, 0.9, 0), _line(0.45, 0.5, 0.45, 1)],
    "y": [_line(0, 0, 0.4, 0.55), _line(0.85, 0, 0.4, 0.6, 0.1, 1)],
    "y round": [_line(0, 0, 0.05, 0.35, 0.35, 0.45, 0.7, 0.1), _line(0.75, 0, 0.7, 0.6, 0.4, 1, 0.05, 0.85)],
    "z": [_sharp(0, 0, 0.9, 0, 0.05, 1, 0.95, 1)],
    "z barred": [_sharp(0, 0, 0.9, 0, 0.05, 1, 0.95, 1), _line(0.2, 0.5, 0.75, 0.5)],
    "z tailed": [np.concatenate([_sharp(0, 0.05, 0.7, 0, 0.1, 0.5), _line(0.5, 0.45, 0.65, 0.75, 0.3, 1, 0, 0.8)])],
    "a": [_ring(0.4, 0.5, 0.4, 0.48, -40, -330), _line(0.82, 0.0, 0.8, 0.8, 1, 1)],
    "d": [_ring(0.35, 0.7, 0.35, 0.3, -40, -330), _line(0.75, 0, 0.72, 1)],
    "e": [np.concatenate([_line(0.05, 0.55, 0.9, 0.5), _ring(0.48, 0.5, 0.42, 0.48, -20, -290)])],
    "f": [_line(0.85, 0.05, 0.55, 0, 0.4, 0.3, 0.4, 1), _line(0.1, 0.42, 0.75, 0.4)],
    "h": [_line(0, 0, 0, 1), _line(0, 0.7, 0.3, 0.45, 0.6, 0.55, 0.65, 1)],
    "k": [_line(0, 0, 0, 1), _sharp(0.6, 0.35, 0.05, 0.7, 0.65, 1)],
    "m": [
        _line(0, 0.1, 0, 1),
        _line(0, 0.4, 0.25, 0.1, 0.48, 0.4, 0.5, 1),
        _line(0.5, 0.4, 0.75, 0.1, 0.98, 0.4, 1, 1),
    ],
    "n": [_line(0, 0, 0, 1), _line(0, 0.35, 0.35, 0, 0.75, 0.3, 0.8, 1)],
    "r": [_line(0, 0, 0.02, 1), _line(0.02, 0.4, 0.25, 0.08, 0.65, 0.08)],
    "t": [_line(0.4, 0, 0.4, 0.85, 0.6, 1, 0.8, 0.92), _line(0.05, 0.3, 0.8, 0.3)],
    "u": [_line(0, 0, 0.05, 0.75, 0.35, 1, 0.75, 0.6), _line(0.8, 0, 0.8, 1)],
    "j": [_line(0.6, 0.25, 0.6, 0.85, 0.35, 1, 0.05, 0.85), _line(0.6, 0.0, 0.62, 0.02)],
    "i": [_line(0.5, 0.35, 0.5, 1), _line(0.5, 0.0, 0.52, 0.02)],
    "J": [_line(0.2, 0, 0.9, 0), _line(0.6, 0, 0.6, 0.75, 0.35, 1, 0.0, 0.8)],
    "D": [_line(0, 0, 0, 1), np.concatenate([_line(0, 0), _ring(0.2, 0.5, 0.65, 0.5, -75, 150), _line(0, 1)])],
    "G": [np.concatenate([_ring(0.5, 0.5, 0.5, 0.5, -45, -300), _line(1, 0.55)]), _line(0.6, 0.55, 1.05, 0.55)],
    "C": [_ring(0.5, 0.5, 0.45, 0.5, -50, -260)],
    "Q": [_ring(0.5, 0.5, 0.48, 0.48), _line(0.55, 0.7, 1, 1.08)],
    "plus": [_line(0, 0.5, 1, 0.5), _line(0.5, 0, 0.5, 1)],
    "minus": [_line(0, 0, 1, 0)],
    "equals": [_line(0, 0, 1, 0), _line(0, 0.4, 1, 0.4)],
    "divided": [_line(0, 0.5, 1, 0.5), _line(0.5, 0.15, 0.51, 0.16), _line(0.5, 0.85, 0.51, 0.86)],
    "bracket": [_line(0.4, 0, 0.1, 0.3, 0.1, 0.7, 0.4, 1)],
    "bracket closed": [_line(0, 0, 0.3, 0.3, 0.3, 0.7, 0, 1)],
    "square bracket": [_sharp(0.4, 0, 0, 0, 0, 1, 0.4, 1)],
    "square": [_sharp(0, 0, 1, 0, 1, 1, 0, 1, 0, 0)],
    "triangle": [_sharp(0.5, 0, 1, 0.9, 0, 0.9, 0.5, 0)],
    "tick": [_sharp(0, 0.6, 0.35, 1, 1, 0)],
    "arrow": [_line(0, 0.5, 1, 0.5), _sharp(0.7, 0.2, 1, 0.5, 0.7, 0.8)],
    "star": [_sharp(0.2, 1, 0.5, 0, 0.8, 1, 0, 0.38, 1, 0.38, 0.2, 1)],
    "heart": [_line(0.5, 0.25, 0.25, 0, 0.0, 0.3, 0.5, 1, 1.0, 0.3, 0.75, 0, 0.5, 0.25)],
    "hash": [_line(0.3, 0, 0.25, 1), _line(0.75, 0, 0.7, 1), _line(0, 0.33, 1, 0.33), _line(0, 0.67, 1, 0.67)],
    "percent": [_ring(0.2, 0.2, 0.2, 0.2), _line(0.9, 0, 0.1, 1), _ring(0.8, 0.8, 0.2, 0.2)],
    "asterisk": [_line(0.5, 0, 0.5, 1), _line(0.05, 0.25, 0.95, 0.75), _line(0.95, 0.25, 0.05, 0.75)],
    "less": [_sharp(1, 0, 0, 0.5, 1, 1)],
    "greater": [_sharp(0, 0, 1, 0.5, 0, 1)],
    "tilde": [_line(0, 0.3, 0.25, 0, 0.5, 0.2, 0.75, 0.4, 1, 0.1)],
    "question": [
        np.concatenate([_ring(0.45, 0.28, 0.4, 0.28, -170, 230), _line(0.45, 0.75)]),
        _line(0.45, 1.0, 0.46, 1.01),
    ],
    "exclamation": [_line(0.5, 0, 0.5, 0.7), _line(0.5, 1.0, 0.51, 1.01)],
    "euro": [_ring(0.55, 0.5, 0.45, 0.5, -50, -260), _line(0, 0.4, 0.7, 0.4), _line(0, 0.6, 0.65, 0.6)],
    "pi": [_line(0, 0.1, 1, 0.05), _line(0.3, 0.1, 0.2, 1), _line(0.7, 0.08, 0.75, 1)],
    "alpha": [_line(1, 0, 0.6, 0.7, 0.3, 1, 0, 0.6, 0.3, 0.2, 0.6, 0.5, 1, 1)],
    "brace": [_line(0.5, 0, 0.3, 0.12, 0.32, 0.38, 0.05, 0.5, 0.32, 0.62, 0.3, 0.88, 0.5, 1)],
    "brace closed": [_line(0, 0, 0.2, 0.12, 0.18, 0.38, 0.45, 0.5, 0.18, 0.62, 0.2, 0.88, 0, 1)],
    "square bracket closed": [_sharp(0, 0, 0.4, 0, 0.4, 1, 0, 1)],
    "ampersand": [_line(1, 1, 0.25, 0.3, 0.4, 0, 0.6, 0.25, 0.05, 0.7, 0.35, 1, 0.9, 0.6)],
    "at": [np.concatenate([_ring(0.5, 0.5, 0.2, 0.22, -20, -320), _ring(0.5, 0.5, 0.5, 0.5, 20, -300)])],
    "pound": [_line(0.9, 0.2, 0.6, 0, 0.4, 0.25, 0.4, 0.7, 0.05, 1, 0.95, 1), _line(0.1, 0.5, 0.75, 0.5)],
    "quotes": [_line(0.3, 0, 0.28, 0.35), _line(0.65, 0, 0.63, 0.35)],
    "ellipsis": [_line(0, 0, 0.01, 0.01), _line(0.5, 0, 0.51, 0.01), _line(1, 0, 1.01, 0.01)],
    "sum": [_sharp(1, 0, 0, 0, 0.6, 0.5, 0, 1, 1, 1)],
    "root": [_sharp(0, 0.6, 0.12, 0.5, 0.3, 1, 0.5, 0, 1.2, 0)],
    "mu": [
        _line(0.1, 0, 0, 1.2),
        _line(0.08, 0.2, 0.15, 0.7, 0.5, 0.75, 0.8, 0.4),
        _line(0.82, 0, 0.8, 0.7, 0.95, 0.8),
    ],
    "lambda": [_line(0.1, 0, 0.4, 0.2, 0.9, 1), _line(0.45, 0.4, 0, 1)],
    "omega": [_line(0, 1, 0.35, 0.95, 0.05, 0.5, 0.2, 0.05, 0.8, 0.05, 0.95, 0.5, 0.65, 0.95, 1, 1)],
    "i short": [_sharp(0, 0, 0, 1, 0.8, 0, 0.8, 1)],
    "sha": [_sharp(0, 0, 0, 1, 1, 1, 1, 0), _line(0.5, 0, 0.5, 1)],
    "zhe": [_line(0, 0, 1, 1), _line(1, 0, 0, 1), _line(0.5, 0, 0.5, 1)],
    "yu": [_line(0, 0, 0, 1), _line(0, 0.5, 0.4, 0.5), _ring(0.75, 0.5, 0.35, 0.5)],
    "ya": [_line(0.9, 0, 0.9, 1), _line(0.9, 0.02, 0.3, 0.05, 0.1, 0.3, 0.4, 0.5, 0.9, 0.5), _line(0.5, 0.5, 0, 1)],
    "colon": [_line(0.5, 0.1, 0.51, 0.11), _line(0.5, 0.9, 0.51, 0.91)],
    "dot": [_line(0.5, 0.5, 0.505, 0.505)],
    "comma": [_line(0.5, 0.5, 0.52, 0.56, 0.47, 0.64)],
}


def _glyph(g: Generator) -> Skeleton:
    names = list(_GLYPHS)
    return [line.copy() for line in _GLYPHS[names[g.integers(len(names))]]]


def _invented(g: Generator) -> Skeleton:
    """A character of no alphabet: three to five lines, bows and rings between the places of a grid."""
    strokes: Skeleton = []
    for _ in range(g.integers(3, 6)):
        start, end = g.choice(9, 2, replace=False)
        (x, y), (to_x, to_y) = (np.array([place % 3, place // 3]) / 2 for place in (start, end))
        kind = g.random()
        if kind < 0.5:
            strokes.append(_line(x, y, to_x, to_y))
        elif kind < 0.75:
            bow = g.uniform(-0.3, 0.3, 2)
            strokes.append(_line(x, y, (x + to_x) / 2 + bow[0], (y + to_y) / 2 + bow[1], to_x, to_y))
        elif kind < 0.88:
            strokes.append(_ring(x, y, *g.uniform(0.1, 0.3, 2)))
        else:
            strokes.append(_sharp(x, y, to_x, y, to_x, to_y))
    return strokes


def _scribble(g: Generator) -> Skeleton:
    """A wandering line, a zigzag, a spiral or a hatching."""
    kind = g.random()
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
    return by_hand([_line(x, g.normal(0, 0.05), x + g.normal(0, 0.1), 1) for x in places], g)


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
        strokes += [(line - low) * scale + shift for line in digit]
        edge += float((high - low)[1 if below else 0]) * scale + g.uniform(0.0, 0.3)
    return strokes


def _random_strokes(g: Generator) -> Skeleton:
    """One to five strokes that mean nothing."""
    return [g.random((g.integers(2, 6), 2)) for _ in range(g.integers(2, 6))]


def _crossed_out(g: Generator) -> Skeleton:
    """A digit somebody scratched out."""
    digit = draw_digit(int(g.integers(10)), g)
    scratches = np.stack([np.arange(7) % 2, np.linspace(0, 1, 7)], axis=1)[: g.integers(4, 8)]
    return [*digit, (scratches - 0.5) * (g.uniform(0.6, 1.0), g.uniform(0.7, 1.0)) + g.normal(0, 0.05, scratches.shape)]
