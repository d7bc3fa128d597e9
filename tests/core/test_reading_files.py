"""Readings as files: another program finds every digit again."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.correction import with_value
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, digit_reading
from digitpad.core.reading_files import as_csv, as_json, as_text


def page(lines: list[list[int]]) -> Reading:
    digits = []
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            probabilities = [0.02] * 10
            probabilities[value] = 0.82
            glyph = Glyph(np.zeros((28, 28), np.float32), Box(10.5 * place, 20 * number, 8, 15), number)
            digits.append(digit_reading(glyph, probabilities, 0.5, 0.2))
    return Reading(tuple(digits), file="a.png")


pages = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=5), max_size=4).map(page)


@given(pages)
def test_the_table_has_a_row_for_each_digit(reading):
    rows = list(csv.DictReader(io.StringIO(as_csv(reading))))
    assert [int(row["value"]) for row in rows] == [digit.value for digit in reading.digits]
    assert [int(row["line"]) - 1 for row in rows] == [digit.line for digit in reading.digits]
    assert [float(row["x"]) for row in rows] == [digit.box.x for digit in reading.digits]
    assert all(int(row["position"]) == 1 + round(float(row["x"]) / 10.5) for row in rows)


@given(pages)
def test_the_text_has_the_lines_of_the_page(reading):
    assert as_text(reading).rstrip("\n").split("\n") == reading.text.split("\n")


def test_the_json_is_that_of_the_command_line():
    reading = page([[2, 0], [2, 6]])
    assert json.loads(as_json(reading)) == reading.to_dict()


def test_the_table_tells_what_a_person_corrected():
    rows = list(csv.DictReader(io.StringIO(as_csv(with_value(page([[2, 0]]), 1, 9)))))
    assert [row["by_hand"] for row in rows] == ["0", "1"]
    assert rows[1]["value"] == "9"
