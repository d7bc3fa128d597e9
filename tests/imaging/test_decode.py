"""Whatever a picture is given as gives upright RGB pixels, or a sentence that says why not."""

from __future__ import annotations

import io
import os
import re
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from PIL import Image

from digitpad.core.errors import ImageError
from digitpad.core.picture_formats import FORMATS
from digitpad.imaging.decode import decode

LOSSLESS = ("PNG", "BMP", "TIFF")
ORIENTATION, QUARTER_TURN, X_RESOLUTION = 0x0112, 6, 0x011A
"""EXIF: the tag, and the value of a camera held upright; and a tag that is a number."""


def decode_bytes(content: bytes, name: str):
    """The pixels of a file with that content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(content)
        return decode(path, name)


def colours():
    """A picture that is different in every direction: (20, 24, 3) uint8."""
    y, x = np.mgrid[:20, :24]
    return np.stack([10 * x, 12 * y, np.full_like(x, 90)], axis=-1).astype(np.uint8)


def packed(image, kind, **options):
    """The bytes of a picture file."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def png_header(width, height):
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100))


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_keep_every_pixel(kind):
    assert np.array_equal(decode_bytes(packed(Image.fromarray(colours()), kind), "a"), colours())


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 95}), ("WEBP", {"quality": 95}), ("GIF", {})])
def test_lossy_formats_are_close(kind, options):
    pixels = decode_bytes(packed(Image.fromarray(colours()), kind, **options), "a")
    assert pixels.shape == (20, 24, 3)
    assert np.abs(pixels.astype(int) - colours()).mean() < 8


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF"])
def test_one_bit_pictures_are_black_and_white(kind):
    half = np.zeros((16, 16), bool)
    half[:, 8:] = True
    pixels = decode_bytes(packed(Image.fromarray(half).convert("1"), kind), "a")
    assert not pixels[:, :8].any()
    assert (pixels[:, 8:] == 255).all()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_stretched_to_eight(kind):
    ramp = np.tile(np.linspace(1000, 9000, 20).astype(np.uint16), (10, 1))
    row = decode_bytes(packed(Image.fromarray(ramp), kind), "a")[0, :, 0]
    assert row[0] == 0
    assert row[-1] == 255
    assert np.all(np.diff(row.astype(int)) > 0)


def test_lines_one_pixel_wide_are_seen_in_sixteen_bits_and_a_dead_pixel_is_not():
    plane = np.full((28, 28), 40_000, np.uint16)
    plane[14, 14] = 0
    assert (decode_bytes(packed(Image.fromarray(plane), "PNG"), "a") == 255).all()
    plane[4:24, 14] = 5_000
    pixels = decode_bytes(packed(Image.fromarray(plane), "PNG"), "a")
    assert (pixels[4:24, 14] == 0).all()
    assert (pixels[:, :14] == 255).all()


def test_a_picture_that_memory_is_too_small_for_is_told_so(monkeypatch):
    def no_memory(image):
        raise MemoryError

    monkeypatch.setattr("digitpad.imaging.decode._upright_on_white", no_memory)
    with pytest.raises(ImageError, match="more memory than this computer has"):
        decode(Image.new("L", (3, 3)))


@example(np.array([[1.2e-38, 0, 0, 0, 0], [0, 0, 0, 0, 0]], np.float32))
@given(arrays_of.arrays(np.float32, st.sampled_from([(1, 1), (2, 5), (4, 4)]), elements=st.floats(width=32)))
def test_floating_grey_of_any_values_becomes_pixels(values):
    pixels = decode(Image.fromarray(values))
    assert pixels.shape == (*values.shape, 3)
    assert pixels.dtype == np.uint8


def test_white_strokes_on_nothing_are_laid_on_black():
    pixels = np.zeros((300, 60, 4), np.uint8)
    pixels[100:200, 20:40] = 255
    decoded = decode(Image.fromarray(pixels))
    assert (decoded[0, 0] == 0).all()
    assert (decoded[150, 30] == 255).all()


def test_what_is_transparent_is_laid_on_white():
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    image.putpixel((1, 1), (0, 0, 0, 255))
    image.putpixel((2, 2), (0, 0, 0, 128))
    pixels = decode_bytes(packed(image, "PNG"), "a")
    assert tuple(pixels[0, 0]) == (255, 255, 255)
    assert tuple(pixels[1, 1]) == (0, 0, 0)
    assert pixels[2, 2] == pytest.approx(127, abs=1)


def test_grey_with_transparency_is_laid_on_white():
    pixels = decode_bytes(packed(Image.new("LA", (3, 3), (0, 0)), "PNG"), "a")
    assert (pixels == 255).all()


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_transparent_colour_of_a_palette_is_laid_on_white(kind):
    image = Image.new("P", (4, 4), 0)
    image.putpalette([200, 0, 0, 0, 0, 200])
    image.putpixel((1, 1), 1)
    pixels = decode_bytes(packed(image, kind, transparency=0), "a")
    assert tuple(pixels[0, 0]) == (255, 255, 255)
    assert tuple(pixels[1, 1]) == (0, 0, 200)


def test_a_jpeg_for_printing_has_its_colours():
    pixels = decode_bytes(packed(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95), "a")
    assert pixels.reshape(-1, 3).mean(axis=0) == pytest.approx([255, 0, 0], abs=12)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_taken_with_a_turned_camera_stands_upright(kind):
    lying = np.zeros((16, 32, 3), np.uint8)
    lying[:, :16] = 255  # the bright half is on the left, on top after a turn to the right
    exif = Image.Exif()
    exif[ORIENTATION] = QUARTER_TURN
    pixels = decode_bytes(packed(Image.fromarray(lying), kind, exif=exif), "a")
    assert pixels.shape == (32, 16, 3)
    assert pixels[:14].mean() > 240
    assert pixels[-14:].mean() < 15


def test_an_odd_note_of_the_camera_does_not_damage_a_turned_photo():
    turned = struct.pack("<HHIHH", ORIENTATION, 3, 1, QUARTER_TURN, 0)
    odd = struct.pack("<HHI4s", X_RESOLUTION, 2, 4, b"odd\0")  # a text where a number belongs
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + turned + odd + struct.pack("<I", 0)
    assert decode_bytes(packed(Image.new("RGB", (32, 16)), "JPEG", exif=exif), "a").shape == (32, 16, 3)


def test_only_the_first_frame_of_an_animation_is_read():
    frames = [Image.new("L", (5, 5), grey) for grey in (0, 255)]
    pixels = decode_bytes(packed(frames[0], "GIF", save_all=True, append_images=frames[1:]), "a")
    assert not pixels.any()


@pytest.mark.parametrize("as_given", [str, lambda path: path], ids=["str", "Path"])
def test_a_file_is_read_by_its_content_not_its_name(tmp_path, as_given):
    path = tmp_path / "really a jpeg – ’é.png"
    path.write_bytes(packed(Image.new("RGB", (9, 7), "white"), "JPEG"))
    assert decode(as_given(path)).shape == (7, 9, 3)


def test_a_pillow_image_and_an_array_are_read_like_a_file():
    image = Image.fromarray(colours())
    assert np.array_equal(decode(image), colours())
    assert np.array_equal(decode(colours()), colours())
    assert np.array_equal(decode(colours()[:, :, 0]), np.repeat(colours()[:, :, :1], 3, axis=2))


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(np.zeros((4, 4), np.float32), id="floats"),
        pytest.param(np.zeros((4, 4), bool), id="truth values"),
        pytest.param(np.zeros((4, 4), np.uint16), id="16 bits"),
        pytest.param(np.zeros(4, np.uint8), id="one dimension"),
        pytest.param(np.zeros((4, 4, 4), np.uint8), id="four channels"),
        pytest.param(np.zeros((4, 4, 1), np.uint8), id="one channel"),
        pytest.param(np.zeros((1, 4, 4, 3), np.uint8), id="four dimensions"),
    ],
)
def test_an_array_of_another_kind_is_refused_with_what_was_found(array):
    with pytest.raises(ImageError, match=re.escape(f"is {array.dtype} of shape {array.shape}")):
        decode(array)


@pytest.mark.parametrize(
    "nothing",
    [np.zeros((0, 5), np.uint8), np.zeros((5, 0, 3), np.uint8), Image.new("L", (0, 0)), Image.new("RGB", (5, 0))],
    ids=["array of no rows", "array of no columns", "image of no size", "image of no height"],
)
def test_a_picture_without_pixels_is_refused(nothing):
    with pytest.raises(ImageError, match="no pixels"):
        decode(nothing)


def test_an_array_of_too_many_pixels_is_refused():
    wide = np.broadcast_to(np.uint8(0), (20_000, 20_000))
    with pytest.raises(ImageError, match="400 megapixels"):
        decode(wide)


def missing(folder):
    return folder / "missing.png"


def a_folder(folder):
    (folder / "folder.png").mkdir()
    return folder / "folder.png"


def empty(folder):
    (folder / "empty.png").touch()
    return folder / "empty.png"


def a_text(folder):
    (folder / "text.png").write_text("no picture", encoding="utf-8")
    return folder / "text.png"


def cut_short(folder):
    content = packed(Image.fromarray(colours()), "PNG")
    (folder / "cut.png").write_bytes(content[: len(content) // 2])
    return folder / "cut.png"


def far_too_large(folder):
    with (folder / "large.png").open("wb") as file:
        file.truncate(2_000_000_000)  # a hole: it takes no room on the disk
    return folder / "large.png"


def with_an_endless_name(folder):
    return folder / ("x" * 5000 + ".png")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (missing, "does not exist"),
        (a_folder, "is a folder"),
        (empty, "is empty"),
        (a_text, "is not a picture"),
        (cut_short, "is damaged or cut short"),
        (far_too_large, "has 2.0 GB"),
        (with_an_endless_name, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, make, reason):
    path = make(tmp_path)
    with pytest.raises(ImageError) as caught:
        decode(path)
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)
    with pytest.raises(ImageError, match=f"^This one.*{reason}"):
        decode(path, name="This one")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(ImageError, match="no ordinary file"):
        decode(tmp_path / "pipe.png")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [10_001, 12_000, 20_000, 2**31 - 1])
def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded(tmp_path, side):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(side, side))
    with pytest.raises(ImageError, match=r"bomb\.png .*100"):  # and not “damaged”: nothing of it was decoded
        decode(path)


def test_a_damaged_picture_opened_with_pillow_is_an_image_error_too():
    content = packed(Image.fromarray(colours()), "BMP")
    with Image.open(io.BytesIO(content[:-200])) as image, pytest.raises(ImageError, match="damaged"):
        decode(image)


@pytest.mark.parametrize("kind", ["PPM", "ICO", "TGA", "PCX", "SGI"])
def test_rare_formats_never_reach_their_decoders(kind):
    with pytest.raises(ImageError, match="is not a picture"):
        decode_bytes(packed(Image.fromarray(colours()), kind), "a")


damage = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4)


@pytest.mark.parametrize("kind", FORMATS)
@given(kept=st.floats(0, 1), changes=damage)
def test_a_damaged_file_gives_pixels_or_an_image_error(kind, kept, changes):
    content = bytearray(packed(Image.fromarray(colours()), kind))
    for place, value in changes:
        content[int(place * len(content))] = value
    try:
        pixels = decode_bytes(bytes(content[: round(kept * len(content))]), "a")
    except ImageError as error:
        assert str(error).startswith("a ")  # noqa: PT017 — either outcome is right
    else:
        assert pixels.dtype == np.uint8
        assert pixels.shape[2] == 3


@pytest.mark.parametrize("value", [0, 65535])
def test_a_hot_or_dead_pixel_does_not_decide_what_is_bright(value):
    grey = np.full((60, 60), 20_000, np.uint16)
    grey[20:40, 28:33] = 9_000
    grey[3, 3] = value
    pixels = decode(Image.fromarray(grey))
    assert pixels[30, 30, 0] == 0
    assert pixels[50, 50, 0] == 255


def test_a_blank_page_of_sixteen_bits_stays_blank():
    grey = np.full((50, 50), 65_535, np.uint16)
    grey[10:14, 10:14] = 65_534
    assert np.ptp(decode(Image.fromarray(grey))) == 0
