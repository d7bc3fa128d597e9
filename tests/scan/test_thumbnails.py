"""Thumbnails of rows come in the order of the rows, and no thread is left behind."""

from __future__ import annotations

from contextlib import closing

from digitpad.scan.thumbnails import thumbnails
from tests.scan.scan_samples import failed, picture, row


def test_they_come_in_the_order_of_the_rows(tmp_path):
    rows = []
    for number in range(40):
        picture(tmp_path / f"{number}.png", 20 + number, 10)
        rows.append(row(f"{number}.png"))
    rows[3], rows[5] = failed("3.png"), row("gone.png")
    made = list(thumbnails(rows, tmp_path, 96))
    expected = [20 + number for number in range(40)]
    expected[3] = expected[5] = None
    assert [each and each.width for each in made] == expected


def test_closing_them_early_leaves_no_thread(tmp_path):
    picture(tmp_path / "a.png")
    with closing(thumbnails([row()] * 100, tmp_path, 96)) as made:
        assert next(made).width == 60
