"""A home folder has one place for a window; it is never lost, and nobody waits long before it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.store.hand_over import MOST_FILES, HandOver
from digitpad.store.window_place import WindowPlace, take_place

NOTHING = HandOver()


@pytest.fixture
def place(home: Path):
    place = take_place(home, NOTHING)
    assert place is not None
    yield place
    place.leave()


def names(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


def test_the_place_is_taken_once_and_again_when_it_was_left(home: Path, place: WindowPlace):
    place.listen()
    assert WindowPlace.take(home) is None
    place.leave()
    assert names(home) == ["window.lock"]
    again = WindowPlace.take(home)
    assert again is not None
    again.leave()


def test_two_homes_have_two_places(tmp_path: Path, place: WindowPlace):
    other = take_place(tmp_path / "another home", NOTHING)
    assert other is not None
    assert other.listen() is not None
    other.leave()


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder keeps strangers out")
@pytest.mark.parametrize("way", ["window.socket", "window.port"])
def test_only_its_owner_may_reach_a_window(home: Path, place: WindowPlace, monkeypatch, way: str):
    if way == "window.port":
        monkeypatch.delattr("socket.AF_UNIX")
    place.listen()
    assert names(home) == ["window.lock", way]
    assert stat.S_IMODE((home / way).stat().st_mode) == 0o600
    assert bool(place.secret) == (way == "window.port")


def test_a_home_whose_path_is_too_long_for_a_socket_is_reached_all_the_same(tmp_path: Path):
    home = tmp_path / ("long " * 30)
    place = take_place(home, NOTHING)
    assert place is not None
    assert place.listen() is not None
    assert place.secret
    place.leave()
    assert names(home) == ["window.lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
@pytest.mark.parametrize("way", ["", "import socket; del socket.AF_UNIX"])
def test_the_place_of_a_killed_process_is_free(home: Path, way: str):
    script = f"""{way}
import sys
from pathlib import Path
from digitpad.store.window_place import WindowPlace
place = WindowPlace.take(Path(sys.argv[1]))
place.listen()
print("there", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", script, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "there\n"
        assert WindowPlace.take(home) is None
        os.kill(process.pid, signal.SIGKILL)
    assert len(names(home)) == 2  # what it left behind
    place = take_place(home, NOTHING)
    assert place is not None
    assert place.listen() is not None
    place.leave()
    assert names(home) == ["window.lock"]


@pytest.mark.parametrize("way", ["socket", "port"])
def test_a_window_that_hangs_gets_a_second_one_beside_it(home: Path, place: WindowPlace, monkeypatch, caplog, way: str):
    with monkeypatch.context() as context:
        if way == "port":
            context.delattr("socket.AF_UNIX")
        place.listen()
    second = take_place(home, NOTHING, patience=0.05)
    assert second is not None
    assert "does not answer" in caplog.text
    assert second.listen() is None
    second.leave()
    assert WindowPlace.take(home) is None  # the first still has it


def test_a_window_that_never_comes_is_not_waited_for_for_ever(home: Path, place: WindowPlace, monkeypatch, caplog):
    monkeypatch.setattr("digitpad.store.window_place._LAUNCH", 0.05)
    second = take_place(home, NOTHING)
    assert second is not None
    assert second.listen() is None
    assert "does not answer" in caplog.text


def test_a_home_that_cannot_be_made_has_a_window_to_which_nothing_comes(home: Path):
    home.write_text("a file where the folder should be")
    place = take_place(home, NOTHING)
    assert place is not None
    assert place.listen() is None
    place.leave()


def test_a_disk_that_cannot_lock_has_a_window_to_which_nothing_comes(home: Path, monkeypatch):
    def refuse(file):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("digitpad.store.file_lock._lock", refuse)
    place = take_place(home, NOTHING)
    assert place is not None
    assert place.listen() is None
    place.leave()


def test_more_than_can_be_handed_over_is_a_sentence(home: Path, place: WindowPlace):
    place.listen()
    with pytest.raises(DigitpadError, match="10,000 files at a time"):
        take_place(home, HandOver((Path("/a.png"),) * (MOST_FILES + 1)))
