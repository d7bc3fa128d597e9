"""The networks and presets are a table that says of each what it is."""

from __future__ import annotations

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.core.network_choice import NETWORKS, PRESETS, choice_named, preset_named, title_of


@pytest.mark.parametrize("name", NETWORKS)
def test_a_models_network_is_called_as_in_the_table(name):
    choice = NETWORKS[name]
    assert title_of(choice.architecture, choice.arguments) == choice.title
    assert title_of(choice.architecture, {**choice.arguments, "classes": 11}) == choice.title


@pytest.mark.parametrize("arguments", [{}, {"widths": [1, 2, 3]}, {"widths": {"a": [1]}}])
def test_another_network_is_called_by_its_architecture(arguments):
    assert title_of("residual", arguments) == "residual"


@pytest.mark.parametrize("choice", NETWORKS.values(), ids=NETWORKS)
def test_a_network_is_trained_under_its_own_name(choice):
    assert choice_named(choice.name) is choice
    assert choice.defaults.network == choice.name
    assert choice.title
    assert choice.line


def test_the_presets_are_networks_of_the_table():
    assert list(PRESETS) == ["quick", "balanced", "best"]
    for name, preset in PRESETS.items():
        assert preset_named(name) is preset
        assert preset.config.network in NETWORKS


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(DigitpadError, match=r"no network named “vgg” .*perceptron"):
        choice_named("vgg")
    with pytest.raises(DigitpadError, match=r"no preset named “slow” .*quick"):
        preset_named("slow")
