"""Trained networks: what others learn from, and begin from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from digitpad.ml.model_file import load_model
from digitpad.ml.networks import in_channels_last
from digitpad.ml.residual import fold_batch_norm
from training.hardware import in_bfloat16

TEACHING = 0.7
"""Of the loss comes from the teachers, where there are any."""


@dataclass(frozen=True)
class Teachers:
    """Trained networks whose answers are learned from, beside the labels.

    Attributes:
        specialists: for MNIST's own digits.
        generalists: for everything else; for everything where there are no specialists.
    """

    specialists: list[nn.Module]
    generalists: list[nn.Module]

    def teach(self, images: Tensor, target: Tensor, is_mnist: Tensor, is_drawn: Tensor) -> Tensor:
        """Draw targets (N, 11), in place, towards what the teachers say of the images; which of them were (N,).

        What the generators drew is what they were told to draw. A teacher that says otherwise may be older than a way
        of writing that they have learned since, and is not listened to there.
        """
        taught = torch.zeros_like(is_mnist)
        to_specialists = is_mnist if self.specialists else torch.zeros_like(is_mnist)
        for networks, part in ((self.specialists, to_specialists), (self.generalists, ~to_specialists)):
            if networks:
                answers = torch.stack([self._answer(network, images[part]) for network in networks]).mean(0)
                heard = ~is_drawn[part] | (answers.argmax(1) == target[part].argmax(1))
                target[part] = torch.where(heard[:, None], torch.lerp(target[part], answers, TEACHING), target[part])
                taught[part] = heard
        return taught

    @staticmethod
    @torch.inference_mode()
    def _answer(network: nn.Module, images: Tensor) -> Tensor:
        with in_bfloat16():
            return network(images).float().softmax(1)


def teacher(path: Path, device: torch.device) -> nn.Module:
    """A model made ready to answer."""
    return in_channels_last(fold_batch_norm(load_model(path)[0]).to(device))


def average_of(models: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of all weights of some models, and of what their batch norms saw."""
    states = [load_model(path)[0].state_dict() for path in models]
    return {
        name: torch.stack([state[name] for state in states]).double().mean(0).to(weights.dtype)
        for name, weights in states[0].items()
    }
