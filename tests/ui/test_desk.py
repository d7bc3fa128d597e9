"""A desk does what was asked for before the window closed, and nothing of what comes after."""

import pytest
from PySide6.QtCore import QThread

from digitpad.ui.desk import Desk


class NotingDesk(Desk):
    """Notes its jobs."""

    def __init__(self):
        super().__init__(self._work)
        self.done = []

    def ask(self, job):
        self._take(job)

    def _work(self, job):
        self.done.append(job)
        yield


@pytest.fixture
def desk(qtbot):
    return NotingDesk()


def test_what_was_asked_for_is_done_when_it_stops(desk):
    for job in range(3):
        desk.ask(job)
    desk.stop()
    assert desk.done == [0, 1, 2]


def test_no_thread_begins_after_it_stopped(desk):
    desk.stop()
    desk.ask("late")
    assert not desk.findChildren(QThread)
    assert desk.done == []
