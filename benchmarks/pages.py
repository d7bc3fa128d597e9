"""Numbers and pages: what is found, what is right, what is invented, how long it takes, how much memory.

    DIGITPAD_DATA=… xvfb-run -a python -m benchmarks.pages [--model NAME|PATH] [--pages N]

Each figure is measured through the program's own path. Generated pages come from the tests' generator, with seeds the
tests do not use; expressions are such pages with signs between the digits.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import development_data
from digitpad.core.drawing import Point, Stroke
from digitpad.core.reading import DigitReading, Reading, Status
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer
from digitpad.ml.mnist import load_mnist
from tests.page_samples import PAPERS, Page, Written, make_page

FIRST_SEED = 1_000
COUNTS = (5, 20, 60, 120, 200)
SIGNS = ("minus", "plus", "comma", "dot", "bracket", "bracket closed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--child", choices=("memory", "freeze"), help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child == "memory":
        print(peak_memory(options.file, options.model))
        return
    if options.child == "freeze":
        print(longest_freeze(Path(options.file)))
        return
    reader = load_recognizer(options.model)
    print(f"{reader.recognizer.model_name}, {reader.recognizer.device}\n")
    print_numbers(reader)
    print_numbers_as_pictures(reader)
    print_pages(reader, options.pages)
    print_photographs(reader)
    print_single_digits(reader)
    print_signs(reader, options.pages)
    print_speed(reader, options.model)


def print_numbers(reader: Reader) -> None:
    """Numbers people wrote with a pen on tablets, as the canvas holds them."""
    drawings, numbers = development_data.pen_numbers()
    for height, pen in ((60, 6.0), (120, 14.0), (250, 20.0)):
        texts, seconds = [], []
        for drawing in drawings:
            strokes = as_strokes(drawing, height, pen)
            started = time.perf_counter()
            texts.append(Reader(reader.recognizer).read_strokes(strokes).text)
            seconds.append(time.perf_counter() - started)
        right = np.mean([text == number for text, number in zip(texts, numbers, strict=True)])
        middle = 1000 * statistics.median(seconds)
        print(f"numbers {height:>3} px high, pen {pen:>2.0f}: {100 * right:.1f} % whole, {middle:.1f} ms at once")
    print()


def print_numbers_as_pictures(reader: Reader) -> None:
    """The same numbers as good scans: there is no telling where a stroke ends, and digits that touch have to be cut."""
    drawings, numbers = development_data.pen_numbers()
    for height, pen in ((40, 4), (70, 7), (120, 14)):
        texts = [reader.read(as_picture(drawing, height, pen, seed)).text for seed, drawing in enumerate(drawings)]
        right = np.mean([text == number for text, number in zip(texts, numbers, strict=True)])
        print(f"as pictures {height:>3} px high, pen {pen:>2.0f}: {100 * right:.1f} % whole")
    print()


def as_picture(drawing: development_data.PenStrokes, height: float, pen: int, seed: int) -> NDArray[np.uint8]:
    points = np.concatenate(drawing)
    low = points.min(axis=0)
    scale = height / max(float(np.ptp(points[:, 1])), 1e-6)
    ink = np.zeros((int(height + 80), int(np.ptp(points[:, 0]) * scale + 80)), np.uint8)
    for line in drawing:
        places = np.rint(((line - low) * scale + 40) * 16).astype(np.int32)
        cv2.polylines(ink, [places], False, (255,), pen, cv2.LINE_AA, 4)
    grey = 230 - 190 * cv2.GaussianBlur(ink.astype(np.float32) / 255, (0, 0), 0.7)
    return np.clip(grey + np.random.default_rng(seed).normal(0, 3, ink.shape), 0, 255).astype(np.uint8)


def as_strokes(drawing: development_data.PenStrokes, height: float, pen: float) -> tuple[Stroke, ...]:
    points = np.concatenate(drawing)
    low = points.min(axis=0)
    scale = height / max(float(np.ptp(points[:, 1])), 1e-6)
    lines = [((line - low) * scale + 20).tolist() for line in drawing]
    return tuple(Stroke(tuple(Point(x, y) for x, y in line), pen) for line in lines)


def print_pages(reader: Reader, count: int) -> None:
    """Generated photographs of pages; digits are matched by their boxes."""
    print(f"{'paper':<10}{'digits':>8}{'right':>9}{'invented':>10}")
    total = np.zeros(3)
    for paper in PAPERS:
        sums = np.zeros(3)
        for index in range(max(1, count // len(PAPERS))):
            page = make_page(FIRST_SEED + index, COUNTS[index % len(COUNTS)], paper, on_table=index % 3 == 2)
            right, invented = compare(page, reader.read(page.pixels).digits)
            sums += (len(page.digits), right, invented)
        total += sums
        print(f"{paper:<10}{sums[0]:>8.0f}{100 * sums[1] / sums[0]:>8.2f}%{100 * sums[2] / sums[0]:>9.2f}%", flush=True)
    print(f"{'all':<10}{total[0]:>8.0f}{100 * total[1] / total[0]:>8.2f}%{100 * total[2] / total[0]:>9.2f}%\n")


def compare(page: Page, digits: Sequence[DigitReading]) -> tuple[int, int]:
    """How many digits were found and right, and how many answers stand where no digit is."""
    left = list(digits)
    right = 0
    for written in page.digits:
        found = next((digit for digit in left if is_same_place(written, digit)), None)
        if found is not None:
            left.remove(found)
            right += found.value == written.value
    return right, sum(digit.status is not Status.NOT_A_DIGIT for digit in left)


def is_same_place(written: Written, digit: DigitReading) -> bool:
    """Whether more than half of their boxes is shared."""
    a, b = written.box, digit.box
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    if across <= 0 or down <= 0:
        return False
    return across * down / (a.width * a.height + b.width * b.height - across * down) > 0.5


def print_photographs(reader: Reader) -> None:
    """Real photographs that hold numbers."""
    folder = development_data.folder() / "photos"
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in ("digit", "string")]
    readings = reader.read_many(folder / row["file"] for row in rows)
    right = 0
    for row, reading in zip(rows, readings, strict=True):
        is_right = reading.text.replace("\n", "") == row["label"]
        right += is_right
        if not is_right:
            print(f"{row['file']}: {row['label']} read as {reading.text.splitlines()}")
    print(f"photographs: {right} of {len(rows)} right\n")


def print_single_digits(reader: Reader) -> None:
    """MNIST's digits as pictures of 280 pixels: does it matter that numbers are looked for?"""
    images, labels = load_mnist(development_data.folder(), "t10k")
    pictures = [
        cv2.resize(np.pad(255 - image, 6, constant_values=255), None, fx=7, fy=7, interpolation=cv2.INTER_CUBIC)
        for image in images[::10]
    ]
    for one_digit in (True, False):
        readings = reader.read_many(pictures, one_digit)
        right = np.mean([r.text == str(label) for r, label in zip(readings, labels[::10], strict=True)])
        print(f"single digits, {'as one digit' if one_digit else 'as a page'}: {100 * right:.2f} %")
    print()


def print_signs(reader: Reader, count: int) -> None:
    """Expressions: digits with signs between them."""
    believed = signs = right = digits = 0
    for index in range(count):
        page = make_page(FIRST_SEED + 500 + index, 40, PAPERS[index % len(PAPERS)], signs=SIGNS)
        answers = reader.read(page.pixels).digits
        right += compare(page, answers)[0]
        digits += len(page.digits)
        signs += len(page.signs)
        believed += sum(
            any(is_over(sign, answer) for answer in answers if answer.status is Status.OK) for sign in page.signs
        )
    print(f"signs of expressions: {believed} of {signs} read as a digit with status ok; ", end="")
    print(f"digits beside them {100 * right / digits:.2f} % right\n")


def is_over(sign: Written, answer: DigitReading) -> bool:
    """Whether the answer's middle is in the sign's box, and not far larger than it."""
    a, b = sign.box, answer.box
    inside = a.x <= b.x + b.width / 2 <= a.x + a.width and a.y <= b.y + b.height / 2 <= a.y + a.height
    return inside and b.height < 2.5 * max(a.height, a.width)


def print_speed(reader: Reader, model: str | None) -> None:
    """From a file to the answer, the window meanwhile, and the memory of a large page."""
    with tempfile.TemporaryDirectory() as name:
        photo, large = Path(name) / "photo.jpg", Path(name) / "large.jpg"
        Image.fromarray(make_page(FIRST_SEED, 60, "ruled", (3000, 4000)).pixels).save(photo, quality=90)
        Image.fromarray(cv2.resize(make_page(FIRST_SEED, 60, "ruled").pixels, (7000, 7150))).save(large, quality=90)
        seconds = [timed(reader, photo) for _ in range(5)]
        print(f"12-megapixel photo, file to answer: {statistics.median(seconds):.2f} s", flush=True)
        freezes = [float(child("freeze", photo, None)) for _ in range(3)]
        print(f"longest freeze of the window meanwhile: {statistics.median(freezes):.0f} ms", flush=True)
        print(f"peak memory on a 50-megapixel page: {float(child('memory', large, model)):.0f} MB")


def timed(reader: Reader, file: Path) -> float:
    started = time.perf_counter()
    reading: Reading = reader.read(file)
    assert reading.digits
    return time.perf_counter() - started


def child(what: str, file: Path, model: str | None) -> str:
    """A measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.pages", "--child", what, "--file", str(file)]
    command += ["--model", model] if model else []
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.splitlines()[-1]


def peak_memory(file: str, model: str | None) -> float:
    """Megabytes at the most, network included."""
    assert load_recognizer(model).read(file).digits
    # Not getrusage's figure: that of a child begins with its parent's.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1000


def longest_freeze(file: Path) -> float:
    """Milliseconds between two beats of the window's heart, from opening a file to its answer on the screen."""
    import itertools

    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from benchmarks.strokes import wait_for_reader
    from digitpad import app

    development_data.take_fresh_home()
    application = app.create_application()
    window = app.create_window(application)
    window.resize(1100, 740)
    window.show()
    wait_for_reader(window)
    beats: list[float] = []
    heart = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    loop = QEventLoop()
    window.recognition.picture_read.connect(lambda *_: QTimer.singleShot(300, loop.quit))
    window.open_paths([file])
    loop.exec()
    window.close()
    return 1000 * max(late - early for early, late in itertools.pairwise(beats))


if __name__ == "__main__":
    main()
