"""What a model answers to many labelled digits at once."""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import Tensor, nn

from digitpad.core.answered_digits import AnsweredDigits
from digitpad.core.model_facts import ModelFacts
from digitpad.core.training_report import TestScores
from digitpad.ml.device import Device
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.networks import digit_probabilities
from digitpad.ml.trainer import logits_of
from digitpad.ml.training_sets import TrainingSets


def collected(parts: Generator[Tensor, None, None]) -> Generator[None, None, Tensor]:
    """All logits of `logits_of`, yielding between two parts."""
    kept = []
    for part in parts:
        kept.append(part)
        yield
    return torch.cat(kept)


def answered(
    network: nn.Module, facts: ModelFacts, digits: LabelledImages, device: Device
) -> Generator[None, None, AnsweredDigits]:
    """A model's answers to labelled digits; yields now and then."""
    logits = yield from collected(logits_of(network, digits.images.to(device.torch_device), device))
    return AnsweredDigits(
        images=digits.images[:, 0].cpu().numpy(),
        labels=digits.labels.cpu().numpy(),
        probabilities=digit_probabilities(logits.double(), facts.temperature).numpy(),
        unsure_below=facts.unsure_below,
    )


def scored(
    network: nn.Module, facts: ModelFacts, sets: TrainingSets, device: Device
) -> Generator[None, None, TestScores]:
    """How a model does on the digits that measure; yields now and then."""
    test = yield from answered(network, facts, sets.test, device)
    own = None
    if sets.own_test is not None:
        own = yield from answered(network, facts, sets.own_test, device)
    return TestScores(test, own)
