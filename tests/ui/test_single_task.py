"""One task runs at a time, its owner hears all of it, and is told when the next may begin."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from digitpad.core.errors import DigitpadError
from digitpad.ui.single_task import SingleTask
from tests.ui.conftest import DEADLINE_MS

SIGNALS = ("progressed", "succeeded", "failed", "cancelled", "ended")


@pytest.fixture
def task(qtbot) -> Iterator[SingleTask]:
    task = SingleTask()
    yield task
    task.stop()
    qtbot.waitUntil(lambda: not task.is_running, timeout=DEADLINE_MS)


@pytest.fixture
def heard(task: SingleTask) -> list[str]:
    """The names of the signals, in the order they came."""
    names: list[str] = []
    for name in SIGNALS:
        getattr(task, name).connect(lambda *_, name=name: names.append(name))
    return names


def counted(count: int) -> Generator[int, None, str]:
    yield from range(count)
    return "done"


def failing() -> Generator[int, None, None]:
    yield 1
    raise DigitpadError("The disk is full.")


def test_one_after_another_is_heard_by_the_same_owner(qtbot, task, heard):
    for count in (2, 0):
        task.begin(counted(count))
        assert task.is_running
        qtbot.waitUntil(lambda: not task.is_running, timeout=DEADLINE_MS)
    assert heard == ["progressed", "progressed", "succeeded", "ended", "succeeded", "ended"]


def test_the_next_may_begin_when_the_end_is_told(qtbot, task, heard):
    counts = iter((1, 1))

    def begin() -> None:
        if (count := next(counts, None)) is not None:
            task.begin(counted(count))

    task.ended.connect(begin)
    begin()
    qtbot.waitUntil(lambda: heard.count("ended") == 2, timeout=DEADLINE_MS)
    assert heard.count("succeeded") == 2


def test_a_failure_is_told(qtbot, task, heard):
    errors = []
    task.failed.connect(errors.append)
    task.begin(failing())
    qtbot.waitUntil(lambda: not task.is_running, timeout=DEADLINE_MS)
    assert heard == ["progressed", "failed", "ended"]
    assert [str(error) for error in errors] == ["The disk is full."]


def test_a_second_one_meanwhile_is_refused(qtbot, task, heard):
    gate = threading.Event()

    def waiting() -> Generator[None, None, None]:
        gate.wait()
        yield

    task.begin(waiting())
    with pytest.raises(RuntimeError, match="one task at a time"):
        task.begin(counted(1))
    gate.set()
    qtbot.waitUntil(lambda: not task.is_running, timeout=DEADLINE_MS)
    assert heard == ["progressed", "succeeded", "ended"]


def test_stopping_waits_for_the_step_it_is_at(qtbot, task, heard):
    closed = threading.Event()

    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    task.begin(endless())
    qtbot.waitUntil(lambda: bool(heard), timeout=DEADLINE_MS)
    task.stop()
    assert closed.is_set()
    qtbot.waitUntil(lambda: not task.is_running, timeout=DEADLINE_MS)
    assert heard[-2:] == ["cancelled", "ended"]


def test_nothing_is_stopped_where_nothing_runs(task, heard):
    task.stop()
    assert not task.is_running
    assert heard == []


@pytest.mark.parametrize("end", [SingleTask.stop, SingleTask.finish])
def test_nothing_is_begun_once_it_is_over(task, heard, end):
    end(task)
    steps = counted(1)
    task.begin(steps)
    assert not task.is_running
    assert next(steps, None) is None, "it was closed"
    QCoreApplication.processEvents()
    assert heard == []


def test_finishing_lets_it_come_to_its_end(qtbot, task, heard):
    task.begin(counted(3))
    task.finish()
    qtbot.waitUntil(lambda: not task.is_running, timeout=DEADLINE_MS)
    assert heard == ["progressed"] * 3 + ["succeeded", "ended"]
