"""The recogniser: a model, made ready to answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from digitpad.core.glyph import Glyph
from digitpad.core.model_facts import ModelFacts
from digitpad.core.reading import DigitReading, digit_reading
from digitpad.ml.device import Device
from digitpad.ml.model_file import load_model
from digitpad.ml.networks import digit_probabilities
from digitpad.ml.ready_network import ReadyNetwork

_BATCH = 128
"""Glyphs given to the network at once: enough to fill the cores, few enough to stay in the cache of each."""


class TorchRecognizer:
    """Answers with a network. A `core.Recognizer`.

    Attributes:
        facts: what the model says of itself.
    """

    def __init__(self, network: torch.nn.Module, facts: ModelFacts, device: Device) -> None:
        self.facts = facts
        self._version = fingerprint(network, facts)
        self._device = device
        self._network = ReadyNetwork(network, device)

    @property
    def model_name(self) -> str:
        return self.facts.name

    @property
    def model_version(self) -> str:
        return self._version

    @property
    def device(self) -> str:
        return self._device.label

    @property
    def device_reason(self) -> str:
        return self._device.reason

    def recognize(self, glyphs: Sequence[Glyph]) -> list[DigitReading]:
        """One answer for each glyph."""
        answers: list[DigitReading] = []
        for start in range(0, len(glyphs), _BATCH):
            batch = glyphs[start : start + _BATCH]
            pixels = np.stack([glyph.pixels for glyph in batch])
            for glyph, probabilities in zip(batch, self.probabilities(pixels).tolist(), strict=True):
                answers.append(
                    digit_reading(glyph, probabilities, self.facts.unsure_below, self.facts.not_a_digit_below)
                )
        return answers

    @torch.inference_mode()
    def probabilities(self, pixels: np.ndarray) -> torch.Tensor:
        """Calibrated probabilities.

        Args:
            pixels: (N, 28, 28) float32 in 0..1, normalised.

        Returns:
            (N, 10) float64 on the CPU; each row sums to 1.
        """
        return sound_probabilities(self._network.logits(pixels), self.facts.temperature)


def sound_probabilities(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    """As `digit_probabilities`; all ten alike where an answer is no number, and says nothing of any digit.

    A stranger's weights may be so large.
    """
    probabilities = digit_probabilities(logits, temperature)
    return probabilities.where(probabilities.isfinite().all(1, keepdim=True), 0.1)


def fingerprint(network: torch.nn.Module, facts: ModelFacts) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of weights and facts."""
    digest = hashlib.sha256(json.dumps(facts.to_header(), sort_keys=True).encode())
    for name, weights in network.state_dict().items():
        digest.update(name.encode())
        digest.update(weights.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:12]


def load_torch_recognizer(model: Path, device: Device) -> TorchRecognizer:
    """Load a model onto a device.

    Raises:
        ModelError: the model file cannot be used.
    """
    return TorchRecognizer(*load_model(model), device)
