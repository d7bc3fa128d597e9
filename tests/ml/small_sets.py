"""A few hundred drawn digits that the smallest networks learn in a second: as tensors, as IDX files, as pictures."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Generator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import torch

from digitpad.core.training_config import TrainingConfig
from digitpad.ml.data_sets import as_bytes
from digitpad.ml.device import Device
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.mnist import Split, normalize_all
from digitpad.ml.networks import build_network
from digitpad.ml.training_run import TrainingRun
from tests.drawing_samples import drawn_digit, on_paper

Step = TypeVar("Step")
Result = TypeVar("Result")

TRAIN, TEST = 300, 60

CPU = Device(torch.device("cpu"), "CPU (test)", "It is everywhere.")
"""Float32, whatever this processor could do."""

FAST = TrainingConfig(
    network="perceptron",
    epochs=3,
    batch_size=32,
    optimizer="adam",
    learning_rate=5e-3,
    schedule="constant",
    weight_decay=0.0,
    average_weights=False,
    validation_share=0.2,
    device="cpu",
)
"""A training of a moment, with nothing that hides what it does."""


@lru_cache
def drawn_digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 28, 28) uint8, each digit moved and slanted in its own way, and labels (N,) uint8 in turn."""
    draw = np.random.default_rng(seed)
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = []
    for label in labels:
        slant, across, down = draw.uniform(-0.25, 0.25), *draw.uniform(-2, 2, size=2)
        move = np.array([[1, slant, across - 14 * slant], [0, 1, down]])
        digit = drawn_digit(int(label), side=28, size=20, pen=draw.uniform(1.5, 3))
        images.append(cv2.warpAffine(digit, move, (28, 28)))
    return np.stack(images), labels


@lru_cache
def small_set(count: int = TRAIN, seed: int = 1) -> LabelledImages:
    """Drawn digits, normalised as every digit is."""
    images, labels = drawn_digits(count, seed)
    return LabelledImages.from_arrays(as_bytes(normalize_all(images)), labels)


def idx(numbers: np.ndarray) -> bytes:
    """An IDX file of bytes."""
    head = bytes([0, 0, 8, numbers.ndim]) + struct.pack(f">{numbers.ndim}I", *numbers.shape)
    return head + numbers.astype(np.uint8).tobytes()


def write_split(folder: Path, split: Split, images: np.ndarray, labels: np.ndarray, packed: bool = False) -> None:
    """Two IDX files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, numbers in ((f"{split}-images-idx3-ubyte", images), (f"{split}-labels-idx1-ubyte", labels)):
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(idx(numbers), compresslevel=1))
        else:
            (folder / name).write_bytes(idx(numbers))


def write_idx_folder(folder: Path, packed: bool = False) -> Path:
    """The four files, laid out like MNIST's."""
    write_split(folder, "train", *drawn_digits(TRAIN, 1), packed)
    write_split(folder, "t10k", *drawn_digits(TEST, 2), packed)
    return folder


def write_pictures(folder: Path, each: int = 12) -> Path:
    """A folder of pictures for each digit: pen on paper, 40 pixels wide."""
    images, labels = drawn_digits(10 * each, 3)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        place = folder / str(label)
        place.mkdir(parents=True, exist_ok=True)
        sheet = cv2.copyMakeBorder(image, 6, 6, 6, 6, cv2.BORDER_CONSTANT)
        (place / f"{number}.png").write_bytes(cv2.imencode(".png", on_paper(sheet))[1].tobytes())
    return folder


def all_of(work: Generator[Step, None, Result]) -> tuple[list[Step], Result]:
    """What a generator yields, and what it returns."""
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, end.value


def result_of(work: Generator[object, None, Result]) -> Result:
    """What a generator returns."""
    return all_of(work)[1]


def small_run(config: TrainingConfig = FAST, images: LabelledImages | None = None, hidden: int = 32) -> TrainingRun:
    """A training of a perceptron, about to begin."""
    torch.manual_seed(config.seed)
    arguments = {"hidden": [hidden], "activation": "relu", "dropout": config.dropout}
    return TrainingRun(config, build_network("perceptron", arguments), images or small_set(), CPU)
