"""The worst come first, and the gauge counts what is to be expected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.reading import Reading, Status
from digitpad.core.review import expected_wrong, to_look_at, worst_first
from digitpad.core.scan_row import ScanRow, row_of


def row(confidence, correction=None, status=Status.OK):
    return ScanRow("a.png", 1, "7", status, confidence, (confidence,), None, "model", correction)


ROWS = [row(0.9), row(0.5), row(0.99, correction="7"), row(0.6), row(0.0, status=Status.EMPTY)]


def test_doubts_of_what_nobody_looked_at_add_up():
    assert expected_wrong(ROWS) == pytest.approx(0.1 + 0.5 + 0.4)


def test_the_worst_come_first_and_what_was_looked_at_does_not_come_again():
    assert worst_first(ROWS) == [1, 3, 0, 4]


def test_how_many_to_look_at():
    assert to_look_at(ROWS, most_wrong=1.0) == 0
    assert to_look_at(ROWS, most_wrong=0.5) == 1
    assert to_look_at(ROWS, most_wrong=0.05) == 3


@given(st.lists(st.floats(0, 1)), st.floats(0, 3))
def test_after_looking_at_so_many_no_more_are_expected(confidences, most):
    rows = [row(confidence) for confidence in confidences]
    looked_at = worst_first(rows)[: to_look_at(rows, most)]
    rest = [replace(one, correction="7") if place in looked_at else one for place, one in enumerate(rows)]
    assert expected_wrong(rest) <= most + 1e-9


def test_what_a_person_says_counts():
    assert row(0.4, correction="12").final_text == "12"
    assert row(0.4).final_text == "7"
    assert row(0.4, correction="").final_text == ""
    assert row(0.4, correction="").is_reviewed


def test_what_could_not_be_read_is_no_doubtful_reading():
    failed = row_of(Reading(file="x", error="a.png is empty."), "a.png", "model")
    assert (failed.status, failed.doubt, failed.error) == (Status.ERROR, 0.0, "a.png is empty.")
    assert worst_first([failed]) == []
    assert failed.to_dict()["error"] == "a.png is empty."
