"""A row says what is taken to stand there, and how doubtful that is."""

from __future__ import annotations

from digitpad.core.reading import Reading, Status
from digitpad.core.scan_row import ScanRow, row_of


def row(confidence, correction=None, status=Status.OK):
    return ScanRow("a.png", 1, "7", status, confidence, (confidence,), None, "model", correction)


def test_what_a_person_says_counts():
    assert row(0.4, correction="12").final_text == "12"
    assert row(0.4).final_text == "7"
    assert row(0.4, correction="").final_text == ""
    assert row(0.4, correction="").is_reviewed


def test_doubt_is_for_what_was_read_and_nobody_looked_at():
    assert row(0.9).doubt == 1 - 0.9
    assert row(0.9, correction="7").doubt == 0
    assert row(0.0, status=Status.EMPTY).doubt == 0


def test_what_could_not_be_read_is_no_doubtful_reading():
    failed = row_of(Reading(file="x", error="a.png is empty."), "a.png", "model")
    assert (failed.status, failed.doubt, failed.error) == (Status.ERROR, 0.0, "a.png is empty.")
    assert failed.to_dict()["error"] == "a.png is empty."
