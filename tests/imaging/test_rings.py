"""What is drawn around digits is left out, and no digit is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitpad.imaging.pieces import pieces_of
from digitpad.imaging.rings import without_rings
from tests.drawing_samples import page_of


def ringed(ink: np.ndarray, centre: tuple[int, int], axes: tuple[int, int]) -> np.ndarray:
    return np.asarray(cv2.ellipse(ink.copy(), centre, axes, 0, 0, 360, (1.0,), 3))


def widths(ink: np.ndarray) -> list[int]:
    return sorted(piece.width for piece in without_rings(pieces_of(ink)))


def test_a_ring_around_a_number_is_left_out():
    ink = page_of(["2026"])
    ring = ringed(np.pad(ink, 40), (ink.shape[1] // 2 + 30, 100), (ink.shape[1] // 2 + 10, 60))
    assert widths(ring) == widths(ink)


def test_rings_around_single_digits_are_left_out_those_around_ones_too():
    ink = np.pad(page_of(["521"], space=2.4), 30)
    digits = pieces_of(ink)
    ring = ink
    for piece in digits:
        ring = ringed(ring, (round(piece.centre), round(piece.middle)), (50, 50))
    assert widths(ring) == sorted(piece.width for piece in digits)


def test_a_zero_with_a_slash_that_does_not_touch_it_stays():
    zero = ringed(np.zeros((120, 120), np.float32), (60, 60), (40, 50))
    cv2.line(zero, (45, 80), (75, 40), (1.0,), 3)
    assert len(without_rings(pieces_of(zero))) == 2


def test_a_frame_around_a_one_is_left_out():
    ink = page_of(["1"])
    x, y, width, height = cv2.boundingRect((ink > 0).astype(np.uint8))
    framed = cv2.rectangle(np.pad(ink, 40), (x + 10, y + 20), (x + width + 70, y + height + 60), (1.0,), 3)
    assert widths(np.asarray(framed)) == widths(ink)


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_is_no_ring(digit):
    ink = page_of([digit * 3])
    ink[40, 45] = 1.0  # dust
    assert len(without_rings(pieces_of(ink))) == len(pieces_of(ink))


def test_no_marks_are_no_rings():
    assert without_rings([]) == []
