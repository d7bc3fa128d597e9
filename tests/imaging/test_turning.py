"""Pictures are turned by quarters, and the slope of their lines is found and taken out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitpad.imaging.ink import inked
from digitpad.imaging.turning import skew, straightened, turned
from tests.drawing_samples import DIGITS, as_ink, drawn, on_paper, placed


def sheet(rows=("20263", "11937", "58074")):
    """Rows of sample digits, far enough apart."""
    page = np.zeros((420, 520), np.uint8)
    for line, row in enumerate(rows):
        for index, digit in enumerate(row):
            np.maximum(
                page, drawn(placed(DIGITS[int(digit)], 60, 60 + 80 * index, 50 + 120 * line), 520, 420), out=page
            )
    return page


def askew(page, degrees):
    """A page whose lines fall to the right."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(page, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("degrees", [-11, -4, -1, 0, 1, 4, 11])
def test_the_slope_of_the_lines_is_found(degrees):
    assert skew(as_ink(askew(sheet(), degrees))) == pytest.approx(degrees, abs=0.6)


@pytest.mark.parametrize("digit", range(10))
def test_one_digit_alone_is_left_as_it_stands(digit):
    assert abs(skew(as_ink(sheet([str(digit)])))) < 4


def test_no_ink_has_no_slope():
    assert skew(np.zeros((30, 40), np.float32)) == 0


def test_a_straightened_page_has_level_lines_and_no_ink_in_its_corners():
    page = straightened(askew(on_paper(sheet()), 6))
    ink = inked(page)[1]
    assert abs(skew(ink)) < 0.6
    assert not ink[:20].any()
    assert not ink[-20:].any()


@pytest.mark.parametrize("quarters", [-1, 0, 1, 2, 3, 5])
def test_four_quarters_are_a_whole_turn(quarters):
    page = on_paper(sheet())
    once = turned(page, quarters)
    assert once.shape[:2] == (page.shape[:2] if quarters % 2 == 0 else page.shape[1::-1])
    assert np.array_equal(turned(once, -quarters), page)


@pytest.mark.parametrize("shape", [(1, 4000), (4000, 2), (1, 1)])
def test_the_thinnest_pictures_can_be_straightened(shape):
    page = np.full((*shape, 3), 255, np.uint8)
    page[:, shape[1] // 3 : shape[1] // 2] = 0
    assert straightened(page).shape == page.shape
