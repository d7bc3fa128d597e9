"""A training is only ever asked for within what makes sense, and comes back from JSON as it went."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.augmentation import Augmentation
from digitpad.core.device_preference import DevicePreference
from digitpad.core.errors import DigitpadError
from digitpad.core.optimizer_name import OptimizerName, ScheduleName
from digitpad.core.training_config import AUGMENTATION_LIMITS, LIMITS, DataChoice, TrainingConfig

WHOLE = {f.name for f in fields(TrainingConfig) if f.type == "int"}


def numbers(name, limits):
    return st.integers(*map(int, limits)) if name in WHOLE else st.floats(*limits)


folders = st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(Path)
augmentations = st.builds(Augmentation, **{name: st.floats(*limits) for name, limits in AUGMENTATION_LIMITS.items()})
configs = st.builds(
    TrainingConfig,
    network=st.text(),
    data=st.builds(DataChoice, mnist=folders, pictures=folders, own=st.booleans()),
    start_from=st.text(),
    optimizer=st.sampled_from(get_args(OptimizerName)),
    schedule=st.sampled_from(get_args(ScheduleName)),
    average_weights=st.booleans(),
    augmentation=augmentations,
    device=st.sampled_from(get_args(DevicePreference)),
    **{name: numbers(name, limits) for name, limits in LIMITS.items()},
)


def refused(**changes):
    with pytest.raises(DigitpadError) as error:
        TrainingConfig(**changes)
    return str(error.value)


@pytest.mark.parametrize("name", LIMITS)
def test_a_number_may_go_to_its_limits_and_no_farther(name):
    kind = int if name in WHOLE else float
    for limit, beyond in zip(map(kind, LIMITS[name]), (-1, 1), strict=True):
        assert getattr(TrainingConfig(**{name: limit}), name) == limit
        farther = limit + beyond if name in WHOLE else math.nextafter(limit, beyond * math.inf)
        assert refused(**{name: farther}).startswith(name.replace("_", " ").capitalize())


@pytest.mark.parametrize("name", AUGMENTATION_LIMITS)
def test_a_change_of_the_images_may_go_to_its_limits_and_no_farther(name):
    for limit, beyond in zip(AUGMENTATION_LIMITS[name], (-1, 1), strict=True):
        TrainingConfig(augmentation=Augmentation(**{name: limit}))
        farther = math.nextafter(limit, beyond * math.inf)
        assert refused(augmentation=Augmentation(**{name: farther})).startswith(name.capitalize())


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", sorted(set(LIMITS) - WHOLE))
def test_what_is_no_number_is_refused(name, value):
    assert str(value) in refused(**{name: value})


def test_a_refusal_tells_what_there_was_and_what_can_be():
    assert refused(seed=2**31) == "Seed is 2,147,483,648; it can be 0 to 2,147,483,647."
    assert refused(learning_rate=0.0) == "Learning rate is 0; it can be 1e-06 to 10."
    assert refused(optimizer="lion") == ("The optimizer is “lion”; it can be sgd, adam, adamw, adadelta, rmsprop.")
    assert "one cycle" in refused(schedule="zigzag")
    assert "cuda" in refused(device="tpu")


@given(configs)
def test_a_config_comes_back_from_json_as_it_was(config):
    assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize("name", [f.name for f in fields(TrainingConfig)])
@pytest.mark.parametrize("value", [None, True, "x", -1, 10**400, 1e308, math.nan, [], [[[]]], {}, {"a": 1}])
def test_json_with_something_out_of_place_is_a_sentence(name, value):
    values = TrainingConfig().to_dict()
    if value == values[name] or (name in ("network", "start_from") and value == "x"):
        return  # nothing is wrong with it
    with pytest.raises(DigitpadError):
        TrainingConfig.from_dict({**values, name: value})


@pytest.mark.parametrize("part", ["data", "augmentation"])
@pytest.mark.parametrize("value", [True, "x", 7, -1.0, 10**400, math.nan, [], {}])
def test_json_with_something_out_of_place_inside_is_a_sentence(part, value):
    values = TrainingConfig().to_dict()
    for name in values[part]:
        if (name, type(value)) in {("own", bool), ("mnist", str), ("pictures", str)}:
            continue
        if part == "augmentation" and value == 7 and AUGMENTATION_LIMITS[name][1] > 7:
            continue
        if name in {"mnist", "pictures"} and value in ([], {}):
            continue  # as good as none
        with pytest.raises(DigitpadError):
            TrainingConfig.from_dict({**values, part: {**values[part], name: value}})


@pytest.mark.parametrize("name", [f.name for f in fields(TrainingConfig)])
def test_json_that_lacks_something_is_a_sentence(name):
    values = TrainingConfig().to_dict()
    del values[name]
    with pytest.raises(DigitpadError, match=f"cannot be read: '{name}'"):
        TrainingConfig.from_dict(values)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([f.name for f in fields(TrainingConfig)]), json_values), json_values)
def test_any_other_json_is_a_config_or_a_sentence(changes, instead):
    for values in ({**TrainingConfig().to_dict(), **changes}, instead):
        try:
            config = TrainingConfig.from_dict(values)
        except DigitpadError:
            continue
        assert replace(config) == config  # it is within its limits


def test_json_nested_without_end_is_a_sentence():
    nested: list = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(DigitpadError):
        TrainingConfig.from_dict({**TrainingConfig().to_dict(), "epochs": nested})
