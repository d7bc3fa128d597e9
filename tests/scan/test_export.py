"""Exporting: the name says the kind, and what was there stays until all is written."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from pathlib import Path

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.scan import export as export_module
from digitpad.scan.export import SUFFIXES, check_output, export
from tests.scan.scan_samples import finished, picture, results, row


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".CSV"])
def test_the_name_says_the_kind(tmp_path, suffix):
    picture(tmp_path / "a.png")
    path = tmp_path / f"out{suffix}"
    check_output(path)
    assert finished(export(results([row()], tmp_path), path)) == path
    begins = {".csv": b"file,", ".xlsx": b"PK", ".html": b"<!DOCTYPE", ".json": b"{", ".jsonl": b"{"}
    assert path.read_bytes().startswith(begins[suffix.lower()])
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.png", path.name]


def test_a_name_of_no_kind_is_a_sentence(tmp_path):
    sentence = r"out\.pdf should end with one of \.csv, \.xlsx, \.html, \.jsonl, \.json\."
    with pytest.raises(DigitpadError, match=sentence):
        check_output(tmp_path / "out.pdf")
    with pytest.raises(DigitpadError, match=sentence):
        finished(export(results([], tmp_path), tmp_path / "out.pdf"))


def test_progress_goes_from_nothing_to_all(tmp_path):
    told = list(export(results([row()] * 300, tmp_path), tmp_path / "out.csv"))
    assert (told[0].done, told[-1].done) == (0, 300)
    assert {progress.total for progress in told} == {300}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_cancelling_leaves_what_was_there(tmp_path, suffix, monkeypatch):
    monkeypatch.setattr("digitpad.scan.export_progress._EVERY", 0)
    path = tmp_path / f"out{suffix}"
    path.write_text("old")
    with closing(export(results([row()] * 3, tmp_path), path)) as steps:
        assert [next(steps).done for _ in range(3)] == [0, 1, 2]
        assert list(tmp_path.glob(".digitpad-*.part"))
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "old"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_results_are_a_file_too(tmp_path, suffix):
    assert finished(export(results([], tmp_path), tmp_path / f"out{suffix}")).exists()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_folder_is_a_sentence(tmp_path, suffix):
    path = tmp_path / "missing" / f"out{suffix}"
    with pytest.raises(DigitpadError, match=r"cannot be written: No such file or directory\. Choose another folder"):
        finished(export(results([row()], tmp_path), path))


def test_a_folder_of_that_name_is_a_sentence(tmp_path):
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(DigitpadError, match="Is a directory"):
        finished(export(results([row()], tmp_path), tmp_path / "out.csv"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied. Close it where it is open"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device. Free some room"),
    ],
)
def test_a_disk_that_refuses_is_a_sentence_and_the_old_file_stays(tmp_path, monkeypatch, error, sentence):
    def refused(path: Path, _target: Path) -> None:
        raise error

    (tmp_path / "out.csv").write_text("old")
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(DigitpadError, match=sentence):
        finished(export(results([row()], tmp_path), tmp_path / "out.csv"))
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ["old"]


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_a_sentence(tmp_path, suffix, monkeypatch):
    path = tmp_path / f"out{suffix}"
    unfinished = tmp_path / "unfinished"
    unfinished.symlink_to("/dev/full")
    monkeypatch.setattr(export_module, "unfinished_beside", lambda path: unfinished)
    with pytest.raises(DigitpadError, match=r"No space left on device\. Free some room, or choose another disk"):
        finished(export(results([row()], tmp_path), path))
    assert not list(tmp_path.iterdir())
