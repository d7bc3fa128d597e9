"""Plain PNGs have the same pixels as Pillow gives them; the rest is left to Pillow."""

from __future__ import annotations

import contextlib
import io
import zlib

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


def test_a_large_one_that_is_damaged_in_its_middle_is_no_half_of_a_page(tmp_path):
    content = bytearray(packed(picture(size=(1200, 900))))  # too large to be plain
    content[content.index(b"IDAT") + 4 + len(content) // 2] ^= 0x55
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(ImageError, match="is damaged or cut short"):
        decode(tmp_path / "a.png")


def test_a_palette_that_is_missing_is_an_error_and_the_terminal_hears_nothing(tmp_path, capfd):
    content = packed(picture().convert("P"))
    start = content.index(b"PLTE") - 4
    length = int.from_bytes(content[start : start + 4], "big") + 12
    (tmp_path / "a.png").write_bytes(content[:start] + content[start + length :])
    with pytest.raises(ImageError, match=r"is damaged or cut short\.$"):
        decode(tmp_path / "a.png")
    assert capfd.readouterr() == ("", "")


def test_one_of_thousands_of_parts_is_refused_before_they_are_read(tmp_path):
    content = packed(picture())
    empty = bytes(4) + b"abCd" + zlib.crc32(b"abCd").to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(content[:33] + 20_000 * empty + content[33:])
    with pytest.raises(ImageError, match="consists of too many parts"):
        decode(tmp_path / "a.png")
    (tmp_path / "a.png").write_bytes(content[:33] + 2_000 * empty + content[33:])
    assert decode(tmp_path / "a.png").shape == (7, 9, 3)


def test_nothing_and_other_files_are_none():
    assert decode_plain_png(b"") is None
    assert decode_plain_png(b"\x89PNG\r\n\x1a\n" + b"\xff" * 40) is None
    assert decode_plain_png(packed(picture())[:-12]) is None
