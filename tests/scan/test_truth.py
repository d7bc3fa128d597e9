"""The truth: from folders named like digits, and from tables people make."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import DigitpadError
from digitpad.scan import truth
from digitpad.scan.tables import write_csv
from digitpad.scan.truth import truth_from_folders, truth_from_table
from tests.scan.scan_samples import finished, results, row

ROWS = [row("a.png"), row("x/b.png"), row("x/c.pdf"), row("x/c.pdf", page=2), row("y/a.png")]


@pytest.fixture
def table(tmp_path):
    def written(content, encoding="utf-8"):
        path = tmp_path / "truth.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def test_folders_named_like_digits_are_the_truth():
    files = ("3/a.png", "x/7/b.png", "7.png", "10/c.png", "7/x/d.png", "not_a_digit/e.png", "٣/f.png", "/g.png")
    assert truth_from_folders([row(file) for file in files]) == ["3", "7", *[None] * 6]


@pytest.mark.parametrize(
    "content",
    [
        "file,text\na.png,1\nx/b.png,22\n",
        "\ufefffile;label\r\na.png;1\r\nx/b.png;22\r\n",
        "Digit\tFile\tnote\n1\ta.png\t-\n22\tx/b.png\t-\n",
        "file,text,truth\na.png,8,1\nx/b.png,8,22\n",
        "a.png,1\nb.png,22\n",
        "file,text\na.png,1\nx\\b.png,22\n",
        "file,text\n.\\a.png,1\n.\\x\\b.png,22\n",
        "file,text\na.png,9\n./a.png,'1\nx/b.png, 22 \nx/c.pdf,\nz.png,4\nshort\n\n",
    ],
)
def test_tables_of_many_kinds_are_read(table, content):
    assert truth_from_table(table(content), ROWS) == ["1", "22", None, None, None]


def test_a_page_has_its_own_answer(table):
    content = "file,page,text\nx/c.pdf,,5\nx/c.pdf,2,6\na.png,1,7\ny/a.png,2,8\na.png," + "9" * 5000 + ",7\n"
    assert truth_from_table(table(content), ROWS) == ["7", None, "5", "6", None]


@pytest.mark.parametrize("name", ["=1+1.png", "a,b\n.png", os.fsdecode(b"\xff.png"), "a\u0308.png"])
def test_an_exported_table_is_a_truth(tmp_path, name):
    rows = [row(f"x/{name}", "12"), row(name, "007"), row("-x/y.png", "3")]
    finished(write_csv(results(rows, tmp_path), tmp_path / "truth.csv"))
    assert truth_from_table(tmp_path / "truth.csv", rows) == ["12", "007", "3"]


def test_a_name_spelled_another_way_is_the_same(table):
    assert truth_from_table(table("file,text\n\u00e4.png,1\n"), [row("a\u0308.png")]) == ["1"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name,answer,x\na.png,1,2\n", r"should have a column called file and one called truth, label, digit or text"),
        ("", "should have a column called file"),
        ("file,text\nq.png,1\n", r"an answer for none of the files.*such as a\.png"),
        ("file,text\n".encode("utf-16"), "is not in UTF-8"),
        (b"file,text\n\xff.png,1\n", "is not in UTF-8. Save it as “CSV UTF-8”"),
        ("file,text\n" + "x" * 200_000, r"is no CSV \(field larger than"),
        ("," * 2_000_000, r"is no CSV \(a line of it is too long"),
    ],
)
def test_a_table_that_does_not_help_is_a_sentence(table, content, sentence):
    with pytest.raises(DigitpadError, match=sentence):
        truth_from_table(table(content), ROWS)


def test_a_table_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(DigitpadError, match="cannot be read: No such file"):
        truth_from_table(tmp_path / "truth.csv", ROWS)
    with pytest.raises(DigitpadError, match="is no table"):
        truth_from_table(tmp_path, ROWS)


def test_a_large_table_is_a_sentence(table, monkeypatch):
    monkeypatch.setattr(truth, "_MOST_BYTES", 10)
    with pytest.raises(DigitpadError, match="larger than 100 MB"):
        truth_from_table(table("file,text\na.png,1\n"), ROWS)


def test_no_rows_are_a_sentence(table):
    with pytest.raises(DigitpadError, match="for none of the files"):
        truth_from_table(table("file,text\na.png,1\n"), [])


@given(content=st.binary(max_size=200) | st.text('file,text\n";\t\0a.png17', max_size=200).map(str.encode))
def test_no_table_does_harm(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with suppress(DigitpadError):
        assert len(truth_from_table(path, ROWS)) == len(ROWS)
