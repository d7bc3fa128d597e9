"""Plain PNGs have the same pixels as Pillow gives them; the rest is left to Pillow."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from digitpad.core.errors import ImageError
from digitpad.imaging.decode import decode
from digitpad.imaging.plain_png import decode_plain_png


def picture(mode="L", size=(9, 7), seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(pixels).convert(mode)


def packed(image, **options):
    stream = io.BytesIO()
    image.save(stream, "PNG", **options)
    return stream.getvalue()


@given(st.sampled_from(["1", "L", "P", "RGB"]), st.integers(1, 70), st.integers(1, 70), st.integers(0, 2**32 - 1))
def test_it_has_the_pixels_that_pillow_gives(mode, width, height, seed):
    image = picture(mode, (width, height), seed)
    assert np.array_equal(decode_plain_png(packed(image)), np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("mode", ["LA", "RGBA", "I;16"])
def test_more_than_plain_is_left_to_pillow(mode):
    image = Image.new(mode, (5, 5))
    assert decode_plain_png(packed(image)) is None


def test_transparent_turned_and_moving_ones_are_left_to_pillow():
    palette = picture("P")
    assert decode_plain_png(packed(palette, transparency=0)) is None
    turned = Image.Exif()
    turned[0x0112] = 6
    assert decode_plain_png(packed(picture(), exif=turned)) is None
    assert decode_plain_png(packed(picture("RGB"), save_all=True, append_images=[picture("RGB", seed=1)])) is None


def test_text_that_may_turn_it_is_left_to_pillow():
    """ImageMagick writes EXIF that way."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Raw profile type exif", "\nexif\n       0\n")
    assert decode_plain_png(packed(picture(), pnginfo=notes)) is None


def test_what_was_written_about_it_changes_nothing():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "a digit")
    image = picture("RGB")
    assert np.array_equal(decode_plain_png(packed(image, pnginfo=notes, dpi=(72, 72))), np.asarray(image))


@given(st.data())
def test_a_damaged_one_is_told_as_before(tmp_path_factory, data):
    content = packed(picture("L", (20, 20)))
    place = data.draw(st.integers(8, len(content) - 1))
    damaged = content[:place] if data.draw(st.booleans()) else content[:place] + b"\x00\xff" + content[place + 2 :]
    if damaged == content:
        return
    pixels = decode_plain_png(damaged)
    assert pixels is None or pixels.shape == (20, 20, 3)
    path = tmp_path_factory.mktemp("png") / "a.png"
    path.write_bytes(damaged)
    with contextlib.suppress(ImageError):  # a flaw that does no harm is none
        assert decode(path).shape == (20, 20, 3)


def test_nothing_and_other_files_are_none():
    assert decode_plain_png(b"") is None
    assert decode_plain_png(b"\x89PNG\r\n\x1a\n" + b"\xff" * 40) is None
    assert decode_plain_png(packed(picture())[:-12]) is None
