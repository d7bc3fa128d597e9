"""Scanning folders: rates against other ways, memory, what a killed scan loses, and what the window feels of it.

    xvfb-run -a python -m benchmarks.scan [--model NAME|PATH] [--quick] [--only PART,…]

Its parts are loop, decoding, tesseract, memory, table, window, large and kills; each takes less than ten minutes.
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
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks import development_data
from benchmarks.scan_window import print_table_steps, print_window
from digitpad.core.found_file import FoundFile
from digitpad.core.processors import processor_count
from digitpad.imaging.decode import decode
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer, one_thread_each
from digitpad.ml.mnist import load_mnist
from digitpad.scan.scanning import scan
from digitpad.scan.walk import walk
from digitpad.store.scan_record import ScanRecord
from tests.page_samples import make_page

ROUNDS = 3
SEED = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--quick", action="store_true", help="a tenth of the files, a quarter of the kills")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,…", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        CHILDREN[options.child](options.folder, options.model)
        return
    wanted = options.only.split(",")
    if not set(wanted) <= set(PARTS):
        parser.error(f"--only takes some of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="digitpad-scan-") as scratch:
        bench = Bench(Path(scratch), options.model, options.quick)
        recognizer = bench.reader.recognizer
        print(f"{recognizer.model_name}, {recognizer.device}, {processor_count()} processors\n")
        for name in wanted:
            PARTS[name](bench)


class Bench:
    """What the parts of a run share.

    Args:
        folder: an empty one, for files.
        model: to read with.
        quick: whether there are few files.
    """

    def __init__(self, folder: Path, model: str | None, quick: bool) -> None:
        self.folder, self.model = folder, model
        self.share = 10 if quick else 1
        self.kills = 5 if quick else 20

    @cached_property
    def reader(self) -> Reader:
        return load_recognizer(self.model)

    @cached_property
    def digits(self) -> list[Path]:
        return make_digits(self.folder / "digits", 10_000 // self.share)

    @cached_property
    def numbers(self) -> list[Path]:
        return make_numbers(self.folder / "numbers", 2_000 // self.share)


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


def compare_with_a_loop(bench: Bench) -> None:
    """Against the loop anybody would write first: open, make a tensor, ask the network, one by one."""
    paths, reader = bench.digits, bench.reader

    def loop() -> None:
        for path in paths:
            pixels = np.asarray(Image.open(path).convert("L"), np.float32)[None] / 255
            reader.recognizer.probabilities(pixels).argmax()  # type: ignore[attr-defined]  # torch's own

    ours, others = in_turn(len(paths), lambda: scanned(paths, reader), loop)
    print(f"{len(paths):,} digits of 28×28: {ours:,.0f} files/s; a plain loop {others:,.0f}; {ours / others:.1f} times")


def compare_with_decoding(bench: Bench) -> None:
    paths, reader = bench.numbers, bench.reader
    ours, others = in_turn(len(paths), lambda: scanned(paths, reader), lambda: decode_all(paths))
    print(f"{len(paths):,} numbers of 600×400: {ours:,.1f}/s; only decoded {others:,.1f}; {100 * ours / others:.0f} %")


def decode_all(paths: list[Path]) -> None:
    with ThreadPoolExecutor(processor_count()) as pool:
        list(pool.map(decode, paths))


def compare_with_tesseract(bench: Bench) -> None:
    if shutil.which("tesseract") is None:
        print("Tesseract is not installed; install tesseract-ocr to compare with it.")
        return
    paths, reader = bench.numbers, bench.reader
    few = paths[:20]
    options = ["--psm", "7", "-c", "tessedit_char_whitelist=0123456789"]

    def read(path: Path) -> None:
        subprocess.run(["tesseract", path, "-", *options], check=False, capture_output=True)  # some it dies of

    def tesseract() -> None:
        with ThreadPoolExecutor(processor_count()) as pool:
            list(pool.map(read, few))

    started = time.perf_counter()
    tesseract()
    others = len(few) / (time.perf_counter() - started)
    some = paths[:500]
    ours, decoded = in_turn(len(some), lambda: scanned(some, reader), lambda: decode_all(some))
    times = f"{ours / others:.0f} times; only decoding them would be {decoded / others:.0f} times"
    print(f"against Tesseract 5, as many at once: {ours:,.1f}/s and {others:.2f}/s; {times}")


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


def measure_memory(bench: Bench) -> None:
    fill(bench.folder / "many", bench.digits, 100_000 // bench.share)
    run_child("memory", bench.folder / "many", bench.model)


def measure_table(bench: Bench) -> None:
    run_child("table", bench.folder, bench.model)


def measure_window(bench: Bench) -> None:
    run_child("window", bench.digits[0].parent, bench.model)


def measure_large_pages(bench: Bench) -> None:
    """The window while pages of 24 megapixels with a thousand digits are read: each takes a thread seconds."""
    folder = bench.folder / "large"
    folder.mkdir()
    cv2.imwrite(str(folder / "0.jpg"), make_page(SEED, 1_084, "blank", (4_000, 6_000)).pixels)
    for place in range(1, 12):
        os.link(folder / "0.jpg", folder / f"{place}.jpg")
    run_child("window", folder, bench.model)


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


def measure_kills(bench: Bench) -> None:
    """Kill the command at random moments, go on each time; the table is that of an undisturbed scan, row for row."""
    paths, scratch = bench.digits[: 2_000 // bench.share], bench.folder
    folder = scratch / "killed"
    folder.mkdir()
    for path in paths:
        os.link(path, folder / path.name)
    whole = scan_command(folder, scratch / "whole.csv", scratch / "home of one").wait()
    assert whole == 0
    chance = random.Random(7)
    kills = 0
    while kills < bench.kills:
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


def scan_command(folder: Path, output: Path, home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "digitpad", "scan", str(folder), "-o", str(output), "--resume"]
    return subprocess.Popen(command, env=os.environ | {"DIGITPAD_HOME": str(home)}, stderr=subprocess.DEVNULL)


CHILDREN = {"memory": print_memory, "table": print_table_steps, "window": print_window}

PARTS: Mapping[str, Callable[[Bench], None]] = {
    "loop": compare_with_a_loop,
    "decoding": compare_with_decoding,
    "tesseract": compare_with_tesseract,
    "memory": measure_memory,
    "table": measure_table,
    "window": measure_window,
    "large": measure_large_pages,
    "kills": measure_kills,
}


if __name__ == "__main__":
    main()
