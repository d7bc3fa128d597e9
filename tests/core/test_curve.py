"""The curve goes through every point of the pen, and nowhere it did not go."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.curve import smooth_path, smooth_segment

FARTHEST = 0.3
"""From a chord, as a share of its length. The worst found in 60,000 random paths was 0.244."""

ROUNDING = 1e-6

coordinates = st.one_of(st.floats(-1e4, 1e4), st.integers(-3, 3).map(float))
paths = st.lists(st.tuples(coordinates, coordinates, st.floats(0, 1)), min_size=1, max_size=12).map(
    lambda points: np.array(points, np.float64)
)
curve_steps = st.floats(0.5, 500)


def circle(count):
    """Points of a circle of radius 100, almost closed."""
    angles = np.linspace(0, 1.8 * np.pi, count)
    return np.column_stack([100 * np.cos(angles), 100 * np.sin(angles), np.ones(count)])


def without_repeats(path):
    return np.array([point for i, point in enumerate(path) if i == 0 or tuple(point[:2]) != tuple(path[i - 1][:2])])


def distance_from_chord(samples, start, end):
    along = end - start
    share = np.clip((samples - start) @ along / max(along @ along, ROUNDING**2), 0, 1)
    return np.hypot(*(samples - (start + share[:, None] * along)).T).max()


def pieces(curve, path):
    """The curve cut at the points of the path, each found behind the last one."""
    found = [0]
    for point in path:
        there = np.abs(curve[found[-1] :, :2] - point[:2]).max(axis=1) < ROUNDING
        assert there.any(), f"the curve does not pass through {point}"
        found.append(found[-1] + int(there.argmax()))
    return [curve[a : b + 1, :2] for a, b in pairwise(found[1:])]


@given(paths, curve_steps)
def test_the_curve_starts_and_ends_with_the_pen_and_passes_through_every_point(path, step):
    curve = smooth_path(path, step)
    assert np.array_equal(curve[0, :2], path[0, :2])
    assert np.allclose(curve[-1, :2], path[-1, :2])
    assert len(pieces(curve, path)) == len(path) - 1


@given(paths, curve_steps)
def test_the_curve_never_strays_far_from_the_way_of_the_pen(path, step):
    path = without_repeats(path)
    curve = smooth_path(path, step)
    assert np.isfinite(curve).all()
    for i, piece in enumerate(pieces(curve, path)):
        start, end = path[i, :2], path[i + 1, :2]
        length = np.hypot(*(end - start))
        assert distance_from_chord(piece, start, end) <= FARTHEST * length + 2 * ROUNDING


@given(paths)
def test_repeated_points_change_nothing(path):
    assert np.array_equal(smooth_path(np.repeat(path, 3, axis=0), 2.0), smooth_path(path, 2.0))


def test_one_point_is_its_own_curve():
    dot = np.array([[3.0, 4.0, 0.5]])
    assert np.array_equal(smooth_path(dot, 2.0), dot)
    assert np.array_equal(smooth_path(np.repeat(dot, 5, axis=0), 2.0), dot)


def test_two_points_give_a_straight_line():
    curve = smooth_path(np.array([[0.0, 0.0, 1.0], [100.0, 50.0, 1.0]]), 1.0)
    assert curve[:, 1] == pytest.approx(curve[:, 0] / 2)
    assert np.all(np.diff(curve[:, 0]) > 0)


def test_a_few_points_of_a_circle_give_a_round_curve():
    curve = smooth_path(circle(12), 1.0)
    inner = curve[len(curve) // 8 : -len(curve) // 8]  # the ends have a neighbour on one side only
    assert np.hypot(inner[:, 0], inner[:, 1]) == pytest.approx(100, rel=0.003)
    ahead = np.diff(inner[:, :2], axis=0)
    turns = np.diff(np.unwrap(np.arctan2(ahead[:, 1], ahead[:, 0])))
    assert np.degrees(np.abs(turns)).max() < 2  # at the points given, as anywhere


def test_the_step_sets_how_far_samples_are_apart():
    for step in (2.0, 10.0):
        curve = smooth_path(circle(12), step)
        assert np.hypot(*np.diff(curve[:, :2], axis=0).T).max() <= 1.5 * step


def test_pressure_follows_the_curve():
    path = np.array([[0.0, 0.0, 0.2], [50.0, 0.0, 0.4], [100.0, 0.0, 0.6]])
    pressure = smooth_path(path, 5.0)[:, 2]
    assert np.all(np.diff(pressure) > 0)
    assert pressure[0] == pytest.approx(0.2)
    assert pressure[-1] == pytest.approx(0.6)


def test_pieces_drawn_while_a_stroke_grows_are_the_whole_curve():
    path = circle(9)
    ends = np.concatenate([path[:1], path, path[-1:]])
    pieces = [smooth_segment(ends[i : i + 4], 4.0) for i in range(len(path) - 1)]
    assert np.concatenate([path[:1], *pieces]) == pytest.approx(smooth_path(path, 4.0))


def test_a_piece_between_equal_points_is_that_point():
    corners = np.array([[0.0, 0.0, 1.0], [5.0, 5.0, 0.5], [5.0, 5.0, 0.7], [9.0, 9.0, 1.0]])
    assert np.array_equal(smooth_segment(corners, 1.0), corners[2:3])
