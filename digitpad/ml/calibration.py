"""Temperature and thresholds, fitted on held-out digits and non-digits."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from digitpad.ml.networks import NOT_A_DIGIT, digit_probabilities

WRONG_AMONG_OK = 1 / 2000
"""So many of the held-out digits answered `ok` may be wrong."""

UNSURE = (1 / 200, 3 / 100)
"""At least and at most so many of the held-out digits are answered `unsure`."""

LOST = 1 / 500
"""So many of the held-out digits may be answered `not_a_digit`."""


class Calibration(NamedTuple):
    """What turns logits into probabilities and answers: as in `core.ModelFacts`."""

    temperature: float
    unsure_below: float
    not_a_digit_below: float


def calibrate(logits: Tensor, labels: Tensor) -> Calibration:
    """Fit the temperature and the thresholds on held-out digits.

    Args:
        logits: (N, 10) or (N, 11), N ≥ 1; with ten, the network was not taught what is no digit, and calls nothing so.
        labels: (N,) 0..9.
    """
    temperature = round(fit_temperature(logits, labels), 4)
    unsure_below, not_a_digit_below = fit_thresholds(digit_probabilities(logits, temperature), labels)
    return Calibration(temperature, unsure_below, not_a_digit_below if logits.shape[1] > NOT_A_DIGIT else 0.0)


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """The share of digits whose logit is the highest of the ten."""
    return (logits[:, :NOT_A_DIGIT].argmax(1) == labels.cpu()).double().mean().item()


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature of the lowest cross-entropy on digits, to one part in fifty (Guo et al. 2017)."""
    candidates = [math.exp(step / 50) for step in range(-60, 61)]
    return min(candidates, key=lambda temperature: loss_of(logits, labels, temperature))


def loss_of(logits: Tensor, labels: Tensor, temperature: float) -> float:
    """The mean negative log-likelihood of digits, in nats."""
    return functional.nll_loss(digit_probabilities(logits, temperature).clamp(min=1e-12).log(), labels).item()


def fit_thresholds(digits: Tensor, labels: Tensor) -> tuple[float, float]:
    """Confidences below which an answer is `unsure`, and below which it is `not_a_digit`.

    Args:
        digits: calibrated probabilities (N, 10) of held-out digits.
        labels: (N,) what they are.
    """
    confidence, answers = digits.max(1)
    order = confidence.argsort(descending=True)
    wrong = (answers != labels)[order].cumsum(0) / torch.arange(1, len(order) + 1)
    allowed = (wrong <= WRONG_AMONG_OK).nonzero()
    strict = confidence[order[int(allowed.max())]].item() if len(allowed) else 1.0
    least, most = (confidence.quantile(share).item() for share in UNSURE)
    unsure_below = min(max(strict, least), most)
    not_a_digit_below = min(confidence.quantile(LOST).item(), unsure_below)
    return _down(unsure_below), _down(not_a_digit_below)


def _down(threshold: float) -> float:
    """To four decimals, never up: a network that is sure to the fifth would be called unsure of everything."""
    return math.floor(threshold * 10_000) / 10_000
