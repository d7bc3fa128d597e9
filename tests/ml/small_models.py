"""Networks too small to know anything, and their facts: quick to make, save and load."""

from __future__ import annotations

import torch
from torch import nn

from digitpad.core.model_facts import ModelFacts
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.ml.networks import build_network

WIDTHS = [4, 4, 8]

FACTS = ModelFacts(
    name="small",
    architecture="residual",
    arguments={"widths": WIDTHS},
    normalization=NORMALIZATION_VERSION,
    temperature=1.0,
    unsure_below=0.5,
    not_a_digit_below=0.2,
    data="nothing",
    seed=0,
    epochs=0,
    date="2026-01-31",
    scores={"accuracy": 0.1},
)


def random_network(seed: int = 0, widths: list[int] = WIDTHS) -> nn.Module:
    """A network in eval mode whose batch norms have seen something, as after training."""
    generator = torch.Generator().manual_seed(seed)
    network = build_network("residual", {"widths": widths}).eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor in (module.weight.data, module.running_var):
                tensor.uniform_(0.5, 2, generator=generator)
            for tensor in (module.bias.data, module.running_mean):
                tensor.normal_(0, 0.5, generator=generator)
        elif isinstance(module, nn.Conv2d | nn.Linear):
            module.weight.data.normal_(0, 0.3, generator=generator)
            if module.bias is not None:
                module.bias.data.normal_(0, 0.3, generator=generator)
    return network


def random_images(count: int, seed: int = 0) -> torch.Tensor:
    """(N, 1, 28, 28) in 0..1."""
    return torch.rand(count, 1, 28, 28, generator=torch.Generator().manual_seed(seed))
