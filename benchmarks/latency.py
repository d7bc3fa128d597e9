"""How long from a pen event to the bars that show it, and how long one answer takes.

    DIGITPAD_DATA=… xvfb-run python -m benchmarks.latency

Digits people wrote are drawn with 125 mouse events a second (one each 8 ms), as a pen would; for every event the time
is taken until the bars have been painted with an answer to a drawing that holds its point. Every point must be in the
drawing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from benchmarks import development_data
from benchmarks.strokes import wait_for_reader
from digitpad import app
from digitpad.core.drawing import Point, Stroke
from digitpad.core.glyph import Glyph
from digitpad.imaging.normalize import normalize
from digitpad.imaging.rasterize import rasterize
from digitpad.imaging.reader import Reader
from digitpad.ui.main_window import MainWindow
from digitpad.ui.probability_bars import ProbabilityBars

TICK_MS = 8
DIGITS = 40
SIDE = 300
ANSWERS = 500
BATCH, BATCHES = 256, 30


class Pen:
    """Draws digits with one event at each tick of a timer, and takes the times."""

    def __init__(self, window: MainWindow, drawings: list[development_data.PenStrokes]) -> None:
        self.window = window
        self.sent: list[tuple[int, float]] = []  # number of the request an event caused, and when it came
        self.latencies: list[float] = []
        self.points_sent = self.points_kept = 0
        self.loop = QEventLoop()
        self._events = iter([event for drawing in drawings for event in self._events_of(drawing)])
        self.shown = 0  # the number of the request whose answer is on the bars
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _events_of(self, drawing: development_data.PenStrokes) -> list[tuple[str, QPoint]]:
        events: list[tuple[str, QPoint]] = [("clear", QPoint())]
        for stroke in development_data.placed(drawing, SIDE, (60.0, 60.0)):
            points = [QPoint(*point) for point in np.rint(stroke).astype(int).tolist()]
            events += [("press", points[0]), *(("move", point) for point in points[1:]), ("release", points[-1])]
        return events

    def _on_tick(self) -> None:
        canvas = self.window.draw_tab.canvas
        what, where = next(self._events, ("end", QPoint()))
        came = time.perf_counter()
        if what in ("clear", "end"):
            self.points_kept += sum(len(stroke.points) for stroke in canvas.drawing.strokes)
            canvas.clear()
        if what == "end":
            self._timer.stop()
            QTimer.singleShot(500, self.loop.quit)
        elif what == "press":
            QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=where)
        elif what == "move":
            QTest.mouseMove(canvas, where)
        elif what == "release":
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=where)
        if what in ("press", "move"):
            self.points_sent += 1
            self.sent.append((self.window.recognition.latest_request, came))

    def on_painted(self) -> None:
        """To be called when the bars have been painted."""
        now = time.perf_counter()
        while self.sent and self.sent[0][0] <= self.shown:
            self.latencies.append(1000 * (now - self.sent.pop(0)[1]))


@contextmanager
def watched_bars() -> Iterator[list[Pen]]:
    """Tell pens when the bars have been painted, and with which answer. To be entered before the window is made."""
    pens: list[Pen] = []
    paint, show = ProbabilityBars.paintEvent, MainWindow._on_drawing_read

    def noted_show(window: MainWindow, request: int, *rest: object) -> None:
        for pen in pens:
            pen.shown = request
        show(window, request, *rest)

    def timed_paint(bars: ProbabilityBars, event: object) -> None:
        paint(bars, event)
        for pen in pens:
            pen.on_painted()

    ProbabilityBars.paintEvent, MainWindow._on_drawing_read = timed_paint, noted_show
    try:
        yield pens
    finally:
        ProbabilityBars.paintEvent, MainWindow._on_drawing_read = paint, show


def some_drawings() -> list[development_data.PenStrokes]:
    """Digits people wrote, evenly from the whole set."""
    drawings, _ = development_data.pen_strokes()
    return drawings[:: len(drawings) // DIGITS][:DIGITS]


def main() -> None:
    chosen = some_drawings()
    development_data.take_fresh_home()
    application = app.create_application()
    with watched_bars() as pens:
        window = app.create_window(application)
        window.resize(1000, 720)
        window.show()
        wait_for_reader(window)
        pens.append(Pen(window, chosen))
        pens[0].loop.exec()
        window.close()
    pen = pens[0]
    middle, high = np.percentile(pen.latencies, [50, 95])
    print(f"{len(pen.latencies):,} pen events, one each {TICK_MS} ms, {len(chosen)} digits; {len(pen.sent)} unanswered")
    print(f"{'event → bars repainted, median':<44}{middle:>8.2f} ms")
    print(f"{'event → bars repainted, 95th percentile':<44}{high:>8.2f} ms")
    print(f"{'event → bars repainted, longest':<44}{max(pen.latencies):>8.2f} ms")
    print(f"{'points sent / kept in the drawing':<44}{pen.points_sent:>6,} / {pen.points_kept:,}")
    time_answers(chosen)


def time_answers(drawings: list[development_data.PenStrokes]) -> None:
    """One digit at a time, on one thread, as the window reads."""
    reader = app.load_window_reader()
    times: dict[str, list[float]] = {"rasterise": [], "normalise": [], "network": []}
    for index in range(ANSWERS):
        drawing = development_data.placed(drawings[index % len(drawings)], SIDE, (0, 0))
        strokes = tuple(Stroke(tuple(Point(*point) for point in stroke.tolist()), 14.0) for stroke in drawing)
        started = time.perf_counter()
        ink, _ = rasterize(strokes)
        drawn = time.perf_counter()
        normalize(ink)
        normalized = time.perf_counter()
        glyph = reader.read_strokes(strokes).digits[0].glyph
        begun = time.perf_counter()
        reader.recognizer.recognize([glyph])
        times["rasterise"].append(drawn - started)
        times["normalise"].append(normalized - drawn)
        times["network"].append(time.perf_counter() - begun)
    for name, values in times.items():
        print(f"{name + ', one digit, one thread, median':<44}{1000 * np.median(values):>8.2f} ms")
    both = np.array(times["normalise"]) + np.array(times["network"])
    print(f"{'normalise + network, one thread, median':<44}{1000 * np.median(both):>8.2f} ms")
    time_batches(reader, [glyph] * BATCH)


def time_batches(reader: Reader, glyphs: list[Glyph]) -> None:
    """Many digits at once, on all cores, as folders are read."""
    torch.set_num_threads(os.cpu_count() or 1)
    times = []
    for _ in range(BATCHES):
        started = time.perf_counter()
        reader.recognizer.recognize(glyphs)
        times.append(time.perf_counter() - started)
    print(f"{f'network, batches of {BATCH}, all cores, median':<44}{BATCH / np.median(times):>8,.0f} digits/s")


if __name__ == "__main__":
    main()
