"""The optimizers by name, and how the learning rate changes on the way."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn

from digitpad.core.optimizer_name import ScheduleName
from digitpad.core.training_config import TrainingConfig

_MOMENTUM = 0.9
_RISE = 0.25
"""The part of a one-cycle training in which the rate rises."""

_START = 0.1
"""Of the highest rate: where a one-cycle schedule begins."""

_STEP = 0.7
"""What `steps` multiplies the rate with after each epoch, as PyTorch's own MNIST example does."""


def make_optimizer(config: TrainingConfig, weights: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The optimizer a training asks for."""
    rate, decay = config.learning_rate, config.weight_decay
    match config.optimizer:
        case "sgd":
            return torch.optim.SGD(weights, rate, momentum=_MOMENTUM, weight_decay=decay, fused=True)
        case "adam":
            return torch.optim.Adam(weights, rate, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(weights, rate, weight_decay=decay, fused=True)
        case "adadelta":
            return torch.optim.Adadelta(weights, rate, weight_decay=decay)
        case "rmsprop":
            return torch.optim.RMSprop(weights, rate, weight_decay=decay)


def rate_factor(schedule: ScheduleName, step: int, steps: int, epoch: int) -> float:
    """What the learning rate is multiplied with at a step: a function of the place alone, so nothing has to be kept.

    Args:
        schedule: which.
        step: from 0.
        steps: of the whole training.
        epoch: of the step, from 0.
    """
    match schedule:
        case "constant":
            return 1.0
        case "steps":
            return _STEP**epoch
        case "cosine":
            return _falling(step / steps)
        case "one cycle":
            # Smith, "Super-Convergence", 2018: up along a cosine, and down along another to nothing.
            done = (step + 0.5) / steps  # the middle of the step: even a training of a single one learns
            if done < _RISE:
                return _START + (1 - _START) * (1 - _falling(done / _RISE))
            return _falling((done - _RISE) / (1 - _RISE))


def _falling(share: float) -> float:
    """Half a cosine: 1 at 0, 0 at 1."""
    return (1 + math.cos(math.pi * share)) / 2
