"""A folder is walked in the order people count; what is left out is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.core.found_file import FoundFile
from digitpad.scan.walk import LeftOut, by_one_name, walk


def touched(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 3)


def names_of(folder, recursive=True):
    return [found.name for found in walk(folder, recursive) if isinstance(found, FoundFile)]


def left_out(folder):
    return {found.name: found.reason for found in walk(folder) if isinstance(found, LeftOut)}


def test_two_comes_before_ten_and_folders_stand_among_the_files(tmp_path):
    touched(tmp_path, "10.png", "2.png", "b/1.jpg", "b/11.jpg", "b/3.jpg", "A.PNG", "9 apples/x.tif")
    assert names_of(tmp_path) == ["2.png", "9 apples/x.tif", "10.png", "A.PNG", "b/1.jpg", "b/3.jpg", "b/11.jpg"]
    assert names_of(tmp_path, recursive=False) == ["2.png", "10.png", "A.PNG"]


def test_a_file_is_told_with_its_size_and_date(tmp_path):
    touched(tmp_path, "a.png")
    os.utime(tmp_path / "a.png", ns=(5, 7_000_000_123))
    assert list(walk(tmp_path)) == [FoundFile(tmp_path / "a.png", "a.png", 3, 7_000_000_123)]


def test_other_files_are_no_business_of_ours(tmp_path):
    touched(tmp_path, "notes.txt", "a.png.part", "Thumbs.db", ".cache")
    assert list(walk(tmp_path)) == []


def test_hidden_pictures_and_folders_are_left_out_and_told(tmp_path):
    touched(tmp_path, ".a.png", ".thumbnails/b.png", "c.png")
    assert names_of(tmp_path) == ["c.png"]
    assert set(left_out(tmp_path)) == {".a.png", ".thumbnails"}


def test_a_loop_of_links_has_an_end(tmp_path):
    touched(tmp_path, "a/1.png", "a/b/2.png")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a" / "b")
    assert sorted(name.split("/")[-1] for name in names_of(tmp_path)) == ["1.png", "2.png"]
    assert len(left_out(tmp_path)) == 2


def test_folders_may_be_nested_deeper_than_python_calls(tmp_path):
    folder = tmp_path
    for _ in range(600):
        folder /= "d"
        folder.mkdir()
    (folder / "1.png").touch()
    assert names_of(tmp_path) == ["d/" * 600 + "1.png"]


def test_a_folder_has_its_own_name_where_a_link_leads_to_it_first(tmp_path):
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "a.png").touch()
    (tmp_path / "00 current").symlink_to(tmp_path / "7")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.png").touch()
    (tmp_path / "7" / "to elsewhere").symlink_to(tmp_path / "elsewhere")
    found = list(walk(tmp_path))
    assert [file.name for file in found if isinstance(file, FoundFile)] == ["7/a.png", "elsewhere/b.png"]
    assert [left.name for left in found if isinstance(left, LeftOut)] == ["00 current", "7/to elsewhere"]


def test_a_folder_outside_is_read_through_its_link(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.png").touch()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "outside")
    assert [file.name for file in walk(tmp_path / "in")] == ["link/a.png"]


def test_a_folder_has_one_name_however_it_is_written(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    monkeypatch.chdir(tmp_path)
    assert by_one_name(Path("b")) == by_one_name(Path("a/../b")) == by_one_name(tmp_path / "b")


def test_a_link_to_a_file_is_followed_and_a_broken_one_told(tmp_path):
    touched(tmp_path, "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    (tmp_path / "c.png").symlink_to(tmp_path / "nowhere.png")
    assert names_of(tmp_path) == ["a.png", "b.png"]
    assert "No such file" in left_out(tmp_path)["c.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_a_pipe_or_a_device_is_never_opened(tmp_path):
    touched(tmp_path, "a.png")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "endless.png").symlink_to("/dev/zero")
    assert names_of(tmp_path) == ["a.png"]
    assert left_out(tmp_path) == dict.fromkeys(["endless.png", "pipe.png"], "It is no file but a pipe or a device.")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_folder_that_may_not_be_read_is_told_and_the_rest_is_found(tmp_path):
    touched(tmp_path, "locked/a.png", "z.png")
    (tmp_path / "locked").chmod(0)
    try:
        assert names_of(tmp_path) == ["z.png"]
        assert "Permission denied" in left_out(tmp_path)["locked"]
    finally:
        (tmp_path / "locked").chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_any_name_is_a_name(tmp_path):
    strange = [b"a\nb.png", b"quote'\".png", "\N{GRINNING FACE}.png".encode(), b"\xff\xfe.png", b"=cmd.png"]
    for name in strange:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    assert {os.fsencode(name) for name in names_of(tmp_path)} == set(strange)


@pytest.mark.parametrize("name", ["nothing", "file"])
def test_what_is_no_folder_is_told_in_a_sentence(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(DigitpadError, match=name):
        list(walk(tmp_path / name))
