"""A task runs a generator on a thread and tells how it went."""

from __future__ import annotations

import threading
from collections.abc import Generator

from digitpad.core.errors import DigitpadError
from digitpad.ui.task import Task
from tests.ui.conftest import DEADLINE_MS


def open_gate() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


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

    task = Task(steps(), open_gate())
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
    task = Task(steps(), open_gate())
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

    task = Task(steps(), open_gate())
    heard = record(task)
    task.start()
    assert begun.wait(5)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: heard[-1:] == ["finished"], timeout=DEADLINE_MS)
    task.wait()
    assert heard[-2:] == ["cancelled", "finished"]
    assert tidied.is_set()


def test_it_rests_between_two_steps_and_goes_on(qtbot):
    may_go_on = threading.Event()
    second = threading.Event()

    def steps() -> Generator[int, None, str]:
        yield 1
        second.set()
        yield 2
        return "done"

    task = Task(steps(), may_go_on)
    heard = record(task)
    task.start()
    qtbot.waitUntil(lambda: heard == ["progressed"], timeout=DEADLINE_MS)
    assert not second.wait(0.05)
    may_go_on.set()
    qtbot.waitUntil(lambda: heard[-1:] == ["finished"], timeout=DEADLINE_MS)
    task.wait()
    assert heard == ["progressed", "progressed", "succeeded", "finished"]


def test_one_that_rests_can_be_cancelled(qtbot):
    may_go_on = threading.Event()
    tidied = []

    def steps() -> Generator[int, None, None]:
        try:
            yield 1
            yield 2
        finally:
            tidied.append(True)

    task = Task(steps(), may_go_on)
    heard = record(task)
    task.start()
    qtbot.waitUntil(lambda: heard == ["progressed"], timeout=DEADLINE_MS)
    task.cancel()
    may_go_on.set()
    qtbot.waitUntil(lambda: heard[-1:] == ["finished"], timeout=DEADLINE_MS)
    task.wait()
    assert heard == ["progressed", "cancelled", "finished"]
    assert tidied == [True]
