"""The recogniser of pairs answers for both digits, and a model of pairs is no model of digits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from digitpad.core.errors import ModelError
from digitpad.core.glyph import GLYPH_SIZE, PAIR_WIDTH, Box, Glyph
from digitpad.ml.device import Device
from digitpad.ml.model_file import load_model, load_pair_model, save_model
from digitpad.ml.networks import build_pair_network
from digitpad.ml.pair_recognizer import TorchPairRecognizer, load_pair_recognizer
from tests.ml.small_models import FACTS, WIDTHS, random_network

PAIR_FACTS = replace(FACTS, architecture="pair")

IN_FLOAT32 = Device(torch.device("cpu"), "CPU", "For tests.")

NEARLY_EQUAL = 1e-4
"""Of probabilities: float32 in another order of adding."""


def pair_network() -> torch.nn.Module:
    torch.manual_seed(0)
    return build_pair_network("pair", {"widths": WIDTHS}).eval()


def pairs(count: int) -> list[Glyph]:
    random = np.random.default_rng(count)
    images = random.random((count, GLYPH_SIZE, PAIR_WIDTH), np.float32)
    return [Glyph(image, Box(place, 0, 1, 1)) for place, image in enumerate(images)]


def test_both_answers_are_those_of_the_network():
    some = pairs(5)
    network = pair_network()
    with torch.inference_mode():
        logits = network(torch.from_numpy(np.stack([pair.pixels for pair in some]))[:, None])
    assert logits.shape == (5, 2, 11)
    shares = logits.double().softmax(2)
    expected = shares[:, :, :10] + shares[:, :, 10:] / 10
    found = TorchPairRecognizer(pair_network(), PAIR_FACTS, IN_FLOAT32).recognize(some)
    for (left, right), pair, (on_the_left, on_the_right) in zip(found, some, expected.tolist(), strict=True):
        assert left.glyph is pair
        assert right.glyph is pair
        assert left.probabilities == pytest.approx(on_the_left, abs=NEARLY_EQUAL)
        assert right.probabilities == pytest.approx(on_the_right, abs=NEARLY_EQUAL)


@pytest.mark.parametrize("count", [0, 1, 64, 65])
def test_every_pair_has_its_answer_however_many_there_are(count):
    assert len(TorchPairRecognizer(pair_network(), PAIR_FACTS, IN_FLOAT32).recognize(pairs(count))) == count


def test_an_answer_that_is_no_number_says_nothing():
    network = pair_network()
    network.classifier.bias.data.fill_(float("inf"))
    for both in TorchPairRecognizer(network, PAIR_FACTS, IN_FLOAT32).recognize(pairs(2)):
        assert [digit.probabilities for digit in both] == [(0.1,) * 10] * 2


def test_a_model_of_pairs_is_loaded_as_such_alone(tmp_path):
    path = tmp_path / "pairs.safetensors"
    save_model(path, pair_network(), PAIR_FACTS)
    loaded = load_pair_recognizer(path, IN_FLOAT32)
    assert loaded.version == TorchPairRecognizer(pair_network(), PAIR_FACTS, IN_FLOAT32).version
    with pytest.raises(ModelError, match=r"pairs\.safetensors cannot be used: its architecture “pair” is unknown"):
        load_model(path)


def test_a_model_of_digits_is_none_of_pairs(tmp_path):
    path = tmp_path / "digits.safetensors"
    save_model(path, random_network(), FACTS)
    with pytest.raises(ModelError, match=r"digits\.safetensors cannot be used: its architecture “residual” is unknown"):
        load_pair_model(path)


@pytest.mark.parametrize("widths", [[4, 4], [4, 4, 4, 4], "wide", [0, 4, 4]])
def test_widths_that_build_no_network_are_refused(widths):
    with pytest.raises(ModelError):
        build_pair_network("pair", {"widths": widths})
