"""What the window feels of a scan: the steps of a table of 100,000 rows, and the pauses while a folder is read.

Run by `benchmarks.scan`, each in a process of its own.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

from benchmarks import development_data
from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow


def print_table_steps(folder: Path, model: str | None) -> None:
    """What the window's thread needs for one step with 100,000 rows, until it is painted: the worst of ten."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QScrollBar

    from digitpad import app
    from digitpad.core.scan_rows import RowFilter, Shown
    from digitpad.ui.scan_table import ScanTable
    from digitpad.ui.scan_table_model import Column, ScanTableModel
    from digitpad.ui.scan_thumbnails import ScanThumbnails

    application = app.create_application()
    thumbnails = ScanThumbnails()
    thumbnails.set_folder(folder)
    table_model = ScanTableModel(thumbnails)
    table = ScanTable(table_model)
    table.resize(900, 700)
    table.show()
    chance = random.Random(3)
    statuses = (Status.OK, Status.UNSURE, Status.EMPTY)
    for start in range(0, 100_000, 500):
        rows = [
            ScanRow(
                f"{place}.png", 1, str(chance.randrange(10**6)), chance.choice(statuses), chance.random(), (), None, ""
            )
            for place in range(start, start + 500)
        ]
        table_model.add(rows)
    application.processEvents()
    bar: QScrollBar = table.verticalScrollBar()
    steps = {
        "scrolling": lambda place: bar.setValue(bar.maximum() * (place + 1) // 11),
        "sorting": lambda place: table_model.sort(list(Column)[place % len(Column)], list(Qt.SortOrder)[place % 2]),
        "filtering by text": lambda place: table_model.set_filter(RowFilter(str(place))),
        "by status": lambda place: table_model.set_filter(RowFilter("", list(Shown)[place % len(Shown)])),
        "by confidence": lambda place: table_model.set_filter(RowFilter("", Shown.ALL, 0.1 * (place + 0.5))),
    }
    told = []
    for name, step in steps.items():
        worst = 0.0
        for place in range(10):
            started = time.perf_counter()
            step(place)
            application.processEvents()
            worst = max(worst, time.perf_counter() - started)
        table_model.set_filter(RowFilter())
        told.append(f"{name} {1000 * worst:.0f}")
    thumbnails.stop()
    print(f"table of 100,000 rows, ms at most: {', '.join(told)}")


def print_window(folder: Path, model: str | None) -> None:
    """The longest pause of the window while it scans, and how long cancelling takes."""
    import itertools

    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QPushButton

    from benchmarks.strokes import wait_for_reader
    from digitpad import app

    development_data.take_fresh_home()
    application = app.create_application()
    window = app.create_window(application)
    window.resize(1100, 740)
    window.show()
    wait_for_reader(window)
    window.open_paths([folder])
    beats: list[float] = []
    heart = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    loop = QEventLoop()
    session = window.scan_tab.session
    QTimer.singleShot(500, window.findChild(QPushButton, "scanStart").click)
    QTimer.singleShot(2500, loop.quit)
    loop.exec()
    read, was_running = len(window.scan_tab.model.rows), session.is_running
    started = time.perf_counter()
    window.findChild(QPushButton, "scanCancel").click()
    while session.is_running:
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    cancelled = time.perf_counter() - started
    longest = max(late - early for early, late in itertools.pairwise(beats))
    window.close()
    state = f"cancelled in {cancelled:.2f} s" if was_running else "it had come to its end before it was cancelled"
    print(f"window, while {read:,} files are read: longest pause {1000 * longest:.0f} ms; {state}")
