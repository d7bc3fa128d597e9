"""The picture in docs/architecture.md holds: imports run downwards, and starting stays light."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_run_downwards_only():
    lint_imports = shutil.which("lint-imports", path=Path(sys.executable).parent)
    assert lint_imports, "import-linter is not installed beside this Python"
    ended = run(lint_imports, "--config", "pyproject.toml", "--no-cache")
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("imported", "absent"),
    [
        ("digitpad", ["torch", "PySide6", "cv2"]),
        ("digitpad.core.recognizer, digitpad.core.curve", ["torch", "PySide6", "cv2", "PIL", "digitpad.imaging"]),
        ("digitpad.imaging.reader, digitpad.store.settings", ["torch", "PySide6", "pypdfium2", "digitpad.ml"]),
        ("digitpad.scan.export, digitpad.scan.sorting", ["torch", "PySide6", "pypdfium2", "xlsxwriter"]),
        ("digitpad.cli, digitpad.doctor", ["torch", "PySide6"]),
        ("digitpad.ml.preload", ["torch"]),
        ("digitpad.app, digitpad.ui.main_window", ["torch", "typer", "digitpad.ml"]),
    ],
)
def test_an_import_brings_nothing_heavy_along(imported, absent):
    ended = run(sys.executable, "-c", f"import {imported}, sys; print(*sys.modules)")
    assert ended.returncode == 0, ended.stderr
    assert set(ended.stdout.split()).isdisjoint(absent)
