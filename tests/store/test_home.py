"""One folder holds what the user keeps, and the environment may choose it."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitpad.store.home import home_folder


def test_digitpad_home_is_the_folder_and_need_not_exist(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITPAD_HOME", str(tmp_path / "mine"))
    assert home_folder() == tmp_path / "mine"
    assert not home_folder().exists()


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_the_folder_is_the_platforms_own(value, monkeypatch):
    if value is None:
        monkeypatch.delenv("DIGITPAD_HOME", raising=False)
    else:
        monkeypatch.setenv("DIGITPAD_HOME", value)
    assert home_folder().is_absolute()
    assert home_folder().name == "digitpad"
    assert home_folder() != Path.cwd()
