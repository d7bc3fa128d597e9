"""The recogniser gives the network's answers, calibrated, one for each glyph."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from digitpad.core.errors import ModelError
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Status
from digitpad.ml.device import Device, choose_device
from digitpad.ml.model_file import save_model
from digitpad.ml.recognizer import TorchRecognizer, load_torch_recognizer
from tests.ml.small_models import FACTS, random_images, random_network

NEARLY_EQUAL = 1e-4
"""Of probabilities: float32 in another order of adding."""


IN_FLOAT32 = Device(torch.device("cpu"), "CPU", "For tests.")


def recognizer(network=None, device=IN_FLOAT32, **facts):
    network = copy.deepcopy(network) if network else random_network()
    return TorchRecognizer(network, replace(FACTS, **facts), device)


def glyphs(count, seed=0):
    return [Glyph(image, Box(i, 0, 1, 1)) for i, image in enumerate(random_images(count, seed).numpy()[:, 0])]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_the_answers_are_those_of_the_network_divided_by_the_temperature(temperature):
    network = random_network()
    with torch.inference_mode():
        expected = (network(random_images(20)).double() / temperature).softmax(dim=1)
    found = recognizer(network, temperature=temperature).probabilities(random_images(20).numpy()[:, 0])
    assert (found - expected).abs().max() < NEARLY_EQUAL


def test_probabilities_sum_to_one():
    for answer in recognizer().recognize(glyphs(50)):
        assert len(answer.probabilities) == 10
        assert sum(answer.probabilities) == pytest.approx(1, abs=1e-9)
        assert min(answer.probabilities) >= 0
        assert answer.confidence == max(answer.probabilities)
        assert answer.probabilities[answer.value] == answer.confidence


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 600])
def test_every_glyph_has_its_answer_however_many_there_are(count):
    some = glyphs(count)
    answers = recognizer().recognize(some)
    assert [answer.glyph for answer in answers] == some


def test_a_glyph_is_answered_alike_alone_and_among_many():
    many = recognizer().recognize(glyphs(300))
    for i in (0, 255, 256, 299):
        (alone,) = recognizer().recognize([glyphs(300)[i]])
        assert alone.probabilities == pytest.approx(many[i].probabilities, abs=NEARLY_EQUAL)


def test_a_higher_temperature_makes_answers_less_sure_but_never_others():
    cold, warm = (recognizer(temperature=t).recognize(glyphs(50)) for t in (1.0, 5.0))
    assert [answer.value for answer in warm] == [answer.value for answer in cold]
    assert all(a.confidence < b.confidence for a, b in zip(warm, cold, strict=True) if b.confidence < 1)
    assert any(b.confidence < 1 for b in cold)


@pytest.mark.parametrize(
    ("thresholds", "status"),
    [
        ({"unsure_below": 0.0, "not_a_digit_below": 0.0}, Status.OK),
        ({"unsure_below": 1.0, "not_a_digit_below": 0.0}, Status.UNSURE),
        ({"unsure_below": 1.0, "not_a_digit_below": 1.0}, Status.NOT_A_DIGIT),
    ],
)
def test_the_thresholds_of_the_model_decide_the_status(thresholds, status):
    answers = recognizer(temperature=100.0, **thresholds).recognize(glyphs(10))  # so warm that none is quite sure
    assert {answer.status for answer in answers} == {status}


def test_answers_that_are_no_numbers_say_nothing_of_any_digit():
    network = random_network()
    with torch.no_grad():
        for weights in network.parameters():
            weights.fill_(3e38)
    for answer in recognizer(network).recognize(glyphs(3)):
        assert answer.probabilities == pytest.approx([0.1] * 10)


def test_pixels_in_any_memory_order_are_read():
    turned = [replace_pixels(glyph, np.asfortranarray(glyph.pixels)) for glyph in glyphs(3)]
    for one, other in zip(recognizer().recognize(turned), recognizer().recognize(glyphs(3)), strict=True):
        assert one.probabilities == pytest.approx(other.probabilities, abs=NEARLY_EQUAL)


def replace_pixels(glyph, pixels):
    return Glyph(pixels, glyph.box)


def test_it_says_what_it_is_and_where_it_runs():
    told = recognizer(name="mine", device=choose_device("cpu"))
    assert told.model_name == "mine"
    assert told.device.startswith("CPU (")
    assert told.device_reason == "The processor was asked for."


def test_a_model_file_is_loaded_ready_to_answer(tmp_path):
    save_model(tmp_path / "small.safetensors", random_network(), FACTS)
    loaded = load_torch_recognizer(tmp_path / "small.safetensors", choose_device("cpu"))
    (answer,) = loaded.recognize(glyphs(1))
    (expected,) = recognizer(device=choose_device("cpu")).recognize(glyphs(1))
    assert answer.probabilities == pytest.approx(expected.probabilities, abs=NEARLY_EQUAL)
    assert loaded.model_name == FACTS.name


def test_a_file_that_is_no_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match=r"missing\.safetensors"):
        load_torch_recognizer(tmp_path / "missing.safetensors", choose_device("cpu"))
