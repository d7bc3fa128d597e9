"""`digitpad scan` reads a folder into a table, and loses nothing."""

from __future__ import annotations

import csv
import errno
import json
from pathlib import Path

import pytest
from PIL import Image

from digitpad import cli, scan_command
from digitpad.cli import run_command
from digitpad.core.errors import DigitpadError
from digitpad.imaging.reader import Reader
from digitpad.scan.tables import COLUMNS
from digitpad.store.scan_record import ScanRecord
from tests.document_samples import document
from tests.drawing_samples import drawn_digit, on_paper
from tests.nearest_sample import NearestSample


@pytest.fixture(autouse=True)
def recognizer(monkeypatch):
    recognizer = NearestSample()
    monkeypatch.setattr("digitpad.loading.load_recognizer", lambda model: Reader(recognizer))
    monkeypatch.setattr("digitpad.loading.one_thread_each", lambda: None)
    return recognizer


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "meters"
    for digit in (2, 7):
        save(folder / f"{digit}.png", digit)
    save(folder / "more" / "10.png", 5)
    return folder


def save(path, digit):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(on_paper(drawn_digit(digit))).save(path)


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(path):
    return [(row["file"], row["text"]) for row in table(path)]


def test_a_folder_becomes_a_table(folder, tmp_path, capsys):
    assert run_command(["scan", str(folder), "-o", str(tmp_path / "out.csv")]) == cli.OK
    assert texts(tmp_path / "out.csv") == [("2.png", "2"), ("7.png", "7"), ("more/10.png", "5")]
    assert tuple(table(tmp_path / "out.csv")[0]) == COLUMNS
    told = capsys.readouterr()
    assert told.out == ""
    assert "3 pages" in told.err
    assert "3 sure" in told.err


@pytest.mark.parametrize("suffix", ["json", "jsonl", "xlsx", "html"])
def test_the_name_says_what_kind_of_file_it_is(folder, tmp_path, suffix):
    output = tmp_path / f"out.{suffix}"
    assert run_command(["scan", str(folder), "-o", str(output), "--no-recursive"]) == cli.OK
    assert output.stat().st_size > 0
    if suffix.startswith("json"):
        lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
        assert [(line["file"], line["text"]) for line in lines] == [("2.png", "2"), ("7.png", "7")]


def test_a_file_that_cannot_be_read_is_a_row_and_an_exit_status(folder, tmp_path, capsys):
    (folder / "3.png").write_text("no picture")
    (folder / ".4.png").touch()
    assert run_command(["scan", str(folder), "-o", str(tmp_path / "out.csv")]) == cli.SOME_FAILED
    rows = {row["file"]: row for row in table(tmp_path / "out.csv")}
    assert rows["3.png"]["status"] == "error"
    assert "not a picture" in rows["3.png"]["error"]
    assert rows["7.png"]["text"] == "7"
    assert "left out: .4.png: It is hidden." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("folder_name", "output_name", "sentence"),
    [
        ("nowhere", "out.csv", "nowhere cannot be read"),
        ("meters", "out.doc", "should end with one of .csv"),
        ("meters", "missing/out.csv", "cannot be written: No such file or directory"),
        ("meters", "folder.csv", "cannot be written: Is a directory"),
        ("meters", "loop.csv", "cannot be written: Too many levels of symbolic links"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_usage_is_told_before_anything_is_read(tmp_path, recognizer, capsys, folder_name, output_name, sentence):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    arguments = ["scan", str(tmp_path / folder_name), "-o", str(tmp_path / output_name)]
    assert run_command(arguments) == cli.USAGE
    assert sentence in capsys.readouterr().err
    assert recognizer.calls == []


def test_a_disk_that_is_full_at_the_end_is_told_and_nothing_is_read_twice(
    folder, tmp_path, recognizer, capsys, monkeypatch
):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        assert run_command(["scan", str(folder), "-o", str(tmp_path / "out.csv")]) == cli.USAGE
    assert "No space left on device. Free some room" in capsys.readouterr().err
    recognizer.calls.clear()
    assert run_command(["scan", str(folder), "-o", str(tmp_path / "out.csv"), "--resume"]) == cli.OK
    assert sum(recognizer.calls) == 0
    assert len(table(tmp_path / "out.csv")) == 3


def test_a_record_on_a_full_disk_is_told_and_what_was_kept_is_written(
    folder, tmp_path, recognizer, monkeypatch, capsys
):
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 1)
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    write = ScanRecord.write

    def full_after_two(record, files, model, version):
        fitting = [one for one in files if one.file.name in ("2.png", "7.png")]
        write(record, fitting, model, version)
        if len(fitting) < len(files):
            raise DigitpadError("The record of scans cannot be used: database or disk is full.")

    monkeypatch.setattr(ScanRecord, "write", full_after_two)
    output = tmp_path / "out.csv"
    assert run_command(["scan", str(folder), "-o", str(output), "--jobs", "1"]) == cli.USAGE
    assert "disk is full" in capsys.readouterr().err
    assert texts(output) == [("2.png", "2"), ("7.png", "7")]


def test_ctrl_c_keeps_and_writes_what_is_done(folder, tmp_path, recognizer, monkeypatch):
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 1)
    answer = recognizer.recognize

    def interrupted(glyphs):
        if len(recognizer.calls) == 2:
            raise KeyboardInterrupt
        return answer(glyphs)

    monkeypatch.setattr(recognizer, "recognize", interrupted)
    output = tmp_path / "out.csv"
    assert run_command(["scan", str(folder), "-o", str(output), "--jobs", "1"]) == cli.INTERRUPTED
    monkeypatch.setattr(recognizer, "recognize", answer)
    assert run_command(["scan", str(folder), "-o", str(output), "--resume"]) == cli.OK
    assert len(table(output)) == 3
    assert len(recognizer.calls) == 3


def test_the_pages_of_a_document_that_come_in_parts_are_all_in_the_table(tmp_path, recognizer, monkeypatch):
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    (tmp_path / "in").mkdir()
    pages = [on_paper(drawn_digit(place % 10)) for place in range(13)]
    (tmp_path / "in" / "list.tif").write_bytes(document(pages, "TIFF"))
    output = tmp_path / "out.csv"
    assert run_command(["scan", str(tmp_path / "in"), "-o", str(output)]) == cli.OK
    assert [text for _, text in texts(output)] == [str(place % 10) for place in range(13)]


def test_ctrl_c_before_anything_is_read_leaves_an_older_table(folder, tmp_path, recognizer, monkeypatch):
    def interrupted(glyphs):
        raise KeyboardInterrupt

    output = tmp_path / "out.csv"
    output.write_text("an older table")
    monkeypatch.setattr(recognizer, "recognize", interrupted)
    assert run_command(["scan", str(folder), "-o", str(output)]) == cli.INTERRUPTED
    assert output.read_text() == "an older table"


def test_known_answers_are_counted(folder, tmp_path, capsys):
    (tmp_path / "truth.csv").write_text("file,text\n2.png,2\n7.png,1\n")
    command = ["scan", str(folder), "-o", str(tmp_path / "out.csv"), "--truth", str(tmp_path / "truth.csv")]
    assert run_command(command) == cli.OK
    assert "1 of 2 readings with a known answer are right (50.00 %)" in capsys.readouterr().err


def test_a_folder_for_each_digit_is_known_without_a_table(tmp_path, capsys):
    save(tmp_path / "digits" / "4" / "a.png", 4)
    save(tmp_path / "digits" / "6" / "a.png", 6)
    assert run_command(["scan", str(tmp_path / "digits"), "-o", str(tmp_path / "out.csv")]) == cli.OK
    assert "2 of 2 readings" in capsys.readouterr().err


def watch_until_the_third_look(folder, monkeypatch):
    """A file comes before the first look at a watched folder, and the third is interrupted."""
    looks = []

    def next_look(seconds):
        looks.append(seconds)
        if len(looks) == 1:
            save(folder / "1.png", 1)
        if len(looks) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(scan_command.time, "sleep", next_look)


def test_a_watched_folder_has_its_new_files_read(folder, tmp_path, monkeypatch, capsys):
    """A new file is read at the second look, when it has come to rest; the third look is interrupted."""
    watch_until_the_third_look(folder, monkeypatch)
    output = tmp_path / "out.csv"
    assert run_command(["scan", str(folder), "-o", str(output), "--watch"]) == cli.INTERRUPTED
    assert texts(output) == [("1.png", "1"), ("2.png", "2"), ("7.png", "7"), ("more/10.png", "5")]
    assert "1.png: 1" in capsys.readouterr().err


def test_answers_for_files_that_are_still_to_come_do_not_end_the_watch(folder, tmp_path, monkeypatch, capsys):
    watch_until_the_third_look(folder, monkeypatch)
    (tmp_path / "truth.csv").write_text("file,text\n1.png,1\n")
    command = ["scan", str(folder), "-o", str(tmp_path / "out.csv"), "--truth", str(tmp_path / "truth.csv"), "--watch"]
    assert run_command(command) == cli.INTERRUPTED
    said = capsys.readouterr().err
    assert "has an answer for none of the files" in said
    assert "1 of 1 readings with a known answer are right" in said


def test_what_is_gone_from_a_watched_folder_is_gone_from_the_table(folder, tmp_path, monkeypatch):
    output = tmp_path / "out.csv"
    looks = []

    def next_look(seconds):
        looks.append(len(table(output)))
        (folder / "7.png").unlink(missing_ok=True)
        if len(looks) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(scan_command.time, "sleep", next_look)
    assert run_command(["scan", str(folder), "-o", str(output), "--watch"]) == cli.INTERRUPTED
    assert looks == [3, 2]
    assert texts(output) == [("2.png", "2"), ("more/10.png", "5")]


def test_a_watched_folder_that_is_away_for_a_moment_is_told_once_and_watched_on(folder, tmp_path, monkeypatch, capsys):
    output = tmp_path / "out.csv"
    looks = []

    def next_look(seconds):
        looks.append(seconds)
        if len(looks) == 1:
            folder.rename(tmp_path / "away")
        if len(looks) == 3:
            (tmp_path / "away").rename(folder)
            save(folder / "1.png", 1)
        if len(looks) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(scan_command.time, "sleep", next_look)
    assert run_command(["scan", str(folder), "-o", str(output), "--watch"]) == cli.INTERRUPTED
    assert texts(output) == [("1.png", "1"), ("2.png", "2"), ("7.png", "7"), ("more/10.png", "5")]
    assert capsys.readouterr().err.count("cannot be read") == 1


def test_results_never_take_the_place_of_the_answers(folder, tmp_path, recognizer, capsys):
    answers = tmp_path / "answers.csv"
    answers.write_text("file,text\n2.png,9\n", encoding="utf-8")
    arguments = ["scan", str(folder), "-o", str(tmp_path / "meters" / ".." / "answers.csv"), "--truth", str(answers)]
    assert run_command(arguments) == cli.USAGE
    assert "take the place of the answers" in capsys.readouterr().err
    assert answers.read_text(encoding="utf-8") == "file,text\n2.png,9\n"
    assert recognizer.calls == []


def test_a_table_that_is_open_elsewhere_is_written_when_it_can_be(folder, tmp_path, monkeypatch, capsys):
    looks = []
    replaced = Path.replace

    def refused(path, target):
        if 0 < len(looks) < 3:
            raise PermissionError(errno.EACCES, "Permission denied")
        return replaced(path, target)

    def next_look(seconds):
        looks.append(seconds)
        if len(looks) == 1:
            save(folder / "odd\x1b[2J.png", 1)
            (folder / "7.png").unlink()
        if len(looks) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(scan_command.time, "sleep", next_look)
    output = tmp_path / "out.csv"
    assert run_command(["scan", str(folder), "-o", str(output), "--watch"]) == cli.INTERRUPTED
    told = capsys.readouterr().err
    assert "Close it where it is open" in told
    assert "odd\\x1b[2J.png: 1" in told
    assert texts(output) == [("2.png", "2"), ("more/10.png", "5"), ("odd\x1b[2J.png", "1")]
