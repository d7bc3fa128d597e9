"""What the tests of the window share: a recogniser that needs no network, and a window with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.imaging.reader import Reader
from digitpad.store.settings import Settings
from digitpad.ui.canvas import Canvas
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train_parts import TrainParts
from tests.ui.train_samples import FakeWorkshop

DEADLINE_MS = 5000
_MOST_MARKS = 3
"""And the paper is one of them, as OpenCV counts."""

MODELS = ("digitpad-base", "digitpad-tiny")


class FakeRecognizer:
    """Calls wide glyphs 2 and tall ones 1, and is 90 % sure; three marks at once are no digit.

    Attributes:
        gate: answers wait while it is closed.
        seen: how many glyphs were asked for.
        error: raised instead of the next answer.
    """

    model_name = "fake"
    device = "CPU (fake)"
    device_reason = "It is a test."
    model_version = "test"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.seen = 0
        self.error: Exception | None = None

    def recognize(self, glyphs: Sequence[Glyph]) -> list[DigitReading]:
        self.gate.wait()
        self.seen += len(glyphs)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return [self._answer(glyph) for glyph in glyphs]

    def _answer(self, glyph: Glyph) -> DigitReading:
        if cv2.connectedComponents((glyph.pixels > 0.2).astype(np.uint8))[0] > _MOST_MARKS:
            return digit_reading(glyph, [0.1] * 10, unsure_below=0.5, not_a_digit_below=0.2)
        probabilities = [0.1 / 9] * 10
        probabilities[2 if glyph.box.width > glyph.box.height else 1] = 0.9
        return digit_reading(glyph, probabilities, unsure_below=0.5, not_a_digit_below=0.0)


@pytest.fixture(autouse=True)
def questions(monkeypatch) -> list[str]:
    """What the person was asked; the answer is yes."""
    asked: list[str] = []

    def answer(parent, title, text, *rest):
        asked.append(text)
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    return asked


@pytest.fixture
def recognizer() -> FakeRecognizer:
    return FakeRecognizer()


@pytest.fixture
def workshop(tmp_path: Path) -> FakeWorkshop:
    """Where the window trains."""
    return FakeWorkshop(tmp_path)


@pytest.fixture
def make_window(qtbot: QtBot, home: Path, workshop: FakeWorkshop) -> Iterator[Callable[..., MainWindow]]:
    windows = []
    training = TrainParts(lambda: workshop, lambda path, name: str(path.with_stem(name)))

    def make(load: Callable[[str], Reader], settings: Settings | None = None) -> MainWindow:
        window = MainWindow(load, MODELS, settings or Settings(), home, training)
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.start_recognition()
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, make_window: Callable[..., MainWindow], recognizer: FakeRecognizer) -> MainWindow:
    """A window whose recogniser is there."""
    window = make_window(lambda model: Reader(recognizer))
    label = window.findChild(object, "deviceLabel")
    qtbot.waitUntil(lambda: "fake" in label.text(), timeout=DEADLINE_MS)
    return window


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def heard(signal) -> list[tuple]:
    """What a signal says from now on, call by call.

    For signals of another thread: `qtbot.waitSignal` disconnects while a second call may still be queued, and PySide
    then calls what is gone.
    """
    calls: list[tuple] = []
    signal.connect(lambda *arguments: calls.append(arguments))
    return calls


def drag(canvas: Canvas, *places: tuple[int, int]) -> None:
    """One stroke of the mouse."""
    points = [QPoint(*place) for place in places]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file with one dark mark, a little wider than high, on white paper."""
    pixels = np.full((80, 120, 3), 255, np.uint8)
    cv2.ellipse(pixels, (60, 40), (24, 20), 0, 0, 360, (0, 0, 0), 8, cv2.LINE_AA)
    path = tmp_path / "wide.png"
    Image.fromarray(pixels).save(path)
    return path
