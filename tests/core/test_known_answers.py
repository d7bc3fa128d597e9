"""Known answers: every row is counted once, and every cell of the confusion knows its rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.known_answers import OTHER, Cell, known_answers
from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow


def row(text, error=None, correction=None):
    status = Status.ERROR if error else Status.OK
    return ScanRow("a.png", 1, text, status, 0.9, (), error, "base", correction)


def test_rows_are_compared_whole():
    rows = [row("7"), row("20\n26"), row("1"), row("", error="It is damaged."), row("5"), row("3")]
    answers = known_answers(rows, ["7", "20 26", "7", "8", None, "33"])
    assert (answers.count, answers.right, answers.accuracy) == (4, 2, 0.5)
    assert (answers.wrong, answers.unaligned, answers.errors, answers.unknown) == ((2, 5), (5,), (3,), 1)


def test_cells_know_their_rows():
    answers = known_answers([row("77"), row("1"), row("7"), row("?"), row("2")], ["71", "7", "7", "7", "x"])
    confusion = answers.confusion
    assert confusion[7][7] == Cell(2, (0, 2))
    assert confusion[1][7] == Cell(1, (0,))
    assert confusion[7][1] == Cell(1, (1,))
    assert confusion[7][OTHER] == Cell(1, (3,))
    assert confusion[OTHER][2] == Cell(1, (4,))


def test_a_row_stands_in_a_cell_once():
    assert known_answers([row("111")], ["777"]).confusion[7][1] == Cell(3, (0,))


def test_each_digit_has_its_score():
    scores = known_answers([row("7"), row("1"), row("7"), row("?")], ["7", "7", "1", "7"]).per_digit
    assert (scores[7].count, scores[7].precision, scores[7].recall) == (3, 0.5, pytest.approx(1 / 3))
    assert (scores[4].count, scores[4].precision, scores[4].recall) == (0, 0, 0)


def test_what_a_person_said_does_not_count():
    assert known_answers([row("1", correction="7")], ["7"]).right == 0


def test_digits_of_other_scripts_are_no_digits():
    assert known_answers([row("3")], ["٣"]).confusion[OTHER][3].count == 1


def test_nothing_known_is_no_accuracy():
    assert known_answers([row("1")], [None]).accuracy == 0


def test_as_many_truths_as_rows():
    with pytest.raises(ValueError, match="zip"):
        known_answers([row("1")], [])


texts = st.text("017?", max_size=4)


@given(st.lists(st.tuples(texts, texts | st.none(), st.booleans()), max_size=20))
def test_every_row_is_counted_once(cases):
    rows = [row(text, "It is damaged." if is_bad else None) for text, _, is_bad in cases]
    answers = known_answers(rows, [truth for _, truth, _ in cases])
    assert answers.count + len(answers.errors) + answers.unknown == len(rows)
    assert answers.right + len(answers.wrong) == answers.count
    assert set(answers.unaligned) <= set(answers.wrong)
    off_diagonal = {
        place
        for true, line in enumerate(answers.confusion)
        for read, cell in enumerate(line)
        if true != read
        for place in cell.places
    }
    assert off_diagonal | set(answers.unaligned) == set(answers.wrong)
