"""`load_recognizer` puts the bundled model, a device and the imaging steps together, and the result reads."""

from __future__ import annotations

import copy
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from digitpad import load_recognizer
from digitpad.core.drawing import bounding_box
from digitpad.core.errors import DigitpadError, ModelError
from digitpad.core.paths import DEFAULT_MODEL, PAIR_MODEL, bundled_model, bundled_models
from digitpad.imaging.stroke_groups import glyph_of_strokes
from digitpad.loading import device_preference, find_model
from digitpad.ml.device import Device
from digitpad.ml.model_file import load_model
from digitpad.ml.recognizer import TorchRecognizer
from digitpad.store.model_shelf import ModelShelf
from tests.drawing_samples import DIGITS, drawn, drawn_digit, on_paper, placed

AT_LEAST = 9
"""Of the ten sample digits: enough to tell a working chain from a broken one, and no promise about accuracy."""


EQUAL_IN_BFLOAT16 = 0.03
"""Of probabilities: eight bits of precision, through seven layers."""


@pytest.fixture(scope="module")
def reader():
    return load_recognizer(device="cpu")


def tight(sheet):
    """Without any paper around the digit."""
    x, y, width, height = cv2.boundingRect(sheet)
    return np.ascontiguousarray(255 - sheet[y : y + height, x : x + width])


def in_failing_light(sheet):
    """Three times as bright on one side as on the other."""
    light = np.linspace(0.3, 1.0, sheet.shape[1])
    return ((255.0 - cv2.GaussianBlur(sheet, (0, 0), 2)) * light).astype(np.uint8)


def framed(sheet, margin=6, thick=3):
    """With a line along each side."""
    corners = (margin, margin), (sheet.shape[1] - 1 - margin, sheet.shape[0] - 1 - margin)
    return np.asarray(cv2.rectangle(255 - sheet, *corners, (40,), thick))


def right(texts):
    return sum(text == str(digit) for digit, text in enumerate(texts))


@pytest.mark.parametrize("size", [40, 150, 600])
@pytest.mark.parametrize("pen", [0.05, 0.16])
def test_drawn_digits_are_read_at_any_size_with_any_pen(reader, size, pen):
    drawings = [placed(strokes, size, x=300, y=20, pen=pen * size) for strokes in DIGITS]
    readings = [reader.read_strokes(strokes) for strokes in drawings]
    assert right(reading.text for reading in readings) >= AT_LEAST
    assert [reading.digits[0].box for reading in readings] == [bounding_box(strokes) for strokes in drawings]


@pytest.mark.parametrize(
    "on_sheet",
    [
        pytest.param(lambda digit: on_paper(drawn_digit(digit)), id="pen on paper"),
        pytest.param(lambda digit: on_paper(drawn_digit(digit), 40, 235), id="chalk on a board"),
        pytest.param(lambda digit: on_paper(drawn_digit(digit, pen=4), 220, 190), id="faint pencil"),
        pytest.param(lambda digit: drawn_digit(digit, side=28, size=20), id="28×28"),
        pytest.param(
            lambda digit: on_paper(drawn(placed(DIGITS[digit], 150, 1700, 50), 2000, 1200)), id="small in a corner"
        ),
        pytest.param(lambda digit: tight(drawn_digit(digit, side=400, size=300, pen=48)), id="cut at its edge"),
        pytest.param(lambda digit: tight(drawn_digit(digit, side=28, size=20, pen=3)), id="small and cut at its edge"),
        pytest.param(lambda digit: in_failing_light(drawn_digit(digit, pen=20)), id="in failing light"),
        pytest.param(lambda digit: framed(drawn_digit(digit)), id="in a frame"),
        pytest.param(lambda digit: framed(drawn_digit(digit, side=48, size=30), 0, 1), id="a cell of a form"),
    ],
)
def test_pictures_of_digits_are_read(reader, on_sheet):
    readings = reader.read_many(on_sheet(digit) for digit in range(10))
    assert right(reading.text for reading in readings) >= AT_LEAST


def test_a_reading_has_the_promised_fields(reader, tmp_path):
    path = tmp_path / "3.png"
    Image.fromarray(on_paper(drawn_digit(3))).save(path)
    reading = reader.read(path, one_digit=True)
    assert reading.file == str(path)
    assert reading.page == 1
    assert reading.text == "3"
    assert reading.error is None
    (digit,) = reading.digits
    assert digit.value == 3
    assert digit.line == 0
    assert len(digit.box) == 4
    assert isinstance(digit.probabilities, tuple)
    assert all(isinstance(probability, float) for probability in digit.probabilities)
    assert len(digit.probabilities) == 10
    assert sum(digit.probabilities) == pytest.approx(1)
    assert reading.confidence == digit.confidence


def test_nothing_written_is_empty(reader):
    assert reader.read(np.full((100, 100), 255, np.uint8)).status == "empty"


def test_the_model_and_the_device_are_told(reader):
    assert reader.recognizer.model_name == DEFAULT_MODEL
    assert reader.recognizer.device.startswith("CPU")


def test_a_model_is_found_by_name_or_path(tmp_path):
    assert find_model(None) == find_model(DEFAULT_MODEL) == bundled_model(DEFAULT_MODEL)
    assert find_model(tmp_path / "mine") == tmp_path / "mine"
    assert find_model("mine.safetensors") == Path("mine.safetensors")


def test_a_model_of_ones_own_is_found_by_its_name(tmp_path, home):
    ModelShelf(home).add(bundled_model("digitpad-tiny"), "mine")
    assert find_model("mine") == home / "models" / "mine.safetensors"
    assert load_recognizer("mine").recognizer.model_name == "mine"
    with pytest.raises(ModelError, match=f"{DEFAULT_MODEL}.*mine"):
        find_model("yours")


@pytest.mark.parametrize(
    "name", ["mine", "", f"../models/{DEFAULT_MODEL}", pytest.param("x" * 5000, id="long"), "a\0b"]
)
def test_an_unknown_name_is_an_error_that_tells_the_known_ones(name):
    with pytest.raises(ModelError, match=f"no model named “{name}”.*{DEFAULT_MODEL}"):
        load_recognizer(name)


@pytest.mark.parametrize("as_given", [str, Path])
def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path, as_given):
    with pytest.raises(ModelError, match=r"mine\.safetensors cannot be used: there is no such file"):
        load_recognizer(as_given(tmp_path / "mine.safetensors"))


@pytest.mark.parametrize(
    ("value", "preference"), [(None, "auto"), ("", "auto"), ("auto", "auto"), ("cpu", "cpu"), ("cuda", "cuda")]
)
def test_the_environment_chooses_the_device(monkeypatch, value, preference):
    monkeypatch.delenv("DIGITPAD_DEVICE", raising=False)
    if value is not None:
        monkeypatch.setenv("DIGITPAD_DEVICE", value)
    assert device_preference() == preference


def test_an_unknown_device_is_an_error_that_tells_the_known_ones(monkeypatch):
    monkeypatch.setenv("DIGITPAD_DEVICE", "tpu")
    for ask in (device_preference, load_recognizer):
        with pytest.raises(DigitpadError, match="“tpu”; it can be auto, cpu or cuda"):
            ask()


def test_a_device_given_in_the_call_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("DIGITPAD_DEVICE", "tpu")
    assert load_recognizer(device="cpu").recognizer.device_reason == "The processor was asked for."
    monkeypatch.setenv("DIGITPAD_DEVICE", "cpu")
    assert load_recognizer().recognizer.device_reason == "The processor was asked for."


def test_the_bundled_model_answers_alike_in_bfloat16_and_in_float32():
    network, facts = load_model(bundled_model(DEFAULT_MODEL))
    precise, fast = (
        TorchRecognizer(copy.deepcopy(network), facts, Device(torch.device("cpu"), "CPU", "For tests.", dtype))
        for dtype in (torch.float32, torch.bfloat16)
    )
    glyphs = [glyph_of_strokes(strokes) for strokes in DIGITS]
    for expected, found in zip(precise.recognize(glyphs), fast.recognize(glyphs), strict=True):
        assert found.value == expected.value
        assert found.status == expected.status
        assert found.probabilities == pytest.approx(expected.probabilities, abs=EQUAL_IN_BFLOAT16)


def test_the_network_for_pairs_helps_any_model_and_is_none_to_choose():
    assert PAIR_MODEL not in bundled_models()
    assert load_recognizer("digitpad-tiny").pair_recognizer is not None
