"""Rows are sorted and filtered by their numbers, 100,000 of them too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow
from digitpad.core.scan_rows import RowFilter, ScanRows, Shown, SortKey


def row(file: str, text: str = "1", confidence: float = 0.9, status: Status = Status.OK) -> ScanRow:
    error = "It is damaged." if status is Status.ERROR else None
    return ScanRow(file, 1, text, status, confidence, (confidence,) * len(text), error, "fake")


@pytest.fixture
def rows() -> ScanRows:
    rows = ScanRows()
    rows.put(
        [
            row("a.png", "10", 0.99),
            row("B.png", "9", 0.4, Status.UNSURE),
            row("c.png", "", 0.0, Status.EMPTY),
            row("d.png", "", 0.0, Status.ERROR),
            row("e.png", "10", 0.8),
        ]
    )
    return rows


def names(rows: ScanRows, row_filter: RowFilter | None = None, key: SortKey = SortKey.FILE, down: bool = False) -> str:
    return "".join(rows[place].file[0] for place in rows.order(row_filter or RowFilter(), key, down))


@pytest.mark.parametrize(
    ("key", "up", "down"),
    [
        (SortKey.FILE, "aBcde", "edcBa"),
        (SortKey.TEXT, "cdBae", "aeBcd"),
        (SortKey.CONFIDENCE, "cdBea", "aeBcd"),
        (SortKey.STATUS, "dBcae", "aecBd"),
        (SortKey.DOUBT, "Beacd", "dcaeB"),
    ],
)
def test_rows_are_sorted_and_equal_ones_stay_as_they_came(rows: ScanRows, key: SortKey, up: str, down: str):
    assert names(rows, key=key) == up
    assert names(rows, key=key, down=True) == down


@pytest.mark.parametrize(
    ("row_filter", "seen"),
    [
        (RowFilter("b.PNG"), "B"),
        (RowFilter("10"), "ae"),
        (RowFilter(shown=Shown.OK), "ae"),
        (RowFilter(shown=Shown.UNSURE), "B"),
        (RowFilter(shown=Shown.EMPTY), "c"),
        (RowFilter(shown=Shown.ERROR), "d"),
        (RowFilter(below=0.9), "Be"),
        (RowFilter("10", Shown.OK, 0.9), "e"),
    ],
)
def test_rows_are_filtered_by_text_status_and_confidence(rows: ScanRows, row_filter: RowFilter, seen: str):
    assert names(rows, row_filter) == seen


def test_a_row_that_comes_again_as_it_was_replaces_none(rows: ScanRows):
    assert rows.put([row("a.png", "10", 0.99), row("B.png", "8", 0.4), row("c.png", "", 0.0, Status.EMPTY)]) == [1, 2]


def test_a_page_that_comes_again_keeps_its_place(rows: ScanRows):
    again = replace(rows[1], correction="7")
    assert rows.put([row("f.png"), again]) == [1]
    assert names(rows) == "aBcdef"
    assert names(rows, RowFilter("7")) == "B"
    assert names(rows, RowFilter(shown=Shown.CORRECTED)) == "B"
    assert rows.place_of("B.png", 1) == 1
    assert rows.place_of("B.png", 2) is None


def test_what_a_person_looked_at_is_doubted_no_more(rows: ScanRows):
    assert sorted(rows.waiting_doubts) == pytest.approx([0, 0.01, 0.2, 0.6])
    rows.put([replace(rows[1], correction="9")])
    assert sorted(rows.waiting_doubts) == pytest.approx([0, 0.01, 0.2])
    assert rows.reviewed_count == 1
    assert names(rows, RowFilter(shown=Shown.REVIEWED)) == "B"
    assert names(rows, RowFilter(shown=Shown.CORRECTED)) == ""
    assert names(rows, RowFilter(shown=Shown.WAITING)) == "ace"
    assert names(rows, key=SortKey.DOUBT)[0] == "B"


def test_a_hundred_thousand_rows():
    rows = ScanRows()
    confidences = np.random.default_rng(1).permutation(100_000) / 100_000
    made = [row(f"{place}.png", str(place % 1000), confidence) for place, confidence in enumerate(confidences)]
    for start in range(0, 100_000, 7_000):
        rows.put(made[start : start + 7_000])
    order = rows.order(RowFilter(), SortKey.CONFIDENCE)
    assert [rows[place].confidence for place in order[:3]] == [0, 0.00001, 0.00002]
    assert len(rows.order(RowFilter(below=0.25))) == 25_000
    assert [rows[place].text for place in rows.order(RowFilter("99.png"), SortKey.TEXT)][99:101] == ["99", "199"]


def test_what_is_gone_is_left_out_of_everything_and_no_other_row_moves(rows: ScanRows):
    assert not rows.leave_out([], {})
    assert rows.leave_out(["B.png", "never there"], {})
    assert names(rows) == "acde"
    assert (len(rows), [row.file for row in rows.all]) == (4, ["a.png", "c.png", "d.png", "e.png"])
    assert not rows.has(1)
    assert rows.place_of("B.png", 1) is None
    assert rows.place_of("c.png", 1) == 2
    assert names(rows, RowFilter(places=(0, 1, 2))) == "ac"
    assert len(rows.waiting_doubts) == 3
    rows.put([row("B.png", "4")])  # it is back
    assert names(rows) == "aBcde"


def test_a_document_may_have_fewer_pages_than_before(rows: ScanRows):
    rows.put([replace(row("f.pdf"), page=page) for page in (1, 2, 3)])
    assert rows.leave_out([], {"f.pdf": 1, "a.png": 1})
    assert names(rows) == "aBcdef"


def test_rows_that_came_late_are_put_where_the_folder_has_them(rows: ScanRows):
    rows.put([row("c2.png"), row("c10.png"), row("a/1.png")], in_order=False)
    assert names(rows) == "aBcdecca"
    assert rows.sort_in()
    in_order = ["a/1.png", "a.png", "B.png", "c2.png", "c10.png", "c.png", "d.png", "e.png"]
    assert [row.file for row in rows.all] == in_order
    assert names(rows, down=True) == "edcccBaa"
    assert not rows.sort_in()
    rows.put([row("z.png")], in_order=False)
    assert not rows.sort_in()
    assert rows.all[-1].file == "z.png"
    assert not rows.are_as_they_came
