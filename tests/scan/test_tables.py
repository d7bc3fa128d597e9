"""Tables: other programs find every row again, and no spreadsheet runs what a stranger wrote."""

from __future__ import annotations

import csv
import json
import os
import re
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.scan.tables import defused, write_csv, write_json_lines
from tests.scan.scan_samples import failed, finished, results, row

any_text = st.text(st.characters(codec=None, exclude_characters="\0"), max_size=30)
hostile = st.tuples(
    st.text(" \t\r\n\xa0\ufeff\x01;", max_size=4), st.sampled_from("=+-@＝＋－＠"), st.text("=1+A;|'\"!\n,", max_size=8)
).map("".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


def table_of(rows, folder):
    finished(write_csv(results(rows, folder), folder / "out.csv"))
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_the_columns_are_those_that_scripts_depend_on(folder):
    rows = [row("x/ä.png", "20\n26", 0.98, page=3, correction="20\n25"), failed(error="It is „cut“, short.")]
    assert table_of(rows, folder) == [
        ["file", "page", "text", "status", "confidence", "digits", "error", "model"],
        ["x/ä.png", "3", "20\n25", "ok", "0.98", "0.98 0.98 0.98 0.98", "", "base"],
        ["bad.png", "1", "", "error", "0.0", "", "It is „cut“, short.", "base"],
    ]


def test_lines_end_and_quotes_are_doubled_as_in_rfc_4180(folder):
    table_of([row('a"b.png', "1\n2")], folder)
    lines = (folder / "out.csv").read_bytes().split(b"\r\n")
    assert lines[0].startswith(b"file,page,text")  # and no byte-order mark
    assert lines[1:] == [b'"a""b.png",1,"1\n2",ok,0.9,0.9 0.9,,base', b""]


@given(st.lists(st.tuples(any_text | hostile, any_text, any_text | hostile), max_size=4))
def test_any_text_comes_back(folder, texts):
    rows = [row(file, text, error=error, model="m") for file, text, error in texts]
    shown = [[defused(text).encode("utf-8", "backslashreplace").decode() for text in cells] for cells in texts]
    assert [[cells[0], cells[2], cells[6]] for cells in table_of(rows, folder)[1:]] == shown


@given(hostile)
def test_a_formula_is_defused(text):
    assert defused(text) != text
    for part in re.split(r"[;\t\r\n]", defused(text)):  # however a spreadsheet parts cells
        assert not re.match(r"[\s\x01\ufeff]*[=+\-@＝＋－＠]", part)


@given(any_text | hostile)
def test_defusing_only_adds_apostrophes(text):
    assert defused(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", ["7", "20\n26", "a-b.png", "x/2+2=4.png", "jörg@home.png", "?", ""])
def test_what_is_no_formula_stays_as_it_is(text):
    assert defused(text) == text


def test_a_name_that_is_no_text_does_no_harm(folder):
    assert table_of([row(os.fsdecode(b"\xff.png"))], folder)[1][0] == r"\udcff.png"


@given(st.lists(any_text, max_size=3))
def test_json_lines_hold_the_rows(folder, names):
    rows = [row(name, correction="8") for name in names]
    finished(write_json_lines(results(rows, folder), folder / "out.jsonl"))
    lines = (folder / "out.jsonl").read_bytes().splitlines()
    assert [json.loads(line) for line in lines] == [each.to_dict() for each in rows]


def test_tables_are_written_row_by_row(folder):
    with closing(write_csv(results([row()] * 5000, folder), folder / "part.csv")) as steps:
        for _ in range(4000):
            next(steps)
        assert (folder / "part.csv").stat().st_size > 50_000
