"""Pen-written digits replayed on the real canvas by mouse events: does size, place or pen matter?

    DIGITPAD_DATA=… xvfb-run python -m benchmarks.strokes [--every N]

Every digit is drawn once in every setting, at a place drawn by lot, point by point through the window's own event
handling; what the bars of the window show after the pen was lifted is what counts. Mouse events have whole pixels.
"""

from __future__ import annotations

import argparse
import itertools
import sys

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks import development_data
from digitpad import app
from digitpad.ui.main_window import MainWindow

SIDES = (60, 150, 400)
PENS = (4, 14, 30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="take only every N-th digit")
    every = parser.parse_args().every
    drawings, labels = development_data.pen_strokes()
    development_data.take_fresh_home()
    application = app.create_application()
    window = app.create_window(application)
    window.resize(1000, 720)
    window.show()
    wait_for_reader(window)
    answered: set[int] = set()
    window.recognition.drawing_read.connect(lambda request, *_: answered.add(request))
    canvas = window.draw_tab.canvas
    print(f"{len(drawings[::every]):,} digits, canvas of {canvas.width()}×{canvas.height()} pixels\n")
    print(f"{'longest side':>12}{'pen':>8}{'right':>9}   right by digit, 0 to 9")
    rates = []
    for side, pen in itertools.product(SIDES, PENS):
        generator = np.random.default_rng(side * 100 + pen)
        canvas.set_pen_width(pen)
        right = np.array(
            [
                read_drawn(window, drawing, side, generator, answered) == label
                for drawing, label in zip(drawings[::every], labels[::every], strict=True)
            ]
        )
        rates.append(100 * right.mean())
        by_digit = " ".join(f"{100 * right[labels[::every] == digit].mean():5.1f}" for digit in range(10))
        print(f"{side:>9} px{pen:>5} px{rates[-1]:>8.2f}%   {by_digit}", flush=True)
    print(f"\nlowest {min(rates):.2f} %, highest {max(rates):.2f} %, apart {max(rates) - min(rates):.2f} points")
    window.close()


def wait_for_reader(window: MainWindow) -> None:
    """Wait until answers can be given; where they never will be, end with the reason."""
    loop = QEventLoop()
    reasons: list[str] = []
    window.recognition.reader_loaded.connect(loop.quit)
    window.recognition.load_failed.connect(lambda model, reason: reasons.append(reason))
    window.recognition.load_failed.connect(loop.quit)
    loop.exec()
    if reasons:
        window.close()
        sys.exit(reasons[0])


def read_drawn(
    window: MainWindow,
    drawing: development_data.PenStrokes,
    side: float,
    generator: np.random.Generator,
    answered: set[int],
) -> int:
    """Draw on an empty sheet and return the digit with the longest bar."""
    canvas = window.draw_tab.canvas
    canvas.clear()
    room = np.maximum([canvas.width() - side, canvas.height() - side], 1)
    corner = tuple(generator.uniform(0, room))
    for stroke in development_data.placed(drawing, side, corner):
        points = [QPoint(*point) for point in np.rint(stroke).astype(int).tolist()]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    while window.recognition.latest_request not in answered:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    answered.clear()
    probabilities = window.draw_tab.panel.bars.property("probabilities")
    return int(np.argmax(probabilities))


if __name__ == "__main__":
    main()
