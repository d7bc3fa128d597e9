"""Progress is told now and then, and the steps are closed in any case."""

from __future__ import annotations

from itertools import count

import pytest

from digitpad.scan import export_progress
from digitpad.scan.export_progress import ExportProgress, paced


def test_it_is_told_as_often_as_a_person_can_see_it(monkeypatch):
    seconds = count()
    monkeypatch.setattr(export_progress.time, "monotonic", lambda: next(seconds) * 0.04)
    told = [progress.done for progress in paced((None for _ in range(10)), 10)]
    assert told == [0, 3, 6, 9, 10]


@pytest.mark.parametrize("taken", [2, 3])
def test_the_steps_are_closed_with_it(monkeypatch, taken):
    closed = []

    def steps():
        try:
            yield
        finally:
            closed.append(True)

    monkeypatch.setattr(export_progress, "_EVERY", 0)
    progress = paced(steps(), 1)
    told = [next(progress) for _ in range(taken)]
    progress.close()
    assert told == [ExportProgress(0, 1), ExportProgress(1, 1), ExportProgress(1, 1)][:taken]
    assert closed == [True]
