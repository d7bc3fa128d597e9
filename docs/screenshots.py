"""Makes every picture the docs show, by starting the program and using it.

    python docs/screenshots.py OUT        (on a machine without a screen: xvfb-run -a python docs/screenshots.py OUT)

The Train tab needs MNIST in DIGITPAD_DATA, and is left out without it.

Each look (light and dark, at one and two pixels a point, and in a small window) is a process of its own, with an empty
home folder: `draw-light.png`, `pictures-dark-2x.png`, `draw-light-small.png` and so on.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.page_samples import make_page  # the tests are no installed package

LOOKS = (
    ("light", 1, (1040, 700), ""),
    ("dark", 1, (1040, 700), ""),
    ("light", 2, (1040, 700), "-2x"),
    ("dark", 2, (1040, 700), "-2x"),
    ("light", 1, (1, 1), "-small"),
    ("dark", 1, (1, 1), "-small"),
)
"""Appearance, pixel ratio, window size (as small as it goes for 1×1), and what the files' names end with."""

SEVEN = (
    ((0.08, 0.12), (0.30, 0.07), (0.62, 0.10), (0.88, 0.07), (0.72, 0.33), (0.55, 0.62), (0.44, 0.95)),
    ((0.30, 0.52), (0.55, 0.50), (0.80, 0.46)),
)
TWO = (
    ((0.15, 0.28), (0.30, 0.10), (0.60, 0.08), (0.75, 0.28), (0.55, 0.55), (0.15, 0.92), (0.45, 0.88), (0.85, 0.93)),
)
FOUR = (
    ((0.55, 0.05), (0.35, 0.35), (0.12, 0.62), (0.50, 0.60), (0.90, 0.58)),
    ((0.66, 0.32), (0.62, 0.65), (0.60, 0.97)),
)
ZERO = (
    (
        (0.5, 0.05),
        (0.27, 0.2),
        (0.2, 0.5),
        (0.27, 0.85),
        (0.5, 0.95),
        (0.73, 0.82),
        (0.8, 0.5),
        (0.72, 0.2),
        (0.5, 0.05),
    ),
)
SIX = (
    ((0.70, 0.06), (0.40, 0.25), (0.22, 0.60), (0.35, 0.92), (0.65, 0.88), (0.72, 0.66), (0.50, 0.54), (0.26, 0.72)),
)
"""Strokes in a unit square."""


def main() -> None:
    """Start one process for each look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--look", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look is not None:
        make_pictures(options.out, *LOOKS[options.look])
        return
    options.out.mkdir(parents=True, exist_ok=True)
    for index, (_, ratio, _, _) in enumerate(LOOKS):
        with tempfile.TemporaryDirectory() as home:
            environment = os.environ | {"DIGITPAD_HOME": home, "QT_SCALE_FACTOR": str(ratio)}
            command = [sys.executable, __file__, str(options.out), "--look", str(index)]
            subprocess.run(command, env=environment, check=True)
    print(f"{len(list(options.out.glob('*.png')))} pictures in {options.out}")


def make_pictures(out: Path, appearance: str, ratio: int, size: tuple[int, int], suffix: str) -> None:
    """Use the program in one look and keep what it shows."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QListWidget

    from digitpad import app
    from digitpad.ui.theme import apply_appearance

    application = app.create_application()
    window = app.create_window(application)
    apply_appearance(application, appearance)
    window.resize(*size)
    window.show()
    wait = QEventLoop()
    window.recognition.reader_loaded.connect(wait.quit)
    wait.exec()

    def keep(name: str) -> None:
        settle(application)
        window.grab().save(str(out / f"{name}-{appearance}{suffix}.png"))

    keep("draw-empty")
    draw(application, window.draw_tab.canvas, SEVEN)
    keep("draw")
    window.draw_tab.clear_action.trigger()
    for index, digit in enumerate((TWO, ZERO, TWO, SIX)):
        draw(application, window.draw_tab.canvas, digit, index - 1.5)
    keep("number")
    comparison = compare(window)
    comparison.grab().save(str(out / f"comparison-{appearance}{suffix}.png"))
    comparison.close()
    window.findChild(object, "showTab1").trigger()
    keep("pictures-empty")
    with tempfile.TemporaryDirectory() as folder:
        window.open_paths(photographs(Path(folder)))
        entries = window.findChild(QListWidget, "pictureList")
        while entries.count() < 5:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        settle(application)
        entries.setCurrentRow(0)
        keep("pictures")
    window.findChild(object, "showTab2").trigger()
    keep("scan-empty")
    with tempfile.TemporaryDirectory() as folder:
        scan_and_review(window, meters(Path(folder) / "meters"))
        keep("scan")
    if os.environ.get("DIGITPAD_DATA"):
        train(window, keep)
    window.close()


def compare(window: object) -> object:
    """Let two models read what is drawn."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from digitpad.ui.model_comparison import ModelComparison
    from digitpad.ui.reading_panel import ReadingPanel

    window.models.compare()
    comparison = window.findChild(ModelComparison)
    while not all(panel.answer.property("reading") for panel in comparison.findChildren(ReadingPanel)):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    settle(QApplication.instance())
    return comparison


def scan_and_review(window: object, folder: Path) -> None:
    """Read a folder in the Scan tab, and begin to look at the most doubtful."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication, QPushButton

    window.open_paths([folder])
    settle(QApplication.instance())
    window.findChild(QPushButton, "scanStart").click()
    while window.scan_tab.session.is_running:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.findChild(QPushButton, "scanReview").click()


def train(window: object, keep: Callable[[str], None]) -> None:
    """Train a small network in the Train tab, and look at what came of it."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QTabBar

    from digitpad.ui.digit_grid import DigitGrid

    def wait_until(is_so: Callable[[], bool]) -> None:
        while not is_so():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    tab = window.train_tab
    window.findChild(object, "showTab3").trigger()
    wait_until(lambda: window.findChild(DigitGrid, "trainPreviewGrid").count > 0)
    keep("train-empty")
    networks = window.findChild(QComboBox, "trainNetwork")
    networks.activated.emit(networks.findData("deep-perceptron"))
    window.findChild(QPushButton, "trainStart").click()
    wait_until(lambda: tab.epochs_done >= 6)
    keep("train")
    wait_until(lambda: window.findChild(DigitGrid, "trainLost").count > 0)
    keep("train-result")
    views = window.findChild(QTabBar, "trainViews")
    views.setCurrentIndex(views.count() - 1)
    keep("train-compared")
    tab.outcome.forget()


def meters(folder: Path) -> Path:
    """Photographs of short numbers, and a file that is no picture."""
    folder.mkdir()
    for place in range(24):
        page = make_page(900 + place, 5, "form" if place % 3 else "blank", (900, 1200)).pixels
        cv2.imwrite(str(folder / f"meter {place + 1}.jpg"), page[20:240, 20:620, ::-1])
    (folder / "notes.png").write_text("This is no picture.")
    return folder


def draw(application: object, canvas: object, strokes: tuple, place: float | None = None) -> None:
    """Draw with the mouse, large in the middle of the canvas, or small at a place beside it."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    side = 0.62 * min(canvas.width(), canvas.height()) if place is None else 0.2 * canvas.width()
    left, top = (canvas.width() - side) / 2 + (place or 0) * 1.1 * side, (canvas.height() - side) / 2
    for stroke in strokes:
        points = [QPoint(round(left + x * side), round(top + y * side)) for x, y in stroke]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def settle(application: object) -> None:
    """Let answers come and bars come to rest."""
    from PySide6.QtCore import QEventLoop, QTimer

    wait = QEventLoop()
    QTimer.singleShot(700, wait.quit)
    wait.exec()


def photographs(folder: Path) -> list[Path]:
    """Five files as people have them: photographs of paper, and one that is no picture."""
    generator = np.random.default_rng(3)
    paths = [folder / "list.jpg"]
    cv2.imwrite(str(paths[0]), make_page(5, 24, "ruled", (1200, 900)).pixels[:, :, ::-1])
    for name, strokes, ink in (("meter 12.jpg", TWO, 60), ("four.png", FOUR, 30), ("IMG_0231.jpg", SIX, 90)):
        rows, columns = np.mgrid[0:420, 0:360]
        paper = 226 - 0.10 * rows - 0.05 * columns + generator.normal(0, 3, (420, 360))
        mask = np.zeros((420, 360), np.uint8)
        for stroke in strokes:
            points = np.rint((np.array(stroke) * (200, 270) + (80, 75)) * 16).astype(np.int32)
            cv2.polylines(mask, [points], False, (255,), 13, cv2.LINE_AA, 4)
        written = cv2.GaussianBlur(mask, (0, 0), 1.2) / 255.0
        grey = np.clip(paper * (1 - written) + ink * written, 0, 255).astype(np.uint8)
        paths.append(folder / name)
        cv2.imwrite(str(paths[-1]), cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR) - np.array([18, 6, 0], np.uint8))
    paths.append(folder / "notes.png")
    paths[-1].write_text("This is no picture.")
    return paths


if __name__ == "__main__":
    main()
