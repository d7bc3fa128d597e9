"""A picture to be looked at: a preview, its glyphs, or the reason why there is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from digitpad.imaging.opened_picture import open_picture, open_pictures
from tests.drawing_samples import DIGITS, drawn, on_paper, placed


def sheet(width, height):
    """A 3 of 100 pixels in the top left corner."""
    return drawn(placed(DIGITS[3], 100, 30, 40), width, height)


def picture(width, height):
    return on_paper(sheet(width, height))


def test_a_small_picture_is_its_own_preview():
    opened = open_picture(picture(300, 200), "Pasted picture")
    assert opened.name == "Pasted picture"
    assert opened.size == (300, 200)
    assert opened.error is None
    assert np.array_equal(opened.preview, picture(300, 200))


@pytest.mark.parametrize(("width", "height"), [(3200, 800), (500, 2400)])
def test_a_large_picture_has_a_smaller_preview_of_the_same_shape(width, height):
    opened = open_picture(picture(width, height), "a")
    assert opened.size == (width, height)
    assert max(opened.preview.shape) == 1600
    preview_height, preview_width = opened.preview.shape[:2]
    assert preview_width / preview_height == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize("shape", [(1, 5000), (5000, 1)])
def test_the_thinnest_picture_has_a_preview(shape):
    opened = open_picture(np.full(shape, 255, np.uint8), "a")
    assert 0 < min(opened.preview.shape[:2]) <= max(opened.preview.shape[:2]) == 1600


def test_the_boxes_are_in_pixels_of_the_picture_not_of_the_preview():
    (glyph,) = open_picture(picture(3200, 800), "a").glyphs
    written = cv2.boundingRect((sheet(3200, 800) > 64).astype(np.uint8))
    assert glyph.box == pytest.approx(written, abs=6)  # ink is looked for on a third of the size


def test_a_blank_picture_has_a_preview_and_no_glyphs():
    opened = open_picture(np.full((50, 60), 255, np.uint8), "a")
    assert opened.glyphs == ()
    assert opened.preview.shape == (50, 60, 3)


def test_files_are_opened_one_after_the_other_and_a_bad_one_has_its_reason(tmp_path):
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.fromarray(picture(300, 200)).save(good)
    bad.write_text("no picture", encoding="utf-8")
    opened = open_pictures([good, bad, tmp_path / "missing.png", good])
    assert [(item.name, item.error is None) for item in opened] == [
        (str(good), True),
        (str(bad), False),
        (str(tmp_path / "missing.png"), False),
        (str(good), True),
    ]


def test_a_picture_that_cannot_be_opened_says_why_and_shows_nothing(tmp_path):
    opened = open_picture(tmp_path / "missing.png")
    assert opened.error == f"{tmp_path / 'missing.png'} does not exist."
    assert opened.preview.size == 0
    assert opened.glyphs == ()
