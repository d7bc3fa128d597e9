"""How much is to be doubted: what a network knows of non-digits, put right for how few of them there are."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from digitpad.ml.networks import NOT_A_DIGIT


@torch.no_grad()
def suit_to_prior(network: nn.Module, digits: Tensor, non_digits: Tensor, prior: float) -> float:
    """Change the bias of “no digit”, and its logits, in place, to what `fit_doubt` finds, and return that.

    Args:
        network: a residual one.
        digits: its logits (N, 11) of held-out digits.
        non_digits: and (M, 11) of held-out non-digits.
        prior: the share of all that is read that is no digit, 0..1.
    """
    change = fit_doubt(digits, non_digits, prior)
    for logits in (network.get_parameter("classifier.bias")[None], digits, non_digits):
        logits[:, NOT_A_DIGIT] += change
    return change


def fit_doubt(digits: Tensor, non_digits: Tensor, prior: float) -> float:
    """By how much the logit of “no digit” is to change, to a twentieth, for the lowest cross-entropy of digit or none.

    In training one image in ten is no digit, and a network doubts accordingly. On forms and drawings there are fewer
    (Saerens et al., "Adjusting the Outputs of a Classifier to New a Priori Probabilities", 2002).

    Args:
        digits: logits (N, 11) of held-out digits.
        non_digits: logits (M, 11) of held-out non-digits.
        prior: the share of all that is read that is no digit, 0..1.
    """
    sure, doubtful = (
        logits[:, NOT_A_DIGIT] - logits[:, :NOT_A_DIGIT].logsumexp(1)
        for logits in (digits.double(), non_digits.double())
    )

    def surprise(change: float) -> float:
        wrongly_doubted = functional.softplus(sure + change).mean()
        believed = functional.softplus(-(doubtful + change)).mean()
        return ((1 - prior) * wrongly_doubted + prior * believed).item()

    return min((step / 20 for step in range(-200, 201)), key=surprise)
