"""Scans run one at a time; a new one takes the place of the one that runs, and both can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator

import pytest

from digitpad.scan.folder_scan import ScanStep
from digitpad.ui.scan_runner import ScanEnd, ScanRunner
from tests.ui.conftest import DEADLINE_MS


@pytest.fixture
def runner(qtbot) -> Iterator[ScanRunner]:
    runner = ScanRunner()
    yield runner
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_running, timeout=DEADLINE_MS)


@pytest.fixture
def ends(runner: ScanRunner) -> list[ScanEnd]:
    heard: list[ScanEnd] = []
    runner.ended.connect(heard.append)
    return heard


def endless(begun: threading.Event) -> Generator[ScanStep, None, None]:
    while True:
        begun.set()
        yield ScanStep(1)


def noting(done: list[str], name: str) -> Generator[ScanStep, None, str]:
    done.append(name)
    yield ScanStep(1)
    return name


def test_a_new_scan_takes_the_place_of_the_one_that_runs(qtbot, runner, ends):
    done: list[str] = []
    runner.run(endless(threading.Event()))
    runner.run(noting(done, "second"))
    qtbot.waitUntil(lambda: bool(ends), timeout=DEADLINE_MS)
    assert ends == [ScanEnd(result="second")]


def test_one_that_waits_for_its_turn_is_cancelled_too(qtbot, runner, ends):
    done: list[str] = []
    begun = threading.Event()
    runner.run(endless(begun))
    assert begun.wait(10)
    runner.run(noting(done, "second"))
    runner.cancel()
    qtbot.waitUntil(lambda: bool(ends), timeout=DEADLINE_MS)
    assert ends == [ScanEnd(was_cancelled=True)]
    assert done == []
    runner.run(noting(done, "third"))
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=DEADLINE_MS)
    assert done == ["third"]
