"""The recognition thread answers the latest drawing and every picture, and survives whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from digitpad.core.drawing import Point, Stroke
from digitpad.core.errors import ModelError
from digitpad.imaging.found_ink import find_written
from digitpad.imaging.reader import Reader
from digitpad.ui.recognition import RecognitionThread
from tests.ui.conftest import DEADLINE_MS, FakeRecognizer, heard

TALL = (Stroke((Point(10, 10), Point(12, 90)), 5),)
WIDE = (Stroke((Point(10, 10), Point(90, 12)), 5),)
INK = find_written(np.pad(np.zeros((30, 8, 3), np.uint8), ((9, 9), (9, 9), (0, 0)), constant_values=255))


@pytest.fixture
def thread(recognizer: FakeRecognizer) -> Iterator[RecognitionThread]:
    thread = RecognitionThread(lambda model: Reader(recognizer), "first")
    yield thread
    recognizer.gate.set()
    thread.stop()


def test_a_request_made_before_the_reader_is_there_is_answered(qtbot, thread: RecognitionThread):
    answers = heard(thread.drawing_read)
    number = thread.request_drawing(TALL)
    thread.start()
    qtbot.waitUntil(lambda: bool(answers), timeout=DEADLINE_MS)
    assert answers[0][0] == number
    assert answers[0][1].text == "1"


def test_only_the_latest_drawing_is_read(qtbot, thread: RecognitionThread, recognizer: FakeRecognizer):
    recognizer.gate.clear()
    thread.start()
    thread.request_drawing(TALL)
    answers = []
    thread.drawing_read.connect(lambda number, reading, seconds: answers.append(number))
    for _ in range(50):
        thread.request_drawing(TALL)
    last = thread.request_drawing(WIDE)
    recognizer.gate.set()
    qtbot.waitUntil(lambda: bool(answers) and answers[-1] == last, timeout=DEADLINE_MS)
    assert len(answers) <= 2  # the one already begun, and the latest


def test_every_picture_is_read(qtbot, thread: RecognitionThread):
    keys = []
    thread.picture_read.connect(lambda key, reading: keys.append(key))
    for key in range(20):
        thread.request_picture(key, INK)
    thread.start()
    qtbot.waitUntil(lambda: keys == list(range(20)), timeout=DEADLINE_MS)


def test_a_model_that_cannot_be_used_is_a_sentence(qtbot):
    def load(model: str) -> Reader:
        raise ModelError(f"The model {model} cannot be used: it is damaged.")

    thread = RecognitionThread(load, "x")
    failures = heard(thread.load_failed)
    thread.start()
    qtbot.waitUntil(lambda: bool(failures), timeout=DEADLINE_MS)
    assert failures == [("x", "The model x cannot be used: it is damaged.")]
    thread.stop()


def test_a_bug_in_one_answer_does_not_end_the_thread(qtbot, thread: RecognitionThread, recognizer: FakeRecognizer):
    recognizer.error = RuntimeError("a bug")
    thread.start()
    crashes, answers = heard(thread.crashed), heard(thread.drawing_read)
    thread.request_drawing(TALL)
    qtbot.waitUntil(lambda: bool(crashes), timeout=DEADLINE_MS)
    assert str(crashes[0][0]) == "a bug"
    thread.request_drawing(WIDE)
    qtbot.waitUntil(lambda: bool(answers), timeout=DEADLINE_MS)


def test_stopping_ends_the_thread_whatever_waits(thread: RecognitionThread):
    thread.start()
    for key in range(1000):
        thread.request_picture(key, INK)
    thread.stop()
    assert thread.isFinished()
