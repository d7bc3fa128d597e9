"""A picture to be looked at: a preview, a thumbnail, its ink, or the reason why there is none."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from digitpad.core.errors import ImageError
from digitpad.core.glyph import Box
from digitpad.imaging import opened_picture, reader
from digitpad.imaging.opened_picture import open_picture
from digitpad.imaging.reader import find_page
from tests.document_samples import document
from tests.drawing_samples import DIGITS, bold_crop, drawn, on_paper, placed


def sheet(width, height):
    """A 3 of 100 pixels in the top left corner."""
    return drawn(placed(DIGITS[3], 100, 30, 40), width, height)


def picture(width, height):
    return on_paper(sheet(width, height))


def shown(opened):
    """The pixels of the preview."""
    with Image.open(io.BytesIO(opened.preview.encoded)) as image:
        return np.array(image.convert("RGB"))


def test_a_small_picture_is_previewed_pixel_by_pixel():
    pixels = picture(300, 200)
    pixels[:, :, 2] = 7  # red and blue are told apart
    opened = open_picture(pixels, "Pasted picture")
    assert opened.name == "Pasted picture"
    assert opened.size == (300, 200)
    assert opened.error is None
    assert np.array_equal(shown(opened), pixels)


def test_a_photo_is_previewed_much_like_it_is():
    pixels = picture(900, 700)
    assert np.abs(shown(open_picture(pixels, "a")).astype(int) - pixels).mean() < 2


@pytest.mark.parametrize(("width", "height"), [(3200, 800), (500, 2400)])
def test_a_large_picture_has_a_smaller_preview_and_thumbnail_of_the_same_shape(width, height):
    opened = open_picture(picture(width, height), "a")
    assert opened.size == (width, height)
    for pixels, longest in ((shown(opened), 1600), (opened.preview.thumbnail, 256)):
        assert max(pixels.shape) == longest
        assert pixels.shape[1] / pixels.shape[0] == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize("shape", [(1, 5000), (5000, 1), (1, 1)])
def test_the_thinnest_picture_has_a_preview_and_a_thumbnail(shape):
    opened = open_picture(np.full(shape, 255, np.uint8), "a")
    assert (shown(opened) > 250).all()
    assert min(opened.preview.thumbnail.shape) > 0


def test_the_boxes_are_in_pixels_of_the_picture_not_of_the_preview():
    found = open_picture(picture(3200, 800), "a").found
    box = found.box_in_picture(Box(*cv2.boundingRect((found.ink > 0).astype(np.uint8))))
    written = cv2.boundingRect((sheet(3200, 800) > 64).astype(np.uint8))
    assert box == pytest.approx(written, abs=6)  # ink is looked for on a third of the size


def test_a_blank_picture_has_a_preview_and_no_ink():
    opened = open_picture(np.full((50, 60), 255, np.uint8), "a")
    assert not opened.found.ink.any()
    assert shown(opened).shape == (50, 60, 3)


def test_a_file_is_called_by_its_path(tmp_path):
    path = tmp_path / "3.png"
    Image.fromarray(picture(300, 200)).save(path)
    opened = open_picture(path)
    assert opened.name == str(path)
    assert opened.error is None
    assert opened.found.ink.any()


def test_a_page_of_a_document_is_opened_like_a_picture(tmp_path):
    path = tmp_path / "three.tif"
    path.write_bytes(document([picture(width, 200) for width in (300, 310, 320)], "TIFF"))
    opened = open_picture(path, "three", page=2)
    assert (opened.page, opened.size, opened.error) == (2, (310, 200), None)
    missing = open_picture(path, "three", page=4)
    assert (missing.page, missing.error) == (4, "three has no page 4; it has 3.")


def test_a_picture_that_cannot_be_opened_says_why_and_shows_nothing(tmp_path):
    opened = open_picture(tmp_path / "missing.png")
    assert opened.error == f"{tmp_path / 'missing.png'} does not exist."
    assert opened.preview.encoded == b""
    assert opened.preview.thumbnail.size == 0
    assert opened.found is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [(MemoryError(), "there is not enough memory"), (ValueError("odd"), "odd"), (KeyError(), "KeyError")],
)
def test_a_bug_of_ours_is_said_of_the_picture_and_costs_no_other(monkeypatch, caplog, error, reason):
    def inked(_):
        raise error

    monkeypatch.setattr(opened_picture, "inked", inked)
    monkeypatch.setattr(reader, "inked", inked)
    sentence = f"a could not be read: {reason}."
    assert open_picture(picture(300, 200), "a").error == sentence
    assert str(find_page(picture(300, 200), name="a").found) == sentence
    assert "Reading a failed." in caplog.text


def test_an_error_holds_on_to_nothing_that_was_decoded(tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    error = find_page(tmp_path / "a.png").found
    assert isinstance(error, ImageError)
    assert (error.__traceback__, error.__cause__, error.__context__) == (None, None, None)


def test_a_turned_picture_is_opened_turned():
    upright, turned = open_picture(picture(300, 200), "a"), open_picture(picture(300, 200), "a", quarters=1)
    assert turned.size == (200, 300)
    assert np.array_equal(shown(turned), np.rot90(shown(upright), -1))
    assert turned.found.ink.sum() == pytest.approx(upright.found.ink.sum(), rel=0.02)


def test_taken_for_a_crop_of_one_digit_it_shows_that_ones_ink():
    opened = open_picture(bold_crop()[0], "a")
    crop = opened.found.other_looks()[0]
    taken = opened.taken_for(crop)
    assert taken.found is crop
    ink, levelled = (
        np.array(Image.open(io.BytesIO(step.encoded)).convert("L")) for step in (taken.ink, taken.levelled)
    )
    assert (ink < 128).sum() == pytest.approx((bold_crop()[1] > 128).sum(), rel=0.1)
    assert (levelled < 128).sum() == pytest.approx((ink < 128).sum(), rel=0.2)
    assert taken.preview is opened.preview
    assert taken.taken_for(crop).before is opened
    assert taken.taken_for(opened.found) is opened


def test_the_steps_are_dark_on_white_and_of_the_same_shape():
    opened = open_picture(255 - picture(500, 400), "a")  # white on black
    for step in (opened.levelled, opened.ink):
        grey = np.array(Image.open(io.BytesIO(step.encoded)).convert("L"))
        assert grey.shape == (400, 500)
        assert np.median(grey) > 240
        assert grey.min() < 60
