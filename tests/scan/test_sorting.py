"""Sorting: every file is copied into the folder of its digit, none is overwritten, and none gets elsewhere."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.core.reading import Status
from digitpad.scan import sorting
from digitpad.scan.sorting import folder_of, sort_files
from tests.scan.scan_samples import failed, finished, picture, row


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scanned").mkdir()
    return tmp_path / "scanned"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "sorted"


def files_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def unsure(text, **others):
    return row(text=text, status=Status.UNSURE, **others)


@pytest.mark.parametrize(
    ("pages", "name"),
    [
        ([row(text="7")], "7"),
        ([row(text="12")], "numbers"),
        ([row(text="1\n2")], "numbers"),
        ([row(text="")], "empty"),
        ([unsure("7")], "unsure"),
        ([failed()], "error"),
        ([unsure("7", correction="1")], "1"),
        ([failed(correction="1")], "1"),
        ([unsure("7", correction="")], "empty"),
        ([unsure("7", correction="?")], "not_a_digit"),
        ([unsure("7", correction="../0")], "not_a_digit"),
        ([unsure("7", correction="٣")], "not_a_digit"),
        ([row(text="7"), row(text="7", page=2), row(text="", page=3)], "7"),
        ([row(text="7"), row(text="8", page=2)], "numbers"),
        ([row(text="7"), unsure("7", page=2)], "unsure"),
        ([unsure("7"), failed(page=2)], "error"),
    ],
)
def test_a_file_belongs_where_its_pages_say(pages, name):
    assert folder_of(pages) == name


def test_files_are_copied_and_never_overwritten(folder, target):
    contents = [picture(folder / name).read_bytes() for name in ("a.png", "x/a.png", "y/a.png", "b.png")]
    rows = [row("a.png"), row("x/a.png"), row("y/a.png"), row("b.png", "12")]
    done = finished(sort_files(rows, folder, target))
    assert files_in(target) == ["7/a (2).png", "7/a (3).png", "7/a.png", "numbers/b.png"]
    assert [(target / name).read_bytes() for name in ("7/a.png", "7/a (2).png", "7/a (3).png")] == contents[:3]
    assert (target / "7/a.png").stat().st_mtime == (folder / "a.png").stat().st_mtime
    assert len(files_in(folder)) == 4
    assert done.counts == {"7": 3, "numbers": 1}
    finished(sort_files(rows[:1], folder, target))
    assert "7/a (4).png" in files_in(target)


def test_a_document_is_copied_once(folder, target):
    picture(folder / "a.png")
    finished(sort_files([row("a.png"), row("a.png", page=2)], folder, target))
    assert files_in(target) == ["7/a.png"]


def test_what_cannot_be_copied_is_told_and_the_others_are(folder, target, monkeypatch):
    for name in ("locked.png", "odd:name.png", "good.png"):
        picture(folder / name)
    os.mkfifo(folder / "pipe.png")
    opened, touched = Path.open, Path.touch

    def open_file(path, *arguments):
        if path.name == "locked.png" and path.parent == folder:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments)

    def touch(path, **options):
        if ":" in path.name:
            raise OSError(errno.EINVAL, "Invalid argument")
        touched(path, **options)

    monkeypatch.setattr(Path, "open", open_file)
    monkeypatch.setattr(Path, "touch", touch)
    long = "x" * 300 + ".png"
    names = (long, "gone.png", "pipe.png", "locked.png", "odd:name.png", "good.png")
    done = finished(sort_files([row(name) for name in names], folder, target))
    assert files_in(target) == ["7/good.png"]
    assert {left.name: left.reason for left in done.left_out} == {
        long: "It cannot be reached: File name too long.",
        "gone.png": "It is not there any more.",
        "pipe.png": "It is not there any more.",
        "locked.png": "It cannot be read: Permission denied.",
        "odd:name.png": f"{target} cannot hold a file of that name: Invalid argument.",
    }


@pytest.mark.parametrize("place", ["", "sub", "sub/deeper"])
def test_the_folder_itself_is_refused(folder, place):
    picture(folder / "a.png")
    with pytest.raises(DigitpadError, match=r"is in the folder that was scanned\. Choose one outside of"):
        finished(sort_files([row("a.png")], folder, folder / place))
    assert files_in(folder) == ["a.png"]


def test_a_target_whose_folder_would_be_the_scanned_one_is_refused(tmp_path):
    picture(tmp_path / "7/a.png")
    with pytest.raises(DigitpadError, match="is in the folder that was scanned"):
        finished(sort_files([row("a.png")], tmp_path / "7", tmp_path))


def test_no_name_leaves_the_target(folder, target):
    picture(folder.parent / "secret.png")
    finished(sort_files([row("../secret.png")], folder, target))
    assert files_in(target) == ["7/secret.png"]


def test_a_target_that_cannot_be_written_is_a_sentence(folder, target, monkeypatch):
    def full(_source, place):
        place.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    picture(folder / "a.png")
    monkeypatch.setattr(sorting, "_copy", full)
    with pytest.raises(DigitpadError, match=r"sorted cannot be written: No space left on device\. Choose another"):
        finished(sort_files([row("a.png")], folder, target))
    assert files_in(target) == []


def test_progress_counts_files(folder, target):
    picture(folder / "a.png")
    steps = list(sort_files([row("a.png"), row("a.png", page=2)], folder, target))
    assert (steps[0].done, steps[-1].done, steps[-1].total) == (0, 1, 1)
