"""The optimizers are those of their names, and the schedules go from and to where they promise."""

from __future__ import annotations

from typing import get_args

import pytest
import torch

from digitpad.core.optimizer_name import USUAL_RATES, OptimizerName, ScheduleName
from digitpad.core.training_config import TrainingConfig
from digitpad.ml.optimizer import make_optimizer, rate_factor

EPOCHS, BATCHES = 5, 40
STEPS = EPOCHS * BATCHES


def factors(schedule, steps=STEPS, batches=BATCHES):
    return [rate_factor(schedule, step, steps, step // batches) for step in range(steps)]


@pytest.mark.parametrize("name", get_args(OptimizerName))
def test_an_optimizer_is_made_with_what_is_asked_for(name):
    weights = torch.nn.Parameter(torch.ones(3))
    optimizer = make_optimizer(TrainingConfig(optimizer=name, learning_rate=0.02, weight_decay=0.03), [weights])
    assert type(optimizer).__name__.lower() == name
    (group,) = optimizer.param_groups
    assert (group["lr"], group["weight_decay"]) == (0.02, 0.03)
    assert group.get("momentum", 0) == (0.9 if name == "sgd" else 0)


@pytest.mark.parametrize("name", get_args(OptimizerName))
def test_an_optimizer_goes_downhill_at_its_usual_rate(name):
    weights = torch.nn.Parameter(torch.full((3,), 2.0))
    config = TrainingConfig(optimizer=name, learning_rate=USUAL_RATES[name], weight_decay=0.0)
    optimizer = make_optimizer(config, [weights])
    for _ in range(20):
        optimizer.zero_grad()
        weights.square().sum().backward()
        optimizer.step()
    assert weights.abs().max() < 2


@pytest.mark.parametrize("name", get_args(OptimizerName))
def test_weight_decay_draws_weights_to_nothing(name):
    ends = []
    for decay in (0.0, 0.5):
        weights = torch.nn.Parameter(torch.ones(3))
        config = TrainingConfig(optimizer=name, learning_rate=0.1, weight_decay=decay)
        optimizer = make_optimizer(config, [weights])
        for _ in range(5):
            weights.grad = torch.zeros(3)
            optimizer.step()
        ends.append(weights.abs().sum().item())
    assert ends[0] == 3
    assert ends[1] < 3


@pytest.mark.parametrize("schedule", get_args(ScheduleName))
@pytest.mark.parametrize("steps", [1, 2, 3, 7, STEPS])
def test_a_factor_is_a_share_and_every_step_learns(schedule, steps):
    assert all(0 < factor <= 1 for factor in factors(schedule, steps, batches=1))


def test_a_constant_rate_stays():
    assert set(factors("constant")) == {1.0}


def test_a_cosine_falls_from_all_to_nothing():
    found = factors("cosine")
    assert found == sorted(found, reverse=True)
    assert found[0] == 1
    assert found[-1] < 0.001


def test_one_cycle_rises_in_the_first_quarter_and_falls_to_nothing():
    found = factors("one cycle")
    top = found.index(max(found))
    assert top == pytest.approx(STEPS / 4, abs=1)
    assert found[: top + 1] == sorted(found[: top + 1])
    assert found[top:] == sorted(found[top:], reverse=True)
    assert found[0] == pytest.approx(0.1, abs=0.01)
    assert found[top] > 0.99
    assert found[-1] < 0.001


def test_steps_fall_after_each_epoch_as_in_pytorchs_example():
    found = factors("steps")
    assert found[::BATCHES] == pytest.approx([1, 0.7, 0.49, 0.343, 0.2401])
    assert all(len(set(found[start : start + BATCHES])) == 1 for start in range(0, STEPS, BATCHES))
