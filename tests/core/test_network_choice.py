"""The networks and presets are a table that says of each what it is."""

from __future__ import annotations

import pytest

from digitpad.core.network_choice import NETWORKS, title_of


@pytest.mark.parametrize("name", NETWORKS)
def test_a_models_network_is_called_as_in_the_table(name):
    choice = NETWORKS[name]
    assert title_of(choice.architecture, choice.arguments) == choice.title
    assert title_of(choice.architecture, {**choice.arguments, "classes": 11}) == choice.title


@pytest.mark.parametrize("arguments", [{}, {"widths": [1, 2, 3]}, {"widths": {"a": [1]}}])
def test_another_network_is_called_by_its_architecture(arguments):
    assert title_of("residual", arguments) == "residual"
