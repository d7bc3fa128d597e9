"""Folders are read whole, in order, and only once; nothing that is finished is lost."""

from __future__ import annotations

import errno
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.core.errors import DigitpadError
from digitpad.core.reading import Status
from digitpad.imaging.reader import Reader, finding_page
from digitpad.scan.scan_options import ScanOptions
from digitpad.scan.scanning import scan
from digitpad.scan.walk import walk
from digitpad.store.scan_record import ScanRecord
from tests.document_samples import document
from tests.drawing_samples import drawn_digit, on_paper
from tests.nearest_sample import NearestSample


@pytest.fixture
def record(home):
    record = ScanRecord(home)
    yield record
    record.close()


@pytest.fixture
def reader():
    return Reader(NearestSample())


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for digit in range(10):
        save(folder / f"{digit}.png", digit)
    return folder


def save(path, digit):
    Image.fromarray(on_paper(drawn_digit(digit))).save(path)


@pytest.fixture
def decoded(monkeypatch):
    """The names of the files that were decoded."""
    names = []

    def noted(path, page, one_digit, name, content):
        names.append(name)
        return finding_page(path, page, one_digit, name, content)

    monkeypatch.setattr("digitpad.scan.work.finding_page", noted)
    return names


def rows_of(folder, reader, record, **options):
    reports = list(scan(list(walk(folder)), reader, record, ScanOptions(**options)))
    assert [report.done for report in reports] == sorted(report.done for report in reports)
    assert reports[-1].done == reports[-1].total
    return [row for report in reports for row in report.rows]


def test_every_file_has_its_row_in_order(folder, reader, record):
    rows = rows_of(folder, reader, record)
    assert [(row.file, row.text, row.status) for row in rows] == [
        (f"{digit}.png", str(digit), Status.OK) for digit in range(10)
    ]
    assert {row.model for row in rows} == {"nearest sample"}
    known = record.known(folder)
    assert [replace(known[row.file].rows[0], file=row.file) for row in rows] == rows


@pytest.mark.parametrize("jobs", [1, 3])
def test_more_threads_change_nothing(folder, reader, record, jobs, monkeypatch):
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 2)
    assert rows_of(folder, reader, record, jobs=jobs) == rows_of(folder, reader, record)


def test_going_on_reads_only_the_rest(folder, reader, record, decoded):
    rows = rows_of(folder, reader, record)
    record.correct(folder / "3.png", 1, "8")
    save(folder / "10.png", 4)
    decoded.clear()
    again = rows_of(folder, reader, record, resume_in=folder)
    assert decoded == ["10.png"]
    assert [row.file for row in again] == [*(row.file for row in rows), "10.png"]
    assert again[3] == replace(rows[3], correction="8")
    assert again[-1].text == "4"


def test_without_going_on_all_is_read_and_corrections_stay(folder, reader, record, decoded):
    rows_of(folder, reader, record)
    record.correct(folder / "3.png", 1, "8")
    rows = rows_of(folder, reader, record)
    assert len(decoded) == 20
    assert rows[3].correction == "8"


def test_a_changed_file_is_read_again_and_one_with_another_date_is_not(folder, reader, record, decoded):
    rows_of(folder, reader, record)
    save(folder / "5.png", 6)
    os.utime(folder / "5.png", ns=(1, 1))
    os.utime(folder / "7.png", ns=(2, 2))
    decoded.clear()
    rows = rows_of(folder, reader, record, resume_in=folder)
    assert decoded == ["5.png"]
    assert [row.text for row in rows] == list("0123466789")
    assert record.known(folder)["7.png"].modified == 2


def test_another_model_reads_again(folder, reader, record, decoded):
    rows_of(folder, reader, record)
    reader.recognizer.model_version = "another"
    rows_of(folder, reader, record, resume_in=folder)
    assert len(decoded) == 20


def test_numbers_and_one_digit_are_two_ways_to_read(tmp_path, reader, record):
    number = np.concatenate([on_paper(drawn_digit(digit)) for digit in (2, 7, 3, 5, 2)], axis=1)
    Image.fromarray(number).save(tmp_path / "27352.png")
    assert [row.text for row in rows_of(tmp_path, reader, record)] == ["27352"]
    (row,) = rows_of(tmp_path, reader, record, resume_in=tmp_path, one_digit=True)
    assert len(row.text) == 1


def test_each_page_of_a_document_is_a_row(tmp_path, reader, record):
    pages = [on_paper(drawn_digit(digit)) for digit in (1, 2, 3, 4, 5, 6)]
    (tmp_path / "list.pdf").write_bytes(document(pages, "PDF"))
    (tmp_path / "list.tif").write_bytes(document(pages, "TIFF"))
    rows = rows_of(tmp_path, reader, record)
    expected = [(file, page, str(page)) for file in ("list.pdf", "list.tif") for page in range(1, 7)]
    assert [(row.file, row.page, row.text) for row in rows] == expected
    assert rows_of(tmp_path, reader, record, resume_in=tmp_path) == rows


def test_pictures_in_tiffs_are_read_together_and_documents_by_themselves(tmp_path, record):
    from digitpad.scan.work import chunks_of

    for place in range(3):
        (tmp_path / f"{place}.tif").write_bytes(document([on_paper(drawn_digit(place))], "TIFF"))
    (tmp_path / "9.tif").write_bytes(document([on_paper(drawn_digit(1))] * 6, "TIFF"))
    chunks = list(chunks_of(list(walk(tmp_path)), {}))
    assert [[(work.file.name, len(work.pages)) for work in chunk] for chunk in chunks] == [
        [("0.tif", 1), ("1.tif", 1), ("2.tif", 1), ("9.tif", 4)],
        [("9.tif", 2)],
    ]


def test_a_document_is_one_by_its_content_whatever_it_is_called(tmp_path, reader, record):
    pages = [on_paper(drawn_digit(digit)) for digit in (3, 1, 4)]
    (tmp_path / "a.png").write_bytes(document(pages, "PDF"))
    (tmp_path / "b.jpg").write_bytes(document(pages, "TIFF"))
    rows = rows_of(tmp_path, reader, record)
    assert [(row.file, row.text) for row in rows] == [(name, text) for name in ("a.png", "b.jpg") for text in "314"]


def test_of_a_slow_chunk_the_first_are_handed_over_and_the_rest_is_read_too(folder, reader, record, monkeypatch):
    monkeypatch.setattr("digitpad.scan.work._LONGEST", 0.0)
    monkeypatch.setattr("digitpad.scan.work._TINY", 1_000_000)  # else a page of so many bytes
    rows = rows_of(folder, reader, record)
    assert [(row.file, row.text) for row in rows] == [(f"{digit}.png", str(digit)) for digit in range(10)]


def test_a_few_kilobytes_may_be_a_page_and_few_pages_are_taken_at_a_time(tmp_path):
    from digitpad.scan.work import chunks_of

    for place in range(20):
        (tmp_path / f"{place}.png").write_bytes(bytes(3000))
    assert [len(chunk) for chunk in chunks_of(list(walk(tmp_path)), {})] == [8, 8, 4]


def test_a_long_document_is_read_through_once_for_its_digest(tmp_path, reader, record, monkeypatch):
    from digitpad.scan.content import digest_and_content

    (tmp_path / "long.tif").write_bytes(document([on_paper(drawn_digit(1))] * 12, "TIFF"))
    read = []

    def noted(path, is_stopped):
        read.append(path.name)
        return digest_and_content(path, is_stopped)

    monkeypatch.setattr("digitpad.scan.work.digest_and_content", noted)
    assert len(rows_of(tmp_path, reader, record, jobs=1)) == 12
    assert read == ["long.tif"]


def test_a_correction_made_meanwhile_holds_for_a_copy_that_is_read_later(folder, reader, record, home, monkeypatch):
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 1)
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    (folder / "99.png").write_bytes((folder / "0.png").read_bytes())
    rows = []
    for report in scan(list(walk(folder)), reader, record, ScanOptions(jobs=1)):
        rows += report.rows
        if [row.file for row in report.rows][:1] == ["0.png"]:
            with closing(ScanRecord(home)) as window:
                window.correct(folder / "0.png", 1, "7")
    assert {row.file: row.correction for row in rows if row.correction} == {"99.png": "7"}


def broken(folder):
    (folder / "nothing.png").touch()
    content = (folder / "4.png").read_bytes()
    (folder / "cut.png").write_bytes(content[: len(content) // 2])
    (folder / "text.png").write_text("no picture")
    Image.new("L", (1, 1)).save(folder / "dot.png")
    Image.new("1", (20_000, 10_000)).save(folder / "bomb.png")
    return {"nothing.png", "cut.png", "text.png", "bomb.png"}


def test_what_cannot_be_read_is_a_row_with_its_reason_and_the_rest_is_read(folder, reader, record):
    bad = broken(folder)
    rows = {row.file: row for row in rows_of(folder, reader, record)}
    assert {name for name, row in rows.items() if row.status is Status.ERROR} == bad
    assert all(name in rows[name].error for name in bad)
    assert rows["dot.png"].status is Status.EMPTY
    assert all(rows[f"{digit}.png"].text == str(digit) for digit in range(10))


def test_a_file_that_may_not_be_read_is_a_row(folder, reader, record, monkeypatch):
    """Simulated: an administrator may read everything."""
    opened = Path.open

    def refused(path, *arguments, **options):
        if path.name == "5.png":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refused)
    rows = rows_of(folder, reader, record)
    assert rows[5].error == "5.png cannot be read: Permission denied."
    assert [row.text for row in rows] == [*"01234", "", *"6789"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_any_name_is_read_and_kept(tmp_path, reader, record):
    folder = tmp_path / "odd"
    folder.mkdir()
    names = [b"a\nb.png", b"quote'\".png", "\N{GRINNING FACE}.png".encode(), b"\xff\xfe.png", b"=cmd.png", b"-o.png"]
    for name in names:
        save(folder / os.fsdecode(name), 7)
    rows = rows_of(folder, reader, record)
    assert {os.fsencode(row.file): row.text for row in rows} == dict.fromkeys(names, "7")
    assert rows_of(folder, reader, record, resume_in=folder) == rows


def test_what_could_not_be_read_is_tried_again(folder, reader, record):
    (folder / "late.png").touch()
    os.utime(folder / "late.png", ns=(1, 1))
    rows_of(folder, reader, record)
    save(folder / "late.png", 8)
    os.utime(folder / "late.png", ns=(1, 1))
    assert rows_of(folder, reader, record, resume_in=folder)[-1].text == "8"


def test_a_file_that_vanishes_is_a_row(folder, reader, record):
    files = list(walk(folder))
    (folder / "6.png").unlink()
    rows = [row for report in scan(files, reader, record) for row in report.rows]
    assert rows[6].error == "6.png does not exist."
    assert rows[7].text == "7"


def test_what_is_finished_is_kept_when_the_scan_is_ended(folder, reader, record, decoded, monkeypatch):
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 2)
    running = scan(list(walk(folder)), reader, record, ScanOptions(jobs=1))
    rows = []
    while len(rows) < 4:
        rows += next(running).rows
    running.close()
    known = record.known(folder)
    assert {row.file for row in rows} <= set(known)
    assert sum(reader.recognizer.calls) <= len(known) + 2  # but for a chunk that was under way
    assert len(known) < 10
    decoded.clear()
    assert len(rows_of(folder, reader, record, resume_in=folder)) == 10
    assert set(decoded) == {f"{digit}.png" for digit in range(10)} - set(known)


def test_ending_waits_for_no_more_than_the_step_each_thread_is_at(folder, reader, record, monkeypatch):
    """A large page takes seconds."""
    is_ending = threading.Event()
    went_on = []

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait=True, *, cancel_futures=False):
            is_ending.set()
            super().shutdown(wait, cancel_futures=cancel_futures)

    def slow(path, page, one_digit, name, content):
        is_ending.wait(10)
        yield None
        went_on.append(name)
        yield from finding_page(path, page, one_digit, name, content)

    monkeypatch.setattr("digitpad.scan.scanning.ThreadPoolExecutor", Pool)
    monkeypatch.setattr("digitpad.scan.work.finding_page", slow)
    scanning = scan(list(walk(folder)), reader, record)
    next(scanning)
    next(scanning)  # the threads are at their first steps
    scanning.close()
    assert went_on == []
    assert record.known(folder) == {}


def test_what_is_finished_before_a_slow_file_is_kept_at_once(folder, reader, record, home, monkeypatch):
    """The first page takes minutes: a power cut meanwhile must not cost all that was read beside it."""
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    monkeypatch.setattr("digitpad.scan.scanning._PATIENCE", 0.01)
    monkeypatch.setattr("digitpad.scan.work._CHUNK_BYTES", 1)
    may_end = threading.Event()

    def slow(path, page, one_digit, name, content):
        if name == "0.png":
            may_end.wait(10)
        yield from finding_page(path, page, one_digit, name, content)

    monkeypatch.setattr("digitpad.scan.work.finding_page", slow)
    running = scan(list(walk(folder)), reader, record, ScanOptions(jobs=2))
    early: set[str] = set()
    while len(early) < 5:  # as many as wait for their turn
        assert next(running).rows == ()
        early = set(record.known(folder))
    assert "0.png" not in early
    may_end.set()
    rows = [row for report in running for row in report.rows]
    assert [row.text for row in rows] == list("0123456789")
    assert len(record.known(folder)) == 10


def test_a_file_that_changes_while_it_waits_is_read_again_the_next_time(folder, reader, record, decoded):
    files = list(walk(folder))
    save(folder / "4.png", 9)
    os.utime(folder / "4.png", ns=(3, 3))
    rows = [row for report in scan(files, reader, record) for row in report.rows]
    assert rows[4].text == "9"
    os.utime(folder / "4.png", ns=(files[4].modified, files[4].modified))
    decoded.clear()
    rows_of(folder, reader, record, resume_in=folder)
    assert decoded == ["4.png"]


def test_a_document_that_grows_while_it_waits_gets_its_new_pages_the_next_time(tmp_path, reader, record):
    pages = [on_paper(drawn_digit(digit)) for digit in (1, 2, 3)]
    (tmp_path / "list.tif").write_bytes(document(pages[:2], "TIFF"))
    files = list(walk(tmp_path))
    scanning = scan(files, reader, record)
    next(scanning)
    (tmp_path / "list.tif").write_bytes(document(pages, "TIFF"))
    list(scanning)
    assert [row.text for row in rows_of(tmp_path, reader, record, resume_in=tmp_path)] == ["1", "2", "3"]


def test_of_a_long_document_the_pages_that_were_read_are_kept_and_only_the_rest_is_read(
    tmp_path, reader, record, monkeypatch
):
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    pages = [on_paper(drawn_digit(place % 10)) for place in range(14)]
    (tmp_path / "long.tif").write_bytes(document(pages, "TIFF"))
    given: list[str] = []
    scanning = scan(list(walk(tmp_path)), reader, record, ScanOptions(jobs=1))
    while len(given) < 4:
        report = next(scanning)
        given += [row.text for row in report.rows]
        assert report.done == 0
    scanning.close()
    (before,) = record.known(tmp_path).values()
    assert [row.text for row in before.rows] == [str(place % 10) for place in range(len(before.rows))]
    assert 4 <= len(before.rows) < 14
    assert before.size != (tmp_path / "long.tif").stat().st_size, "it is new to a folder that is watched"

    read = []

    def noted(path, page, one_digit, name, content):
        read.append(page)
        return finding_page(path, page, one_digit, name, content)

    monkeypatch.setattr("digitpad.scan.work.finding_page", noted)
    rows = rows_of(tmp_path, reader, record, resume_in=tmp_path)
    assert [row.text for row in rows] == [str(place % 10) for place in range(14)]
    assert sorted(read) == list(range(len(before.rows) + 1, 15))
    (after,) = record.known(tmp_path).values()
    assert len(after.rows) == 14
    assert after.size == (tmp_path / "long.tif").stat().st_size
    read.clear()
    assert rows_of(tmp_path, reader, record, resume_in=tmp_path) == rows
    assert read == []


def test_a_document_that_became_another_while_its_rest_waited_is_read_from_its_start(tmp_path, reader, record):
    pages = [on_paper(drawn_digit(digit)) for digit in (1, 2, 3, 4, 5, 6)]
    (tmp_path / "list.tif").write_bytes(document(pages, "TIFF"))
    scanning = scan(list(walk(tmp_path)), reader, record, ScanOptions(jobs=1))
    next(scanning)
    while not record.known(tmp_path):
        next(scanning)
    scanning.close()
    (tmp_path / "list.tif").write_bytes(document(pages[::-1], "TIFF"))
    rows = rows_of(tmp_path, reader, record, resume_in=tmp_path)
    assert [row.text for row in rows] == ["6", "5", "4", "3", "2", "1"]
    assert len(record.known(tmp_path)["list.tif"].rows) == 6


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_broken_file_whose_name_is_no_text_and_a_date_beyond_all_are_kept(tmp_path, reader, record):
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / os.fsdecode(b"Z\xe4hler.png")).touch()
    save(folder / "late.png", 7)
    os.utime(folder / "late.png", (2**34, 2**34))  # in the year 2514
    rows = rows_of(folder, reader, record)
    assert sorted(row.status for row in rows) == [Status.ERROR, Status.OK]
    assert len(record.known(folder)) == 2
    assert rows_of(folder, reader, record, resume_in=folder)[0].text == "7"


def test_what_a_crash_interrupts_is_kept_as_far_as_it_was_read(folder, reader, record, monkeypatch):
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 1)
    answer = reader.recognizer.recognize

    def until_the_fifth(glyphs):
        if len(reader.recognizer.calls) == 6:  # a one is looked at twice: it may be the edge of something
            raise KeyboardInterrupt
        return answer(glyphs)

    monkeypatch.setattr(reader.recognizer, "recognize", until_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        list(scan(list(walk(folder)), reader, record, ScanOptions(jobs=1)))
    assert set(record.known(folder)) == {f"{digit}.png" for digit in range(5)}


def test_a_record_that_cannot_be_written_ends_the_scan_with_a_sentence(folder, reader, record, monkeypatch):
    def full(*arguments):
        raise DigitpadError("The record of scans cannot be used: database or disk is full.")

    monkeypatch.setattr(record, "write", full)
    with pytest.raises(DigitpadError, match="disk is full"):
        list(scan(list(walk(folder)), reader, record))


def test_an_empty_folder_has_no_rows(tmp_path, reader, record):
    (tmp_path / "empty").mkdir()
    assert rows_of(tmp_path / "empty", reader, record) == []
