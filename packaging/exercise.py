"""Everything digitpad can do, done once in small, to see which modules that takes.

    python packaging/exercise.py OUT.txt

Run from the environment the bundle is built from. It reads, scans, trains with every optimizer and every network, goes
on with a training, exports, evaluates, and opens the window with each of its tabs; then it writes the names of all
modules that are loaded, one a line. `check_modules.py` compares them with those in the bundle.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def main() -> None:
    """Do everything, and write down the modules."""
    report = Path(sys.argv[1]).resolve()
    with _own_home():
        _commands()
        _window()
    report.write_text("\n".join(sorted(sys.modules)), "utf-8")


@contextmanager
def _own_home() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        os.environ |= {"DIGITPAD_HOME": str(Path(folder, "home")), "QT_QPA_PLATFORM": "offscreen"}
        yield


def _commands() -> None:
    from digitpad.core.network_choice import NETWORKS
    from digitpad.core.optimizer_name import USUAL_RATES

    _draw_pictures()
    _run("read", "one.png", "one.pdf", "one.tif", "one.webp", "--json", "--debug", "steps")
    for suffix in ("csv", "json", "xlsx", "html"):
        _run("scan", "pictures", "-o", f"table.{suffix}")
    for optimizer in USUAL_RATES:
        _run(
            "train", "--data", "digits", "--epochs", "1", "--optimizer", optimizer, "-o", "model.safetensors", "--json"
        )
    for network in NETWORKS:
        _run("train", "--data", "digits", "--epochs", "1", "--network", network, "-o", "model.safetensors")
    _run("train", "--data", "digits", "--epochs", "1", "--start-from", "digitpad-tiny", "-o", "model.safetensors")
    _run("models", "import", "model.safetensors")
    _run("models", "list")
    for suffix in ("safetensors", "pt", "onnx"):
        _run("models", "export", "model", f"exported.{suffix}")
    _run("evaluate", "--data", "digits", "--json")
    _run("doctor")


def _draw_pictures() -> None:
    """Ones, as files of each kind, and as a folder for each digit: what is learned from them does not matter here."""
    page = Image.new("L", (80, 100), 255)
    ImageDraw.Draw(page).line([(40, 15), (38, 85)], fill=0, width=9)
    Path("pictures").mkdir()
    for name in ("one.png", "one.pdf", "one.tif", "one.webp", "pictures/one.jpg"):
        page.save(name)
    for digit in range(10):
        folder = Path("digits", str(digit))
        folder.mkdir(parents=True)
        for number in range(10):
            shifted = np.roll(np.asarray(page), number, axis=1)
            Image.fromarray(shifted).save(folder / f"{number}.png")


def _run(*arguments: str) -> None:
    from digitpad.cli import run_command

    status = run_command(list(arguments))
    if status:
        raise SystemExit(f"digitpad {' '.join(arguments)} ended with {status}")


def _window() -> None:
    """Open the window, visit each tab, close it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QTabWidget

    from digitpad import app

    application = app.create_application()
    window = app.create_window(application)
    window.show()
    tabs = window.findChild(QTabWidget, "tabs")
    if not isinstance(tabs, QTabWidget):
        raise SystemExit("The window has no tabs.")

    def visit() -> None:
        if tabs.currentIndex() + 1 < tabs.count():
            tabs.setCurrentIndex(tabs.currentIndex() + 1)
        else:
            window.close()

    turn = QTimer(window, interval=500)
    turn.timeout.connect(visit)
    turn.start()
    window.recognition.load_failed.connect(lambda reason: sys.exit(str(reason)))
    application.exec()


if __name__ == "__main__":
    main()
