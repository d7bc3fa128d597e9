"""A file is written whole, or the old one stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digitpad.core.whole_file import write_whole


def test_a_file_is_written_and_replaced(tmp_path):
    for content in (b"old", b"new"):
        write_whole(tmp_path / "a", content)
        assert (tmp_path / "a").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    write_whole(tmp_path / "a", b"old")

    def half_of_it(path, content):
        with path.open("wb") as file:
            file.write(content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half_of_it)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        write_whole(tmp_path / "file" / "a", b"new")


def test_what_must_outlive_a_power_cut_is_on_the_disk_before_it_takes_its_place(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")
    before = []
    monkeypatch.setattr("os.fsync", lambda number: before.append((tmp_path / "a").read_bytes()))
    write_whole(tmp_path / "a", b"new", is_flushed=True)
    assert before == [b"old"]
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_link_stays_one_and_its_file_is_written(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "a")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "a").read_bytes() == b"new"


@pytest.mark.skipif(os.access("/", os.W_OK), reason="the administrator may write everything")
def test_nothing_takes_the_place_of_a_file_that_may_not_be_written(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o444)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes")
def test_nothing_takes_the_place_of_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe or a device"):
        write_whole(tmp_path / "pipe", b"new")
    assert (tmp_path / "pipe").is_fifo()
