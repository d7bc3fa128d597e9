"""What is written in a shadow with a hard edge, and beside it, is found; and a table is no shadow."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from digitpad.imaging.hard_shadow import is_written_beside, is_written_on_both, light_with_edges, shade_above_ink
from digitpad.imaging.ink import inked
from digitpad.imaging.marks import marks_of
from digitpad.imaging.sheet import sheet_of
from tests.drawing_samples import on_paper, page_of
from tests.page_samples import make_page


def shaded(pixels: np.ndarray, depth: float, slope: float, grain: float = 2.0) -> np.ndarray:
    """The lower part of a picture in a shadow whose edge slopes."""
    height, width = pixels.shape[:2]
    edge = height / 2 + slope * (np.arange(width) - width / 2)
    light = np.where(np.arange(height)[:, None] > edge, depth, 1.0)
    light = cv2.GaussianBlur(light, (0, 0), 1.0)[:, :, None]
    noise = np.random.default_rng(0).normal(0, grain, pixels.shape)
    return np.clip(pixels * light + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("depth", [0.4, 0.55])
@pytest.mark.parametrize("slope", [-0.2, 0.0, 0.1])
@pytest.mark.parametrize("paper", [180, 235])
def test_digits_on_both_sides_of_an_edge_are_found_and_nothing_else_is(depth, slope, paper):
    sheet = cv2.resize(page_of(["2057", "3186"], size=60), None, fx=2, fy=2)
    picture = shaded(on_paper((255 * sheet).astype(np.uint8), paper=paper, pen=30), depth, slope)
    _, ink = inked(picture)
    marks = marks_of(ink > 0.3)
    whole = marks_of(sheet > 0.3)
    tall = marks.boxes[1:][marks.boxes[1:, 3] > 60]
    assert len(tall) == (whole.boxes[1:, 3] > 60).sum()
    assert ink[sheet > 0.9].mean() > 0.8
    assert ink[cv2.dilate(sheet, np.ones((15, 15))) == 0].mean() < 0.01


@pytest.mark.parametrize("seed", range(4))
def test_a_table_is_no_paper_in_a_shadow(seed):
    page = make_page(seed, 30, "blank", (1000, 800), on_table=True)
    grey = cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    small = cv2.resize(grey, (205, 256), interpolation=cv2.INTER_AREA)
    sheet = sheet_of(small)
    assert sheet is not None
    assert not is_written_beside(sheet, small)


def test_a_drawing_of_two_tones_has_no_third():
    counts = np.zeros(256, np.float32)
    counts[[0, 255]] = 40_000, 60_000
    assert not is_written_on_both(counts, 255, 0)
    counts[20], counts[120], counts[230] = 1_000, 40_000, 60_000
    assert is_written_on_both(counts, 230, 120)


@pytest.mark.parametrize(("tone", "polarity"), [(30, -1), (250, 1)])
def test_strokes_on_both_sides_of_an_edge_tell_the_polarity(tone, polarity):
    lit = np.full((200, 256), 220.0, np.float32)
    lit[:, 128:] = 90
    paper = lit.copy()
    for x in (40, 90, 160, 210):
        cv2.line(lit, (x, 40), (x, 160), (tone,), 4)
    found, told = light_with_edges(lit, lit)
    assert told == polarity
    assert np.abs(found - paper)[:, np.abs(np.arange(256) - 128) > 12].max() < 3


def bars(shape: tuple[int, ...], pitch: int, angle: float) -> np.ndarray:
    """Parallel soft bars of light and shade, as through a blind: (H, W), 0.5..1."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    place = (np.cos(angle) * x + np.sin(angle) * y) % pitch - pitch / 2
    return 0.75 + 0.25 * np.tanh((pitch / 4 - np.abs(place)) / 8)


@pytest.mark.parametrize("angle", [0.3, 0.8, 1.5])
def test_digits_under_a_blind_are_found_and_its_bars_are_not(angle):
    sheet = cv2.resize(page_of(["2057"], size=60), None, fx=2, fy=2)
    paper = on_paper((255 * sheet).astype(np.uint8), paper=230, pen=38)
    light = bars(sheet.shape, 110, angle)[:, :, None]
    noise = np.random.default_rng(0).normal(0, 2.0, paper.shape)
    _, ink = inked(np.clip(paper * light + noise, 0, 255).astype(np.uint8))
    assert (ink > 0.3)[sheet > 0.9].mean() > 0.95
    assert (ink > 0.3)[cv2.dilate(sheet, np.ones((15, 15))) == 0].mean() < 0.001


def test_empty_paper_under_a_blind_has_no_ink_darker_than_its_shade():
    tone = (230 * bars((400, 600), 110, 0.8) + np.random.default_rng(0).normal(0, 2.0, (400, 600))).clip(0, 255)
    assert shade_above_ink(tone.astype(np.uint8)) is None


def test_chalk_on_a_board_with_something_dark_on_it_stays_what_is_written():
    sheet = cv2.resize(page_of(["2057"], size=60), None, fx=2, fy=2)
    tone = 100 + 115 * np.pad(sheet, 80)
    tone[20:24] = 215  # a line to the edge
    tone[-60:-20, 60:140] = 15  # a sponge
    noise = np.random.default_rng(0).normal(0, 2.0, tone.shape)
    _, ink = inked(np.repeat(np.clip(tone + noise, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2))
    assert (ink > 0.3)[np.pad(sheet, 80) > 0.9].mean() > 0.95


def test_the_shade_is_the_tone_between_ink_and_lit_paper():
    grey = np.repeat(np.array([40, 110, 230], np.uint8), [50, 400, 550])[None]
    assert shade_above_ink(grey) == pytest.approx(110, abs=2)
    assert shade_above_ink(grey[:, 50:]) is None


@given(
    arrays(
        np.uint8,
        st.tuples(st.integers(1, 12), st.integers(1, 60)),
        elements=st.sampled_from([0, 20, 40, 110, 230, 255]),
    )
)
def test_any_tones_have_a_shade_or_none(grey):
    shade = shade_above_ink(grey)
    assert shade is None or 0 < shade < 255
