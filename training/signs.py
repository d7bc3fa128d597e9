"""Letters and symbols that are no digits, as strokes: a table of plain forms, and ways of writing drawn by lot.

Letters that are written like digits (O, I, l, S, Z in most hands) are left out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.hand import Generator, Line, Skeleton

_WRITTEN_SHARE = 0.4
"""Of the signs are drawn by lot, in more forms than a table has: letters that are most like digits, plus and dot."""


def draw_sign(generator: Generator) -> Skeleton:
    """One letter or symbol in about a unit square, not yet as a hand writes it."""
    if generator.random() < _WRITTEN_SHARE:
        return _WRITTEN[generator.integers(len(_WRITTEN))](generator)
    names = list(_GLYPHS)
    return [stroke.copy() for stroke in _GLYPHS[names[generator.integers(len(names))]]]


def line(*places: float) -> Line:
    """Points x, y, x, y, …, joined by a smooth curve."""
    return np.array(places, np.float64).reshape(-1, 2)


def ring(x: float, y: float, across: float, down: float, *turn_from: float) -> Line:
    """Points on an ellipse around (x, y), from an angle, turning by another; once round from the top by default."""
    start, turn = turn_from or (-90, 360)
    angles = np.radians(np.linspace(start, start + turn, max(4, abs(round(turn / 36)))))
    return np.stack([x + across * np.cos(angles), y + down * np.sin(angles)], axis=1)


_CORNER = 1e-3
"""Two points this close make a corner that the smooth curve does not round."""


def sharp(*places: float) -> Line:
    """A line with a corner at each of its points."""
    points = line(*places)
    return (
        np.concatenate([points[:1], np.repeat(points[1:-1], 2, axis=0), points[-1:]])
        + np.linspace(0, _CORNER, 2 * len(points) - 2)[:, None]
    )


_GLYPHS: dict[str, list[Line]] = {
    "A": [sharp(0, 1, 0.5, 0, 1, 1), line(0.2, 0.62, 0.8, 0.62)],
    "E": [sharp(1, 0, 0, 0, 0, 1, 1, 1), line(0, 0.5, 0.8, 0.5)],
    "F": [sharp(1, 0, 0, 0, 0, 1), line(0, 0.45, 0.75, 0.45)],
    "H": [line(0, 0, 0, 1), line(1, 0, 1, 1), line(0, 0.5, 1, 0.5)],
    "K": [line(0, 0, 0, 1), sharp(0.9, 0, 0.05, 0.55, 1, 1)],
    "L": [sharp(0, 0, 0, 1, 0.8, 1)],
    "M": [sharp(0, 1, 0.1, 0, 0.5, 0.7, 0.9, 0, 1, 1)],
    "N": [sharp(0, 1, 0, 0, 0.9, 1, 0.9, 0)],
    "P": [line(0, 0, 0, 1), np.concatenate([line(0, 0.02), ring(0.3, 0.27, 0.5, 0.27, -80, 160), line(0, 0.55)])],
    "R": [
        line(0, 0, 0, 1),
        np.concatenate([line(0, 0.02), ring(0.3, 0.25, 0.45, 0.25, -80, 160), line(0.05, 0.52)]),
        line(0.2, 0.52, 0.9, 1),
    ],
    "T": [line(0, 0, 1, 0), line(0.5, 0, 0.5, 1)],
    "U": [line(0, 0, 0.02, 0.7, 0.25, 1, 0.7, 1, 0.93, 0.7, 0.95, 0)],
    "V": [sharp(0, 0, 0.45, 1, 0.9, 0)],
    "W": [sharp(0, 0, 0.25, 1, 0.5, 0.3, 0.75, 1, 1, 0)],
    "w": [line(0, 0.1, 0.1, 0.85, 0.35, 0.9, 0.5, 0.2, 0.62, 0.88, 0.9, 0.85, 1, 0.1)],
    "X": [line(0, 0, 1, 1), line(1, 0, 0, 1)],
    "x": [line(0.1, 0.05, 0.5, 0.3, 0.4, 0.75, 0, 0.95), line(0.95, 0.05, 0.55, 0.4, 0.6, 0.8, 1, 0.95)],
    "Y": [sharp(0, 0, 0.45, 0.5, 0.9, 0), line(0.45, 0.5, 0.45, 1)],
    "y": [line(0, 0, 0.4, 0.55), line(0.85, 0, 0.4, 0.6, 0.1, 1)],
    "y round": [line(0, 0, 0.05, 0.35, 0.35, 0.45, 0.7, 0.1), line(0.75, 0, 0.7, 0.6, 0.4, 1, 0.05, 0.85)],
    "z": [sharp(0, 0, 0.9, 0, 0.05, 1, 0.95, 1)],
    "z barred": [sharp(0, 0, 0.9, 0, 0.05, 1, 0.95, 1), line(0.2, 0.5, 0.75, 0.5)],
    "z tailed": [np.concatenate([sharp(0, 0.05, 0.7, 0, 0.1, 0.5), line(0.5, 0.45, 0.65, 0.75, 0.3, 1, 0, 0.8)])],
    "a": [ring(0.4, 0.5, 0.4, 0.48, -40, -330), line(0.82, 0.0, 0.8, 0.8, 1, 1)],
    "d": [ring(0.35, 0.7, 0.35, 0.3, -40, -330), line(0.75, 0, 0.72, 1)],
    "e": [np.concatenate([line(0.05, 0.55, 0.9, 0.5), ring(0.48, 0.5, 0.42, 0.48, -20, -290)])],
    "f": [line(0.85, 0.05, 0.55, 0, 0.4, 0.3, 0.4, 1), line(0.1, 0.42, 0.75, 0.4)],
    "h": [line(0, 0, 0, 1), line(0, 0.7, 0.3, 0.45, 0.6, 0.55, 0.65, 1)],
    "k": [line(0, 0, 0, 1), sharp(0.6, 0.35, 0.05, 0.7, 0.65, 1)],
    "m": [
        line(0, 0.1, 0, 1),
        line(0, 0.4, 0.25, 0.1, 0.48, 0.4, 0.5, 1),
        line(0.5, 0.4, 0.75, 0.1, 0.98, 0.4, 1, 1),
    ],
    "n": [line(0, 0, 0, 1), line(0, 0.35, 0.35, 0, 0.75, 0.3, 0.8, 1)],
    "r": [line(0, 0, 0.02, 1), line(0.02, 0.4, 0.25, 0.08, 0.65, 0.08)],
    "t": [line(0.4, 0, 0.4, 0.85, 0.6, 1, 0.8, 0.92), line(0.05, 0.3, 0.8, 0.3)],
    "u": [line(0, 0, 0.05, 0.75, 0.35, 1, 0.75, 0.6), line(0.8, 0, 0.8, 1)],
    "j": [line(0.6, 0.25, 0.6, 0.85, 0.35, 1, 0.05, 0.85), line(0.6, 0.0, 0.62, 0.02)],
    "i": [line(0.5, 0.35, 0.5, 1), line(0.5, 0.0, 0.52, 0.02)],
    "J": [line(0.2, 0, 0.9, 0), line(0.6, 0, 0.6, 0.75, 0.35, 1, 0.0, 0.8)],
    "D": [line(0, 0, 0, 1), np.concatenate([line(0, 0), ring(0.2, 0.5, 0.65, 0.5, -75, 150), line(0, 1)])],
    "G": [np.concatenate([ring(0.5, 0.5, 0.5, 0.5, -45, -300), line(1, 0.55)]), line(0.6, 0.55, 1.05, 0.55)],
    "C": [ring(0.5, 0.5, 0.45, 0.5, -50, -260)],
    "Q": [ring(0.5, 0.5, 0.48, 0.48), line(0.55, 0.7, 1, 1.08)],
    "plus": [line(0, 0.5, 1, 0.5), line(0.5, 0, 0.5, 1)],
    "minus": [line(0, 0, 1, 0)],
    "equals": [line(0, 0, 1, 0), line(0, 0.4, 1, 0.4)],
    "divided": [line(0, 0.5, 1, 0.5), line(0.5, 0.15, 0.51, 0.16), line(0.5, 0.85, 0.51, 0.86)],
    "bracket": [line(0.4, 0, 0.1, 0.3, 0.1, 0.7, 0.4, 1)],
    "bracket closed": [line(0, 0, 0.3, 0.3, 0.3, 0.7, 0, 1)],
    "square bracket": [sharp(0.4, 0, 0, 0, 0, 1, 0.4, 1)],
    "square": [sharp(0, 0, 1, 0, 1, 1, 0, 1, 0, 0)],
    "triangle": [sharp(0.5, 0, 1, 0.9, 0, 0.9, 0.5, 0)],
    "tick": [sharp(0, 0.6, 0.35, 1, 1, 0)],
    "arrow": [line(0, 0.5, 1, 0.5), sharp(0.7, 0.2, 1, 0.5, 0.7, 0.8)],
    "star": [sharp(0.2, 1, 0.5, 0, 0.8, 1, 0, 0.38, 1, 0.38, 0.2, 1)],
    "heart": [line(0.5, 0.25, 0.25, 0, 0.0, 0.3, 0.5, 1, 1.0, 0.3, 0.75, 0, 0.5, 0.25)],
    "hash": [line(0.3, 0, 0.25, 1), line(0.75, 0, 0.7, 1), line(0, 0.33, 1, 0.33), line(0, 0.67, 1, 0.67)],
    "percent": [ring(0.2, 0.2, 0.2, 0.2), line(0.9, 0, 0.1, 1), ring(0.8, 0.8, 0.2, 0.2)],
    "asterisk": [line(0.5, 0, 0.5, 1), line(0.05, 0.25, 0.95, 0.75), line(0.95, 0.25, 0.05, 0.75)],
    "less": [sharp(1, 0, 0, 0.5, 1, 1)],
    "greater": [sharp(0, 0, 1, 0.5, 0, 1)],
    "tilde": [line(0, 0.3, 0.25, 0, 0.5, 0.2, 0.75, 0.4, 1, 0.1)],
    "question": [
        np.concatenate([ring(0.45, 0.28, 0.4, 0.28, -170, 230), line(0.45, 0.75)]),
        line(0.45, 1.0, 0.46, 1.01),
    ],
    "exclamation": [line(0.5, 0, 0.5, 0.7), line(0.5, 1.0, 0.51, 1.01)],
    "euro": [ring(0.55, 0.5, 0.45, 0.5, -50, -260), line(0, 0.4, 0.7, 0.4), line(0, 0.6, 0.65, 0.6)],
    "pi": [line(0, 0.1, 1, 0.05), line(0.3, 0.1, 0.2, 1), line(0.7, 0.08, 0.75, 1)],
    "alpha": [line(1, 0, 0.6, 0.7, 0.3, 1, 0, 0.6, 0.3, 0.2, 0.6, 0.5, 1, 1)],
    "brace": [line(0.5, 0, 0.3, 0.12, 0.32, 0.38, 0.05, 0.5, 0.32, 0.62, 0.3, 0.88, 0.5, 1)],
    "brace closed": [line(0, 0, 0.2, 0.12, 0.18, 0.38, 0.45, 0.5, 0.18, 0.62, 0.2, 0.88, 0, 1)],
    "square bracket closed": [sharp(0, 0, 0.4, 0, 0.4, 1, 0, 1)],
    "ampersand": [line(1, 1, 0.25, 0.3, 0.4, 0, 0.6, 0.25, 0.05, 0.7, 0.35, 1, 0.9, 0.6)],
    "at": [np.concatenate([ring(0.5, 0.5, 0.2, 0.22, -20, -320), ring(0.5, 0.5, 0.5, 0.5, 20, -300)])],
    "pound": [line(0.9, 0.2, 0.6, 0, 0.4, 0.25, 0.4, 0.7, 0.05, 1, 0.95, 1), line(0.1, 0.5, 0.75, 0.5)],
    "quotes": [line(0.3, 0, 0.28, 0.35), line(0.65, 0, 0.63, 0.35)],
    "ellipsis": [line(0, 0, 0.01, 0.01), line(0.5, 0, 0.51, 0.01), line(1, 0, 1.01, 0.01)],
    "sum": [sharp(1, 0, 0, 0, 0.6, 0.5, 0, 1, 1, 1)],
    "root": [sharp(0, 0.6, 0.12, 0.5, 0.3, 1, 0.5, 0, 1.2, 0)],
    "mu": [
        line(0.1, 0, 0, 1.2),
        line(0.08, 0.2, 0.15, 0.7, 0.5, 0.75, 0.8, 0.4),
        line(0.82, 0, 0.8, 0.7, 0.95, 0.8),
    ],
    "lambda": [line(0.1, 0, 0.4, 0.2, 0.9, 1), line(0.45, 0.4, 0, 1)],
    "omega": [line(0, 1, 0.35, 0.95, 0.05, 0.5, 0.2, 0.05, 0.8, 0.05, 0.95, 0.5, 0.65, 0.95, 1, 1)],
    "i short": [sharp(0, 0, 0, 1, 0.8, 0, 0.8, 1)],
    "sha": [sharp(0, 0, 0, 1, 1, 1, 1, 0), line(0.5, 0, 0.5, 1)],
    "zhe": [line(0, 0, 1, 1), line(1, 0, 0, 1), line(0.5, 0, 0.5, 1)],
    "yu": [line(0, 0, 0, 1), line(0, 0.5, 0.4, 0.5), ring(0.75, 0.5, 0.35, 0.5)],
    "ya": [line(0.9, 0, 0.9, 1), line(0.9, 0.02, 0.3, 0.05, 0.1, 0.3, 0.4, 0.5, 0.9, 0.5), line(0.5, 0.5, 0, 1)],
    "colon": [line(0.5, 0.1, 0.51, 0.11), line(0.5, 0.9, 0.51, 0.91)],
}


def _z(g: Generator) -> Skeleton:
    """Cornered at both ends of the slope; a two is round at its upper right."""
    left, right = g.uniform(0.0, 0.2), g.uniform(0.75, 1.0)
    top, base = g.normal(0, 0.04), 1 + g.normal(0, 0.03)
    end = g.uniform(0.7, 1.1)
    strokes = [
        sharp(left, top + g.normal(0, 0.04), right, top, g.uniform(0.0, 0.2), base, end, base + g.normal(0, 0.04))
    ]
    kind = g.random()
    if kind < 0.2:  # waved above and below
        wave = g.uniform(0.03, 0.09)
        upper = line(left, top + wave, 0.3, top - wave, 0.6, top + wave, right, top)
        lower = line(0.1, base, 0.4, base - wave, 0.7, base + wave, end, base - wave)
        strokes = [np.concatenate([upper, upper[-1:] + _CORNER, lower[:1], lower[:1] + _CORNER, lower[1:]])]
    elif kind < 0.5:  # the pen comes up to the top, steeply or from afar
        start = line(left - g.uniform(0.0, 0.25), top + g.uniform(0.1, 0.4))
        strokes[0] = np.concatenate([start, strokes[0][:1], strokes[0][:1] + _CORNER, strokes[0][1:]])
        strokes[0][2:4, 1] += g.uniform(0.0, 0.2)  # and dips before it goes right
    if g.random() < 0.4:
        half = g.uniform(0.12, 0.35)
        tilt = g.normal(0, 0.05)
        strokes.append(line(0.5 - half, 0.5 + tilt, 0.5 + half, 0.5 - tilt))
    return strokes


def _y(g: Generator) -> Skeleton:
    """Two arms, or a cup, and a tail that goes to the left; a four's stem goes straight down."""
    waist = g.uniform(0.35, 0.6)
    right = g.uniform(0.7, 1.0)
    foot = g.uniform(-0.1, 0.3)
    kind = g.random()
    if kind < 0.45:  # two straight strokes
        middle = g.uniform(0.3, 0.5)
        through = middle + (right - middle) * g.uniform(-0.1, 0.1)
        return [line(0, g.normal(0, 0.04), middle, waist), line(right, 0, through, waist, foot, 1)]
    cup = line(0, 0, g.uniform(0.0, 0.1), waist * 0.7, g.uniform(0.25, 0.45), waist, right, waist * g.uniform(0.2, 0.6))
    if kind < 0.75:  # a hook below
        stem = line(right, g.normal(0, 0.03), right, waist, right - g.uniform(0.1, 0.25), 0.95, foot, g.uniform(0.8, 1))
        return [cup, stem] if g.random() < 0.5 else [np.concatenate([cup, stem])]
    # a loop below, that ends on the right
    loop = line(
        right, 0.0, right - 0.05, 0.75, right - 0.3, 1.0, foot + 0.2, 0.9, right, 0.6, right + g.uniform(0, 0.3), 0.5
    )
    return [np.concatenate([cup, loop])]


def _x(g: Generator) -> Skeleton:
    """Two strokes that cross, two bows back to back, or both in one line."""
    width = g.uniform(0.6, 1.0)
    kind = g.random()
    if kind < 0.55:
        bow = g.normal(0, 0.06, 2)
        down = line(0, g.normal(0, 0.06), width / 2 + bow[0], 0.5, width, 1 + g.normal(0, 0.06))
        up = line(width, g.normal(0, 0.06), width / 2 + bow[1], 0.5, 0, 1 + g.normal(0, 0.06))
        return [down, up]
    if kind < 0.8:
        near = g.uniform(-0.03, 0.06)
        left = ring(-0.05, 0.5, width / 2 + near, 0.5, -80, 160)
        opposite = ring(width + 0.05, 0.5, width / 2 + near, 0.5, -100, -160)
        return [left, opposite]
    return [line(0, 0.1, 0.25, 0.05, width, 1.0, width + 0.1, 0.6, width, 0.1, 0, 1.0)]


def _w(g: Generator) -> Skeleton:
    """Pointed or round, its middle high or low."""
    peak = g.uniform(0.0, 0.65)
    left, right = g.uniform(0.15, 0.3), g.uniform(0.7, 0.85)
    if g.random() < 0.5:
        return [sharp(0, g.normal(0, 0.04), left, 1, 0.5, peak, right, 1, 1, g.normal(0, 0.04))]
    end = line(1, g.uniform(0, 0.15)) if g.random() < 0.7 else line(0.98, 0.1, 1.1, g.uniform(0.1, 0.3))
    half = line(0, 0, 0.03, 0.75, left, 1, 0.45, 0.75, 0.5, peak, 0.55, 0.75, right, 1, 0.95, 0.7)
    return [np.concatenate([half, end])]


def _v(g: Generator) -> Skeleton:
    """A v, an r, a u or an n, pointed or round."""
    width = g.uniform(0.5, 1.0)
    if g.random() < 0.4:
        return [sharp(0, 0, width * g.uniform(0.4, 0.55), 1, width, g.normal(0, 0.05))]
    arch = ring(width / 2, 0.5, width / 2, 0.5, 180, 180)
    legs = np.concatenate([line(0, 1), arch, line(width, 1)])
    if g.random() < 0.5:
        legs = [0, 1] - legs * [-1, 1]
    return [legs] if g.random() < 0.5 else [legs, line(width, 0, width, 1)]


def _plus(g: Generator) -> Skeleton:
    """Arms of nearly any length; with one far longer than the other it would be a one that is crossed."""
    x, y = g.uniform(0.35, 0.65, 2)
    high = g.uniform(0.7, 1.3)
    tilt = g.normal(0, 0.05, 2)
    return [line(0, y + tilt[0], 1, y - tilt[0]), line(x + tilt[1], 0.5 - high / 2, x - tilt[1], 0.5 + high / 2)]


def _dot(g: Generator) -> Skeleton:
    """A spot, filled by the pen, round or long. A mere touch of the pen would be shaken to a stroke like a one."""
    turns = np.linspace(0, g.uniform(3, 6) * 2 * np.pi, 60)
    size = np.linspace(g.uniform(0.3, 0.5), 0, 60)
    across = g.uniform(0.6, 1.2)
    return [np.stack([0.5 + size * np.cos(turns) * across, 0.5 + size * np.sin(turns)], axis=1)]


_WRITTEN: tuple[Callable[[Generator], Skeleton], ...] = (_z, _z, _y, _y, _x, _w, _v, _plus, _dot)
"""Those that are most like digits twice."""
