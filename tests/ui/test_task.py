"""A task runs a generator on a thread and tells how it went."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.ui.task import Task, resting
from tests.ui.conftest import DEADLINE_MS


def record(task: Task) -> list[str]:
    """The names of the signals, in the order they came."""
    heard: list[str] = []
    for name in ("progressed", "succeeded", "failed", "cancelled", "finished"):
        getattr(task, name).connect(lambda *_, name=name: heard.append(name))
    return heard


def run(qtbot, task: Task) -> list[str]:
    heard = record(task)
    task.start()
    qtbot.waitUntil(lambda: heard[-1:] == ["finished"], timeout=DEADLINE_MS)
    task.wait()
    return heard


def test_values_then_success_then_the_end(qtbot):
    def steps() -> Generator[int, None, str]:
        yield 1
        yield 2
        return "done"

    task = Task(steps())
    values, results = [], []
    task.progressed.connect(values.append)
    task.succeeded.connect(results.append)
    assert run(qtbot, task) == ["progressed", "progressed", "succeeded", "finished"]
    assert (values, results) == ([1, 2], ["done"])


def test_an_error_is_handed_over(qtbot):
    def steps() -> Generator[int, None, None]:
        yield 1
        raise DigitpadError("The disk is full.")

    errors = []
    task = Task(steps())
    task.failed.connect(errors.append)
    assert run(qtbot, task) == ["progressed", "failed", "finished"]
    assert [str(error) for error in errors] == ["The disk is full."]


def test_cancelling_closes_the_generator(qtbot):
    tidied = threading.Event()
    begun = threading.Event()
    go_on = threading.Event()

    def steps() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
                begun.set()
                go_on.wait()
        finally:
            tidied.set()

    task = Task(steps())
    heard = record(task)
    task.start()
    assert begun.wait(5)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: heard[-1:] == ["finished"], timeout=DEADLINE_MS)
    task.wait()
    assert heard[-2:] == ["cancelled", "finished"]
    assert tidied.is_set()


def test_a_resting_generator_gives_the_same_steps_and_result():
    def steps() -> Generator[int, None, str]:
        yield 1
        yield 2
        return "done"

    gate = threading.Event()
    gate.set()
    rested = resting(steps(), gate)
    assert [next(rested), next(rested)] == [1, 2]
    with pytest.raises(StopIteration) as end:
        next(rested)
    assert end.value.value == "done"


def test_closing_one_that_rests_closes_the_generator():
    tidied = []

    def steps() -> Generator[int, None, None]:
        try:
            yield 1
        finally:
            tidied.append(True)

    rested = resting(steps(), threading.Event())
    next(rested)
    rested.close()
    assert tidied == [True]
