"""A drawing keeps every point, and every step can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.drawing import Drawing, Point, Stroke, bounding_box, fitted, width_at
from digitpad.core.glyph import Box

PEN = 4.0


def draw_line(drawing, *places):
    """Draw one stroke through places given as (x, y)."""
    drawing.begin_stroke(Point(*places[0]), PEN)
    for place in places[1:]:
        drawing.add_point(Point(*place))
    drawing.end_stroke()


def two_lines():
    """Two upright lines, at x = 0 and x = 100."""
    drawing = Drawing()
    draw_line(drawing, (0, 0), (0, 50))
    draw_line(drawing, (100, 0), (100, 50))
    return drawing


def places_x(drawing):
    """Where each stroke begins, from the left margin."""
    return [stroke.points[0].x for stroke in drawing.strokes]


def test_a_new_drawing_is_empty_and_has_no_steps():
    drawing = Drawing()
    assert drawing.is_empty
    assert drawing.strokes == ()
    assert not drawing.can_undo
    assert not drawing.can_redo


def test_a_stroke_keeps_every_point_with_its_pressure_and_time():
    points = [Point(1, 2, 0.5, 10.0), Point(1, 2, 0.5, 10.0), Point(1.5, 2, 0.75, 10.01)]
    drawing = Drawing()
    drawing.begin_stroke(points[0], PEN)
    for point in points[1:]:
        drawing.add_point(point)
    drawing.end_stroke()
    assert drawing.strokes == (Stroke(tuple(points), PEN),)


def test_a_stroke_being_drawn_shows_but_is_not_finished():
    drawing = Drawing()
    drawing.begin_stroke(Point(1, 1), PEN)
    drawing.add_point(Point(2, 2))
    assert not drawing.is_empty
    assert drawing.strokes == (Stroke((Point(1, 1), Point(2, 2)), PEN),)
    assert drawing.finished_strokes == ()
    assert drawing.open_points == [Point(1, 1), Point(2, 2)]
    assert drawing.open_width == PEN
    drawing.end_stroke()
    assert drawing.finished_strokes == drawing.strokes
    assert drawing.open_points == []


def test_a_point_without_a_pen_down_changes_nothing():
    drawing = Drawing()
    drawing.add_point(Point(1, 1))
    drawing.end_stroke()
    assert drawing.is_empty
    assert not drawing.can_undo


def test_a_cancelled_stroke_leaves_no_trace():
    drawing = two_lines()
    drawing.undo()
    drawing.begin_stroke(Point(200, 0), PEN)
    drawing.cancel_stroke()
    assert places_x(drawing) == [0]
    drawing.redo()
    assert places_x(drawing) == [0, 100]


def test_beginning_a_stroke_ends_the_open_one():
    drawing = Drawing()
    drawing.begin_stroke(Point(1, 1), PEN)
    drawing.begin_stroke(Point(9, 9), PEN)
    assert len(drawing.finished_strokes) == 1
    assert places_x(drawing) == [1, 9]


def test_undo_takes_back_one_stroke_and_redo_brings_it_again():
    drawing = two_lines()
    whole = drawing.strokes
    drawing.undo()
    assert places_x(drawing) == [0]
    drawing.undo()
    assert drawing.is_empty
    drawing.undo()
    assert drawing.is_empty
    drawing.redo()
    drawing.redo()
    assert drawing.strokes == whole
    drawing.redo()
    assert drawing.strokes == whole


def test_a_new_stroke_drops_what_could_be_redone():
    drawing = two_lines()
    drawing.undo()
    draw_line(drawing, (200, 0))
    assert not drawing.can_redo
    drawing.redo()
    assert places_x(drawing) == [0, 200]


def test_clearing_is_one_step():
    drawing = two_lines()
    whole = drawing.strokes
    drawing.clear()
    assert drawing.is_empty
    drawing.undo()
    assert drawing.strokes == whole


def test_clearing_an_empty_drawing_is_no_step():
    drawing = Drawing()
    drawing.clear()
    assert not drawing.can_undo


def test_clearing_while_a_stroke_is_open_keeps_the_stroke_in_the_history():
    drawing = Drawing()
    drawing.begin_stroke(Point(5, 5), PEN)
    drawing.clear()
    assert drawing.is_empty
    drawing.undo()
    assert places_x(drawing) == [5]


def test_undo_while_a_stroke_is_open_takes_back_that_stroke_only():
    drawing = two_lines()
    drawing.begin_stroke(Point(200, 0), PEN)
    drawing.undo()
    assert places_x(drawing) == [0, 100]
    drawing.redo()
    assert places_x(drawing) == [0, 100, 200]


def test_an_erasing_gesture_is_one_step_however_much_it_takes():
    drawing = two_lines()
    whole = drawing.strokes
    assert drawing.erase_at(0, 20, 1)
    assert drawing.erase_at(100, 20, 1)
    drawing.end_erasing()
    assert drawing.is_empty
    drawing.undo()
    assert drawing.strokes == whole


def test_an_eraser_that_met_nothing_is_no_step():
    drawing = two_lines()
    drawing.undo()
    assert not drawing.erase_at(50, 20, 1)
    drawing.end_erasing()
    assert drawing.can_redo


def test_undo_while_erasing_brings_back_what_was_erased_and_no_more():
    drawing = two_lines()
    drawing.erase_at(0, 20, 1)
    drawing.undo()
    assert places_x(drawing) == [0, 100]
    drawing.redo()
    assert places_x(drawing) == [100]


def test_a_stroke_drawn_after_erasing_is_a_step_of_its_own():
    drawing = two_lines()
    drawing.erase_at(0, 20, 1)
    draw_line(drawing, (200, 0))
    drawing.undo()
    assert places_x(drawing) == [100]


coordinates = st.floats(-2000, 2000)
points = st.builds(Point, coordinates, coordinates, st.floats(0, 1), st.floats(0, 1e6))
steps = st.one_of(
    st.lists(points, min_size=1, max_size=5).map(lambda stroke: ("draw", stroke)),
    st.tuples(st.just("erase"), st.lists(points, min_size=1, max_size=3)),
    st.tuples(st.just("clear"), st.none()),
)


def take(drawing, step):
    name, given_points = step
    if name == "draw":
        drawing.begin_stroke(given_points[0], PEN)
        for point in given_points[1:]:
            drawing.add_point(point)
        drawing.end_stroke()
    elif name == "erase":
        for point in given_points:
            drawing.erase_at(point.x, point.y, 300)
        drawing.end_erasing()
    else:
        drawing.clear()


@given(st.lists(steps, max_size=15))
def test_undoing_everything_gives_the_empty_drawing_and_redoing_it_the_last(taken):
    drawing = Drawing()
    states = [()]
    for step in taken:
        take(drawing, step)
        if drawing.strokes != states[-1]:
            states.append(drawing.strokes)
    for state in reversed(states[:-1]):
        assert drawing.can_undo
        drawing.undo()
        assert drawing.strokes == state
    assert not drawing.can_undo
    for state in states[1:]:
        assert drawing.can_redo
        drawing.redo()
        assert drawing.strokes == state
    assert not drawing.can_redo


@given(st.lists(st.one_of(steps, st.sampled_from(["undo", "redo"])), max_size=25))
def test_whatever_was_done_undo_then_redo_changes_nothing(taken):
    drawing = Drawing()
    for step in taken:
        if step in ("undo", "redo"):
            getattr(drawing, step)()
        else:
            take(drawing, step)
        now = drawing.strokes
        if drawing.can_undo:
            drawing.undo()
            drawing.redo()
        assert drawing.strokes == now


@given(st.lists(st.lists(points, min_size=1, max_size=30), max_size=8))
def test_no_point_is_lost(lines):
    drawing = Drawing()
    for line in lines:
        take(drawing, ("draw", line))
    assert [list(stroke.points) for stroke in drawing.strokes] == lines


@pytest.mark.parametrize(
    ("x", "y", "touched"),
    [
        pytest.param(50, 6.9, True, id="beside the line, within pen and eraser"),
        pytest.param(50, 7.1, False, id="beside the line, beyond them"),
        pytest.param(-6.9, 0, True, id="before its start, within"),
        pytest.param(107.1, 0, False, id="behind its end, beyond"),
        pytest.param(100, 90, True, id="on its second leg, far from every point"),
    ],
)
def test_an_eraser_touches_the_line_between_the_points(x, y, touched):
    corner = Stroke((Point(0, 0), Point(100, 0), Point(100, 200)), width=4)
    assert corner.touches(x, y, radius=5) is touched


@pytest.mark.parametrize(("x", "touched"), [(6.9, True), (7.1, False)])
def test_an_eraser_touches_a_dot(x, touched):
    assert Stroke((Point(0, 0),), width=4).touches(x, 0, radius=5) is touched
    assert Stroke((Point(0, 0), Point(0, 0)), width=4).touches(x, 0, radius=5) is touched


def test_the_box_of_strokes_holds_the_width_of_their_pens():
    strokes = (Stroke((Point(10, 20), Point(30, 20)), width=4), Stroke((Point(15, 50),), width=10))
    assert bounding_box(strokes) == Box(8, 18, 24, 37)


def test_no_strokes_have_an_empty_box():
    assert bounding_box(()) == Box(0, 0, 0, 0)


def test_a_light_touch_is_thinner_but_still_shows():
    assert 0 < width_at(0.0, 10) < width_at(0.5, 10) < width_at(1.0, 10) == pytest.approx(10)


def test_other_strokes_are_one_step_of_the_history():
    drawing = Drawing()
    drawing.begin_stroke(Point(1, 1), 4.0)
    drawing.replace((Stroke((Point(5, 5),), 2.0),))
    assert drawing.strokes == (Stroke((Point(5, 5),), 2.0),)
    drawing.undo()
    assert drawing.strokes == (Stroke((Point(1, 1),), 4.0),)


@pytest.mark.parametrize(("width", "height", "scale"), [(400, 400, 0.8), (4000, 100, 0.2), (4000, 3000, 1.0)])
def test_a_drawing_is_fitted_into_the_middle_of_a_sheet(width, height, scale):
    strokes = (Stroke((Point(1000, 900, 0.5), Point(1390, 900)), 10.0), Stroke((Point(1100, 1290),), 10.0))
    moved = fitted(strokes, width, height)
    box = bounding_box(moved)
    assert (box.x + box.width / 2, box.y + box.height / 2) == pytest.approx((width / 2, height / 2))
    assert (box.width, box.height) == pytest.approx((400 * scale, 400 * scale))
    assert [stroke.width for stroke in moved] == pytest.approx([10 * scale] * 2)
    assert moved[0].points[0].pressure == 0.5


def test_nothing_fits_everywhere_and_a_dot_stays_a_dot():
    assert fitted((), 100, 100) == ()
    (dot,) = fitted((Stroke((Point(-7, 3),), 0.5),), 100, 60)
    assert dot.points == (Point(50, 30),)
