"""An augmentation knows whether it changes anything."""

from __future__ import annotations

from dataclasses import fields

import pytest

from digitpad.core.augmentation import Augmentation


def test_without_limits_nothing_is_changed():
    assert Augmentation().changes_nothing


@pytest.mark.parametrize("name", [f.name for f in fields(Augmentation)])
def test_each_limit_changes_something(name):
    assert not Augmentation(**{name: 0.01}).changes_nothing
