"""Thumbnails: small, of the page that was meant, and none of what is no picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from digitpad.imaging.thumbnail import thumbnail


@pytest.mark.parametrize(("size", "small"), [((400, 100), (96, 24)), ((28, 28), (28, 28)), ((1, 5000), (1, 96))])
def test_the_longest_side_is_bounded(tmp_path, size, small):
    Image.new("L", size, 200).save(tmp_path / "a.png")
    made = thumbnail(tmp_path / "a.png", 1, 96)
    picture = Image.open(io.BytesIO(made.encoded))
    assert picture.size == (made.width, made.height) == small


def test_it_shows_the_page(tmp_path):
    pages = [Image.new("RGB", (50, 50), colour) for colour in ("white", "red")]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    picture = Image.open(io.BytesIO(thumbnail(tmp_path / "a.tif", 2, 20).encoded))
    assert np.abs(np.asarray(picture, int) - [255, 0, 0]).max() < 10


def test_what_is_no_picture_has_none(tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    assert thumbnail(tmp_path / "a.png", 1, 96) is None
    assert thumbnail(tmp_path / "gone.png", 1, 96) is None
