"""A history goes back and forth, and a new state takes the place of those undone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.history import History


def test_a_new_history_has_one_state_and_no_way_back():
    history = History("a")
    assert (history.current, history.can_undo, history.can_redo) == ("a", False, False)
    assert history.undo() == history.redo() == "a"


def test_looking_back_sees_what_the_current_state_came_from():
    history = History("a")
    for state in "bcd":
        history.add(state)
    history.undo()
    assert list(history.backwards) == ["c", "b", "a"]


@given(st.lists(st.integers(), min_size=1))
def test_undoing_everything_and_redoing_it_changes_nothing(states):
    history = History(states[0])
    for state in states[1:]:
        history.add(state)
    back = [history.current]
    while history.can_undo:
        back.append(history.undo())
    assert back[::-1] == states
    while history.can_redo:
        history.redo()
    assert history.current == states[-1]


def test_a_new_state_takes_the_place_of_those_undone():
    history = History(1)
    history.add(2)
    history.undo()
    history.add(3)
    assert not history.can_redo
    assert history.undo() == 1


def test_amending_is_no_step():
    history = History(1)
    history.add(2)
    history.amend(9)
    assert history.current == 9
    assert history.undo() == 1
    assert history.redo() == 9
