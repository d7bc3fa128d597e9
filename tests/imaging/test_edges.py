"""Edges of shadows and folds are no strokes; strokes are none of them, whatever light they are in."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitpad.imaging.edges import without_edges
from digitpad.imaging.ink import find_ink, inked
from digitpad.imaging.paper import level
from tests.drawing_samples import DIGITS, as_ink, drawn, placed


def photographed(ink: np.ndarray, light: np.ndarray, pen: float = 110.0) -> np.ndarray:
    """Grey writing on paper under a light, with grain."""
    tone = (225 * (1 - ink) + pen * ink) * light
    grain = np.random.default_rng(0).normal(0, 2.5, ink.shape)
    return np.repeat(
        np.clip(cv2.GaussianBlur(tone, (0, 0), 0.7) + grain, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2
    )


def fold(shape: tuple[int, int]) -> np.ndarray:
    """A light that falls off beyond a slanting fold, most of all close to it."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    beyond = x - 0.3 * y - 0.4 * shape[1]
    return 1 - 0.3 * (0.5 + 0.5 * np.tanh(beyond / 2.4)) * np.exp(-np.abs(beyond) / 150)


@pytest.mark.parametrize("pen", [90.0, 140.0])
def test_a_fold_is_dropped_and_writing_beside_it_stays(pen):
    shape = (300, 700)
    written = as_ink(drawn(placed(DIGITS[3], 120, 60, 90) + placed(DIGITS[5], 120, 520, 90), *shape[::-1]))
    levelled, ink = inked(photographed(written, fold(shape), pen))
    left = without_edges(ink, levelled)
    is_written = cv2.dilate(written, np.ones((9, 9))) > 0
    assert (left > 0)[~is_written].sum() < 60
    assert (left > 0.5)[written > 0.9].mean() > 0.95


def test_a_fold_on_empty_paper_is_nothing():
    shape = (300, 700)
    levelled = level(photographed(np.zeros(shape, np.float32), fold(shape)))
    ink = find_ink(levelled)
    assert ink.any()
    assert not without_edges(ink, levelled).any()
    assert not inked(photographed(np.zeros(shape, np.float32), fold(shape)))[1].any()


@pytest.mark.parametrize("is_bright", [False, True])
def test_strokes_of_either_polarity_stay(is_bright):
    written = as_ink(drawn(placed(DIGITS[8], 160, 120, 60), 400, 300))
    pixels = photographed(written, np.ones(written.shape), 150.0)
    levelled, ink = inked(255 - pixels if is_bright else pixels)
    assert levelled.polarity == (1 if is_bright else -1)
    assert ink.any()
    assert np.array_equal(without_edges(ink, levelled), ink)


def test_no_ink_has_no_edges():
    levelled, ink = inked(photographed(np.zeros((200, 300), np.float32), np.ones((200, 300))))
    assert not without_edges(ink, levelled).any()
