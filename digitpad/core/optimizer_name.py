"""The optimizers and schedules a training can have, by name, each with the learning rate it usually begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

OptimizerName = Literal["sgd", "adam", "adamw", "adadelta", "rmsprop"]
ScheduleName = Literal["constant", "one cycle", "cosine", "steps"]

USUAL_RATES: Mapping[OptimizerName, float] = {
    "sgd": 0.1,
    "adam": 1e-3,
    "adamw": 1e-3,
    "adadelta": 1.0,
    "rmsprop": 1e-3,
}
"""The learning rate each optimizer is first tried with."""

OPTIMIZER_TITLES: Mapping[OptimizerName, str] = {
    "sgd": "SGD with momentum",
    "adam": "Adam",
    "adamw": "AdamW",
    "adadelta": "Adadelta",
    "rmsprop": "RMSprop",
}

SCHEDULE_TITLES: Mapping[ScheduleName, str] = {
    "constant": "constant",
    "one cycle": "one cycle: rises, then falls to nothing",
    "cosine": "cosine: falls slowly, fast, slowly",
    "steps": "steps: × 0.7 after each epoch",
}
