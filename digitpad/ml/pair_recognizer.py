"""The recogniser of two digits that touch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from digitpad.core.glyph import Glyph
from digitpad.core.model_facts import ModelFacts
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.core.recognizer import PairReading
from digitpad.ml.device import Device
from digitpad.ml.model_file import load_pair_model
from digitpad.ml.ready_network import ReadyNetwork
from digitpad.ml.recognizer import fingerprint, sound_probabilities

_BATCH = 64
"""Pairs given to the network at once."""


class TorchPairRecognizer:
    """Answers with a network. A `core.PairRecognizer`.

    Attributes:
        facts: what the model says of itself.
        version: a fingerprint of the network.
    """

    def __init__(self, network: torch.nn.Module, facts: ModelFacts, device: Device) -> None:
        self.facts, self.version = facts, fingerprint(network, facts)
        self._network = ReadyNetwork(network, device)

    def recognize(self, pairs: Sequence[Glyph]) -> list[PairReading]:
        """Two answers for each pair."""
        answers: list[PairReading] = []
        for start in range(0, len(pairs), _BATCH):
            batch = pairs[start : start + _BATCH]
            both = self.probabilities(np.stack([pair.pixels for pair in batch])).tolist()
            for pair, (left, right) in zip(batch, both, strict=True):
                answers.append((self._answer(pair, left), self._answer(pair, right)))
        return answers

    @torch.inference_mode()
    def probabilities(self, pixels: np.ndarray) -> torch.Tensor:
        """Calibrated probabilities.

        Args:
            pixels: (N, 28, 48) float32 in 0..1, normalised.

        Returns:
            (N, 2, 10) float64 on the CPU; each row sums to 1.
        """
        logits = self._network.logits(pixels).flatten(0, 1)
        return sound_probabilities(logits, self.facts.temperature).unflatten(0, (-1, 2))

    def _answer(self, glyph: Glyph, probabilities: Sequence[float]) -> DigitReading:
        return digit_reading(glyph, probabilities, self.facts.unsure_below, self.facts.not_a_digit_below)


def load_pair_recognizer(model: Path, device: Device) -> TorchPairRecognizer:
    """Load the model of pairs onto a device.

    Raises:
        ModelError: the model file cannot be used.
    """
    return TorchPairRecognizer(*load_pair_model(model), device)
