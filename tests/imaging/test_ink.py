"""Ink is found on any paper: dark or light, shadowed, grainy; and none where nothing was written."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.found_ink import find_written
from digitpad.imaging.ink import inked
from digitpad.imaging.normalize import normalize
from digitpad.imaging.paper import level
from tests.drawing_samples import DIGITS, as_ink, drawn, drawn_digit, on_paper, placed

LIKE_THE_INK_ITSELF = 0.05
"""Mean absolute difference over the 784 pixels between a digit found on paper and its clean ink; two different digits
of the samples are at least 0.08 apart. The worst in these tests is 0.024."""


def glyphs_of_pixels(pixels):
    """All the ink of a picture as one glyph, if there is any."""
    found = find_written(pixels, one_digit=True)
    glyphs = list(found.hypotheses().glyphs())
    return [replace(glyph, box=found.box_in_picture(glyph.box)) for glyph in glyphs]


def box_of(pixels):
    """The box of everything that was written, in pixels of the picture."""
    (glyph,) = glyphs_of_pixels(pixels)
    return glyph.box


def assert_reads_like(pixels, sheet):
    (glyph,) = glyphs_of_pixels(pixels)
    assert np.abs(glyph.pixels - normalize(as_ink(sheet))).mean() < LIKE_THE_INK_ITSELF


def grain(shape, strength, seed=0):
    """Noise of a camera, the same for each colour."""
    return np.random.default_rng(seed).normal(0, strength, (*shape, 1))


def with_light(pixels, light):
    """A picture under light (H, W) of 0..1, with the camera's rounding."""
    return np.clip(pixels * light[:, :, None], 0, 255).astype(np.uint8)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize(("paper", "pen"), [(255, 0), (0, 255), (235, 40), (40, 235), (128, 60), (128, 200)])
def test_ink_is_found_whether_it_is_darker_or_lighter_than_the_paper(digit, paper, pen):
    sheet = drawn_digit(digit)
    assert_reads_like(on_paper(sheet, paper, pen), sheet)


@pytest.mark.parametrize("digit", range(10))
def test_the_negative_of_a_picture_has_its_ink_in_the_same_box(digit):
    picture = on_paper(drawn_digit(digit))
    assert box_of(255 - picture) == pytest.approx(box_of(picture), abs=1)


@pytest.mark.parametrize("digit", range(10))
def test_faint_pencil_is_found(digit):
    sheet = drawn_digit(digit, pen=4)
    assert_reads_like(on_paper(sheet, paper=220, pen=190), sheet)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("darkest", [0.35, 0.6])
def test_a_shadow_across_the_paper_is_no_ink(digit, darkest):
    sheet = drawn_digit(digit)
    light = np.tile(np.linspace(darkest, 1, sheet.shape[1]), (sheet.shape[0], 1))
    assert_reads_like(with_light(on_paper(sheet), light), sheet)


@pytest.mark.parametrize("digit", range(10))
def test_the_grain_of_a_photo_is_no_ink(digit):
    sheet = drawn_digit(digit)
    noisy = np.clip(on_paper(sheet) + grain(sheet.shape, 8), 0, 255).astype(np.uint8)
    assert_reads_like(noisy, sheet)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("side", [60, 90, 240, 700])
def test_a_digit_that_fills_its_picture_is_found_in_uneven_light(digit, side):
    sheet = drawn_digit(digit, side=side, size=0.8 * side, pen=0.14 * side)
    light = np.tile(np.linspace(0.8, 1, side), (side, 1)) * np.linspace(1, 0.8, side)[:, None]
    picture = with_light(cv2.GaussianBlur(on_paper(sheet, pen=70), (0, 0), 0.01 * side), light)
    _, found = inked(picture)
    assert np.abs(normalize(found) - normalize(as_ink(sheet))).mean() < LIKE_THE_INK_ITSELF


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize(
    ("paper", "pen"),
    [((60, 140, 60), (190, 70, 70)), ((210, 60, 60), (60, 90, 220)), ((255, 255, 255), (255, 225, 40))],
)
def test_ink_that_differs_from_its_paper_in_colour_alone_is_found(digit, paper, pen):
    sheet = drawn_digit(digit, side=240, size=120, pen=12)
    share = as_ink(sheet)[:, :, None]
    picture = np.rint((1 - share) * np.array(paper) + share * np.array(pen)).astype(np.uint8)
    assert_reads_like(picture, sheet)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("turn", range(4))
def test_a_shadow_in_a_corner_is_no_ink(digit, turn):
    sheet = drawn_digit(digit, side=400, size=120, pen=10)
    light = np.ones(sheet.shape[:2])
    light[:150, :150] = 0.55
    light = cv2.GaussianBlur(np.rot90(light, turn).copy(), (0, 0), 30)
    assert_reads_like(with_light(on_paper(sheet) + grain(light.shape, 3), light), sheet)


@pytest.mark.parametrize("digit", [0, 2, 3, 6, 8, 9])
def test_a_digit_that_covers_much_of_its_picture_is_ink_and_the_rest_is_paper(digit):
    sheet = drawn_digit(digit, side=120, size=100, pen=20)
    for picture in (on_paper(sheet), 255 - on_paper(sheet)):
        assert_reads_like(picture, sheet)


@pytest.mark.parametrize("side", [20, 64, 65, 400, 1500])
@pytest.mark.parametrize("grey", [0, 1, 128, 255])
def test_a_blank_picture_has_no_ink(side, grey):
    _, ink = inked(np.full((side, side, 3), grey, np.uint8))
    assert not ink.any()


@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 4.0, 12.0, 40.0]))
def test_noise_alone_has_no_ink(seed, strength):
    picture = np.clip(180 + grain((200, 300), strength, seed), 0, 255).astype(np.uint8)
    assert glyphs_of_pixels(np.repeat(picture, 3, axis=2)) == []


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("share", [0.1, 0.3])
def test_a_brighter_margin_is_no_ink(digit, share):
    picture = on_paper(drawn_digit(digit, side=300, size=60, pen=4), paper=205)
    with_margin = picture.copy()
    margin = with_margin[:, : round(300 * share)]
    margin[:] = np.maximum(margin, 225)
    assert box_of(with_margin) == pytest.approx(box_of(picture), abs=1)


def test_a_shadow_alone_has_no_ink():
    paper = np.full((300, 400, 3), 230, np.uint8)
    light = np.tile(np.linspace(0.4, 1, 400), (300, 1))
    assert glyphs_of_pixels(with_light(paper, light)) == []


@pytest.mark.parametrize("seed", range(3))
def test_the_grain_in_the_dark_beside_an_overexposed_part_is_no_ink(seed):
    """Much of the paper is pure white, without any grain: what is elsewhere stands out from that."""
    paper = np.full((300, 700, 3), 235.0)
    light = np.tile(np.linspace(1.6, 0.5, 700), (300, 1))
    noisy = np.clip(paper * light[:, :, None] + grain(light.shape, 4, seed), 0, 255).astype(np.uint8)
    assert glyphs_of_pixels(noisy) == []


@pytest.mark.parametrize("side", range(4))
def test_a_lamp_beside_empty_paper_is_no_ink(side):
    far = np.tile(np.linspace(0, 1, 600), (400, 1))
    light = np.rot90(1 / (1 + 4 * far**1.5), side)
    paper = np.full((*light.shape, 3), 232, np.uint8)
    assert glyphs_of_pixels(with_light(paper + grain(light.shape, 3), light)) == []


@pytest.mark.parametrize("brighter", [4, 8, 12])
def test_the_blocks_of_a_compressed_picture_of_white_paper_are_no_bright_ink(brighter):
    blocks = np.random.default_rng(3).random((40, 60)) < 0.25
    picture = (228 + brighter * np.kron(blocks, np.ones((8, 8)))).astype(np.uint8)
    assert glyphs_of_pixels(np.repeat(picture[:, :, None], 3, axis=2)) == []


def test_the_blocks_of_a_compressed_picture_differ_in_colour_alone_and_are_no_ink():
    blocks = np.random.default_rng(4).random((40, 60)) < 0.25
    tint = np.kron(blocks, np.ones((8, 8)))[:, :, None] * np.array([2, -3, 10])
    assert glyphs_of_pixels((np.array([205, 202, 198]) + tint).astype(np.uint8)) == []


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("turn", range(4))
def test_the_shadow_of_a_telephone_on_the_digit_is_no_ink(digit, turn):
    sheet = drawn_digit(digit, side=600, size=110, pen=10)
    shadow = np.zeros(sheet.shape[:2], np.float32)
    shadow[230:, 150:420] = 1
    light = 1 - 0.5 * np.rot90(cv2.GaussianBlur(shadow, (0, 0), 12), turn)
    assert_reads_like(with_light(on_paper(sheet) + grain(light.shape, 2), light), sheet)


@pytest.mark.parametrize("digit", range(10))
def test_specks_beside_the_digit_are_dropped(digit):
    sheet = drawn_digit(digit, side=400, size=150, pen=14)
    dusty = sheet.copy()
    for x, y in [(5, 5), (390, 12), (8, 380), (395, 395), (200, 60)]:
        dusty[y : y + 3, x : x + 3] = 255
    assert box_of(on_paper(dusty)) == pytest.approx(box_of(on_paper(sheet)), abs=1)


@pytest.mark.parametrize("shape", ["square", "disc", "bar"])
def test_a_forms_black_square_or_a_stamp_does_not_make_specks_of_digits(shape):
    sheet = np.zeros((500, 700), np.uint8)
    for place, strokes in enumerate(DIGITS):
        np.maximum(sheet, drawn(placed(strokes, 40, 20 + 60 * place, 40), 700, 500), out=sheet)
    alone = len(find_written(on_paper(sheet)).hypotheses().stretches)
    if shape == "disc":
        cv2.circle(sheet, (350, 300), 70, (255,), -1)
    else:
        cv2.rectangle(sheet, (200, 200), (300 if shape == "square" else 500, 300), (255,), -1)
    assert len(find_written(on_paper(sheet)).hypotheses().stretches) == alone + 1


def test_a_hair_beside_fat_digits_does_not_make_digits_of_specks():
    sheet = np.zeros((300, 500), np.uint8)
    for place in range(3):
        cv2.ellipse(sheet, (80 + 120 * place, 70), (24, 40), 0, 0, 360, (255,), 18)
    alone = len(find_written(on_paper(sheet)).hypotheses().stretches)
    cv2.line(sheet, (60, 250), (110, 252), (255,), 2)
    for place in range(20):
        cv2.rectangle(sheet, (30 + 22 * place, 200), (32 + 22 * place, 202), (255,), -1)
    assert len(find_written(on_paper(sheet)).hypotheses().stretches) <= alone + 1


def test_a_dot_as_large_as_the_pen_is_no_speck():
    sheet = drawn_digit(7, side=400, size=150, pen=14)
    cv2.circle(sheet, (360, 360), 7, (255,), -1)
    x, y, width, height = box_of(on_paper(sheet))
    assert x + width == pytest.approx(367, abs=2)
    assert y + height == pytest.approx(367, abs=2)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("side", [200, 1000, 1001, 2600])
def test_boxes_are_in_pixels_of_the_picture_itself(digit, side):
    sheet = drawn(placed(DIGITS[digit], 0.3 * side, 0.6 * side, 0.1 * side), side, side)
    found = box_of(on_paper(sheet))
    assert found == pytest.approx(cv2.boundingRect((sheet > 64).astype(np.uint8)), abs=max(2, side / 400))


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("factor", [0.3, 1, 4])
def test_crops_and_large_pictures_give_the_same_digit(digit, factor):
    sheet = drawn_digit(digit, side=round(160 * factor), size=120 * factor)
    assert_reads_like(on_paper(sheet), drawn_digit(digit))


@given(st.integers(1, 80), st.integers(1, 80), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_any_small_picture_gives_ink_in_range(height, width, seed, share):
    random = np.random.default_rng(seed)
    picture = random.integers(0, 256, (height, width, 3)).astype(np.uint8)
    picture[random.random((height, width)) > share] = 200
    _, ink = inked(picture)
    assert ink.shape == (height, width)
    assert ink.dtype == np.float32
    assert ink.min() >= 0
    assert ink.max() <= 1  # false for NaN too


@pytest.mark.parametrize("shape", [(1, 5000), (5000, 1), (3, 4000), (1, 1)])
def test_the_thinnest_pictures_are_no_special_case(shape):
    picture = np.full((*shape, 3), 250, np.uint8)
    assert glyphs_of_pixels(picture) == []
    picture[shape[0] // 3 : shape[0] // 2 + 1, shape[1] // 3 : shape[1] // 2 + 1] = 10
    for glyph in glyphs_of_pixels(picture):
        x, y, width, height = glyph.box
        assert 0 <= x <= x + width <= shape[1]
        assert 0 <= y <= y + height <= shape[0]


@pytest.mark.parametrize("side", [40, 65, 128, 300, 1500])
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (20, 230)])
def test_a_picture_of_two_tones_has_its_ink(side, ink, paper):
    page = np.full((side, side), paper, np.uint8)
    page[side // 5 : 4 * side // 5, 2 * side // 5 : 3 * side // 5] = ink
    _, found = inked(np.repeat(page[:, :, None], 3, axis=2))
    rows, columns = np.nonzero(found > 0.5)
    share = len(found) / side
    assert (rows.min(), columns.min()) == pytest.approx((side // 5 * share, 2 * side // 5 * share), abs=2)
    assert (rows.max(), columns.max()) == pytest.approx((4 * side // 5 * share, 3 * side // 5 * share), abs=2)


def test_the_edge_of_a_shadow_does_not_decide_what_is_ink():
    """A lamp on one side of the paper, and a faint pen: far more pixels are brighter than the rest than are written."""
    light = np.where(np.arange(600) < 150, 210, 110).astype(np.float32)
    light = cv2.GaussianBlur(np.tile(light, (400, 1)), (0, 0), 25)
    written = drawn(placed(DIGITS[4], 50, 60, 60), 600, 400)
    pixels = light * (1 - 0.35 * written)
    pixels += np.random.default_rng(0).normal(0, 2, pixels.shape)
    ink = inked(np.repeat(np.clip(pixels, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2))[1]
    assert ink[written > 0.9].mean() > 0.8
    assert ink[cv2.dilate(written, np.ones((9, 9), np.uint8)) == 0].sum() == 0


@pytest.mark.parametrize("digit", [digit for digit in range(10) if digit != 1])
@pytest.mark.parametrize("side", [10, 16, 28])
@pytest.mark.parametrize("dark", [True, False])
def test_a_small_crop_without_any_margin_has_its_ink(digit, side, dark):
    """As bold as the ink of such crops is, paper is less than half of them, and most levels are of edges."""
    sheet = drawn_digit(digit, pen=22)
    x, y, width, height = cv2.boundingRect(sheet)
    ink = cv2.resize(sheet[y : y + height, x : x + width], (side, side), interpolation=cv2.INTER_AREA)
    _, found = inked(np.repeat((255 - ink if dark else ink)[:, :, None], 3, axis=2))
    assert np.abs(found - as_ink(ink)).mean() < 0.1


@pytest.mark.parametrize(
    ("shape", "scale"),
    [((3000, 4000), 2), ((2000, 2000), 1), ((4000, 2000), 2), ((28, 4200), 1), ((4200, 28), 1), ((40, 100_000), 5)],
)
def test_a_large_picture_is_worked_on_at_a_useful_size_and_a_strip_at_its_own(shape, scale):
    assert level(np.full((*shape, 3), 255, np.uint8)).scale == scale
