"""Scanning folders: rates against other ways, memory, what a killed scan loses, and what the window feels of it.

    xvfb-run -a python -m benchmarks.scan [--model NAME|PATH] [--quick]

The digits are MNIST's training ones (`DIGITPAD_DATA`), the pictures of numbers come from the tests' generator of pages.
Rates that are compared are measured in turn, and are medians of three.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks import development_data
from digitpad.core.found_file import FoundFile
from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.decode import decode
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer, one_thread_each
from digitpad.ml.mnist import load_mnist
from digitpad.scan.scanning import scan, usual_jobs
from digitpad.scan.walk import walk
from digitpad.store.scan_record import ScanRecord
from tests.page_samples import make_page

ROUNDS = 3
SEED = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--quick", action="store_true", help="a tenth of the files")
    parser.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        CHILDREN[options.child](options.folder, options.model)
        return
    share = 10 if options.quick else 1
    with tempfile.TemporaryDirectory(prefix="digitpad-scan-") as scratch:
        folder = Path(scratch)
        reader = load_recognizer(options.model)
        print(f"{reader.recognizer.model_name}, {reader.recognizer.device}, {usual_jobs()} processors\n")
        small, large = make_digits(folder / "digits", 10_000 // share), make_numbers(folder / "numbers", 2_000 // share)
        compare_with_a_loop(small, reader)
        compare_with_decoding(large, reader)
        compare_with_tesseract(large, reader)
        fill(folder / "many", small, 100_000 // share)
        run_child("memory", folder / "many", options.model)
        run_child("table", folder, options.model)
        run_child("window", folder / "digits", options.model)
        measure_kills(small[: 2_000 // share], folder, 20 // (4 if options.quick else 1))


def make_digits(folder: Path, count: int) -> list[Path]:
    """28×28 PNGs of MNIST's training digits."""
    folder.mkdir()
    images, _ = load_mnist(development_data.folder(), "train")
    paths = [folder / f"{place}.png" for place in range(count)]
    for path, image in zip(paths, images, strict=False):
        cv2.imwrite(str(path), image)
    return paths


def make_numbers(folder: Path, count: int) -> list[Path]:
    """600×400 PNGs with a number each, photographed."""
    folder.mkdir()
    paths = [folder / f"{place}.png" for place in range(count)]
    for place, path in enumerate(paths):
        Image.fromarray(make_page(SEED + place, 5, "blank", (400, 600)).pixels).save(path)
    return paths


def compare_with_a_loop(paths: list[Path], reader: Reader) -> None:
    """Against the loop anybody would write first: open, make a tensor, ask the network, one by one."""

    def loop() -> None:
        for path in paths:
            pixels = np.asarray(Image.open(path).convert("L"), np.float32)[None] / 255
            reader.recognizer.probabilities(pixels).argmax()  # type: ignore[attr-defined]  # torch's own

    ours, others = in_turn(len(paths), lambda: scanned(paths, reader), loop)
    print(f"{len(paths):,} digits of 28×28: {ours:,.0f} files/s; a plain loop {others:,.0f}; {ours / others:.1f} times")


def compare_with_decoding(paths: list[Path], reader: Reader) -> None:
    def decode_all() -> None:
        with ThreadPoolExecutor(usual_jobs()) as pool:
            list(pool.map(decode, paths))

    ours, others = in_turn(len(paths), lambda: scanned(paths, reader), decode_all)
    print(f"{len(paths):,} numbers of 600×400: {ours:,.1f}/s; only decoded {others:,.1f}; {100 * ours / others:.0f} %")


def compare_with_tesseract(paths: list[Path], reader: Reader) -> None:
    if shutil.which("tesseract") is None:
        print("Tesseract is not installed; install tesseract-ocr to compare with it.")
        return
    few = paths[:20]
    options = ["--psm", "7", "-c", "tessedit_char_whitelist=0123456789"]

    def read(path: Path) -> None:
        subprocess.run(["tesseract", path, "-", *options], check=True, capture_output=True)

    def tesseract() -> None:
        with ThreadPoolExecutor(usual_jobs()) as pool:
            list(pool.map(read, few))

    started = time.perf_counter()
    tesseract()
    others = len(few) / (time.perf_counter() - started)
    started = time.perf_counter()
    scanned(paths[:500], reader)
    ours = min(500, len(paths)) / (time.perf_counter() - started)
    print(f"against Tesseract 5, as many at once: {ours:,.1f}/s and {others:.2f}/s; {ours / others:.0f} times")


def in_turn(count: int, *ways: Callable[[], None]) -> list[float]:
    """How many a second each way does, in the median."""
    rates: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):
        for way, of_one in zip(ways, rates, strict=True):
            started = time.perf_counter()
            way()
            of_one.append(count / (time.perf_counter() - started))
    return [statistics.median(of_one) for of_one in rates]


def scanned(paths: list[Path], reader: Reader) -> None:
    """All of it: look at the files, read them, keep the rows in a new record."""
    one_thread_each()
    files = [FoundFile(path, path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    with tempfile.TemporaryDirectory() as home, closing(ScanRecord(Path(home))) as record:
        rows = sum(len(step.rows) for step in scan(files, reader, record))
    assert rows == len(paths)


def run_child(name: str, folder: Path, model: str | None) -> None:
    """In a process of its own: memory and windows begin from nothing."""
    command = [sys.executable, "-m", "benchmarks.scan", "--child", name, "--folder", str(folder)]
    subprocess.run([*command, *(["--model", model] if model else [])], check=True)


def fill(folder: Path, originals: list[Path], count: int) -> None:
    """Many files, each another name of one of few."""
    for place in range(count):
        branch = folder / str(place // 1000)
        branch.mkdir(parents=True, exist_ok=True)
        os.link(originals[place % len(originals)], branch / f"{place}.png")


def print_memory(folder: Path, model: str | None) -> None:
    """Resident megabytes after each tenth of a folder; the rows go into the record and are not kept."""
    one_thread_each()
    reader = load_recognizer(model)
    found = [file for file in walk(folder) if isinstance(file, FoundFile)]
    levels = []
    with tempfile.TemporaryDirectory() as home, closing(ScanRecord(Path(home))) as record:
        for step in scan(found, reader, record):
            if step.done >= len(found) * (len(levels) + 1) / 10:
                levels.append(resident())
    print(f"memory, {len(found):,} files, after each tenth: {' '.join(f'{level:.0f}' for level in levels)} MB")


def resident() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1000


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


def measure_kills(paths: list[Path], scratch: Path, times: int) -> None:
    """Kill the command at random moments, go on each time; the table is that of an undisturbed scan, row for row."""
    folder = scratch / "killed"
    folder.mkdir()
    for path in paths:
        os.link(path, folder / path.name)
    whole = scan_command(folder, scratch / "whole.csv", scratch / "home of one").wait()
    assert whole == 0
    chance = random.Random(7)
    kills = 0
    while kills < times:
        running = scan_command(folder, scratch / "parts.csv", scratch / "home of the other")
        try:
            running.wait(chance.uniform(2.5, 5.0))  # it takes 2 seconds to load the network
            (scratch / "home of the other" / "scans.sqlite").unlink()  # it came to its end: from the beginning
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            kills += 1
    assert scan_command(folder, scratch / "parts.csv", scratch / "home of the other").wait() == 0
    same = (scratch / "parts.csv").read_bytes() == (scratch / "whole.csv").read_bytes()
    print(f"killed {kills} times: the table is {'the same' if same else 'ANOTHER'}, row for row")


CHILDREN = {"memory": print_memory, "table": print_table_steps, "window": print_window}


def scan_command(folder: Path, output: Path, home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "digitpad", "scan", str(folder), "-o", str(output), "--resume"]
    return subprocess.Popen(command, env=os.environ | {"DIGITPAD_HOME": str(home)}, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
