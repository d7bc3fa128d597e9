"""Networks are built from a name and arguments, and folded for reading without changing an answer."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from digitpad.core.errors import ModelError
from digitpad.core.network_choice import NETWORKS
from digitpad.ml.networks import (
    NOT_A_DIGIT,
    build_network,
    count_weights,
    digit_probabilities,
    in_channels_last,
)
from digitpad.ml.residual import fold_batch_norm
from tests.ml.small_models import random_images, random_network

SAME_ANSWER = 1e-4
"""Largest difference of two logits: the rounding of float32 over a dozen layers."""


@pytest.mark.parametrize("choice", NETWORKS.values(), ids=NETWORKS)
def test_every_network_on_offer_gives_ten_logits_for_each_image(choice):
    network = build_network(choice.architecture, {**choice.arguments, "dropout": choice.defaults.dropout}).eval()
    assert network(random_images(3)).shape == (3, 10)


@pytest.mark.parametrize(
    ("name", "weights"),
    [("base", 283_386), ("perceptron", 101_770), ("deep-perceptron", 535_818), ("dropout-cnn", 1_199_882)],
)
def test_the_networks_on_offer_are_those_of_the_books(name, weights):
    choice = NETWORKS[name]
    assert count_weights(build_network(choice.architecture, choice.arguments)) == weights


@pytest.mark.parametrize(
    ("architecture", "arguments", "reason"),
    [
        ("perceptron", {"hidden": [], "activation": "relu"}, "hidden"),
        ("perceptron", {"hidden": [10], "activation": "exec"}, "activation"),
        ("perceptron", {"hidden": [10], "activation": ["relu"]}, "activation"),
        ("perceptron", {"hidden": [10] * 9, "activation": "relu"}, "hidden"),
        ("perceptron", {"hidden": [10], "activation": "relu", "dropout": 1}, "dropout"),
        ("perceptron", {"hidden": [10], "activation": "relu", "dropout": "a"}, "dropout"),
        ("convolutional", {"stages": [], "dense": []}, "stages"),
        ("convolutional", {"stages": [[3, 3]], "dense": []}, "stages"),
        ("convolutional", {"stages": [[3, 3, 0]], "dense": []}, "stages"),
        ("convolutional", {"stages": [3], "dense": []}, "stages"),
        ("convolutional", {"stages": [[3, 29, 1]], "dense": []}, "used up"),
        ("convolutional", {"stages": [[3, 3, 28]], "dense": []}, "used up"),
        ("convolutional", {"stages": [[3, 3, 2]]}, "dense"),
        ("convolutional", {"stages": [[1024, 3, 1]], "dense": [1024]}, "more than"),
    ],
)
def test_what_a_stranger_asks_for_is_refused(architecture, arguments, reason):
    with pytest.raises(ModelError, match=reason):
        build_network(architecture, arguments)


@pytest.mark.parametrize("widths", [[1, 1, 1], [4, 4, 8], [8, 4, 4], [16, 32, 64]])
def test_a_network_gives_ten_logits_for_each_image(widths):
    network = build_network("residual", {"widths": widths}).eval()
    logits = network(random_images(3))
    assert logits.shape == (3, 10)
    assert logits.isfinite().all()


def test_a_network_may_know_what_is_no_digit():
    network = build_network("residual", {"widths": [4, 4, 8], "classes": 11}).eval()
    assert network(random_images(3)).shape == (3, 11)


@pytest.mark.parametrize("classes", [10, 11])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_probabilities_of_the_ten_digits_sum_to_one(classes, temperature):
    logits = 5 * torch.randn(50, classes, generator=torch.Generator().manual_seed(1))
    probabilities = digit_probabilities(logits, temperature)
    assert probabilities.shape == (50, 10)
    assert torch.allclose(probabilities.sum(dim=1), torch.ones(50))
    assert torch.equal(probabilities.argmax(dim=1), logits[:, :10].argmax(dim=1))


def test_what_is_no_digit_leaves_no_digit_likely():
    logits = torch.zeros(1, 11)
    logits[0, NOT_A_DIGIT] = 30
    assert torch.allclose(digit_probabilities(logits, 1.0), torch.full((1, 10), 0.1))


def test_every_weight_learns():
    network = build_network("residual", {"widths": [4, 4, 8]}).train()
    nn.functional.cross_entropy(network(random_images(16)), torch.arange(16) % 10).backward()
    assert all(parameter.grad is not None and parameter.grad.any() for parameter in network.parameters())


def test_an_unknown_architecture_is_refused_with_the_known_ones():
    with pytest.raises(ModelError, match=r"“transformer” is unknown here .*residual"):
        build_network("transformer", {})


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"widths": None},
        {"widths": "abc"},
        {"widths": [16, 16]},
        {"widths": [4, 4, 8], "classes": 9},
        {"widths": [4, 4, 8], "classes": "11"},
        {"widths": [4, 4, 8], "classes": [11]},
        {"widths": [16, 16, 16, 16]},
        {"widths": [16, 16, 0]},
        {"widths": [16, 16, -1]},
        {"widths": [16, 16, 1.0]},
        {"widths": [16, 16, True]},
        {"widths": [16, 16, 1025]},
        {"widths": [16, 16, 10**100]},
    ],
)
def test_arguments_that_build_no_network_are_refused(arguments):
    with pytest.raises(ModelError, match=r"width|classes"):
        build_network("residual", arguments)


def test_weights_are_counted():
    one = 9 + 2 + 3 * 2 * (9 + 2) + 10 + 10  # stem and its norm, six convolutions and norms, classifier and its bias
    assert count_weights(build_network("residual", {"widths": [1, 1, 1]})) == one


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("widths", [[4, 4, 8], [8, 6, 4]])
def test_folding_batch_norms_changes_no_answer(seed, widths):
    network = random_network(seed, widths)
    images = random_images(20, seed)
    with torch.inference_mode():
        expected = network(images)
        folded = fold_batch_norm(copy.deepcopy(network))
        assert (folded(images) - expected).abs().max() < SAME_ANSWER
        assert expected.std() > 100 * SAME_ANSWER  # there is something that could have changed
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())


def test_the_order_of_the_weights_in_memory_changes_no_answer():
    network = random_network()
    images = random_images(5)
    with torch.inference_mode():
        expected = network(images)
        assert (in_channels_last(network)(images) - expected).abs().max() < SAME_ANSWER
