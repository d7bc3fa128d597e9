"""Every optimizer and schedule has a title, and every optimizer a rate to begin with."""

from __future__ import annotations

from typing import get_args

from digitpad.core.optimizer_name import (
    OPTIMIZER_TITLES,
    SCHEDULE_TITLES,
    USUAL_RATES,
    OptimizerName,
    ScheduleName,
)
from digitpad.core.training_config import TrainingConfig


def test_there_is_a_title_for_each():
    assert set(OPTIMIZER_TITLES) == set(get_args(OptimizerName))
    assert set(SCHEDULE_TITLES) == set(get_args(ScheduleName))


def test_the_usual_rates_can_be_asked_for():
    assert set(USUAL_RATES) == set(get_args(OptimizerName))
    for name, rate in USUAL_RATES.items():
        assert TrainingConfig(optimizer=name, learning_rate=rate).learning_rate == rate
