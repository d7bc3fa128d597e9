"""Temperature and thresholds do on data made for it what they promise."""

from __future__ import annotations

import pytest
import torch

from digitpad.ml.calibration import LOST, UNSURE, WRONG_AMONG_OK, fit_temperature, fit_thresholds


def answers(count=20_000, seed=0):
    """Logits that are calibrated as they are, and labels drawn by lot from their probabilities."""
    generator = torch.Generator().manual_seed(seed)
    logits = 4 * torch.randn(count, 10, generator=generator)
    logits[torch.arange(count), torch.randint(10, (count,), generator=generator)] += 9
    labels = torch.multinomial(logits.softmax(1), 1, generator=generator)[:, 0]
    return logits, labels


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_the_temperature_undoes_a_factor_on_the_logits(factor):
    logits, labels = answers()
    assert fit_temperature(logits * factor, labels) == pytest.approx(factor, rel=0.05)


def test_the_thresholds_keep_their_promises_on_the_data_they_were_fitted_on():
    logits, labels = answers()
    probabilities = logits.softmax(1)
    unsure_below, not_a_digit_below = fit_thresholds(probabilities, labels)
    confidence, values = probabilities.max(1)
    unsure = (confidence < unsure_below).double().mean().item()
    assert 0 <= not_a_digit_below <= unsure_below <= 1
    assert UNSURE[0] - 0.001 <= unsure <= UNSURE[1] + 0.001
    assert (confidence < not_a_digit_below).double().mean().item() <= LOST + 0.001
    wrong = (values != labels)[confidence >= unsure_below].double().mean().item()
    assert wrong <= WRONG_AMONG_OK or unsure >= UNSURE[1] - 0.001


def test_answers_that_are_all_wrong_still_give_thresholds_in_range():
    probabilities = torch.full((1000, 10), 0.1).softmax(1)
    unsure_below, not_a_digit_below = fit_thresholds(probabilities, torch.ones(1000, dtype=torch.int64))
    assert 0 <= not_a_digit_below <= unsure_below <= 1


def test_a_network_sure_of_everything_is_not_called_unsure():
    digits = torch.full((50, 10), 1e-7, dtype=torch.float64)
    digits[:, 3] = 1 - 9e-7
    unsure_below, not_a_digit_below = fit_thresholds(digits, torch.full((50,), 3))
    assert not_a_digit_below <= unsure_below < digits.max()
