"""A folder is read step by step; later only what is new."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.core.errors import DigitpadError
from digitpad.imaging.reader import Reader
from digitpad.scan.folder_scan import FolderScan, Look, ScanStep
from tests.ui.conftest import FakeRecognizer


def write_mark(path: Path) -> Path:
    pixels = np.full((40, 60, 3), 255, np.uint8)
    pixels[15:25, 10:50] = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def make(tmp_path: Path, home: Path) -> Callable[[], tuple[FolderScan, FakeRecognizer]]:
    def make() -> tuple[FolderScan, FakeRecognizer]:
        recognizer = FakeRecognizer()
        return FolderScan(tmp_path / "pictures", home, lambda: Reader(recognizer)), recognizer

    return make


def run(steps: Generator[ScanStep, None, Look | None]) -> tuple[list[ScanStep], Look | None]:
    made = []
    while True:
        try:
            made.append(next(steps))
        except StopIteration as end:
            return made, end.value


def files(steps: list[ScanStep]) -> list[str]:
    return [row.file for step in steps for row in step.rows]


def test_all_of_a_folder_is_read_and_then_known_in_the_order_people_count(make, tmp_path: Path):
    for name in ("10.png", "2.png", "sub/1.png", ".hidden.png"):
        write_mark(tmp_path / "pictures" / name)
    steps, _ = run(make()[0].all(resume=False))
    assert files(steps) == ["2.png", "10.png", "sub/1.png"]
    assert (steps[-1].done, steps[-1].total) == (3, 3)
    assert [left.name for left in steps[-1].left_out] == [".hidden.png"]
    known, _ = run(make()[0].known())
    assert files(known) == files(steps)


def test_going_on_reads_only_the_rest(make, tmp_path: Path):
    for number in range(5):
        write_mark(tmp_path / "pictures" / f"{number}.png")
    run(make()[0].all(resume=False))
    write_mark(tmp_path / "pictures" / "5.png")
    scan, recognizer = make()
    steps, _ = run(scan.all(resume=True))
    assert len(files(steps)) == 6
    assert recognizer.seen == 2  # a one, which may be a crop of another digit


def test_a_new_file_is_read_when_it_was_the_same_at_two_looks(make, tmp_path: Path):
    write_mark(tmp_path / "pictures" / "1.png")
    scan, _ = make()
    run(scan.all(resume=False))
    assert run(scan.new())[1] == Look([tmp_path / "pictures"], is_settled=True)
    growing = tmp_path / "pictures" / "sub" / "2.png"
    growing.parent.mkdir()
    growing.write_bytes(b"half")
    steps, look = run(scan.new())
    assert (files(steps), look.is_settled, len(look.folders)) == ([], False, 2)
    write_mark(growing)
    assert not run(scan.new())[1].is_settled
    steps, look = run(scan.new())
    assert (files(steps), look.is_settled) == (["sub/2.png"], True)
    assert files(run(scan.new())[0]) == []


def test_files_that_are_gone_are_told_once(make, tmp_path: Path):
    for name in ("1.png", "2.png"):
        write_mark(tmp_path / "pictures" / name)
    run(make()[0].all(resume=False))
    (tmp_path / "pictures" / "1.png").unlink()
    scan, _ = make()
    steps, look = run(scan.known())
    assert (files(steps), look.gone) == (["1.png", "2.png"], {"1.png": 1})
    assert run(scan.new())[1].gone == {}
    write_mark(tmp_path / "pictures" / "1.png")
    run(scan.new())
    steps, look = run(scan.new())
    assert (files(steps), look.lengths) == (["1.png"], {"1.png": 1})


def test_files_of_a_folder_that_cannot_be_reached_are_not_gone(make, tmp_path: Path, monkeypatch):
    for name in ("1.png", "2/1.png", "2/old/1.png", "20/1.png", "3.png"):
        write_mark(tmp_path / "pictures" / name)
    run(make()[0].all(resume=False))
    (tmp_path / "pictures" / "3.png").unlink()

    listed = os.scandir

    def scandir(path):
        if Path(path).name == "2":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    scan, _ = make()
    _, look = run(scan.known())
    assert look.gone == {"3.png": 1}
    assert scan.names == ["1.png", "2/1.png", "2/old/1.png", "20/1.png"]
    monkeypatch.undo()
    assert run(scan.new())[1].gone == {}


def test_what_is_known_of_a_disk_that_is_not_plugged_in_is_shown(make, tmp_path: Path):
    write_mark(tmp_path / "pictures" / "1.png")
    run(make()[0].all(resume=False))
    (tmp_path / "pictures").rename(tmp_path / "elsewhere")
    steps, look = run(make()[0].known())
    assert (files(steps), look) == (["1.png"], None)


def test_no_folder_is_said_to_be_none(make):
    with pytest.raises(DigitpadError, match="cannot be read"):
        run(make()[0].all(resume=False))


def test_a_file_that_another_program_holds_is_read_once_it_lets_go(make, tmp_path: Path, monkeypatch):
    scan, _ = make()
    write_mark(tmp_path / "pictures" / "a.png")
    held = tmp_path / "pictures" / "b.png"
    held.write_text("no picture")  # stands for one that cannot be opened
    is_free = False
    monkeypatch.setattr("digitpad.scan.folder_scan._can_be_opened", lambda path: is_free)
    assert files(run(scan.all(resume=False))[0]) == ["a.png", "b.png"]
    for _ in range(3):
        assert files(run(scan.new())[0]) == []
    is_free = True
    looks = [files(run(scan.new())[0]) for _ in range(3)]
    assert looks == [[], ["b.png"], []]
