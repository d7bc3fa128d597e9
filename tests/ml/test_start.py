"""A training begins with random weights of its seed, or with the very weights of a model."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from digitpad.core.errors import DigitpadError
from digitpad.core.network_choice import NETWORKS
from digitpad.core.paths import bundled_model
from digitpad.ml.model_file import load_model, save_model
from digitpad.ml.start import start
from tests.ml.small_models import FACTS, random_images, random_network
from tests.ml.small_sets import FAST


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_of_the_table_begins_under_its_name(name):
    begun = start(replace(FAST, network=name), None)
    assert (begun.name, begun.architecture, begun.origin) == (name, NETWORKS[name].architecture, None)
    assert begun.arguments == NETWORKS[name].arguments


def weights(config, model=None):
    return torch.cat([tensor.flatten() for tensor in start(config, model).network.parameters()])


def test_the_first_weights_are_of_the_seed_alone():
    first = weights(FAST)
    torch.rand(5)
    assert torch.equal(weights(FAST), first)
    assert not torch.equal(weights(replace(FAST, seed=2)), first)


def test_dropout_is_of_the_config():
    assert start(replace(FAST, dropout=0.4), None).arguments["dropout"] == 0.4
    assert "dropout" not in start(FAST, None).arguments


def test_a_model_gives_its_weights_and_its_kind(tmp_path):
    path = tmp_path / "small.safetensors"
    network = random_network()
    save_model(path, network, FACTS)
    begun = start(replace(FAST, dropout=0.2), path)
    assert begun.name == "small trained on"
    assert begun.origin == FACTS
    assert begun.arguments == {"widths": [4, 4, 8], "dropout": 0.2}
    with torch.inference_mode():
        assert torch.equal(begun.network.eval()(random_images(5)), network(random_images(5)))


def test_a_bundled_model_keeps_its_class_of_what_is_no_digit():
    path = bundled_model("digitpad-tiny")
    assert load_model(path)[1].arguments["classes"] == 11
    begun = start(FAST, path)
    assert begun.arguments["classes"] == 11
    assert begun.network.eval()(random_images(2)).shape == (2, 11)


def test_what_cannot_be_used_is_a_sentence(tmp_path):
    with pytest.raises(DigitpadError, match="no network named “vgg”"):
        start(replace(FAST, network="vgg"), None)
    with pytest.raises(DigitpadError, match=r"nothing\.safetensors cannot be used"):
        start(FAST, tmp_path / "nothing.safetensors")
