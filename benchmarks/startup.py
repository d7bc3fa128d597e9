"""How fast the program is there: launch → window painted → first answer; the longest freeze meanwhile; memory.

    xvfb-run python -m benchmarks.startup [--runs N]

Each run is a new process with a home folder of its own. A timer that should tick every millisecond in the window's
thread shows by its longest gap how long the window froze between its first paint and the first answer.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        launch()
        return
    measure()  # fills the disk cache
    runs = [measure() for _ in range(options.runs)]
    print(f"{options.runs} launches with a warm disk cache{'median':>16}{'lowest':>10}{'highest':>10}")
    for name in runs[0]:
        values = [run[name] for run in runs]
        print(f"{name:<40}{statistics.median(values):>10.0f}{min(values):>10.0f}{max(values):>10.0f}")


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"DIGITPAD_HOME": home, "LAUNCHED": repr(time.time())}
        command = [sys.executable, "-m", "benchmarks.startup", "--child"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout.splitlines()[-1])


def launch() -> None:
    """The program itself, with a drawing made as soon as it can be read."""
    from PySide6.QtCore import QPoint, Qt, QTimer

    from digitpad import app

    launched = float(os.environ["LAUNCHED"])
    figures: dict[str, float] = {}
    application = app.create_application()
    window = app.create_window(application)
    beats: list[float] = []
    heart = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))

    def on_painted() -> None:
        # The window paints itself first and its children after; then the event loop comes round.
        QTimer.singleShot(0, on_shown)

    def on_shown() -> None:
        figures["window painted, ms"] = 1000 * (time.time() - launched)
        heart.start()

    def on_reader_loaded() -> None:
        from PySide6.QtTest import QTest

        canvas = window.draw_tab.canvas
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
        QTest.mouseMove(canvas, QPoint(100, 200))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 200))

    def on_drawing_read() -> None:
        if "first answer, ms" in figures:
            return
        figures["first answer, ms"] = 1000 * (time.time() - launched)
        gaps = [1000 * (late - early) for early, late in itertools.pairwise(beats)]
        figures["longest freeze while loading, ms"] = max(gaps)
        figures["memory with the model loaded, MB"] = resident_memory() / 1e6
        QTimer.singleShot(200, window.close)

    window.painted.connect(on_painted)
    window.recognition.reader_loaded.connect(on_reader_loaded)
    window.recognition.load_failed.connect(lambda model, reason: (print(reason, file=sys.stderr), application.exit(1)))
    window.recognition.drawing_read.connect(on_drawing_read)
    window.show()
    application.exec()
    print(json.dumps(figures))


def resident_memory() -> int:
    import psutil

    return psutil.Process().memory_info().rss


if __name__ == "__main__":
    main()
