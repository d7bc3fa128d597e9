"""The built program: its size, how fast it is there, its memory, and its speed beside the same program from source.

    python -m benchmarks.bundle [--bundle dist/digitpad] [--runs N] [--only PART,PART…]

Both are measured from outside, in turn, each as a process of its own with a fresh home folder and a warm disk cache, on
a screen of this benchmark's own (packages xvfb, xdotool, x11-utils):

- the window is painted when its ten empty bars are on the screen: the screen is looked at every millisecond;
- at that moment the mouse draws a 1; the first answer is there when the second bar is long and blue on the screen;
- meanwhile the window is asked every 5 ms whether it lives (_NET_WM_PING, which Qt answers from the thread of the
  window); the longest it took to answer is the longest freeze;
- the memory is the kernel's count a second after the first answer (resident set; the proportional share in brackets);
- files and connections are what strace saw while a digit was drawn and read.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from smoke import trace
from smoke.handwriting import Hand, Sheet, png
from smoke.screen import Screen

from benchmarks.from_outside import SOURCE, Launch, Program, launch, missing_packages

_PICTURES = 400
"""Read for the time of one answer; the first 80 fill the caches."""

_WARM = 80


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, default=Path("dist/digitpad"))
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    options = parser.parse_args()
    bundle = options.bundle.resolve()
    if not (bundle / "digitpad").exists():
        sys.exit(f"{bundle} holds no program; “python packaging/build.py” builds it.")
    if missing := missing_packages():
        sys.exit(f"This needs {', '.join(missing)}.")
    print(f"{'figure':<44}{'bundle':>22}{'source':>22}{'bar':>10}")
    for part in options.only.split(","):
        PARTS[part](bundle, options.runs)


def measure_size(bundle: Path, _: int) -> None:
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink()]
    _print("folder, MB", f"{sum(path.stat().st_size for path in files) / 1e6:.0f}", "", "700")
    _print("files in it", f"{len(files)}", "", "")
    for package in sorted(bundle.parent.glob("*.deb")):
        _print(package.name, f"{package.stat().st_size / 1e6:.0f}", "", "185")


def measure_launch(bundle: Path, runs: int) -> None:
    """Launch → painted → first answer, the longest freeze, and memory: the median, and the lowest and highest."""
    launches: dict[str, list[Launch]] = {name: [] for name in _WAYS}
    with Screen() as screen:
        bars = None
        for run in range(runs + 1):  # the first one fills the disk cache, and finds the bars
            for name in _WAYS if run % 2 else reversed(_WAYS):
                with tempfile.TemporaryDirectory() as home:
                    measured, bars = launch(screen, _program(name, bundle, Path(home)), bars)
                launches[name].append(measured)
    for figure, (title, bar) in _FIGURES.items():
        frozen, source = (_spread([getattr(each, figure) for each in launches[name][1:]]) for name in _WAYS)
        _print(title, frozen, source, bar)


_WAYS = ("bundle", "source")

_FIGURES = {
    "painted": ("launch → window painted, ms", "500"),
    "answered": ("launch → first answer, ms", "2500"),
    "freeze": ("longest freeze while loading, ms", "150"),
    "resident": ("memory with the model loaded, MB", "330"),
    "share": ("    shared pages counted by their share, MB", ""),
}


def measure_answer(bundle: Path, runs: int) -> None:
    """One picture of a digit after the other, in one process: the time from picture to picture."""
    with tempfile.TemporaryDirectory() as scratch:
        for index in range(_PICTURES):
            sheet = Sheet(90, 120)
            sheet.write(index % 10, (20 + index % 7, 20, 45, 75 - index % 11), Hand(7 + index % 3))
            (Path(scratch) / f"{index:03}.png").write_bytes(png(sheet))
        pictures = [str(path) for path in sorted(Path(scratch).iterdir())]
        _compare("one picture read, ms", bundle, runs, lambda program: _seconds_per_picture(program, pictures) * 1000)


def _seconds_per_picture(program: Program, pictures: Sequence[str]) -> float:
    with program.started("read", "--json", "--one-digit", *pictures) as process:
        told = [time.perf_counter() for _ in process.stdout or ()]
    if len(told) != _PICTURES:
        sys.exit(f"{program.name} read {len(told)} of {_PICTURES} pictures.")
    return (told[-1] - told[_WARM - 1]) / (_PICTURES - _WARM)


def measure_epoch(bundle: Path, runs: int) -> None:
    """One epoch of *Quick* on MNIST's 60,000 digits, or on as many of `DIGITPAD_DATA`."""
    _compare("one epoch of Quick, s", bundle, runs, _seconds_of_epoch)


def _seconds_of_epoch(program: Program) -> float:
    with tempfile.TemporaryDirectory() as scratch:
        wishes = ("--preset", "quick", "--epochs", "1", "--device", "cpu", "-o", f"{scratch}/model.safetensors")
        with program.started("train", "--json", *wishes) as process:
            told = list(process.stdout or ())
    if not told:
        sys.exit(f"{program.name} did not train; DIGITPAD_DATA must name a folder with MNIST's four files.")
    return float(json.loads(told[0])["seconds"])


def measure_files(bundle: Path, _: int) -> None:
    """What the window writes outside of its home folder, and the connections it opens."""
    if not shutil.which("strace"):
        print("files and connections: needs strace")
        return
    with Screen() as screen, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        log, home = folder / "trace", folder / "home"
        traced = (*trace.command(log), str(bundle / "digitpad"))
        launch(screen, Program("bundle", traced, folder, home))
        seen = trace.parse(log.read_text(errors="backslashreplace").splitlines(), scratch)
    _print("files written outside DIGITPAD_HOME", str(len(seen.written_outside(home))), "", "0")
    _print("connections opened", str(len(seen.connected)), "", "0")
    for what in (*seen.written_outside(home), *seen.connected):
        print(f"    {what}")


def _program(name: str, bundle: Path, home: Path) -> Program:
    """The built one, started away from the source, or the same from source."""
    if name == "bundle":
        return Program(name, (str(bundle / "digitpad"),), Path(tempfile.gettempdir()), home)
    return Program(name, (sys.executable, "-m", "digitpad"), SOURCE, home)


def _compare(title: str, bundle: Path, runs: int, measure: Callable[[Program], float]) -> None:
    """Measure both in turn, and print the medians and how many times as long the bundle takes."""
    values: dict[str, list[float]] = {name: [] for name in _WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        programs = [_program(name, bundle, Path(scratch) / name) for name in _WAYS]
        for run in range(runs + 1):  # the first one fills the caches
            for program in programs if run % 2 else reversed(programs):
                values[program.name].append(measure(program))
    frozen, source = values["bundle"][1:], values["source"][1:]
    _print(title, _spread(frozen, 2), _spread(source, 2), "")
    _print("    bundle / source", f"{statistics.median(frozen) / statistics.median(source):.2f}", "", "1.1")


def _spread(values: Sequence[float], places: int = 0) -> str:
    median, low, high = statistics.median(values), min(values), max(values)
    return f"{median:.{places}f} ({low:.{places}f}–{high:.{places}f})"


def _print(title: str, bundle: str, source: str, bar: str) -> None:
    print(f"{title:<44}{bundle:>22}{source:>22}{bar:>10}", flush=True)


PARTS: dict[str, Callable[[Path, int], None]] = {
    "size": measure_size,
    "launch": measure_launch,
    "answer": measure_answer,
    "epoch": measure_epoch,
    "files": measure_files,
}


if __name__ == "__main__":
    main()
