"""What is around a sheet is taken out of a picture, and nothing else is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.ink import inked
from digitpad.imaging.sheet import card_of, sheet_of, without_surroundings
from tests.drawing_samples import drawn_digit, on_paper
from tests.page_samples import PAPERS, make_page


def in_grey(pixels):
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)


def small(tone):
    factor = min(1.0, 400 / max(tone.shape))
    return cv2.resize(tone, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def cleaned(pixels):
    tone = in_grey(pixels)
    return without_table(tone)


def without_table(tone):
    sheet = sheet_of(small(tone))
    return tone if sheet is None else without_surroundings(tone, small(tone), sheet)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("seed", [3, 4])
def test_the_table_is_gone_and_what_is_written_is_left(paper, seed):
    page = make_page(seed, 30, paper, (1000, 800), on_table=True)
    tone, found = in_grey(page.pixels), cleaned(page.pixels)
    assert np.median(tone[:8]) < 110 < np.median(found[:8])
    for digit in page.digits:
        x, y, width, height = (int(side) for side in digit.box)
        part = np.s_[y : y + height, x : x + width]
        assert np.array_equal(found[part], tone[part])


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("seed", range(4))
def test_a_page_that_fills_the_picture_stays_as_it_is_whatever_shadow_falls_on_it(paper, seed):
    page = make_page(seed, 30, paper, (800, 600))
    assert np.array_equal(cleaned(page.pixels), in_grey(page.pixels))


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("pen", [8, 30])
def test_a_bright_digit_is_no_sheet(digit, pen):
    pixels = on_paper(drawn_digit(digit, side=200, size=180, pen=pen), paper=20, pen=235)
    assert np.array_equal(cleaned(pixels), in_grey(pixels))


@pytest.mark.parametrize("place", [(60, 80), (400, 500)])
def test_a_slip_that_fills_a_tenth_of_the_picture_is_a_sheet(place):
    y, x = place
    picture = np.full((800, 1000, 3), 70, np.uint8)
    picture[y : y + 320, x : x + 420] = on_paper(drawn_digit(4, side=420, size=180, pen=14), paper=225, pen=40)[:320]
    found = cleaned(picture)
    assert np.median(found[:20]) > 200
    assert np.array_equal(
        found[y + 20 : y + 300, x + 20 : x + 400], in_grey(picture)[y + 20 : y + 300, x + 20 : x + 400]
    )


@pytest.mark.parametrize("pen", [40, 110])
def test_a_small_slip_is_a_sheet_be_its_strokes_as_dark_as_the_table_or_brighter(pen):
    picture = np.full((800, 1000, 3), 70, np.uint8)
    picture[300:620, 250:670] = on_paper(drawn_digit(4, side=420, size=200, pen=7), paper=225, pen=pen)[:320]
    assert np.median(cleaned(picture)[:20]) > 200


def test_a_lamp_is_no_sheet():
    picture = np.full((800, 1000), 70, np.float32)
    cv2.rectangle(picture, (300, 200), (600, 500), (230,), cv2.FILLED)
    assert np.array_equal(without_table(picture), picture)


def test_a_page_on_a_table_has_its_ink_and_no_frame():
    page = make_page(5, 12, "blank", (900, 700), on_table=True)
    levelled, ink = inked(page.pixels)
    written = np.zeros(ink.shape, bool)
    for digit in page.digits:
        x, y, width, height = (side / levelled.scale for side in digit.box)
        part = np.s_[int(y) - 3 : int(y + height) + 4, int(x) - 3 : int(x + width) + 4]
        assert ink[part].max() > 0.5
        written[part] = True
    assert ink[~written].sum() < 0.02 * ink.sum()


@given(st.integers(65, 300), st.integers(65, 300), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_any_picture_keeps_its_size_and_range(height, width, seed, share):
    g = np.random.default_rng(seed)
    tone = np.where(g.random((height, width)) < share, 255, 0).astype(np.float32)
    found = without_table(tone)
    assert found.shape == tone.shape
    assert 0 <= found.min() <= found.max() <= 255


def card(wall, tone, pen, digit=4, side=400, angle=0):
    """A digit on a card before a wall, by grey levels."""
    paper = np.zeros((side, side), np.uint8)
    corners = cv2.boxPoints(((side / 2, side / 2), (side / 2, side / 2), angle)).astype(np.int32)
    cv2.fillPoly(paper, [corners], (255,))
    written = drawn_digit(digit, side=side, size=side * 0.3)
    grey = np.where(paper > 0, tone, wall) + (pen - tone) * (written / 255.0)
    grey += np.random.default_rng(digit).normal(0, 2, grey.shape)
    pixels = np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
    return pixels, written


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("angle", [0, 7])
@pytest.mark.parametrize(
    ("wall", "tone", "pen"),
    [
        pytest.param(245, 20, 230, id="white on black"),
        pytest.param(240, 60, 225, id="chalk on a board"),
        pytest.param(240, 150, 50, id="pen on brown paper"),
        pytest.param(250, 100, 240, id="white on blue"),
    ],
)
def test_a_dark_card_on_something_brighter_has_its_ink_and_no_more(wall, tone, pen, digit, angle):
    pixels, written = card(wall, tone, pen, digit, angle=angle)
    _, ink = inked(pixels)
    assert (ink[written > 200] > 0.5).mean() > 0.97
    assert (ink[cv2.dilate(written, np.ones((9, 9), np.uint8)) == 0] > 0).mean() < 0.001


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("pen", [8, 30, 44])
def test_a_dark_digit_is_no_card(digit, pen):
    tone = in_grey(on_paper(drawn_digit(digit, side=200, size=150, pen=pen)))
    assert card_of(small(tone)) is None


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_a_shadow_and_a_black_square_are_no_cards(share):
    tone = np.full((300, 400), 230.0, np.float32)
    tone[:, : round(400 * share)] = 90
    assert card_of(small(tone)) is None
    tone[:60] = tone[-60:] = 230
    assert card_of(small(tone)) is None


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("on_table", [True, False])
def test_a_page_is_no_card(paper, on_table):
    for seed in range(3):
        page = make_page(seed, 30, paper, (800, 600), on_table=on_table)
        assert card_of(small(in_grey(page.pixels))) is None


def test_digits_at_the_edge_of_a_strip_are_no_table():
    """Nor is the strip a sheet or a card, that they would lie beside."""
    strip = np.hstack([drawn_digit(digit, side=28, size=27, pen=3) for digit in (7, 2, 7)])
    for pixels in (on_paper(strip, 255, 0), on_paper(strip, 0, 255)):
        assert sheet_of(in_grey(pixels)) is None
        assert card_of(in_grey(pixels)) is None


def test_boxes_of_a_form_on_white_paper_are_no_card():
    tone = np.full((300, 400), 240.0, np.float32)
    for x in range(60, 340, 40):
        cv2.rectangle(tone, (x, 100), (x + 40, 180), (120.0,), 1)
        cv2.line(tone, (x + 18, 120), (x + 16, 160), (60.0,), 3)
    assert card_of(tone) is None
