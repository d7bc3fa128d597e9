from __future__ import annotations

import os
import tarfile

import archive
import pytest
from archive import Entry, Packer, entries_of

TIME = 1_700_000_000


@pytest.fixture
def folder(tmp_path):
    """A folder with a program, a library that may be run, a large file, a text, a link and an empty folder."""
    bundle = tmp_path / "bundle"
    (bundle / "inside" / "empty").mkdir(parents=True)
    (bundle / "program").write_bytes(b"\x7fELF" + bytes(100))
    (bundle / "libx.so.1").write_bytes(b"\x7fELF" + bytes(50))
    (bundle / "inside" / "large").write_bytes(os.urandom(archive._LARGE + 7))
    (bundle / "inside" / "script.py").write_text("print()", "utf-8")
    (bundle / "libx.so").symlink_to("libx.so.1")
    for name in ("program", "libx.so.1", "inside/script.py"):
        (bundle / name).chmod(0o775)
    return bundle


def written(entries, path):
    Packer(1, TIME).write(entries, path)
    return path.read_bytes()


def test_everything_comes_back_as_it_was(folder, tmp_path):
    written(entries_of(folder, "opt/digitpad"), tmp_path / "a.tar.xz")
    with tarfile.open(tmp_path / "a.tar.xz") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    out = tmp_path / "out" / "opt" / "digitpad"
    for path in folder.rglob("*"):
        copy = out / path.relative_to(folder)
        assert copy.is_symlink() == path.is_symlink()
        assert copy.is_dir() == path.is_dir()
        if path.is_file():
            assert copy.read_bytes() == path.read_bytes()


def test_all_is_roots_of_one_time_sorted_and_only_programs_may_be_run(folder, tmp_path):
    written(entries_of(folder, "a"), tmp_path / "a.tar.xz")
    with tarfile.open(tmp_path / "a.tar.xz") as tar:
        members = tar.getmembers()
    assert [member.name for member in members] == sorted(member.name for member in members)
    assert {(member.uid, member.gid, member.uname, member.mtime) for member in members} == {(0, 0, "root", TIME)}
    modes = {member.name: member.mode for member in members if member.isfile()}
    assert [name for name, mode in modes.items() if mode == 0o755] == ["./a/program"]
    assert set(modes.values()) == {0o755, 0o644}


def test_the_same_files_make_the_same_archive_whatever_their_times(folder, tmp_path, monkeypatch):
    first = written(entries_of(folder, "a"), tmp_path / "1.tar.xz")
    for path in folder.rglob("*"):
        os.utime(path, (5, 5), follow_symlinks=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert written(reversed(entries_of(folder, "a")), tmp_path / "2.tar.xz") == first


def test_what_two_archives_share_is_compressed_once(folder, tmp_path, monkeypatch):
    sizes = []
    compress = archive.compress
    monkeypatch.setattr(archive, "compress", lambda data, level: sizes.append(len(data)) or compress(data, level))
    packer = Packer(1, TIME)
    for place in ("one", "two"):
        packer.write(entries_of(folder, place), tmp_path / f"{place}.tar.xz")
    assert sizes.count(archive._LARGE + 7) == 1
    with tarfile.open(tmp_path / "two.tar.xz") as tar:
        assert tar.extractfile("./two/inside/large").read() == (folder / "inside" / "large").read_bytes()


def test_folders_nobody_named_are_there_before_what_is_in_them():
    paths = [entry.path for entry in archive.with_folders([Entry("usr/bin/digitpad", b"x")])]
    assert paths == ["usr", "usr/bin", "usr/bin/digitpad"]


def test_a_file_larger_than_a_piece_is_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_PIECE", 300_001)
    content = os.urandom(archive._LARGE + 12345)
    (tmp_path / "large").write_bytes(content)
    written([Entry("large", tmp_path / "large")], tmp_path / "a.tar.xz")
    with tarfile.open(tmp_path / "a.tar.xz") as tar:
        assert tar.extractfile("./large").read() == content
