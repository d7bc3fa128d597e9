"""Folders of pictures that the fake recogniser reads, for the tests of the Scan tab."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow


def write_picture(path: Path, text: str = "2", shade: int = 0) -> Path:
    """Write a picture with a tall ring for each 1 in a text, and a wide one for each 2; a shade makes it another.

    The tall one is too narrow to be cut, so that its recogniser is asked but once.
    """
    pixels = np.full((80, 80 * len(text), 3), 255, np.uint8)
    for place, character in enumerate(text):
        axes = (13, 26) if character == "1" else (28, 24)
        cv2.ellipse(pixels, (40 + 80 * place, 40), axes, 0, 0, 360, (shade, shade, shade), 6, cv2.LINE_AA)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def scan_row(file: str, text: str = "1", confidence: float = 0.9, correction: str | None = None) -> ScanRow:
    """A row as a scan would give it."""
    return ScanRow(file, 1, text, Status.OK, confidence, (confidence,), None, "fake", correction)
