"""A TIFF may have several pages; thumbnails and masks are none, nor are the frames of an animation."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from digitpad.core.errors import ImageError
from digitpad.imaging import decode as decoding
from digitpad.imaging.decode import decode, page_count
from tests.document_samples import document

SHADES = (0, 100, 200)
NEW_SUBFILE_TYPE = 254


def grey_pages(shades=SHADES):
    return [np.full((30, 20), shade, np.uint8) for shade in shades]


@pytest.fixture
def path(tmp_path):
    """A TIFF of three pages, each of one grey."""
    path = tmp_path / "three.tif"
    path.write_bytes(document(grey_pages(), "TIFF"))
    return path


def test_every_page_has_its_number(path):
    assert page_count(path) == page_count(str(path)) == 3
    for page, shade in enumerate(SHADES, 1):
        assert (decode(path, page=page) == shade).all()


@pytest.mark.parametrize("page", [-1, 0, 4, 10**12])
def test_a_page_that_is_not_there_is_told(path, page):
    with pytest.raises(ImageError) as caught:
        decode(path, page=page)
    assert str(caught.value) == f"{path} has no page {page}; it has 3."


def test_pages_beyond_the_last_that_is_read_are_refused(path, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_PAGES", 1)
    assert page_count(path) == 2
    with pytest.raises(ImageError, match="more than 1 pages"):
        decode(path, page=2)


@pytest.mark.parametrize("purpose", [1, 4, 5])
def test_thumbnails_and_masks_are_no_pages(tmp_path, purpose):
    path = tmp_path / "thumbnails.tif"
    with TiffImagePlugin.AppendingTiffWriter(path, new=True) as file:
        for shade, kind in ((0, 0), (50, purpose), (100, 2)):
            tags = TiffImagePlugin.ImageFileDirectory_v2()
            tags[NEW_SUBFILE_TYPE] = kind
            Image.new("L", (8, 8), shade).save(file, "TIFF", tiffinfo=tags)
            file.newFrame()
    assert page_count(path) == 2
    assert (decode(path, page=2) == 100).all()


def test_a_page_that_is_cut_off_is_named_and_those_before_are_read(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) - 200])
    assert page_count(path) == 3
    assert (decode(path, page=2) == 100).all()
    with pytest.raises(ImageError, match=r"three\.tif \(page 3\) is damaged"):
        decode(path, page=3)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_is_one_picture_its_first_frame(tmp_path, kind):
    first, *rest = [Image.fromarray(page) for page in grey_pages()]
    path = tmp_path / "moving"
    first.save(path, kind, save_all=True, append_images=rest)
    assert page_count(path) == 1
    assert decode(path).max() < 8
    with pytest.raises(ImageError, match="has no page 2; it has 1"):
        decode(path, page=2)


def test_an_array_and_a_pillow_image_are_one_page(path):
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        image.seek(1)
        assert page_count(image) == 1
        assert (decode(image) == 100).all()
        with pytest.raises(ImageError, match="The picture has no page 2; it has 1"):
            decode(image, page=2)
    assert page_count(grey_pages()[0]) == 1
    with pytest.raises(ImageError, match="The array has no page 0; it has 1"):
        decode(grey_pages()[0], page=0)


def test_what_cannot_be_opened_counts_as_one(tmp_path):
    (tmp_path / "text.tif").write_text("no picture", encoding="utf-8")
    assert page_count(tmp_path / "text.tif") == 1
    assert page_count(tmp_path / "missing.tif") == 1
    assert page_count(tmp_path) == 1
