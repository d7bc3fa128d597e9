"""Digits drawn by a generator: skeletons of how people write each digit, and everything a hand does to them.

MNIST's writers were American clerks and pupils; zeros with a slash, ones with a flag and a foot, sevens with a bar,
open fours, floating fives and the like hardly occur there. Here each digit has a few skeletons, which are lists of
strokes through control points in a unit square (x right, y down), all numbers drawn by lot within ranges. Then comes
the hand (`hand.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from training.hand import Generator, Line, Skeleton, by_hand


def draw_digit(digit: int, generator: Generator) -> Skeleton:
    """One way of writing a digit, as strokes of densely sampled points in about a unit square."""
    return by_hand(_DIGITS[digit](generator), generator)


def _points(*points: tuple[float, float]) -> Line:
    return np.array(points, np.float64)


def _arc(centre: tuple[float, float], radii: tuple[float, float], start: float, end: float, count: int = 9) -> Line:
    """Points on an ellipse from one angle to another, in degrees; 0 is right, 90 is down."""
    angles = np.radians(np.linspace(start, end, count))
    return np.stack([centre[0] + radii[0] * np.cos(angles), centre[1] + radii[1] * np.sin(angles)], axis=1)


def _joined(*lines: Line) -> Line:
    return np.concatenate(lines)


def _flip(generator: Generator, share: float) -> bool:
    return bool(generator.random() < share)


def _zero(g: Generator) -> Skeleton:
    start = g.uniform(-150, -30)
    turn = (360 + (g.uniform(-45, -12) if _flip(g, 0.08) else g.uniform(-12, 35))) * (-1 if _flip(g, 0.75) else 1)
    width = g.uniform(0.33, 0.5)
    ring = _arc((0.5, 0.5), (width, 0.5), start, start + turn, 13)
    if _flip(g, 0.15):  # begun, or ended, outside the ring
        tail = ring[:1] + [(g.uniform(-0.3, 0.3), g.uniform(-0.22, 0.02))]
        ring = _joined(tail, ring) if _flip(g, 0.7) else _joined(ring, tail)
    kind = g.random()
    if kind < 0.45:  # a slash, from within or from far outside
        reach = g.uniform(0.3, 0.8)
        slant = math.radians(g.uniform(25, 68))
        if _flip(g, 0.3):  # a small ring on a long upright slash
            reach, slant = g.uniform(0.7, 1.25), math.radians(g.uniform(60, 95))
        across = np.array([math.cos(slant), -math.sin(slant)]) * reach
        middle = np.array([0.5, 0.5]) + g.normal(0, 0.05, 2)
        slash = np.stack([middle - across, middle + across * g.uniform(0.75, 1.25)])
        if _flip(g, 0.12):
            slash[:, 0] = 1 - slash[:, 0]
        if _flip(g, 0.2):  # without lifting the pen
            return [_joined(ring, slash[::-1])]
        return [ring, slash]
    if kind < 0.52:
        spot = np.array([0.5, 0.5]) + g.normal(0, 0.05, 2)
        return [ring, np.stack([spot, spot + g.normal(0, 0.02, 2)])]
    if kind < 0.62:  # closed with a curl inside
        return [_joined(ring, ring[-1:] + g.normal((0.0, 0.15), 0.06, (1, 2)))]
    return [ring]


def _one(g: Generator) -> Skeleton:
    lean = g.normal(0.03, 0.07)
    top = np.array([0.5 + lean, 0.0])
    bottom = np.array([0.5 - lean, 1.0])
    bend = np.array([0.5 + g.normal(0, 0.025), 0.5])
    stem = np.stack([top, bend, bottom])
    strokes = [stem]
    if _flip(g, 0.68):
        length = g.uniform(0.12, 0.95)
        # From the stem. A seven's top is flatter, and longer: a short flag may lie flat.
        angle = math.radians(g.uniform(22, 60) if length > 0.32 else g.uniform(22, 95))
        tip = top + length * np.array([-math.sin(angle), math.cos(angle)])
        belly = (tip + top) / 2 + g.normal(0, 0.05 if _flip(g, 0.3) else 0.03, 2)
        flag = np.stack([tip, belly, top])
        strokes = [_joined(flag, stem[1:])] if _flip(g, 0.8) else [stem, flag[::-1]]
        if _flip(g, 0.7):  # the corner is sharp
            strokes = [_cornered(flag, stem)]
        elif _flip(g, 0.2):  # or the pen turns in a loop
            size = g.uniform(0.03, 0.07)
            loop = _arc((top[0] + 0.01, top[1] + size), (size, size), -160, 90, 6)
            strokes = [_joined(flag[:2], loop, stem[1:])]
    if _flip(g, 0.35):
        half = g.uniform(0.1, 0.42)
        drop = g.normal(0, 0.03)
        middle = bottom[0] + g.normal(0, 0.05)
        right = half * g.uniform(0.6, 1.6)
        strokes.append(_points((middle - half, bottom[1] + drop), (middle + right, bottom[1] - drop)))
    elif _flip(g, 0.08):  # the stem runs out to the right
        strokes[-1] = _joined(strokes[-1], bottom[None] + [(g.uniform(0.1, 0.35), g.normal(0, 0.02))])
    return strokes


def _cornered(first: Line, second: Line) -> Line:
    """Two lines that meet in a corner the smooth curve does not round: the meeting point twice, a hair apart."""
    return np.concatenate([first, first[-1:] + 1e-3, second[1:] if np.allclose(first[-1], second[0]) else second])


def _two(g: Generator) -> Skeleton:
    width = g.uniform(0.3, 0.5)
    head = _arc((0.45, 0.28), (width * 0.9, 0.28), g.uniform(-200, -150), g.uniform(20, 50), 7)
    foot_left = np.array([[g.uniform(0.02, 0.16), g.uniform(0.9, 1.0)]])
    foot_right = np.array([[g.uniform(0.75, 1.05), g.uniform(0.86, 1.04)]])
    kind = g.random()
    if kind < 0.4:  # a corner, and a base
        middle = (foot_left + foot_right) / 2 + g.normal(0, 0.02, (1, 2))
        return [_cornered(_joined(head, foot_left), _joined(middle, foot_right))]
    if kind < 0.78:  # a loop at the foot
        size = g.uniform(0.04, 0.14)
        loop = _arc((foot_left[0, 0] + size, foot_left[0, 1] - size), (size * 1.3, size), 110, 300, 5)
        tail = _points((0.55, g.uniform(0.86, 1.0)))
        return [_joined(head, loop, tail, foot_right)]
    wave = _points((0.35, g.uniform(0.85, 0.95)), (0.65, g.uniform(0.95, 1.05)))
    return [_cornered(_joined(head, foot_left), _joined(wave, foot_right + [(0, -g.uniform(0, 0.15))]))]


def _three(g: Generator) -> Skeleton:
    waist = g.uniform(0.4, 0.52)
    notch = _points((g.uniform(0.3, 0.55), waist))
    lower = _arc((0.42, (1 + waist) / 2), (g.uniform(0.36, 0.5), (1 - waist) / 2), -75, g.uniform(130, 175), 8)
    if _flip(g, 0.25):  # a flat top
        top = _points((g.uniform(0.05, 0.2), 0.04), (g.uniform(0.7, 0.9), g.uniform(0.0, 0.06)))
        return [_joined(_cornered(top, _points((g.uniform(0.35, 0.5), waist))), lower)]
    upper = _arc((0.42, waist / 2), (g.uniform(0.3, 0.44), waist / 2), g.uniform(-175, -140), 70, 7)
    if _flip(g, 0.25):  # a small loop at the waist
        return [_joined(upper, notch + [(-0.06, 0.0)], notch + [(-0.08, 0.05)], lower)]
    return [_joined(_cornered(_joined(upper, notch), lower))] if _flip(g, 0.6) else [_joined(upper, notch, lower)]


def _four(g: Generator) -> Skeleton:
    bar = g.uniform(0.5, 0.72)
    right = g.uniform(0.8, 1.05)
    stem_x = g.uniform(0.55, 0.78)
    kind = g.random()
    if kind < 0.13:  # in one line like a bolt of lightning: down, across, down
        start = _points((g.uniform(0.15, 0.75), 0.0))
        corners = _points((g.uniform(0.0, 0.15), bar), (g.uniform(0.65, 1.0), bar + g.uniform(-0.3, 0.04)))
        return [_cornered(_cornered(start, corners[:1]), _cornered(corners[1:], _points((g.uniform(0.4, 0.8), 1.0))))]
    if kind < 0.23:  # round like a G, and a stem
        back = _points((g.uniform(0.45, 0.9), g.uniform(0.0, 0.1)), (g.uniform(0.02, 0.2), bar * g.uniform(0.55, 0.75)))
        base = _points((g.uniform(0.15, 0.3), bar), (stem_x, bar + g.normal(0, 0.03)))
        stem = _points((stem_x, bar - g.uniform(0.0, 0.25)), (stem_x + g.normal(0, 0.05), 1.0))
        return [_cornered(_joined(back, base), stem)] if _flip(g, 0.6) else [_joined(back, base), stem]
    if kind < 0.5:  # open: an angle, and a stem through it
        start = _points((g.uniform(0.15, 0.6), g.uniform(0.0, 0.1)))
        corner = _points((g.uniform(0.0, 0.2), bar))
        end = _points((right, bar + g.normal(0, 0.04)))
        stem_top = g.uniform(-0.05, bar)
        stem = _points((stem_x + g.normal(0, 0.05), stem_top), (stem_x, 0.7), (stem_x + g.normal(0, 0.05), 1.0))
        return [_cornered(_joined(start, corner), end), stem]
    if kind < 0.7:  # open like a u with a long right leg
        cup = _points((0.1, g.uniform(0.0, 0.1)), (0.08, bar * 0.75), (0.25, bar), (stem_x, bar * 0.92))
        stem = _points((stem_x + g.normal(0.04, 0.03), g.uniform(-0.02, 0.12)), (stem_x, 0.5), (stem_x - 0.04, 1.0))
        return [cup, stem] if _flip(g, 0.6) else [_cornered(cup, stem)]
    apex = _points((stem_x, g.uniform(0.0, 0.05)))
    corner = _points((g.uniform(0.0, 0.15), bar))
    end = _points((right, bar + g.normal(0, 0.03)))
    if kind < 0.87:  # closed, the stem apart
        stem = _joined(apex + g.normal(0, 0.03, (1, 2)), _points((stem_x + g.normal(0, 0.03), 1.0)))
        return [_cornered(_joined(apex, corner), end), stem]
    # closed in one line: up the stem last
    return [_cornered(_cornered(_points((right, bar)), corner), _cornered(apex, _points((stem_x, 1.0))))]


def _five(g: Generator) -> Skeleton:
    left = g.uniform(0.12, 0.3)
    waist = g.uniform(0.36, 0.5)
    belly = _arc((0.42, (1 + waist) / 2), (g.uniform(0.38, 0.52), (1 - waist) / 2), -110, g.uniform(120, 165), 8)
    down = _points((left + g.normal(0.05, 0.03), g.uniform(0.0, 0.06)), (left, waist))
    top_right = g.uniform(0.7, 1.05)
    kind = g.random()
    if kind < 0.6:  # the top a stroke of its own, touching or floating
        gap = g.uniform(-0.05, 0.16) if _flip(g, 0.6) else 0.0
        lift = g.uniform(-0.1, 0.04)
        start = _points((left + 0.05 + gap, lift))
        top = _joined(start, _points((top_right, lift + g.normal(-0.02, 0.05))))
        return [_cornered(down, belly), top] if _flip(g, 0.8) else [_joined(down, belly), top]
    top = _points((top_right, g.normal(0, 0.04)))
    if kind < 0.85:
        return [_joined(_cornered(_joined(top, down[:1]), _cornered(down, belly)))]
    return [_joined(top, _points((0.45, 0.02)), down[1:], belly)]  # like an s


def _six(g: Generator) -> Skeleton:
    size = g.uniform(0.18, 0.29)  # a larger loop makes a zero of it
    middle = 1 - size
    width = g.uniform(0.28, 0.42)
    top = _points((g.uniform(0.45, 0.95), g.uniform(0.0, 0.06)), (g.uniform(0.15, 0.35), g.uniform(0.25, 0.38)))
    if _flip(g, 0.3):  # a straight back
        top = _points((g.uniform(0.2, 0.5), 0.0), (g.uniform(0.1, 0.25), 0.4))
    end = g.uniform(-180, -105) if _flip(g, 0.25) else g.uniform(-220, -170)
    loop = _arc((0.08 + width, middle), (width, size), 180, end, 12)
    inward = loop[-1:] + g.normal((0.02, 0.06), 0.04, (1, 2))
    return [_joined(top, loop, inward)] if _flip(g, 0.4) else [_joined(top, loop)]


def _seven(g: Generator) -> Skeleton:
    right = g.uniform(0.8, 1.05)
    height = g.uniform(-0.04, 0.07)
    left = _points((g.uniform(0.0, 0.2), g.uniform(0.0, 0.09)))  # a top that slopes more is a one's flag
    kind = g.random()
    if kind < 0.6:
        top = _joined(left, _points((right, height)))
    elif kind < 0.8:  # waved
        wave = g.uniform(0.03, 0.12)
        top = _joined(left, _points((0.3, 0.05 - wave), (0.6, 0.05 + wave), (right, height)))
    elif kind < 0.88:  # arched
        top = _joined(left, _points(((left[0, 0] + right) / 2, g.uniform(-0.08, 0.0)), (right, height)))
    else:  # up, down and up again, like an n
        peak = (g.uniform(0.1, 0.28), g.uniform(-0.04, 0.06))
        top = _points(
            (0.0, g.uniform(0.12, 0.38)), peak, (g.uniform(0.36, 0.52), g.uniform(0.12, 0.3)), (right, height)
        )
        top = top if _flip(g, 0.5) else _cornered(top[:2], top[1:])
    is_deep = kind >= 0.88
    if not is_deep and _flip(g, 0.25):  # a hook before the top
        top = _joined(left + [(g.normal(0, 0.03), g.uniform(0.08, 0.25))], top)
    foot = g.uniform(0.1, 0.6)
    bend = _points(((right + foot) / 2 + g.normal(-0.03, 0.06), g.uniform(0.4, 0.6)))
    stem = _joined(top[-1:], bend, _points((foot, 1.0)))
    digit = _cornered(top, stem) if _flip(g, 0.75) else _joined(top, stem[1:])
    if _flip(g, 0.85 if is_deep else 0.5):
        y = g.uniform(0.4, 0.62)
        x = right + (foot - right) * y + g.normal(0, 0.03)
        half = g.uniform(0.12, 0.35)
        tilt = g.normal(0.02, 0.06)
        return [digit, _points((x - half, y + tilt), (x + half * g.uniform(0.7, 1.3), y - tilt))]
    return [digit]


def _eight(g: Generator) -> Skeleton:
    waist = g.uniform(0.4, 0.54)
    upper, lower = g.uniform(0.2, 0.38), g.uniform(0.26, 0.46)
    if _flip(g, 0.15):  # narrow
        upper, lower = upper * g.uniform(0.35, 0.8), lower * g.uniform(0.4, 0.8)
    if _flip(g, 0.18):  # two rings
        return [
            _arc((0.5, waist / 2), (upper, waist / 2), -100, 265, 11),
            _arc((0.5, (1 + waist) / 2), (lower, (1 - waist) / 2), -95, 275, 11),
        ]
    gap = g.uniform(-25, 25)
    first = _arc((0.5, waist / 2), (upper, waist / 2), -40 + gap, -265, 8)
    second = _arc((0.5, (1 + waist) / 2), (lower, (1 - waist) / 2), -60, 240, 11)
    back = _arc((0.5, waist / 2), (upper, waist / 2), 60, -50 + g.uniform(-30, 20), 5)
    line = _joined(first[:-1], second, back)
    if _flip(g, 0.35):
        line = line * [-1, 1] + [1, 0]
    if _flip(g, 0.2):  # begun at the waist
        line = np.roll(line, len(line) // 3, axis=0)
    return [line]


def _nine(g: Generator) -> Skeleton:
    if _flip(g, 0.35):
        return [_bowed_nine(g)]
    size = g.uniform(0.15, 0.31)  # a larger loop makes a zero of it
    width = g.uniform(0.22, 0.42)
    start = g.uniform(-60, 5)
    loop = _arc((0.45, size), (width, size), start, start - g.uniform(300, 365), 11)
    right = 0.45 + width
    kind = g.random()
    if kind < 0.4:
        tail = _points((right + g.normal(0, 0.02), 0.15), (right - g.uniform(0.0, 0.2), 1.0))
    elif kind < 0.6:  # curved
        tail = _points((right, 0.15), (right - 0.03, 0.55), (right - g.uniform(0.2, 0.5), 1.0))
    else:  # a hook at the end, at times as round as a g's
        hook = g.uniform(0.3, 0.7)
        end = g.uniform(0.82, 0.95) if _flip(g, 0.5) else g.uniform(0.66, 0.85)
        tail = _points((right, 0.15), (right, 0.7), (right - hook * 0.45, 1.0), (right - hook, end))
    if _flip(g, 0.3):
        return [loop, tail + g.normal(0, 0.02, (1, 2))]
    return [_cornered(loop, tail)] if _flip(g, 0.6) else [_joined(loop, tail)]


def _bowed_nine(g: Generator) -> Line:
    """A loop, a waist, and a bowl open to the left: an eight that is not closed, a three that is."""
    waist = g.uniform(0.38, 0.54)
    width, size = g.uniform(0.24, 0.42), waist / 2
    bowl_width = g.uniform(0.22, 0.46)
    end = g.uniform(100, 172)
    middle = 0.45
    if _flip(g, 0.55):  # against the clock, up to the right, and back down along the loop
        start = g.uniform(-70, 20)
        loop = _arc((middle, size), (width, size), start, start - g.uniform(330, 385), 11)
        back = _arc((middle, size), (width, size), 15, g.uniform(40, 65), 3)
        loop = _cornered(loop, back) if _flip(g, 0.5) else _joined(loop, back)
    else:  # with the clock, from the waist round to the waist
        loop = _arc((middle, size), (width, size), g.uniform(35, 95), 360 + g.uniform(45, 75), 11)
    bowl = _arc((middle - g.uniform(-0.04, 0.08), (1 + waist) / 2), (bowl_width, (1 - waist) / 2), -60, end, 8)
    if _flip(g, 0.4):  # runs out flat
        bowl = _joined(bowl, bowl[-1:] + [(-g.uniform(0.05, 0.3), g.normal(0, 0.03))])
    return _joined(loop, bowl)


_DIGITS: tuple[Callable[[Generator], Skeleton], ...] = (
    _zero,
    _one,
    _two,
    _three,
    _four,
    _five,
    _six,
    _seven,
    _eight,
    _nine,
)
