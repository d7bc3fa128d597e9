"""Rules and slots are taken out of a page; what was written across them stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.ink import find_ink, inked
from digitpad.imaging.lines import lines_across
from digitpad.imaging.paper import level
from digitpad.imaging.rules import without_rules
from tests.drawing_samples import DIGITS, as_ink, drawn, drawn_digit, on_paper, page_of, placed
from tests.page_samples import PAPERS, make_page


def ruled(plain, tone=1.0, slope=0.0, step=70):
    """A page with lines across it, `tone` dark; what is darker stays."""
    height, width = plain.shape
    rules = np.zeros_like(plain)
    for y in range(15, height, step):
        cv2.line(rules, (0, y), (width, round(y + slope * width)), (tone,), 2)
    return np.maximum(plain, rules)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("slope", [-0.02, 0.0, 0.02])
@pytest.mark.parametrize(("tone", "share"), [(1.0, 0.11), (0.6, 0.02), (0.2, 0.02)])
def test_rules_are_taken_out_and_digits_left(tone, share, slope, turned):
    ink = page_of(["2026", "1193", "58074"])
    plain = np.ascontiguousarray(ink.T) if turned else ink
    lined = ruled(plain, tone, slope)
    assert np.abs(lined - plain).sum() > 0.2 * tone * plain.sum()
    assert np.abs(without_rules(lined, lined) - plain).sum() < share * plain.sum()


def test_a_faint_rule_is_gone_from_between_the_digits_that_touch_it():
    plain = page_of(["20261193"])
    contrast = ruled(plain, 0.1)
    near_digits = cv2.dilate(plain, np.ones((25, 25), np.uint8))
    ink = np.where(near_digits > 0, contrast, np.float32(0))
    assert np.abs(without_rules(ink, contrast) - plain).sum() < 0.02 * plain.sum()


@pytest.mark.parametrize("step", [8, 16, 20, 25, 40])
@pytest.mark.parametrize("width", [224, 221])
def test_on_squares_that_a_program_drew_a_digit_is_ink(step, width):
    sheet = drawn_digit(3, side=224, size=170, pen=36)[:, :width]
    page = 255 - sheet
    page[::step] = np.minimum(page[::step], 205)
    page[:, ::step] = np.minimum(page[:, ::step], 205)
    levelled, ink = inked(np.repeat(page[:, :, None], 3, axis=2))
    left = without_rules(ink, levelled.contrast)
    assert (left[sheet > 200] > 0.5).mean() > 0.95
    assert (left[cv2.dilate(sheet, np.ones((7, 7), np.uint8)) == 0] > 0.5).mean() < 0.01


def test_a_page_without_rules_keeps_all_its_ink():
    ink = page_of(["2026", "1193"])
    assert np.array_equal(without_rules(ink, ink), ink)


@pytest.mark.parametrize("tilt", [0, 8, 20, 45])
def test_a_hairline_one_is_no_rule_and_no_slot(tilt):
    ink = np.zeros((300, 300), np.float32)
    cv2.line(ink, (150 - 2 * tilt, 40), (150 + 2 * tilt, 250), (1.0,), 2)
    assert np.array_equal(without_rules(ink, ink), ink)


@pytest.mark.parametrize("turned", [False, True])
def test_a_row_of_slots_that_runs_off_the_picture_is_taken_out(turned):
    plain = page_of(["2026"])
    lined = plain.copy()
    width = plain.shape[1]
    rows, columns = np.flatnonzero(plain.any(axis=1)), np.flatnonzero(plain.any(axis=0))
    top, bottom = rows[0] - 12, rows[-1] + 12
    for y in (top, bottom):
        cv2.line(lined, (columns[0] - 12, y), (width, y), (0.8,), 2)
    for x in (columns[0] - 12, (columns[0] + columns[-1]) // 2, columns[-1] + 8):
        cv2.line(lined, (x, top), (x, bottom), (0.8,), 2)
    if turned:
        plain, lined = np.ascontiguousarray(plain.T), np.ascontiguousarray(lined.T)
    assert np.abs(without_rules(lined, lined) - plain).sum() < 0.05 * plain.sum()


def test_a_one_from_rule_to_rule_stays():
    ink = np.zeros((300, 600), np.float32)
    for y in (100, 200):
        cv2.line(ink, (0, y), (600, y), (0.5,), 2)
    cv2.line(ink, (300, 100), (300, 200), (1.0,), 3)
    assert without_rules(ink, ink)[105:195, 298:303].any(axis=1).all()


def test_on_a_narrow_strip_the_stems_of_digits_are_no_rules():
    ink = page_of(["1117411"])
    rows = np.flatnonzero(ink.any(axis=1))
    strip = np.ascontiguousarray(ink[max(0, rows[0] - 6) : rows[-1] + 7])
    assert strip.shape[1] > 3 * strip.shape[0]
    assert np.array_equal(without_rules(strip, strip), strip)


@pytest.mark.parametrize(("width", "rows"), [(2000, 1), (2000, 12), (4200, 2)])
def test_a_row_of_digits_that_are_small_beside_the_picture_is_no_rule(width, rows):
    g = np.random.default_rng(0)
    sheet = np.zeros((40 + 28 * rows, width), np.uint8)
    for row in range(rows):
        for x in range(20, width - 30, 28):
            strokes = DIGITS[g.integers(10)]
            sheet |= drawn(
                placed(strokes, 11, x + g.uniform(-4, 4), 20 + 28 * row + g.uniform(-3, 3), 2), *sheet.shape[::-1]
            )
    ink = as_ink(sheet)
    assert np.array_equal(without_rules(ink, ink), ink)


@pytest.mark.parametrize("digits", ["111", "17", "1141"])
@pytest.mark.parametrize("size", [20, 40, 56])
def test_in_a_low_picture_of_a_number_the_stems_are_no_lines(digits, size):
    sheet = np.hstack([drawn(placed(DIGITS[int(digit)], size, 4, 2), size + 8, size + 4) for digit in digits])
    ink = as_ink(sheet)
    assert np.array_equal(without_rules(ink, ink), ink)


def test_in_a_low_picture_lines_thinner_than_the_pen_are_taken_out():
    ink = as_ink(np.hstack([drawn(placed(DIGITS[digit], 56, 4, 2), 64, 60) for digit in (2, 8, 5)]))
    lined = ink.copy()
    lined[:, 0] = 1
    cleaned = without_rules(lined, lined)
    assert not cleaned[:, 0].any()
    assert np.array_equal(cleaned[:, 3:-3], ink[:, 3:-3])


@pytest.mark.parametrize("tilt", [-0.06, 0.0, 0.06])
def test_slots_of_a_form_are_taken_out_and_digits_left(tilt):
    plain = page_of(["2026"], space=1.3)
    slots = np.zeros_like(plain)
    for column in range(4):
        left = 18 + 78 * column
        corners = np.array([[left, 12], [left + 78, 12], [left + 78, 108], [left, 108]])
        corners[:, 1] += np.rint(tilt * (corners[:, 0] - 170)).astype(int)
        cv2.polylines(slots, [corners], True, (1.0,), 2)
    page = np.maximum(plain, slots)
    assert np.abs(without_rules(page, page) - plain).sum() < 0.05 * plain.sum()


@pytest.mark.parametrize("tone", [0.5, 0.7, 0.8])
def test_pencil_on_a_sheet_of_squares_that_are_nearly_as_dark_keeps_its_digits(tone):
    pencil = 0.44 * page_of(["2026", "1193", "58074"])
    height, width = pencil.shape
    squares = np.zeros_like(pencil)
    for place in range(9, height - 8, 28):
        cv2.line(squares, (9, place), (width - 10, place), (tone * 0.44,), 2)
    for place in range(9, width - 8, 28):
        cv2.line(squares, (place, 9), (place, height - 10), (tone * 0.44,), 2)
    contrast = np.maximum(pencil, squares)
    ink, plain = (np.clip(layer / np.float32(0.3 * tone), 0, 1) for layer in (contrast, pencil))
    assert (ink[squares > 0] >= 1).mean() > 0.9  # they look like ink
    assert np.abs(without_rules(ink, contrast) - plain).sum() < 0.1 * plain.sum()


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("seed", [7, 8])
def test_the_ink_of_a_photographed_page_is_where_the_digits_are(paper, seed):
    page = make_page(seed, 40, paper)
    levelled = level(page.pixels)
    ink = without_rules(find_ink(levelled), levelled.contrast)
    written = np.zeros(ink.shape, bool)
    for digit in page.digits:
        x, y, width, height = (side / levelled.scale for side in digit.box)
        part = np.s_[int(y) - 3 : int(y + height) + 4, int(x) - 3 : int(x + width) + 4]
        assert ink[part].max() > 0.5
        written[part] = True
    assert ink[~written].sum() < 0.02 * ink.sum()


@given(st.floats(-0.05, 0.05), st.floats(0.05, 1.0), st.integers(0, 2**32 - 1))
def test_a_line_below_the_grain_is_found_where_it_runs(slope, tone, seed):
    height, width = 200, 400
    contrast = np.random.default_rng(seed).normal(0, 0.5 * tone, (height, width)).astype(np.float32)
    row = 100 - slope * width / 2
    line = np.zeros_like(contrast)
    cv2.line(line, (0, round(row)), (width, round(row + slope * width)), (tone,), 2)
    found = max(lines_across(contrast + line, 300, 8.0), key=lambda candidate: candidate.length)
    columns = np.arange(found.first, found.last + 1)
    assert found.length > 350
    assert np.abs(found.rows(columns, width) - (row + slope * columns)).max() <= 3


@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_whatever_is_taken_out_nothing_is_added(height, width, seed, share):
    g = np.random.default_rng(seed)
    ink = np.where(g.random((height, width)) < share, g.random((height, width)), 0).astype(np.float32)
    cleaned = without_rules(ink, ink)
    assert cleaned.shape == ink.shape
    assert np.all((cleaned == ink) | (cleaned == 0))


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("thick", [1, 3, 5])
def test_of_a_frame_drawn_around_a_digit_nothing_is_left(digit, thick):
    sheet = drawn_digit(digit, side=300, size=160)
    framed = cv2.rectangle(sheet.copy(), (10, 10), (289, 289), (255,), thick)
    levelled, ink = inked(on_paper(framed))
    left = without_rules(ink, levelled.contrast)
    assert not left[:30].any()
    assert not left[-30:].any()
    assert (left[sheet > 200] > 0).mean() > 0.99


@pytest.mark.parametrize("digit", [2, 5])
@pytest.mark.parametrize("pen", [12, 15, 18])
def test_a_frame_around_a_broad_digit_that_touches_it_is_taken_out(digit, pen):
    plain = as_ink(drawn(placed(DIGITS[digit], 62, 60, 60, pen=pen), 260, 220))
    x, y, width, height = cv2.boundingRect((plain > 0.5).astype(np.uint8))
    framed = plain.copy()
    cv2.rectangle(framed, (x - 20, y - 18), (x + width - 3, y + height + 18), (1.0,), 2)
    levelled, ink = inked(on_paper((255 * cv2.GaussianBlur(framed, (0, 0), 0.7)).astype(np.uint8)))
    assert np.abs(ink - plain).sum() > 0.3 * plain.sum()
    assert np.abs(without_rules(ink, levelled.contrast) - plain).sum() < 0.15 * plain.sum()


@pytest.mark.parametrize("pen", [10, 14, 18])
def test_a_square_zero_is_no_frame(pen):
    ink = np.zeros((220, 220), np.float32)
    cv2.rectangle(ink, (80, 70), (130, 140), (1.0,), pen)
    assert np.array_equal(without_rules(ink, ink), ink)


def test_slanting_stems_below_each_other_in_a_table_are_no_rule():
    ink = np.zeros((540, 420), np.float32)
    for column in (10, 140, 270, 400):
        cv2.line(ink, (column, 5), (column, 535), (1.0,), 2)
    stems = np.zeros_like(ink)
    for row in range(6):
        top, bottom = 20 + 88 * row, 75 + 88 * row
        cv2.line(stems, (round(225 - 0.08 * top), top), (round(225 - 0.08 * bottom), bottom), (1.0,), 4)
    page = np.maximum(ink, stems)
    assert np.abs(without_rules(page, page) - stems).sum() < 0.02 * stems.sum()
