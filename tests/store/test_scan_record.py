"""The record keeps what was scanned, whatever happens to the program."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitpad.core.errors import DigitpadError
from digitpad.core.found_file import FoundFile
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, Status, digit_reading
from digitpad.store.scan_record import KeptDigit, ScannedFile, ScanRecord


@pytest.fixture
def record(home):
    record = ScanRecord(home)
    yield record
    record.close()


def found(folder, name="a.png", size=3, modified=5):
    return FoundFile(folder / name, name, size, modified)


def reading(text="27", page=1):
    digits = []
    for place, character in enumerate(text):
        probabilities = [0.01] * 10
        probabilities[int(character)] = 0.91
        glyph = Glyph(np.zeros((28, 28), np.float32), Box(10.25 * place, 1, 8, 12))
        digits.append(digit_reading(glyph, probabilities, 0.9, 0.5))
    return Reading(tuple(digits), file="x", page=page)


def test_what_is_written_is_known(record, tmp_path):
    record.write([ScannedFile(found(tmp_path), b"digest", [reading(), reading("5", page=2)])], "model", "v1")
    known = record.known(tmp_path)["a.png"]
    assert (known.size, known.modified, known.digest, known.model, known.version) == (3, 5, b"digest", "model", "v1")
    assert [(row.page, row.text, row.status) for row in known.rows] == [(1, "27", Status.OK), (2, "5", Status.OK)]
    assert known.rows[0].digits == pytest.approx((0.91, 0.91))
    assert record.digits(tmp_path / "a.png", 1)[1] == KeptDigit(7, Status.OK, 0.91, Box(10.2, 1, 8, 12), 0)
    assert record.digits(tmp_path / "a.png", 3) == []


def test_a_new_reading_takes_the_place_of_the_old_one(record, tmp_path):
    record.write([ScannedFile(found(tmp_path), b"1", [reading("1"), reading("2", page=2)])], "model", "v1")
    record.write([ScannedFile(found(tmp_path, size=9), b"2", [reading("3")])], "model", "v2")
    assert [row.text for row in record.known(tmp_path)["a.png"].rows] == ["3"]


def test_the_pages_of_a_long_document_come_one_after_another(record, tmp_path):
    first, rest = [reading("1"), reading("2", page=2)], [reading("3", page=3)]
    record.write([ScannedFile(found(tmp_path), b"1", first, is_at_end=False)], "model", "v1")
    assert record.known(tmp_path)["a.png"].size != 3
    record.write([ScannedFile(found(tmp_path), b"1", rest)], "model", "v1")
    known = record.known(tmp_path)["a.png"]
    assert ([row.text for row in known.rows], known.size, known.digest) == (["1", "2", "3"], 3, b"1")
    record.write([ScannedFile(found(tmp_path), b"1", first, is_at_end=False)], "model", "v1")
    assert [row.text for row in record.known(tmp_path)["a.png"].rows] == ["1", "2"], "it begins anew"
    record.write([ScannedFile(found(tmp_path), b"2", rest)], "model", "v1")
    assert record.known(tmp_path)["a.png"].digest == b"", "it changed between its pages"
    record.write([ScannedFile(found(tmp_path, "b.png"), b"1", rest)], "model", "v1")
    assert "b.png" not in record.known(tmp_path), "nothing is known of its first pages"


def test_only_what_is_below_a_folder_is_its_own(record, tmp_path):
    for folder in ("a", "a/b", "ab", "a!"):
        record.write([ScannedFile(found(tmp_path / folder), b"1", [reading()])], "model", "v")
    assert set(record.known(tmp_path / "a")) == {"a.png", "b/a.png"}
    assert len(record.known(tmp_path)) == 4
    assert len(record.known(Path(tmp_path.anchor))) == 4


def test_a_correction_belongs_to_the_content(record, tmp_path):
    record.write([ScannedFile(found(tmp_path), b"content", [reading()])], "model", "v1")
    record.correct(tmp_path / "a.png", 1, "21")
    record.write([ScannedFile(found(tmp_path, "renamed.png"), b"content", [reading()])], "other", "v2")
    assert record.known(tmp_path)["renamed.png"].rows[0].correction == "21"
    assert record.corrections() == {(b"content", 1): "21"}
    record.write([ScannedFile(found(tmp_path), b"new content", [reading()])], "model", "v1")
    assert record.known(tmp_path)["a.png"].rows[0].correction is None
    record.correct(tmp_path / "renamed.png", 1, None)
    assert record.known(tmp_path)["renamed.png"].rows[0].correction is None


def test_corrections_can_be_samples(record, tmp_path):
    record.write([ScannedFile(found(tmp_path), b"content", [reading()])], "model", "v1")
    record.correct(tmp_path / "a.png", 1, "21")
    assert not record.is_sample(tmp_path / "a.png", 1)
    record.mark_samples(tmp_path / "a.png", 1, True)
    assert record.is_sample(tmp_path / "a.png", 1)
    assert not record.is_sample(tmp_path / "b.png", 1)
    record.mark_samples(tmp_path / "a.png", 1, False)
    assert not record.is_sample(tmp_path / "a.png", 1)


def test_what_could_not_be_read_has_no_content_to_correct(record, tmp_path):
    failed = Reading(file="x", error="It is empty.")
    record.write([ScannedFile(found(tmp_path), b"", [failed])], "model", "v1")
    assert record.known(tmp_path)["a.png"].rows[0].error == "It is empty."
    for name in ("a.png", "unknown.png"):
        with pytest.raises(DigitpadError, match=name):
            record.correct(tmp_path / name, 1, "7")


def test_a_file_with_another_date_is_touched(record, tmp_path):
    record.write([ScannedFile(found(tmp_path), b"1", [reading()])], "model", "v1")
    record.touch([found(tmp_path, modified=99)])
    assert record.known(tmp_path)["a.png"].modified == 99


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_name_that_is_no_text_is_kept(record, tmp_path):
    name = os.fsdecode(b"\xff\n'.png")
    record.write([ScannedFile(found(tmp_path, name), b"1", [reading()])], "model", "v1")
    assert set(record.known(tmp_path)) == {name}


def test_two_records_at_once_do_not_hurt_each_other(record, home, tmp_path):
    other = ScanRecord(home)
    for number in range(20):
        for one in (record, other):
            name = f"{number} {id(one)}.png"
            one.write([ScannedFile(found(tmp_path, name), b"1", [reading()])], "model", "v1")
    assert len(other.known(tmp_path)) == len(record.known(tmp_path)) == 40
    other.close()


def test_what_was_written_survives_a_killed_program(home, tmp_path):
    program = """
import os, sys
from pathlib import Path
from digitpad.core.found_file import FoundFile
from digitpad.core.reading import Reading
from digitpad.store.scan_record import ScannedFile, ScanRecord
folder = Path(sys.argv[2])
record = ScanRecord(Path(sys.argv[1]))
record.write([ScannedFile(FoundFile(folder / "a.png", "a.png", 1, 1), b"1", [Reading(file="a")])], "model", "v1")
os.kill(os.getpid(), 9)
"""
    ended = subprocess.run([sys.executable, "-c", program, str(home), str(tmp_path)], check=False)
    assert ended.returncode == -9
    record = ScanRecord(home)
    assert set(record.known(tmp_path)) == {"a.png"}
    record.close()


@pytest.mark.parametrize("digest", [-1, 1_500_000_000, "text"])
def test_a_digest_that_is_none_is_told_in_a_sentence(record, home, tmp_path, digest):
    record.write([ScannedFile(found(tmp_path), b"digest", [reading()])], "model", "v1")
    database = sqlite3.connect(home / "scans.sqlite")
    database.execute("UPDATE file SET digest = ?", (digest,))
    database.commit()
    database.close()
    with pytest.raises(DigitpadError, match="is damaged"):
        record.digest(tmp_path / "a.png")


def test_a_damaged_record_is_told_in_a_sentence(home):
    home.mkdir()
    (home / "scans.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(DigitpadError, match=r"scans\.sqlite.* Move it away"):
        ScanRecord(home)


@pytest.mark.parametrize(
    "damage",
    [
        "confidence = 'abc'",
        "confidence = 9e999",
        "text = x'ff'",
        """digits = '[["a", "ok", 0.9, 0, 0, 1, 1, 0]]'""",
        """digits = '[[1, "ok", NaN, 0, 0, 1, 1, 0]]'""",
        """digits = '[[1, "ok", 0.9, 0, 0, 1, 1, 1e999]]'""",
        f"digits = '{'[' * 50_000}'",
        """digits = '[[1, "ok", 0.9, 0, 0, "b", 1, 0]]'""",
        "digits = '[[1]]'",
    ],
)
def test_a_page_that_is_damaged_is_told_in_a_sentence(record, home, tmp_path, damage):
    record.write([ScannedFile(found(tmp_path), b"digest", [reading()])], "model", "v1")
    database = sqlite3.connect(home / "scans.sqlite")
    database.execute("UPDATE page SET " + damage)  # noqa: S608 — one of those above
    database.commit()
    database.close()
    with pytest.raises(DigitpadError, match=r"is damaged .* Move it away"):
        record.known(tmp_path)


def test_pages_that_are_refused_of_every_document_are_no_reason_to_read_it_again(record, tmp_path):
    refused = Reading(file="x", page=501, error="more than 500 pages")
    record.write([ScannedFile(found(tmp_path, "long.pdf"), b"1", [reading(), refused])], "model", "v1")
    record.write([ScannedFile(found(tmp_path, "broken.png"), b"2", [Reading(file="x", error="broken")])], "model", "v1")
    assert {name: file.is_read for name, file in record.known(tmp_path).items()} == {
        "long.pdf": True,
        "broken.png": False,
    }


def test_a_newer_record_is_left_alone(home):
    ScanRecord(home).close()
    database = sqlite3.connect(home / "scans.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(DigitpadError, match="newer digitpad"):
        ScanRecord(home)


def test_a_home_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DigitpadError, match="file"):
        ScanRecord(tmp_path / "file" / "home")
