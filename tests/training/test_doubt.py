"""Doubt follows from how many non-digits there are among what is read."""

from __future__ import annotations

import math

import pytest
import torch

from digitpad.ml.networks import NOT_A_DIGIT, build_network
from training.doubt import fit_doubt, suit_to_prior


@pytest.fixture
def logits() -> tuple[torch.Tensor, torch.Tensor]:
    """Of digits and non-digits that a network tells apart not quite, and right where one in two is none."""
    generator = torch.Generator().manual_seed(1)
    digits, others = torch.zeros(4000, 11), torch.zeros(4000, 11)
    for part, mean in ((digits, -2.0), (others, 2.0)):  # of unit variance in 2 units of log odds: they are calibrated
        part[:, :NOT_A_DIGIT] = -math.log(10)
        part[:, NOT_A_DIGIT] = mean + 2 * torch.randn(len(part), generator=generator)
    return digits, others


def test_nothing_changes_where_the_shares_are_those_of_training(logits):
    assert fit_doubt(*logits, prior=0.5) == pytest.approx(0.0, abs=0.15)


@pytest.mark.parametrize("prior", [0.01, 0.1, 0.9])
def test_the_change_is_that_of_the_odds(logits, prior):
    assert fit_doubt(*logits, prior) == pytest.approx(math.log(prior / (1 - prior)), abs=0.3)


def test_the_network_answers_as_the_logits_do(logits):
    digits, others = logits
    network = build_network("residual", {"widths": [2, 3, 4], "classes": 11}).eval()
    before, image = digits.clone(), torch.zeros(1, 1, 28, 28)
    said = network(image)
    change = suit_to_prior(network, digits, others, prior=0.01)
    expected = torch.zeros(11)
    expected[NOT_A_DIGIT] = change
    torch.testing.assert_close(digits - before, expected.expand_as(before))
    torch.testing.assert_close(network(image) - said, expected[None])
