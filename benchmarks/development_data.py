"""The data the benchmarks measure on, from the folder `DIGITPAD_DATA` names. None of it is ours to hand out."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PenStrokes = list[NDArray[np.float32]]
"""The strokes of one drawing, each (N, 2) of x and y in tablet units."""


def folder() -> Path:
    """The folder; without one, the benchmark ends with a sentence."""
    name = os.environ.get("DIGITPAD_DATA")
    if not name:
        sys.exit("Set DIGITPAD_DATA to the folder that holds the data (see benchmarks/README.md).")
    return Path(name)


def take_fresh_home() -> None:
    """Let neither the settings of whoever measures nor those of the last run matter."""
    os.environ["DIGITPAD_HOME"] = tempfile.mkdtemp(prefix="digitpad-benchmark-")


def pen_strokes() -> tuple[list[PenStrokes], NDArray[np.int64]]:
    """Digits people wrote with a pen on tablets, and what they meant."""
    data = np.load(folder() / "strokes_digits.npz")
    return _drawings(data), data["label"].astype(np.int64)


def _drawings(data: Mapping[str, NDArray[np.generic]]) -> list[PenStrokes]:
    """The drawings of a file: points, where each stroke starts among them, and each drawing among the strokes."""
    points, starts, drawings = data["points"], data["stroke_start"], data["drawing_start"]
    return [
        [points[starts[s] : starts[s + 1]] for s in range(drawings[d], drawings[d + 1])]
        for d in range(len(drawings) - 1)
    ]


def pen_numbers() -> tuple[list[PenStrokes], list[str]]:
    """Numbers of two to seven digits that people wrote with a pen on tablets, and what they meant."""
    data = np.load(folder() / "strokes_numbers.npz")
    return _drawings(data), [str(label) for label in data["label"]]


def images(name: str) -> tuple[NDArray[np.uint8], NDArray[np.generic]]:
    """A set of pictures and what they show.

    `paper_digits` and `paper_symbols` (28×28, dark on light), `semeion` (16×16, bright on black), and
    `omniglot_characters` (105×105, dark on light). Labels are digits, or names such as `plus` and `Greek/character03`.
    """
    data = np.load(folder() / f"{name}.npz")
    pixels = data["images"]
    if "width" in data:
        bits = np.unpackbits(pixels, axis=2, count=int(data["width"]))
        pixels = np.where(bits, 0, 255).astype(np.uint8)
    return pixels, data["label"]


def placed(drawing: PenStrokes, side: float, corner: tuple[float, float]) -> list[NDArray[np.float64]]:
    """The strokes with the longest side of their box at `side` and its top left at `corner`."""
    points = np.concatenate(drawing).astype(np.float64)
    low = points.min(axis=0)
    scale = side / max(float(np.ptp(points, axis=0).max()), 1e-6)
    return [(stroke - low) * scale + corner for stroke in drawing]
