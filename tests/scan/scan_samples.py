"""Rows and pictures for the tests of what is made of a scan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image

from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow
from digitpad.scan.results import ScanResults


def row(file: str = "a.png", text: str = "7", confidence: float = 0.9, **others) -> ScanRow:
    """A row of a page; unless something else is said, sure, and without an error."""
    facts = {"page": 1, "status": Status.OK if text else Status.EMPTY, "error": None, "model": "base"}
    digits = (confidence,) * len(text.replace("\n", ""))
    return ScanRow(file=file, text=text, confidence=confidence, digits=digits, **(facts | others))


def failed(file: str = "bad.png", error: str = "bad.png is damaged.", **others) -> ScanRow:
    """A row of a page that could not be read."""
    return row(file, "", 0.0, status=Status.ERROR, error=error, **others)


def results(rows: list[ScanRow], folder: Path) -> ScanResults:
    return ScanResults(rows, folder, date(2026, 2, 3))


def picture(path: Path, width: int = 60, height: int = 40) -> Path:
    """A picture with some ink; pictures of different names differ."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.full((height, width), 255, np.uint8)
    pixels[height // 4 : height // 2, width // 4 : width // 2] = sum(str(path).encode()) % 100
    Image.fromarray(pixels).save(path)
    return path


def finished(steps):
    """What a generator returns in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
