"""What cannot be looked at is not there, and no error."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitpad.core.places import is_file, is_folder, is_there


def test_files_and_folders_are_told_apart(tmp_path):
    (tmp_path / "file").touch()
    assert (is_file(tmp_path / "file"), is_folder(tmp_path / "file"), is_there(tmp_path / "file")) == (
        True,
        False,
        True,
    )
    assert (is_file(tmp_path), is_folder(tmp_path), is_there(tmp_path)) == (False, True, True)


@pytest.mark.parametrize("name", ["missing", "x" * 300, "with\0nothing"])
def test_what_cannot_be_there_is_not(tmp_path, name):
    path = tmp_path / name
    assert (is_file(path), is_folder(path), is_there(path)) == (False, False, False)


def test_what_may_not_be_looked_at_is_not_there(monkeypatch):
    def locked(self, **_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", locked)
    assert (is_file(Path("a")), is_folder(Path("a")), is_there(Path("a"))) == (False, False, False)
